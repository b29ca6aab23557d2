"""Money from left to right in fixed columns, one scale for all; what is not traced ends in a hatched band."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import NARROW, WIDE, Canvas, Key, Scale

HEIGHT, NODE, GAP = 220, 14, 16


@dataclass(frozen=True)
class Stream:
    """One band from the source column to one end; `untraced` bands are hatched."""

    label: str
    value: Decimal
    text: str
    untraced: bool = False
    href: str = ""


@dataclass(frozen=True)
class Flow:
    """One source, its streams top to bottom. Streams larger than the source are drawn as they are."""

    id: str
    title: str
    description: str
    source: str
    source_text: str
    total: Decimal
    streams: tuple[Stream, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def svg(self) -> str:
        return self._draw(WIDE, self.id)

    def svg_narrow(self) -> str:
        return self._draw(NARROW, f"{self.id}-n")

    def table(self) -> tuple[list[str], list[list[str]]]:
        return list(self.head), [[self.source, self.source_text], *([stream.label, stream.text] for stream in self.streams)]

    def _draw(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        narrow = width == NARROW
        below = canvas.lines(0, 14, self.source, width * 0.9, 13, "ink2")
        canvas.text(0, below + 4, self.source_text, 18, "ink", "start", True)
        top = below + 18
        summed = sum((stream.value for stream in self.streams), Decimal(0))
        scale = Scale(max(self.total, summed, Decimal(1)), HEIGHT)
        canvas.rect(0, top, NODE, scale.at(self.total), "plan", "ink")
        right = width * (0.42 if narrow else 0.5)
        start, end = top, top
        for stream in self.streams:
            tall = scale.at(stream.value)
            self._band(canvas, stream, (NODE + 2, start), (right, end), tall)
            start, end = start + tall, end + max(tall, 46) + GAP
        canvas.take(max(end, top + HEIGHT))
        return canvas.svg()

    def _band(self, canvas: Canvas, stream: Stream, left: tuple[float, float], right: tuple[float, float], tall: float) -> None:
        (x1, y1), (x2, y2) = left, right
        middle = (x1 + x2) / 2
        shape = (
            f"M{x1:.1f} {y1:.1f} C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f} V{y2 + tall:.1f} "
            f"C{middle:.1f} {y2 + tall:.1f} {middle:.1f} {y1 + tall:.1f} {x1:.1f} {y1 + tall:.1f} Z"
        )
        canvas.open_link(stream.href, f"{stream.label}: {stream.text}")
        canvas.path(shape, "hatch" if stream.untraced else "approved", "rust" if stream.untraced else "")
        canvas.rect(x2, y2, NODE, tall, "hatch" if stream.untraced else "paid", "rust" if stream.untraced else "")
        canvas.text(x2 + NODE + 8, y2 + 16, stream.text, 16, "rust" if stream.untraced else "ink", "start", True)
        canvas.lines(x2 + NODE + 8, y2 + 34, stream.label, canvas.width - x2 - NODE - 10, 12.5, "ink2")
        canvas.close_link()
