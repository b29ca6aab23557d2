"""Disputed figures on one scale from zero: equal size, no winner, intervals as they were said."""

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn.draw import WIDE, Canvas, Key, Scale, keys, linked, text_width, wrap


@dataclass(frozen=True)
class Claim:
    """One figure. `low` = `high` for a plain number; None at one end means "no bound was said"."""

    label: str
    note: str
    low: Decimal | None
    high: Decimal | None
    text: str
    state: str
    href: str | None = None


@dataclass(frozen=True)
class RangePlot:
    """`ticks`: (value, localised text) marks of the axis, zero first."""

    id: str
    title: str
    desc: str
    claims: tuple[Claim, ...]
    ticks: tuple[tuple[Decimal, str], ...]
    head: tuple[str, str, str]  # who, what, figure
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        return keys([code for code in ("disputed", "one_source", "register") if any(c.state == code for c in self.claims) and code in self.names], self.names)

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        ends = [v for c in self.claims for v in (c.low, c.high) if v is not None] + [v for v, _ in self.ticks]
        low, high = min([*ends, Decimal(0)]), max([*ends, Decimal(0)]) or Decimal(1)
        scale = Scale(low, high, 9, width - 30)
        top = len(canvas.parts)
        y = 4.0
        for claim in self.claims:
            y = _claim(canvas, claim, scale, y) + 14
        self._axis(canvas, scale, y, top)
        return canvas.svg(y + 24, self.title, self.desc)

    def _axis(self, canvas: Canvas, scale: Scale, y: float, top: int) -> None:
        """Grid lines go below the marks, tick texts under the axis; crowded ticks are left out."""
        marks = Canvas(canvas.chart_id, canvas.width)
        free = -1.0
        for value, text in self.ticks:
            x = scale(value)
            marks.line(x, 0, x, y + 4, "line")
            half = text_width(text, canvas.small) / 2
            at = min(max(x, half), canvas.width - half)
            if at - half >= free:
                marks.text(at, y + 19, text, "ink2", canvas.small, anchor="middle")
                free = at + half + 8
        zero = scale(max(scale.low, Decimal(0)))
        marks.line(zero, 0, zero, y + 4, "ink")
        canvas.parts[top:top] = marks.parts

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], self.head[1], {"text": self.head[2], "num": True}]
        return head, [[c.label, c.note, linked(c.text, c.href)] for c in self.claims]


def _claim(canvas: Canvas, claim: Claim, scale: Scale, y: float) -> float:
    """Speaker and figure on one line, what it covers on the next, then the mark on the scale."""
    figure = text_width(claim.text, 17, True)
    canvas.open(claim.href)
    canvas.text(canvas.width, y + 15, claim.text, size=17, bold=True, anchor="end", halo=True)
    under = y + 15
    room = canvas.width - figure - 34
    for number, line in enumerate(wrap(claim.label, canvas.size, room, True)):
        under = y + 14 + 18 * number
        canvas.text(18, under, line, bold=True, halo=True)
    for line in wrap(claim.note, canvas.small, canvas.width - 34) if claim.note else []:
        under += 16
        canvas.text(18, under, line, "ink2", canvas.small, halo=True)
    axis = under + 17
    _mark(canvas, claim, scale, axis)
    canvas.close(claim.href)
    return axis + 8


def _mark(canvas: Canvas, claim: Claim, scale: Scale, y: float) -> None:
    """A dot for a number, a capped bar for an interval, an arrow where no bound was said."""
    zero = scale(max(scale.low, Decimal(0)))
    tint = "ochre" if claim.state == "disputed" else "paid"
    low, high = claim.low, claim.high
    if low is not None and low == high:
        canvas.line(zero, y, scale(low), y, tint, 2)
        canvas.dot(scale(low), y, 7, "ochre" if tint == "ochre" else "paid", "paper", 1.5)
        return
    start = zero if low is None else scale(low)
    end = scale.end + 18 if high is None else scale(high)
    if low is not None:
        canvas.line(zero, y, start, y, tint, 2)
        canvas.line(start, y - 8, start, y + 8, tint, 2.5)
    canvas.line(start, y, end - (8 if high is None else 0), y, tint, 7, "9 3")
    if high is None:
        canvas.path(f"M{end - 10:.1f} {y - 8:.1f}l10 8l-10 8z", tint)
    else:
        canvas.line(end, y - 8, end, y + 8, tint, 2.5)
