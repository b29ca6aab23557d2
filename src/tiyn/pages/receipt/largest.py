"""The receipt of a largest supplier's share: what is divided by what, and the contracts that were added up."""

from __future__ import annotations

from typing import Any

from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Figure, Link
from tiyn.view.largest import Largest, by_receipt, figure
from tiyn.view.visit import Visit

FIRST = 50
Step = tuple[str, str, Figure, str]


def largest_given(visit: Visit, rest: str) -> tuple[str, dict[str, Any]]:
    """Title and the parts of the receipt. Raises NotFound."""
    words, reads = visit.words, visit.purchases
    one, what = by_receipt(reads, rest)
    shown = {name: figure(reads, one, name) for name in ("share", "part", "whole")}
    buyer, supplier = reads.side(one.buyer), reads.side(one.supplier)
    title = words("largest_title", measure=shown[what].label, buyer=buyer.name if buyer else one.buyer)
    steps: list[Step] = []
    if what == "share":
        steps = [("", shown["part"].label, shown["part"], words("largest_n", n=len(one.own)))]
        steps.append(("÷", shown["whole"].label, shown["whole"], words("largest_n", n=len(one.rows))))
        steps.append(("=", shown["share"].label, shown["share"], words("largest_rounded")))
    rows = one.own if what == "part" else one.rows if what == "whole" else []
    links = [Link(side.name, side.url) for side in (buyer, supplier) if side]
    return title, {
        "figure": shown[what],
        "formula": words(f"largest_formula_{what}"),
        "steps": steps,
        "facts": _facts(visit, one, shown[what], len(rows)),
        "others": _others(visit, rows),
        "used": [*links, Link(words("shown_list"), reads.list_url(buyer=one.buyer, supplier=one.supplier))],
    }


def _facts(visit: Visit, one: Largest, shown: Figure, rows: int) -> list[Fact]:
    words = visit.words
    supplier = visit.purchases.side(one.supplier)
    facts = [
        Fact(words("largest_supplier"), Link(supplier.name, supplier.url) if supplier else Foreign(one.supplier, "")),
        Fact(
            words("exactly"), shown.exact, words("two_decimals_note") if shown.unit == "percent" else words("computed_exact_note")
        ),
        Fact(words("largest_currency"), one.currency or words("not_stated")),
        Fact(words("vat"), words.name("vat", one.vat or "unknown")),
        Fact(words("largest_coverage"), words("largest_covered", n=len(one.rows), all=str(one.all))),
    ]
    return [*facts, Fact(words("largest_first"), words("largest_first_n", n=FIRST))] if rows > FIRST else facts


def _others(visit: Visit, rows: list[dict[str, Any]]) -> list[Figure]:
    """The contracts that were added up, the first fifty, each with its own receipt."""
    reads = visit.purchases
    found = [reads.figure("contract_trace", row, "contracted", f"{row['ocid']} · {row['contract']}") for row in rows[:FIRST]]
    return [one for one in found if one is not None]
