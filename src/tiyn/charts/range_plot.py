"""Figures for one quantity on one scale, each with its interval: same size, no winner, an arrow for an open end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import Canvas, Drawing, Key, Scale, linked, text_width, wrap

ZERO = Decimal(0)
SEEN = 12  # px: a shorter interval is drawn as a dot


@dataclass(frozen=True)
class Mark:
    """One figure; `low` or `high` None is an open end. `note` says what it covers."""

    label: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class RangePlot(Drawing):
    """Rows in the order given, all from zero; `ticks` are (value, localised text) of an axis below."""

    marks: tuple[Mark, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")
    ticks: tuple[tuple[Decimal, str], ...] = ()

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}]
        return head, [[mark.label, linked(mark.text, mark.href)] for mark in self.marks]

    def draw(self, canvas: Canvas) -> float:
        ends = [end for mark in self.marks for end in (mark.value, mark.low, mark.high) if end is not None]
        ends += [value for value, _ in self.ticks]
        scale = Scale(min([*ends, ZERO]), max([*ends, ZERO]) or Decimal(1), 9, canvas.width - 26)
        y = 2.0
        for mark in self.marks:
            y = _mark(canvas, mark, scale, y) + 16
        zero = scale(max(scale.low, ZERO))
        canvas.line(zero, 0, zero, y - 8, "ink")
        return self._axis(canvas, scale, y - 8) if self.ticks else y - 8

    def _axis(self, canvas: Canvas, scale: Scale, y: float) -> float:
        """Tick texts under the marks; crowded ones are left out."""
        free = -1.0
        for value, text in self.ticks:
            x, half = scale(value), text_width(text, canvas.small) / 2
            canvas.line(x, y, x, y + 5, "ink2")
            at = min(max(x, half), canvas.width - half)
            if at - half >= free:
                canvas.text(at, y + 19, text, "ink2", canvas.small, anchor="middle")
                free = at + half + 8
        return y + 24


def _mark(canvas: Canvas, mark: Mark, scale: Scale, y: float) -> float:
    """The figure, who said it of what, then the mark on the scale; gives the y below."""
    canvas.open(mark.href)
    canvas.text(18, y + 16, mark.text, size=17, bold=True)
    under = y + 16
    for words, tint in ((mark.label, "ink"), (mark.note, "ink2")):
        for line in wrap(words, canvas.small + 0.5, canvas.width - 22) if words else []:
            under += 17
            canvas.text(18, under, line, tint, canvas.small + 0.5)
    axis = under + 17
    canvas.line(scale.start, axis, canvas.width, axis, "line")
    _interval(canvas, mark, scale, axis)
    canvas.close(mark.href)
    return axis + 8


def _interval(canvas: Canvas, mark: Mark, scale: Scale, y: float) -> None:
    """A dot for a number (its rounding would be too short to see), a capped band for an interval, an arrow
    where no bound was said."""
    zero = scale(max(scale.low, ZERO))
    if mark.low == mark.high or (mark.low is not None and mark.high is not None and scale(mark.high) - scale(mark.low) < SEEN):
        canvas.line(zero, y, scale(mark.value), y, "ochre", 2)
        canvas.dot(scale(mark.value), y, 7, "ochre", "paper", 1.5)
        return
    start = zero if mark.low is None else scale(mark.low)
    end = scale.end + 22 if mark.high is None else scale(mark.high)
    canvas.line(zero, y, start, y, "ochre", 2)
    canvas.line(start, y, end - (8 if mark.high is None else 0), y, "ochre", 7, "9 3")
    if mark.low is not None:
        canvas.line(start, y - 8, start, y + 8, "ochre", 2.5)
    if mark.high is None:
        canvas.path(f"M{end - 10:.1f} {y - 8:.1f}l10 8l-10 8z", "ochre")
    else:
        canvas.line(end, y - 8, end, y + 8, "ochre", 2.5)
