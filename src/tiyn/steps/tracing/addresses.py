"""Addresses of computed figures in corrections and replies: only now is it known which figures there are."""

from __future__ import annotations

from pathlib import Path

from tiyn.engine import Engine
from tiyn.model.errors import InputRefused
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
MEND = "mend the address or, when the figure is gone for good, name the statements it was computed from"


def check_addresses(engine: Engine) -> None:
    """Raises InputRefused naming every computed figure that is spoken of and does not exist."""
    lines = [
        f"dossier: the {row['kind']} {row['owner']!r}: found {row['address']!r}; expected a figure this edition computes; {MEND}"
        for row in engine.rows(queries(SQL)["not_computed"])
    ]
    if lines:
        raise InputRefused("\n".join([*lines, f"{len(lines)} mistake(s) in the dossier; nothing was built"]))
