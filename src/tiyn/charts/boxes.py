"""Printed prices as five of them: the lowest, the two quartiles, the median, the highest; one row per group.

Prices spread over powers of ten stand on a logarithmic scale, and the axis shows the steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import Canvas, Drawing, Key, Scale, linked, text_width

STEP = Decimal(20)  # highest ÷ lowest: from here on the scale is logarithmic


@dataclass(frozen=True)
class Box:
    """One group. `values`, `texts` and `hrefs` are lowest, lower quartile, median, upper quartile, highest; above zero."""

    label: str
    note: str
    values: tuple[Decimal, ...]
    texts: tuple[str, ...]
    hrefs: tuple[str, ...]


@dataclass(frozen=True)
class Boxes(Drawing):
    """Rows in the order given; `ticks` are (value, localised text) of the axis below, in order."""

    boxes: tuple[Box, ...]
    ticks: tuple[tuple[Decimal, str], ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, ...] = ()

    @property
    def logarithmic(self) -> bool:
        return widely(self.boxes)

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], *({"text": name, "num": True} for name in self.head[1:])]
        cells = [[linked(text, href) for text, href in zip(box.texts, box.hrefs, strict=True)] for box in self.boxes]
        return head, [[f"{box.label}, {box.note}", *row] for box, row in zip(self.boxes, cells, strict=True)]

    def draw(self, canvas: Canvas) -> float:
        low, high = (end(value for box in self.boxes for value in box.values) for end in (min, max))
        scale = Scale(self._at(low), self._at(high), 10, canvas.width - 10)
        y = 0.0
        for box in self.boxes:
            y = canvas.block(0, y + 15, box.label, canvas.width, bold=True)
            y = canvas.block(0, y, f"{box.note}; {box.texts[0]} … {box.texts[4]}", canvas.width, canvas.small, "ink2")
            y = self._box(canvas, box, scale, y - 6) + 12
        return self._axis(canvas, scale, y)

    def _at(self, value: Decimal) -> Decimal:
        return value.log10() if self.logarithmic else value

    def _box(self, canvas: Canvas, box: Box, scale: Scale, y: float) -> float:
        """Whisker, box and median of one group; gives the y below."""
        lowest, lower, median, upper, highest = (scale(self._at(value)) for value in box.values)
        middle = y + 11
        canvas.line(lowest, middle, highest, middle, "ink2", 1.4)
        for x in (lowest, highest):
            canvas.line(x, middle - 5, x, middle + 5, "ink2", 1.4)
        canvas.rect(lower, y, max(upper - lower, 2), 22, "approved")
        canvas.open(box.hrefs[2], f"{box.label}: {box.texts[2]}")
        canvas.line(median, y - 3, median, y + 25, "ink", 3)
        canvas.close(box.hrefs[2])
        return y + 26

    def _axis(self, canvas: Canvas, scale: Scale, y: float) -> float:
        """The axis with those of its ticks that have room."""
        canvas.line(0, y, canvas.width, y, "ink2")
        free = -1.0
        for value, text in self.ticks:
            x, half = scale(self._at(value)), text_width(text, canvas.small) / 2
            if not scale.start - 1 <= x <= scale.end + 1:
                continue
            canvas.line(x, y, x, y + 5, "ink2")
            at = min(max(x, half), canvas.width - half)
            if at - half >= free:
                canvas.text(at, y + 19, text, "ink2", canvas.small, anchor="middle")
                free = at + half + 8
        return y + 24


def widely(boxes: tuple[Box, ...]) -> bool:
    """Whether the prices spread so far that equal steps must be equal ratios."""
    return bool(boxes) and max(box.values[-1] for box in boxes) > STEP * min(box.values[0] for box in boxes)


def steps(low: Decimal, high: Decimal, logarithmic: bool) -> list[Decimal]:
    """Round values from `low` to `high` for an axis: 1, 2 and 5 times a power of ten, or four equal steps of such a size."""
    if logarithmic:
        first, last = low.adjusted(), high.adjusted()
        short = last - first < 3
        found = [Decimal(mark).scaleb(power) for power in range(first, last + 1) for mark in ((1, 2, 5) if short else (1,))]
        return [value for value in found if low <= value <= high]
    if high == low:
        return [low]
    rough = (high - low) / 4
    size = min((Decimal(mark).scaleb(rough.adjusted()) for mark in (1, 2, 5, 10)), key=lambda one: abs(one - rough))
    start = (low / size).to_integral_value(rounding="ROUND_CEILING")
    return [value for place in range(12) if (value := (start + place) * size) <= high]
