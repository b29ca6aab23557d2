"""What happened when: a strip of numbered points in time, a lane for what has no date, and the words.

The strip shows distance in time, the list below it says what each number is; deadlines are
diamonds on the strip.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn.draw import WIDE, Canvas, Key, Scale, keys, linked, px, text_width, wrap


@dataclass(frozen=True)
class Event:
    """`at` is a partial date as decimal years (2015, 2024.7), None when the source gives none;
    `kind` is past or deadline."""

    at: Decimal | None
    date: str
    text: str
    kind: str = "past"
    state: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Timeline:
    """`undated` is the words of the lane ("date not stated"); `names`: past, deadline, undated."""

    id: str
    title: str
    desc: str
    events: tuple[Event, ...]
    undated: str
    head: tuple[str, str]  # date, event
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        codes = [e.kind if e.at is not None else "undated" for e in self.events]
        return [k for k in keys([c for c in codes if c in self.names], self.names)]

    @property
    def ordered(self) -> list[Event]:
        """Dated events in order of time, then the undated as given."""
        return sorted((e for e in self.events if e.at is not None), key=lambda e: e.at or Decimal(0)) + [e for e in self.events if e.at is None]

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        y = self._strip(canvas)
        for number, event in enumerate(self.ordered, 1):
            y = _words(canvas, number, event, y)
        return canvas.svg(y, self.title, self.desc)

    def _strip(self, canvas: Canvas) -> float:
        """Axis, dots and the undated lane; gives the y where the list begins."""
        dated = [e for e in self.ordered if e.at is not None]
        rows = _stack(dated, self._scale(canvas)) if dated else []
        axis = 26.0 * (max(rows, default=0) + 1) + 4
        if dated:
            scale = self._scale(canvas)
            canvas.line(0, axis, canvas.width, axis, "ink")
            _years(canvas, scale, axis)
            for number, (event, row) in enumerate(zip(dated, rows, strict=True), 1):
                x = scale(event.at or Decimal(0))
                canvas.line(x, axis - 26 * row - 8, x, axis, "ink2")
                _dot(canvas, number, event, x, axis - 26 * row - 15)
        y = axis + 24 if dated else 0.0
        if len(dated) < len(self.events):
            x = text_width(self.undated, canvas.small) + 22
            canvas.text(0, y + 19, self.undated, "ink2", canvas.small)
            for number, event in enumerate(self.ordered[len(dated) :], len(dated) + 1):
                if x > canvas.width - 12:
                    x, y = 12, y + 26
                _dot(canvas, number, event, x, y + 15)
                x += 28
            y += 34
        canvas.line(0, y + 2, canvas.width, y + 2, "line")
        return y + 6

    def _scale(self, canvas: Canvas) -> Scale:
        times = [e.at for e in self.events if e.at is not None]
        low, high = int(min(times)), int(max(times)) + 1
        return Scale(Decimal(low), Decimal(high), 12, canvas.width - 14)

    def table(self) -> tuple[list[object], list[list[object]]]:
        return list(self.head), [[e.date or self.undated, linked(e.text, e.href)] for e in self.ordered]


def _stack(events: list[Event], scale: Scale) -> list[int]:
    """The lowest free row of each dot, so that none covers another."""
    ends: list[float] = []
    rows: list[int] = []
    for event in events:
        x = scale(event.at or Decimal(0))
        row = next((i for i, end in enumerate(ends) if end <= x), len(ends))
        ends[row : row + 1] = [x + 25]
        rows.append(row)
    return rows


def _years(canvas: Canvas, scale: Scale, axis: float) -> None:
    low, high = int(scale.low), int(scale.high)
    free = -1.0
    for year in range(low, high + 1):
        x = scale(Decimal(year))
        canvas.line(x, axis, x, axis + 5, "ink")
        half = text_width(str(year), canvas.small) / 2
        at = min(max(x, half), canvas.width - half)
        if at - half >= free:
            canvas.text(at, axis + 18, str(year), "ink2", canvas.small, anchor="middle")
            free = at + half + 10


def _dot(canvas: Canvas, number: int, event: Event, x: float, y: float) -> None:
    canvas.open(event.href, f"{number}. {event.date}: {event.text}")
    if event.kind == "deadline":
        canvas.path(f"M{px(x)} {px(y - 13)}l13 13l-13 13l-13 -13z", "ink")
        canvas.text(x, y + 4.5, str(number), "paper", canvas.small, True, "middle")
    elif event.at is None:
        canvas.dot(x, y, 11, "paper", "ink2", 1.4, "3 2")
        canvas.text(x, y + 4.5, str(number), "ink", canvas.small, True, "middle")
    else:
        canvas.dot(x, y, 11, "paid", "paper", 1.5)
        canvas.text(x, y + 4.5, str(number), "on-paid", canvas.small, True, "middle")
    canvas.close(event.href)


def _words(canvas: Canvas, number: int, event: Event, y: float) -> float:
    """One line of the list; gives the y below it."""
    date = 0.0 if canvas.narrow else 122.0
    canvas.text(20, y + 20, str(number), "ink2", bold=True, anchor="end")
    under = y + 20
    canvas.text(32, under, event.date, "ink2", canvas.size)
    if canvas.narrow:
        under += 18
    canvas.open(event.href)
    lines = wrap(event.text, canvas.size, canvas.width - 34 - date)
    for step, line in enumerate(lines):
        canvas.text(32 + date, under + 18 * step, line)
    canvas.close(event.href)
    below = under + 18 * (len(lines) - 1) + 8
    canvas.line(32, below + 2, canvas.width, below + 2, "line")
    return below
