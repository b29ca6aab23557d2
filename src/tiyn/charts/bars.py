"""Bars on one scale: a whole, its parts, and what no part explains, hatched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.charts.ladder import Ladder, Rung


@dataclass(frozen=True)
class Bars(Ladder):
    """The ladder's drawing with bars of one kind: the label says what each is."""


def bar(label: str, value: Decimal | None, text: str, href: str = "", untraced: bool = False, stage: str = "paid") -> Rung:
    """One bar; an untraced one is all hatch, a negative one is outlined; `stage` gives the shade."""
    return Rung(label, stage, value, text, href, "untraced" if untraced else "")
