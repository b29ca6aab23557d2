"""Follow contracts from plan to payment, in SQL: what is tied by published keys, and what is left over, with a reason.

Fills contract_trace (one row per contract), its sums by buyer, supplier, programme, region, method
and year, the published sums of every stage, the pairs of buyer and supplier, and prices per unit.
Voided contracts are counted apart; sums of different currencies are never compared or added.
"""

from __future__ import annotations

from pathlib import Path

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.classify import labels, outside_rules, purchase_rules

SQL = Path(__file__).with_suffix(".sql")
ORDER = (
    "effective",
    "covers",
    "plans",
    "standing",
    "single",
    "shared",
    "planned",
    "coded",
    "tendered",
    "acted",
    "paid",
    "published",
    "contract_traces",
)
SUMS = ("dimensions", "totals", "reasons", "pairs", "unit_prices")


def procurement(engine: Engine) -> int:
    """Fill the trace tables from the procurement tables; returns how many contracts were followed."""
    named = queries(SQL)
    _digital(engine, named)
    _outside(engine, named)
    engine.run(named["stages"])
    for name in (*ORDER, *SUMS):
        engine.run(named[name])
    engine.run(named["forget"])
    return int(engine.rows(named["followed"])[0]["contracts"])


def _outside(engine: Engine, named: dict[str, str]) -> None:
    """Note the grounds on which the law leaves a contract out of its register."""
    engine.run(named["outside_grounds"])
    for rule in outside_rules():
        engine.load(tables()["label"], labels(rule))
        for entry in rule["outside"]:
            for source in entry["sources"]:
                for ground in entry["grounds"]:
                    engine.run(named["outside_ground"], {"source": source, "ground": ground})


def _digital(engine: Engine, named: dict[str, str]) -> None:
    """Mark the processes that the rule selects as digitalization, with the line of the rule that did."""
    engine.run(named["beginnings"])
    engine.run(named["words"])
    line = 0
    for rule in purchase_rules():
        engine.load(tables()["label"], labels(rule))
        for entry in rule["purchases"]:
            line += 1
            for scheme in entry["schemes"]:
                for text in entry["prefixes"]:
                    engine.run(named["beginning"], {"line": line, "entry": entry["id"], "scheme": scheme, "text": text})
            for text in entry["words"]:
                engine.run(named["word"], {"line": line, "entry": entry["id"], "text": text})
    engine.run(named["digital"])
    engine.run(named["mark"])
