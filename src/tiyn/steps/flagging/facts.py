"""Purchases laid out for indicators: integer keys, money in hundredths, moments in seconds, one row per lot, bid, contract.

The relations (procedure, piece, sole, offer, member, decision, winner, contest, deal, revision, settlement,
acceptance, point, price, holding, registration, org, way, law, workday) are described in docs/indicators.md and laid by
`facts.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tiyn import codes
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.flagging.law import lay_law

SQL = Path(__file__).with_suffix(".sql")
TRACE = Path(__file__).parents[1] / "tracing" / "procurement.sql"
ORDER = (
    "organizations", "procedure", "lots", "sole", "offers", "members", "decisions", "winners", "contests",
    "deals", "revisions", "settlements", "acceptances", "points", "prices", "holdings", "registrations",
)  # fmt: skip
RELATIONS = (
    "org", "way", "procedure", "piece", "sole", "offer", "member", "decision", "winner", "contest", "contract_lot",
    "contract_plan", "deal", "revision", "settlement", "acceptance", "point", "price", "holding", "registration",
    "law", "workday",
)  # fmt: skip


def lay_out(engine: Engine, law: Mapping[str, int] | None = None) -> None:
    """Create every relation the indicators of purchases read (`forget` drops them); `law` replaces legal numbers."""
    named = queries(SQL)
    engine.run(named["macros"])
    known = codes.lists()["goszakup_method"]
    ways = {entry["name"]["ru"]: code for code, entry in sorted(known.items(), reverse=True)}  # of one name, the first id
    rival = {code: int(entry["method"] in ("open", "selective")) for code, entry in known.items()}
    engine.keep("way", [{"name": name, "way": way, "competitive": rival[way]} for name, way in sorted(ways.items())])
    lay_law(engine, law)
    engine.run(queries(TRACE)["covers"])
    engine.run(queries(TRACE)["plans"])
    for name in ORDER:
        engine.run(named[name])


def forget(engine: Engine) -> None:
    """Drop what `lay_out` created."""
    engine.drop(*RELATIONS)
