"""Trace: the arithmetic between figures, as intervals, each with its formula and its inputs.

Untraced = whole − Σ parts, kept as a row with a reason code. A remainder whose both ends are
negative says that parts exceed their whole: it is reported as an issue, never clipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.amount import total
from tiyn.queries import queries
from tiyn.snapshot import digest
from tiyn.steps.reconcile import reconcile
from tiyn.steps.tracing.addresses import check_addresses
from tiyn.steps.tracing.cohorts import cohorts, systems
from tiyn.steps.tracing.disputes import disputes
from tiyn.steps.tracing.facts import Derived, Facts, read_facts
from tiyn.steps.tracing.parts import parts
from tiyn.steps.tracing.percentages import percentages
from tiyn.steps.tracing.procurement import procurement
from tiyn.steps.tracing.programmes import programmes, scale
from tiyn.steps.tracing.regions import regions

SQL = Path(__file__).with_suffix(".sql")
PACKAGES = Path(__file__).with_name("tracing") / "packages.sql"
RULES = (parts, percentages, disputes, programmes, scale, cohorts, systems, regions)


def trace(engine: Engine) -> int:
    """Fill `derived`, `derived_input` and the issues of the arithmetic; returns how many figures were computed.

    Raises InputRefused when a correction or a reply speaks of a figure that is not among them.
    """
    reconcile(engine)
    engine.run(queries(PACKAGES)["totals"])
    procurement(engine)
    named = queries(SQL)
    facts = read_facts({name: engine.rows(sql) for name, sql in named.items()})
    found = [derived for rule in RULES for derived in rule(facts)]
    engine.load(tables()["derived"], [_row(derived) for derived in found])
    inputs = [
        {"derived": derived.id, "position": position, "role": role, "receipt": address}
        for derived in found
        for position, (role, address) in enumerate(derived.inputs)
    ]
    engine.load(tables()["derived_input"], inputs)
    check_addresses(engine)
    engine.load(tables()["issue"], [*_overdrawn(found), *_bad_sums(facts)])
    return len(found)


def _row(derived: Derived) -> dict[str, Any]:
    amount = derived.amount
    bounds = {"value": amount.value, "low": amount.low, "high": amount.high, "unit": amount.unit}
    names = ("id", "subject", "role", "position", "state", "formula", "reason", "year")
    return {name: getattr(derived, name) for name in names} | bounds


def _overdrawn(found: list[Derived]) -> Iterator[dict[str, Any]]:
    for derived in found:
        if derived.formula == "difference" and derived.amount.high is not None and derived.amount.high < 0:
            message = f"{derived.id}: the parts exceed the whole by {-derived.amount.value}; expected at most the whole"
            yield _issue("parts_exceed_whole", derived.id, message)


def _bad_sums(facts: Facts) -> Iterator[dict[str, Any]]:
    """Wholes that claim to be made of their parts and are not, beyond rounding."""
    for whole, amount in facts.amounts.items():
        if facts.statements[whole]["partition"] != "claimed":
            continue
        parts_of = [facts.amounts[part] for part in facts.tied("part_of", whole) if facts.amounts[part].unit == amount.unit]
        summed = total(parts_of, amount.unit)
        if not amount.agrees(summed):
            message = f"{whole}: parts add up to {summed.value}; expected {amount.value}; shown as printed"
            yield _issue("sum_differs", whole, message)


def _issue(kind: str, place: str, message: str) -> dict[str, Any]:
    return {"id": digest(message.encode())[:16], "step": "trace", "kind": kind, "place": place, "message": message}
