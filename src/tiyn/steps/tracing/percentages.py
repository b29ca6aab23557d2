"""Percentages in the sources, held against the figures they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tiyn.model.amount import Amount
from tiyn.steps.tracing.facts import Derived, Facts, receipt
from tiyn.steps.tracing.parts import percentage


def percentages(facts: Facts) -> Iterator[Derived]:
    """`-computed`: the share the source's own figures give; `-count`: what the percentage comes to."""
    for whole in facts.amounts:
        for stated in facts.tied("of", whole):
            subject = facts.statements[stated]["about"]
            measured = [key for key in facts.amounts if ("measures", stated) in facts.ties[key]]
            for part in measured:
                inputs = (("part", receipt(part)), ("whole", receipt(whole)))
                amount = percentage(facts.amounts[part], facts.amounts[whole])
                yield Derived(f"{stated}-computed", subject, "computed-share", amount, "share", inputs)
            if not measured:
                inputs = (("percent", receipt(stated)), ("whole", receipt(whole)))
                amount = _of(facts.amounts[stated], facts.amounts[whole])
                yield Derived(f"{stated}-count", subject, "computed-count", amount, "percent_of", inputs)


def _of(percent: Amount, whole: Amount) -> Amount:
    """percent × whole / 100 in the whole's unit, with both ends."""

    def product(left: Decimal | None, right: Decimal | None) -> Decimal | None:
        return None if left is None or right is None else left * right / 100

    value = percent.value * whole.value / 100
    return Amount(value, product(percent.low, whole.low), product(percent.high, whole.high), whole.unit)
