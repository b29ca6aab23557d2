"""Dated figures of one line, oldest first; what has no date stands in its own lane, what is due in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tiyn.draw import NARROW, WIDE, Canvas, Key


@dataclass(frozen=True)
class Moment:
    """`day` None: the source gives no date. `kind` is past, deadline or impossible."""

    label: str
    text: str
    day: date | None
    said: str
    href: str = ""
    kind: str = "past"


@dataclass(frozen=True)
class Timeline:
    """Moments on one axis; equal spans of time have equal lengths."""

    id: str
    title: str
    description: str
    moments: tuple[Moment, ...]
    undated: str = ""
    key: tuple[Key, ...] = ()
    head: tuple[str, str, str] = ("", "", "")

    def svg(self) -> str:
        return self._draw(WIDE, self.id)

    def svg_narrow(self) -> str:
        return self._draw(NARROW, f"{self.id}-n")

    def table(self) -> tuple[list[str], list[list[str]]]:
        return list(self.head), [[moment.said, moment.label, moment.text] for moment in self.moments]

    def _draw(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        dated = sorted((moment for moment in self.moments if moment.day), key=lambda moment: moment.day or date.min)
        rest = [moment for moment in self.moments if moment.day is None]
        y = 10.0
        if dated:
            first, last = dated[0].day or date.min, dated[-1].day or date.min
            span = max((last - first).days, 1)
            for moment in dated:
                share = ((moment.day or first) - first).days / span
                y = self._moment(canvas, moment, 10 + share * (width * 0.35), y, moment.said)
        for moment in rest:
            y = self._moment(canvas, moment, 10, y, self.undated)
        return canvas.svg()

    def _moment(self, canvas: Canvas, moment: Moment, x: float, y: float, when: str) -> float:
        canvas.line(10, y + 8, 10 + canvas.width * 0.35, y + 8, "line")
        canvas.open_link(moment.href, f"{when}: {moment.label} {moment.text}")
        if moment.kind == "deadline":
            canvas.path(f"M{x:.1f} {y + 1:.1f} l7 7 l-7 7 l-7 -7 Z", "surface", "ink")
        elif moment.day is None or moment.kind == "impossible":
            canvas.circle(x, y + 8, 6, "surface", "rust")
        else:
            canvas.circle(x, y + 8, 6, "paid")
        left = 10 + canvas.width * 0.35 + 16
        canvas.text(left, y + 12, when, 12.5, "ink2")
        if moment.text:
            canvas.text(left, y + 31, moment.text, 16, "ink", "start", True)
            y += 19
        below = canvas.lines(left, y + 30, moment.label, canvas.width - left, 12.5, "ink2")
        canvas.close_link()
        return below + 10
