"""A whole and its itemised parts: their sum, what is left, and each part's share.

The rest is what the source names and does not itemise. When the source claims that its parts
make the whole, the sum is a check instead; a sum outside the whole's interval is an issue.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tiyn.model.amount import Amount, share, total, untraced
from tiyn.steps.tracing.facts import Derived, Facts, receipt

# A percentage of fewer than twenty things says more than is known.
SMALLEST_WHOLE = 20


def parts(facts: Facts) -> Iterator[Derived]:
    """For every statement with parts of its own unit: `-sum`, `-rest`, `-rest-share`, and `-share` of each part."""
    for whole, amount in facts.amounts.items():
        found = [part for part in facts.tied("part_of", whole) if facts.amounts[part].unit == amount.unit]
        if not found:
            continue
        subject = facts.statements[whole]["about"]
        inputs = tuple(("part", receipt(part)) for part in found)
        summed = total([facts.amounts[part] for part in found], amount.unit)
        if len(found) > 1:
            yield Derived(f"{whole}-sum", subject, "sum", summed, "sum", inputs)
        for part in found:
            yield from part_share(f"{part}-share", subject, facts, part, whole)
        if facts.statements[whole]["partition"] != "claimed":
            yield from _rest(facts, whole, found, inputs)


def part_share(identifier: str, subject: str, facts: Facts, part: str, whole: str, role: str = "share") -> Iterator[Derived]:
    """A part's percentage of a whole; nothing for a whole of fewer than twenty things."""
    left, right = facts.amounts[part], facts.amounts[whole]
    if left.unit != right.unit or (not right.is_money and right.value < SMALLEST_WHOLE):
        return
    inputs = (("part", receipt(part)), ("whole", receipt(whole)))
    yield Derived(identifier, subject, role, percentage(left, right), "share", inputs)


def percentage(part: Amount, whole: Amount) -> Amount:
    """part / whole in per cent with both ends; an end is open when it depends on an open end."""
    low = _ratio(part.low, whole.low if _negative(part.low) else whole.high, ROUND_FLOOR)
    high = _ratio(part.high, whole.high if _negative(part.high) else whole.low, ROUND_CEILING)
    return Amount(share(part, whole, 4), low, high, "percent")


def _negative(value: Decimal | None) -> bool:
    return value is not None and value < 0


def _ratio(part: Decimal | None, whole: Decimal | None, rounding: str) -> Decimal | None:
    """An end of a percentage, rounded outwards so that the interval never shrinks."""
    if part is None or whole is None or whole == 0:
        return None
    return (part * 100 / whole).quantize(Decimal("0.0001"), rounding)


def _rest(facts: Facts, whole: str, found: list[str], inputs: tuple[tuple[str, str], ...]) -> Iterator[Derived]:
    amount, subject = facts.amounts[whole], facts.statements[whole]["about"]
    rest = untraced(amount, [facts.amounts[part] for part in found])
    reads = (("whole", receipt(whole)), *inputs)
    yield Derived(f"{whole}-rest", subject, "rest", rest, "difference", reads, "untraced", "not_itemised")
    if amount.is_money or amount.value >= SMALLEST_WHOLE:
        divided = (("part", f"derived/{whole}-rest"), ("whole", receipt(whole)))
        yield Derived(f"{whole}-rest-share", subject, "rest-share", percentage(rest, amount), "share", divided)
