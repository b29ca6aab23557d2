"""Bars on one scale with an optional hatched remainder: a whole, its parts, and what no part explains."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.charts.ladder import Ladder, Rung


@dataclass(frozen=True)
class Bars(Ladder):
    """The ladder's drawing with bars of one kind: the label says what each is."""


def bar(label: str, value: Decimal | None, text: str, href: str = "", untraced: bool = False) -> Rung:
    """One bar; an untraced one is all hatch."""
    if untraced and value is not None and value > 0:
        return Rung(label, "plan", Decimal(0), text, href, "untraced", value)
    return Rung(label, "paid", value, text, href)
