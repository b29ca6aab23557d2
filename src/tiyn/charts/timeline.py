"""Dated figures of one line: a strip of numbered points in time, and under it what each of them is.

What has no date stands in a lane of its own; a deadline is a diamond, an impossible date a broken ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiyn.draw import Canvas, Drawing, Key, Scale, linked, px, text_width, wrap


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
class Timeline(Drawing):
    """Moments on one axis; equal spans of time have equal lengths."""

    moments: tuple[Moment, ...]
    undated: str = ""
    key: tuple[Key, ...] = ()
    head: tuple[str, str, str] = ("", "", "")

    @property
    def ordered(self) -> list[Moment]:
        """In order of time, then those without a date as given."""
        dated = sorted((moment for moment in self.moments if moment.day), key=lambda moment: moment.day or date.min)
        return dated + [moment for moment in self.moments if moment.day is None]

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [*self.head[:2], {"text": self.head[2], "num": True}]
        return head, [[moment.said, moment.label, linked(moment.text, moment.href)] for moment in self.moments]

    def draw(self, canvas: Canvas) -> float:
        dated = [moment for moment in self.ordered if moment.day]
        y = _strip(canvas, dated) if dated else 0.0
        if len(dated) < len(self.moments):
            y = self._lane(canvas, len(dated), y)
        canvas.line(0, y + 2, canvas.width, y + 2, "line")
        y += 6
        for number, moment in enumerate(self.ordered, 1):
            y = _words(canvas, number, moment, moment.said if moment.day else self.undated, y)
        return y

    def _lane(self, canvas: Canvas, dated: int, y: float) -> float:
        """Points without a date; gives the y below them."""
        canvas.text(0, y + 19, self.undated, "ink2", canvas.small)
        x = text_width(self.undated, canvas.small) + 22
        for number, moment in enumerate(self.ordered[dated:], dated + 1):
            if x > canvas.width - 12:
                x, y = 12, y + 27
            _point(canvas, number, moment, x, y + 15)
            x += 28
        return y + 34


def _ordinal(moment: Moment) -> Decimal:
    return Decimal((moment.day or date.min).toordinal())


def _strip(canvas: Canvas, dated: list[Moment]) -> float:
    """The axis of years and the dated points over it; gives the y below."""
    days = [moment.day or date.min for moment in dated]
    first, last = min(days).year, min(max(days).year + 1, date.max.year)
    low, high = (Decimal(date(year, 1, 1).toordinal()) for year in (first, last))
    scale = Scale(low, high, 14, canvas.width - 14)
    rows = _stack([scale(_ordinal(moment)) for moment in dated])
    axis = 26.0 * (max(rows) + 1) + 4
    canvas.line(0, axis, canvas.width, axis, "ink")
    _years(canvas, scale, (first, last), axis)
    for moment, row in zip(dated, rows, strict=True):
        x = scale(_ordinal(moment))
        canvas.line(x, axis - 26 * row - 8, x, axis, "ink2")
    for number, (moment, row) in enumerate(zip(dated, rows, strict=True), 1):
        x = scale(_ordinal(moment))
        _point(canvas, number, moment, x, axis - 26 * row - 15)
    return axis + 24


def _stack(places: list[float]) -> list[int]:
    """The lowest free row of each point, so that none covers another."""
    ends: list[float] = []
    rows: list[int] = []
    for x in places:
        row = next((number for number, end in enumerate(ends) if end <= x), len(ends))
        ends[row : row + 1] = [x + 25]
        rows.append(row)
    return rows


def _years(canvas: Canvas, scale: Scale, years: tuple[int, int], axis: float) -> None:
    """Ticks at each new year; crowded numbers are left out."""
    free = -1.0
    for year in range(years[0], years[1] + 1):
        x = scale(Decimal(date(year, 1, 1).toordinal()))
        canvas.line(x, axis, x, axis + 5, "ink")
        half = text_width(str(year), canvas.small) / 2
        at = min(max(x, half), canvas.width - half)
        if at - half >= free:
            canvas.text(at, axis + 18, str(year), "ink2", canvas.small, anchor="middle")
            free = at + half + 10


def _point(canvas: Canvas, number: int, moment: Moment, x: float, y: float) -> None:
    canvas.open(moment.href, f"{number}. {moment.said} {moment.text} {moment.label}")
    ink = "ink"
    if moment.kind == "deadline":
        canvas.path(f"M{px(x)} {px(y - 13)}l13 13l-13 13l-13 -13z", "ink")
        ink = "paper"
    elif moment.day is None or moment.kind == "impossible":
        canvas.dot(x, y, 11, "paper", "rust" if moment.kind == "impossible" else "ink2", 1.4, "3 2")
    else:
        canvas.dot(x, y, 11, "paid", "paper", 1.5)
        ink = "on-paid"
    canvas.text(x, y + 4.5, str(number), ink, canvas.small, True, "middle")
    canvas.close(moment.href)


def _words(canvas: Canvas, number: int, moment: Moment, when: str, y: float) -> float:
    """One entry of the list: its number, date, figure and what it is; gives the y below."""
    left = 32.0 if canvas.narrow else 172.0
    canvas.text(20, y + 20, str(number), "ink2", bold=True, anchor="end")
    at = y + 20
    for line in wrap(when, canvas.size, canvas.width - 40 if canvas.narrow else 132):
        canvas.text(32, at, line, "ink2")
        at += 17
    below, at = at, at if canvas.narrow else y + 20
    canvas.open(moment.href)
    if moment.text:
        for line in wrap(moment.text, 15, canvas.width - left - 2, True):
            canvas.text(left, at, line, "rust" if moment.kind == "impossible" else "ink", 15, True)
            at += 19
    for line in wrap(moment.label, canvas.size, canvas.width - left - 2):
        canvas.text(left, at, line)
        at += 18
    canvas.close(moment.href)
    bottom = max(at, below) - 18 + 8
    canvas.line(32, bottom + 2, canvas.width, bottom + 2, "line")
    return bottom
