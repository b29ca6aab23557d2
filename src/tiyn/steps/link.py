"""Link: what the ties between statements make of each statement's state, which budget lines go on, and who is who.

The state of a figure follows from the other statements about the same thing, never from taste:
updated later, open-ended, corroborated by an independent document, or disputed (which wins).
"""

from __future__ import annotations

from pathlib import Path

from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.classify import classify
from tiyn.steps.resolving.resolving import resolve_names
from tiyn.steps.resolving.ties import tie_up

SQL = Path(__file__).with_suffix(".sql")
ORDER = ("stale", "open_ended", "corroborated", "disputed")


def link(engine: Engine) -> dict[str, int]:
    """Set every statement's state, settle the budget classification, resolve names; how many statements have each state."""
    classify(engine)
    resolve_names(engine)
    tie_up(engine)
    named = queries(SQL)
    for name in ORDER:
        engine.run(named[name])
    rows = engine.rows(named["states"])
    return {row["state"]: row["n"] for row in rows}
