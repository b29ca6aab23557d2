"""Money from left to right, one scale for both columns; what is not traced ends in a hatched band.

On a telephone the columns become rows on that scale, with their words above them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import MIN_HATCH, Canvas, Drawing, Key, Scale, linked, px, text_width, wrap

HEIGHT, NODE, GAP = 230, 16, 16
ZERO = Decimal(0)


@dataclass(frozen=True)
class Stream:
    """One band from the source to one end; `untraced` bands are hatched."""

    label: str
    value: Decimal
    text: str
    untraced: bool = False
    href: str = ""


@dataclass(frozen=True)
class Flow(Drawing):
    """One source, its streams top to bottom. Streams larger than the source are drawn as they are, and what
    they carry beyond it is outlined on the source."""

    source: str
    source_text: str
    total: Decimal
    streams: tuple[Stream, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    @property
    def excess(self) -> Decimal:
        """How much more the streams carry than the source holds; zero when they don't."""
        return max(sum((stream.value for stream in self.streams), ZERO) - self.total, ZERO)

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}]
        rows: list[list[object]] = [[self.source, self.source_text]]
        return head, rows + [[stream.label, linked(stream.text, stream.href)] for stream in self.streams]

    def draw(self, canvas: Canvas) -> float:
        return self._rows(canvas) if canvas.narrow else self._columns(canvas)

    def _columns(self, canvas: Canvas) -> float:
        scale = Scale(ZERO, max(self.total + self.excess, Decimal(1)), 0, HEIGHT)
        canvas.text(0, 17, self.source_text, size=17, bold=True)
        top = canvas.block(0, 36, self.source, canvas.width * 0.62, canvas.small, "ink2") - 4
        _upright(canvas, 0, top, scale.length(self.total), "plan")
        if self.excess:
            _upright(canvas, 0, top + scale.length(self.total) + 2, scale.length(self.excess), "negative")
        start = end = top
        for stream in self.streams:
            tall = max(scale.length(stream.value), MIN_HATCH if stream.untraced else 1.5)
            words = self._stream(canvas, stream, (start, end), tall)
            start, end = start + tall, max(end + tall, words) + GAP
        return max(end - GAP, top + scale.length(self.total + self.excess)) + 4

    def _stream(self, canvas: Canvas, stream: Stream, place: tuple[float, float], tall: float) -> float:
        """Band, node and words of one stream; gives the y below its words."""
        (y1, y2), x1, x2 = place, NODE + 2.0, canvas.width * 0.52
        middle = (x1 + x2) / 2
        band = (
            f"M{px(x1)} {px(y1)}C{px(middle)} {px(y1)} {px(middle)} {px(y2)} {px(x2 - 2)} {px(y2)}V{px(y2 + tall)}"
            f"C{px(middle)} {px(y2 + tall)} {px(middle)} {px(y1 + tall)} {px(x1)} {px(y1 + tall)}z"
        )
        canvas.path(band, "hatch" if stream.untraced else "approved", "0.55" if stream.untraced else "0.4")
        _upright(canvas, x2, y2, tall, "untraced" if stream.untraced else "paid")
        canvas.open(stream.href)
        tint = "rust" if stream.untraced else "ink"
        canvas.text(x2 + NODE + 9, y2 + 14, stream.text, tint, 16, True)
        room = canvas.width - x2 - NODE - 10
        below = canvas.block(x2 + NODE + 9, y2 + 32, stream.label, room, canvas.small, "ink2")
        canvas.close(stream.href)
        return below - 8

    def _rows(self, canvas: Canvas) -> float:
        room = canvas.width - 3 * len(self.streams) - 8
        scale = Scale(ZERO, max(self.total + self.excess, Decimal(1)), 0, room)
        canvas.text(0, 15, self.source_text, size=16, bold=True)
        y = canvas.block(0, 33, self.source, canvas.width, canvas.small, "ink2") - 4
        canvas.bar(0, y, scale.length(self.total), NODE, "plan", "")
        if self.excess:
            canvas.bar(scale.length(self.total) + 2, y, scale.length(self.excess), NODE, "plan", "negative")
        y += NODE + 12
        for stream in self.streams:
            y = _row_label(canvas, stream, y + 18)
        x, y = 0.0, y + 8
        for stream in self.streams:
            canvas.bar(x, y, scale.length(stream.value), NODE, "paid", "untraced" if stream.untraced else "")
            x += max(scale.length(stream.value), MIN_HATCH if stream.untraced else 1.5) + 3
        return y + NODE + 2


def _upright(canvas: Canvas, x: float, y: float, tall: float, kind: str) -> None:
    """A node: a bar standing up."""
    if kind == "negative":
        canvas.rect(x, y, NODE, max(tall, MIN_HATCH), "red-ground")
        canvas.outline(x, y, NODE, max(tall, MIN_HATCH), "red", "3 2")
        return
    canvas.rect(x, y, NODE, tall, "hatch" if kind == "untraced" else kind)
    if kind != "paid":
        canvas.outline(x, y, NODE, tall, "rust" if kind == "untraced" else "ink")


def _row_label(canvas: Canvas, stream: Stream, y: float) -> float:
    """Swatch, label and sum of one stream; gives the baseline of its last line."""
    tint = "rust" if stream.untraced else "ink"
    canvas.open(stream.href)
    canvas.bar(0, y - 10, 12, 10, "paid", "untraced" if stream.untraced else "")
    lines = wrap(stream.label, canvas.size, canvas.width - 28 - text_width(stream.text, canvas.size, True))
    for number, line in enumerate(lines):
        canvas.text(19, y + 17 * number, line, tint)
    canvas.text(canvas.width, y, stream.text, tint, bold=True, anchor="end")
    canvas.close(stream.href)
    return y + 17 * (len(lines) - 1)
