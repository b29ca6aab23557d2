"""Horizontal bars of parts on one scale, the part that could not be traced hatched.

A negative part (more was found than the whole allows) is drawn backwards over the bar in
an outline of its own; it is shown, never clipped.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn.draw import OUTLINED, STATE_FILLS, WIDE, Canvas, Key, Scale, keys, linked, text_width


@dataclass(frozen=True)
class Part:
    """A length of one bar. `value` in the chart's unit, None when unknown (an outline)."""

    label: str
    value: Decimal | None
    text: str
    stage: str
    state: str
    href: str | None = None


@dataclass(frozen=True)
class Bar:
    """One row: its parts stand one after another."""

    label: str
    text: str
    parts: tuple[Part, ...]
    href: str | None = None


@dataclass(frozen=True)
class Bars:
    """`names`: word of each code in the key."""

    id: str
    title: str
    desc: str
    bars: tuple[Bar, ...]
    head: tuple[str, str, str]  # row, part, sum
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        return keys([_code(part) for bar in self.bars for part in bar.parts], self.names)

    @property
    def top(self) -> Decimal:
        reached = [sum((part.value for part in bar.parts if part.value and part.value > 0), Decimal(0)) for bar in self.bars]
        return max(reached, default=Decimal(0)) or Decimal(1)

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        left = 0.0
        if not canvas.narrow:
            left = min(max((text_width(bar.label, canvas.size, True) for bar in self.bars), default=0) + 16, 220)
        scale = Scale(Decimal(0), self.top, left, width - 2 - 2 * max((len(bar.parts) for bar in self.bars), default=0))
        y = 2.0
        for bar in self.bars:
            y = _row(canvas, bar, scale, y) + 16
        if not canvas.narrow:
            canvas.line(left, 0, left, y - 12, "ink")
        return canvas.svg(y - 10, self.title, self.desc)

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], self.head[1], {"text": self.head[2], "num": True}]
        return head, [[bar.label, part.label, linked(part.text, part.href)] for bar in self.bars for part in bar.parts]


def _code(part: Part) -> str:
    if part.value is None:
        return part.state if part.state in OUTLINED else "not_collected"
    if part.value < 0:
        return "negative"
    if part.state in STATE_FILLS:
        return part.state
    return "approved" if part.stage == "revised" else part.stage


def _row(canvas: Canvas, bar: Bar, scale: Scale, y: float) -> float:
    """One bar with its labels below; gives the y below them."""
    thick = 22.0
    if canvas.narrow:
        canvas.text(0, y + 12, bar.label, bold=True)
        canvas.text(canvas.width, y + 12, bar.text, bold=True, anchor="end")
        y += 20
    else:
        canvas.block(0, y + 16, bar.label, scale.start - 12, bold=True)
    x = scale.start
    labels: list[tuple[float, Part]] = []
    for part in bar.parts:
        canvas.open(part.href, f"{bar.label}, {part.label}: {part.text}")
        x = _part(canvas, part, scale, x, y, thick, labels)
        canvas.close(part.href)
    return _labels(canvas, labels, scale, y + thick + 15) + 2


def _part(canvas: Canvas, part: Part, scale: Scale, x: float, y: float, thick: float, labels: list[tuple[float, Part]]) -> float:
    if part.value is None:
        labels.append((x, part))
        canvas.bar(x, y, canvas.width - x - 1, thick, part.stage, _code(part))
        return canvas.width
    length = scale.length(abs(part.value))
    if part.value < 0:
        start = max(x - length, scale.start)
        canvas.bar(start, y + 3, x - start, thick - 6, part.stage, "negative")
        labels.append((start, part))
        return x
    labels.append((x, part))
    canvas.bar(x, y, length, thick, part.stage, part.state)
    return x + max(length, 6 if part.state in STATE_FILLS else 1.5) + 2


def _labels(canvas: Canvas, labels: list[tuple[float, Part]], scale: Scale, y: float) -> float:
    """Words under the parts, each at its part if there is room, else after the one before it."""
    free = scale.start + 3
    for x, part in labels:
        words = f"{part.label} {part.text}".strip()
        needs = text_width(words, canvas.small)
        at = min(max(x, free), max(canvas.width - needs, scale.start + 3))
        if at < free:
            y, at = y + 16, max(min(x, canvas.width - needs), scale.start + 3)
        code = _code(part)
        tint = {"untraced": "rust", "negative": "red"}.get(code, "ink2")
        canvas.text(at, y, words, tint, canvas.small)
        free = at + needs + 14
    return y
