"""The money ladder: plan, approved, revised, contracted, paid, on one scale.

What is missing against the rung above is a hatched band of its own; a rung nobody has
collected yet is an empty outline with a question mark, never a zero.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn.draw import OUTLINED, WIDE, Canvas, Key, Scale, keys, linked, text_width, wrap


@dataclass(frozen=True)
class Rung:
    """One stage. `value` in the chart's unit, None when unknown; `rest` is what could not be traced
    against the rung it is measured from (negative: more than that rung), None when nothing is said."""

    label: str
    stage: str
    state: str
    state_name: str
    value: Decimal | None
    text: str
    rest: Decimal | None = None
    rest_text: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Ladder:
    """`names`: word of each code in the key (stages, untraced, negative, the outlined states)."""

    id: str
    title: str
    desc: str
    rungs: tuple[Rung, ...]
    head: tuple[str, str, str, str]  # stage, sum, state, not traced
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        codes = [code for rung in self.rungs for code in _codes(rung)]
        return keys(codes, self.names)

    @property
    def top(self) -> Decimal:
        """The longest length that has to fit."""
        ends = [(rung.value or Decimal(0)) + max(rung.rest or Decimal(0), Decimal(0)) for rung in self.rungs]
        return max([*ends, Decimal(1)]) if not any(ends) else max(ends)

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        height = self._narrow(canvas) if canvas.narrow else self._wide(canvas)
        return canvas.svg(height, self.title, self.desc)

    def _wide(self, canvas: Canvas) -> float:
        labels = min(max(_label_width(canvas, rung) for rung in self.rungs) + 14, 190)
        sums = max(text_width(rung.text or "?", 15, True) for rung in self.rungs) + 14
        scale = Scale(Decimal(0), self.top, labels + sums, canvas.width - 2)
        y = 4.0
        for rung in self.rungs:
            canvas.open(rung.href)
            lines = wrap(rung.label, canvas.size, labels - 14, True)
            for number, line in enumerate(lines):
                canvas.text(0, y + 13 + 17 * number, line, bold=True)
            under = y + 13 + 17 * len(lines)
            took = canvas.glyph(rung.state, 0, under, 9)
            canvas.text(took, under, rung.state_name, "ink2", canvas.small)
            canvas.text(labels + sums - 14, y + 20, rung.text or "?", size=15, bold=True, anchor="end")
            below = _draw_bar(canvas, rung, scale, y, 30)
            canvas.close(rung.href)
            y = max(below, under + 4) + 14
        canvas.line(scale.start, 0, scale.start, y - 8, "ink")
        return y - 8

    def _narrow(self, canvas: Canvas) -> float:
        scale = Scale(Decimal(0), self.top, 0, canvas.width - 1)
        y = 4.0
        for rung in self.rungs:
            canvas.open(rung.href)
            canvas.text(0, y + 12, rung.label, bold=True)
            canvas.text(canvas.width, y + 12, rung.text or "?", size=15, bold=True, anchor="end")
            took = canvas.glyph(rung.state, 0, y + 29, 9)
            canvas.text(took, y + 29, rung.state_name, "ink2", canvas.small)
            below = _draw_bar(canvas, rung, scale, y + 36, 24)
            canvas.close(rung.href)
            y = below + 18
        return y - 12

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}, self.head[2], {"text": self.head[3], "num": True}]
        return head, [[r.label, linked(r.text or "?", r.href), r.state_name, r.rest_text] for r in self.rungs]


def _codes(rung: Rung) -> list[str]:
    if rung.value is None:
        return [rung.state if rung.state in OUTLINED else "not_collected"]
    codes = [rung.state if rung.state in ("planned", "corroborated", "untraced") else _stage(rung)]
    if rung.rest:
        codes.append("untraced" if rung.rest > 0 else "negative")
    return codes


def _stage(rung: Rung) -> str:
    return "approved" if rung.stage == "revised" else rung.stage


def _label_width(canvas: Canvas, rung: Rung) -> float:
    return max(text_width(rung.label, canvas.size, True), text_width(rung.state_name, canvas.small) + 16)


def _draw_bar(canvas: Canvas, rung: Rung, scale: Scale, y: float, thick: float) -> float:
    """The rung's bar and what is missing from it; gives the y below both."""
    if rung.value is None:
        state = rung.state if rung.state in OUTLINED else "not_collected"
        canvas.bar(scale.start, y, scale.end - scale.start, thick, rung.stage, state)
        canvas.text(scale.start + 12, y + thick / 2 + 5, "?", "ink2", 15, True)
        return y + thick
    rest = rung.rest or Decimal(0)
    inside = rung.value + min(rest, Decimal(0))  # the part that the rung above covers
    canvas.bar(scale.start, y, scale.length(max(inside, Decimal(0))), thick, rung.stage, rung.state)
    if rest == 0:
        return y + thick
    x = scale(inside if rest < 0 else rung.value) + 2
    wide = min(max(scale.length(abs(rest)) - 2, 6), scale.end - x)
    x = min(x, scale.end - 6)
    canvas.bar(x, y, max(wide, 6), thick, rung.stage, "untraced" if rest > 0 else "negative")
    return _rest_label(canvas, rung, x, max(wide, 6), y, thick, scale)


def _rest_label(canvas: Canvas, rung: Rung, x: float, wide: float, y: float, thick: float, scale: Scale) -> float:
    """The words of the missing part: on a plate within the hatch, or below it."""
    tint = "rust" if (rung.rest or 0) > 0 else "red"
    needs = text_width(rung.rest_text, canvas.size, True)
    if needs + 20 <= wide:
        canvas.rect(x + (wide - needs) / 2 - 6, y + thick / 2 - 10, needs + 12, 20, "paper")
        canvas.text(x + wide / 2, y + thick / 2 + 5, rung.rest_text, tint, bold=True, anchor="middle")
        return y + thick
    if x + wide + 8 + needs <= scale.end:
        canvas.text(x + wide + 8, y + thick / 2 + 5, rung.rest_text, tint, bold=True)
        return y + thick
    return canvas.block(scale.end, y + thick + 15, rung.rest_text, scale.end - scale.start, fill=tint, bold=True, anchor="end") - 12
