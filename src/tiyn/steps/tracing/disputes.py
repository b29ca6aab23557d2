"""Two figures for one quantity: the gap, what is said to lie outside, what nobody explained."""

from __future__ import annotations

from collections.abc import Iterator

from tiyn.model.amount import total
from tiyn.steps.tracing.facts import Derived, Facts, receipt
from tiyn.steps.tracing.parts import percentage


def disputes(facts: Facts) -> Iterator[Derived]:
    """For every quantity: `-gap`, `-outside`, `-unexplained`, `-unexplained-share` between its first two claims.

    The outside money is never added to a claim: it is named as belonging to neither.
    """
    for subject, kind in facts.subjects.items():
        claims = [claim for claim in facts.members.get((subject, "claims"), []) if claim in facts.amounts]
        if kind != "quantity" or len(claims) < 2:
            continue
        ordered = sorted(claims, key=lambda claim: facts.amounts[claim].value, reverse=True)
        yield from _bridge(facts, subject, ordered[0], ordered[1])


def _bridge(facts: Facts, subject: str, larger: str, smaller: str) -> Iterator[Derived]:
    gap = facts.amounts[larger].minus(facts.amounts[smaller])
    inputs = (("whole", receipt(larger)), ("part", receipt(smaller)))
    yield Derived(f"{subject}-gap", subject, "gap", gap, "difference", inputs)
    outside = [*facts.tied("outside", smaller), *facts.tied("outside", larger)]
    if not outside:
        return
    summed = total([facts.amounts[key] for key in outside], gap.unit)
    reads = tuple(("part", receipt(key)) for key in outside)
    yield Derived(f"{subject}-outside", subject, "outside", summed, "sum", reads)
    rest = gap.minus(summed)
    reads = (("whole", f"derived/{subject}-gap"), ("part", f"derived/{subject}-outside"))
    yield Derived(f"{subject}-unexplained", subject, "unexplained", rest, "difference", reads, "untraced", "not_stated")
    reads = (("part", f"derived/{subject}-unexplained"), ("whole", f"derived/{subject}-gap"))
    yield Derived(f"{subject}-unexplained-share", subject, "unexplained-share", percentage(rest, gap), "share", reads)
