"""A cohort of recipients and counted systems: the mean, and how many of them are named at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tiyn.model.amount import Amount, untraced
from tiyn.steps.tracing.facts import Derived, Facts, receipt, whole_number
from tiyn.steps.tracing.parts import SMALLEST_WHOLE, percentage


def cohorts(facts: Facts) -> Iterator[Derived]:
    """Per cohort `-mean` (money per member, our computation) and `-identified` (members known by name)."""
    for subject, kind in facts.subjects.items():
        members = facts.one(subject, "members")
        if kind != "cohort" or members not in facts.amounts:
            continue
        count = facts.amounts[members]
        known = len(facts.members.get((subject, "known"), []))
        inputs = (("whole", receipt(members)),)
        yield Derived(f"{subject}-identified", subject, "identified", whole_number(known, count.unit), "count", inputs)
        yield from _outcomes(facts, subject, members)
        money = facts.one(subject, "money")
        if money in facts.amounts and count.value >= SMALLEST_WHOLE and count.is_exact:
            reads = (("whole", receipt(money)), ("divisor", receipt(members)))
            yield Derived(f"{subject}-mean", subject, "mean", _mean(facts.amounts[money], count.value), "mean", reads)


def _outcomes(facts: Facts, subject: str, members: str) -> Iterator[Derived]:
    """What became of the members: a share per outcome and `-neither`, those of whom nothing is said.

    The source may call the members start-ups in one clause and companies in the next; listing
    them as outcomes of one cohort is the dossier's judgement that they are the same things.
    """
    whole = facts.amounts[members]
    found = [outcome for outcome in facts.members.get((subject, "outcomes"), []) if outcome in facts.amounts]
    counted = [replace(facts.amounts[outcome], unit=whole.unit) for outcome in found]
    for outcome, amount in zip(found, counted, strict=True):
        if whole.value >= SMALLEST_WHOLE:
            inputs = (("part", receipt(outcome)), ("whole", receipt(members)))
            yield Derived(f"{outcome}-share", subject, "outcome-share", percentage(amount, whole), "share", inputs)
    if found:
        inputs = (("whole", receipt(members)), *(("part", receipt(outcome)) for outcome in found))
        rest = untraced(whole, counted)
        yield Derived(f"{subject}-neither", subject, "neither", rest, "difference", inputs, "untraced", "not_stated")


def systems(facts: Facts) -> Iterator[Derived]:
    """Per counter of a systems subject `-identified-N`: how many of the counted systems are named."""
    for subject, kind in facts.subjects.items():
        if kind != "systems":
            continue
        identified = facts.members.get((subject, "identified"), [])
        counters = facts.members.get((subject, "counters"), [])
        for position, (counter, known) in enumerate(zip(counters, identified, strict=True)):
            amount = whole_number(int(known), facts.amounts[counter].unit)
            inputs = (("whole", receipt(counter)),)
            yield Derived(f"{counter}-identified", subject, "identified", amount, "count", inputs, position=position)


def _mean(money: Amount, divisor: Decimal) -> Amount:
    """Money per member, to the tiyn."""

    def divide(value: Decimal | None) -> Decimal | None:
        return None if value is None else (value / divisor).quantize(Decimal("0.01"))

    return Amount((money.value / divisor).quantize(Decimal("0.01")), divide(money.low), divide(money.high), money.unit)
