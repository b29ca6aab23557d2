"""Figures for one quantity on one scale, each with its interval: same size, no winner, an arrow for an open end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import NARROW, WIDE, Canvas, Key, Scale

ROW = 62


@dataclass(frozen=True)
class Mark:
    """One figure; `low` or `high` None is an open end."""

    label: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class RangePlot:
    """Rows in the order given, all from zero."""

    id: str
    title: str
    description: str
    marks: tuple[Mark, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def svg(self) -> str:
        return self._draw(WIDE, self.id)

    def svg_narrow(self) -> str:
        return self._draw(NARROW, f"{self.id}-n")

    def table(self) -> tuple[list[str], list[list[str]]]:
        return list(self.head), [[mark.label, mark.text] for mark in self.marks]

    def _draw(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        top = max((mark.high or mark.value for mark in self.marks), default=Decimal(1))
        scale = Scale(top * Decimal("1.04"), width - 16)
        y = 6.0
        for mark in self.marks:
            canvas.open_link(mark.href, f"{mark.label}: {mark.text}")
            canvas.text(0, y + 14, mark.text, 18, "ink", "start", True)
            below = canvas.lines(0, y + 33, mark.label, width, 13, "ink2")
            self._axis(canvas, scale, mark, below + 4)
            canvas.close_link()
            y = below + 26
        return canvas.svg()

    def _axis(self, canvas: Canvas, scale: Scale, mark: Mark, y: float) -> None:
        canvas.line(0, y, canvas.width, y, "line")
        canvas.line(0, y - 5, 0, y + 5, "input")
        start = scale.at(mark.low) if mark.low is not None else 0.0
        end = scale.at(mark.high) if mark.high is not None else float(canvas.width - 8)
        canvas.line(start, y, end, y, "ochre", 3)
        for bound, place in ((mark.low, start), (mark.high, end)):
            if bound is not None:
                canvas.line(place, y - 6, place, y + 6, "ochre", 2)
        if mark.high is None:
            canvas.path(f"M{end:.1f} {y - 6:.1f} L{end + 8:.1f} {y:.1f} L{end:.1f} {y + 6:.1f} Z", "ochre")
        canvas.circle(scale.at(mark.value), y, 6, "ochre", "surface")
