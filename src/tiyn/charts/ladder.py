"""The money ladder: one bar per stage on one scale; what a lower rung cannot account for is hatched.

A rung nobody has collected yet is an empty outline with a question mark, never a zero. More
than the whole is drawn beyond it in an outline of its own: it is shown, never clipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import OUTLINED, Canvas, Drawing, Key, Scale, linked, text_width, wrap

ZERO = Decimal(0)
LABELS = 178  # px: labels that need more stand above their bars, as on a telephone


@dataclass(frozen=True)
class Rung:
    """One stage; `value` None is not collected. `rest` is what could not be traced against the rung it
    is held to, negative when there is more than that rung; `state_name` is the word of `state`."""

    label: str
    stage: str
    value: Decimal | None
    text: str
    href: str = ""
    state: str = ""
    rest: Decimal | None = None
    rest_text: str = ""
    state_name: str = ""


@dataclass(frozen=True)
class Ladder(Drawing):
    """Rungs from plan to paid, on one scale from zero."""

    rungs: tuple[Rung, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}]
        return head, [[rung.label, linked(_said(rung), rung.href)] for rung in self.rungs]

    def draw(self, canvas: Canvas) -> float:
        reach = max((_reach(rung) for rung in self.rungs), default=ZERO) or Decimal(1)
        labels = max((_label_width(canvas, rung) for rung in self.rungs), default=0) + 14
        if canvas.narrow or labels > LABELS:
            return _above(canvas, self.rungs, Scale(ZERO, reach, 0, canvas.width - 1))
        sums = max((text_width(rung.text or "?", 15, True) for rung in self.rungs), default=0) + 14
        return _beside(canvas, self.rungs, Scale(ZERO, reach, labels + sums, canvas.width - 2), labels)


def _said(rung: Rung) -> str:
    return "; ".join(words for words in (rung.text or "?", rung.rest_text) if words)


def _reach(rung: Rung) -> Decimal:
    return abs(rung.value or ZERO) + max(rung.rest or ZERO, ZERO)


def _label_width(canvas: Canvas, rung: Rung) -> float:
    return max(text_width(rung.label, canvas.size, True), text_width(rung.state_name, canvas.small) + 16)


def _tint(rung: Rung) -> str:
    if rung.value is not None and rung.value < 0:
        return "red"
    return "rust" if rung.state == "untraced" else "ink"


def _beside(canvas: Canvas, rungs: tuple[Rung, ...], scale: Scale, labels: float) -> float:
    """Label, sum and bar in three columns."""
    y = 4.0
    for rung in rungs:
        canvas.open(rung.href)
        canvas.text(0, y + (13 if rung.state_name else 20), rung.label, _tint(rung), bold=True)
        _state(canvas, rung, y + 30)
        canvas.text(scale.start - 14, y + 20, rung.text or "?", _tint(rung), 15, True, "end")
        y = _bar(canvas, rung, scale, y, 30) + 14
        canvas.close(rung.href)
    canvas.line(scale.start, 0, scale.start, y - 10, "ink")
    return y - 10


def _above(canvas: Canvas, rungs: tuple[Rung, ...], scale: Scale) -> float:
    """Label and sum on one line, the bar under them."""
    y = 2.0
    for rung in rungs:
        canvas.open(rung.href)
        sums = text_width(rung.text or "?", 15, True)
        canvas.text(canvas.width, y + 13, rung.text or "?", _tint(rung), 15, True, "end")
        for line in wrap(rung.label, canvas.size, canvas.width - sums - 14, True):
            canvas.text(0, y + 12, line, _tint(rung), bold=True)
            y += 17
        if rung.state_name:
            _state(canvas, rung, y + 11)
            y += 16
        y = _bar(canvas, rung, scale, y + 3, 24) + 16
        canvas.close(rung.href)
    return y - 10


def _state(canvas: Canvas, rung: Rung, y: float) -> None:
    if rung.state_name:
        canvas.text(canvas.glyph(rung.state, 0, y, 9), y, rung.state_name, "ink2", canvas.small)


def _bar(canvas: Canvas, rung: Rung, scale: Scale, y: float, thick: float) -> float:
    """The rung's bar and what is missing from it or beyond it; gives the y below both."""
    if rung.value is None:
        state = rung.state if rung.state in OUTLINED else "not_collected"
        canvas.bar(scale.start, y, scale.end - scale.start, thick, rung.stage, state)
        canvas.text(scale.start + 12, y + thick / 2 + 5, "?", "ink2", 15, True)
        return y + thick
    rest = rung.rest or ZERO
    inside = max(abs(rung.value) + min(rest, ZERO), ZERO)  # the part that the rung above covers
    canvas.bar(scale.start, y, scale.length(inside), thick, rung.stage, "negative" if rung.value < 0 else rung.state)
    if rest == 0:
        return y + thick
    x = min(scale(inside) + 2, scale.end - 6)
    wide = max(min(scale.length(abs(rest)) - 2, scale.end - x), 6)
    canvas.bar(x, y, wide, thick, rung.stage, "untraced" if rest > 0 else "negative")
    return _rest_label(canvas, rung, x, wide, y, thick, scale)


def _rest_label(canvas: Canvas, rung: Rung, x: float, wide: float, y: float, thick: float, scale: Scale) -> float:
    """The words of the missing part: on a plate within the hatch, beside it, or below it."""
    tint = "rust" if (rung.rest or ZERO) > 0 else "red"
    needs = text_width(rung.rest_text, canvas.size, True)
    middle = y + thick / 2
    if not rung.rest_text:
        return y + thick
    if needs + 20 <= wide and tint == "rust":
        canvas.rect(x + (wide - needs) / 2 - 6, middle - 10, needs + 12, 20, "paper")
        canvas.text(x + wide / 2, middle + 5, rung.rest_text, tint, bold=True, anchor="middle")
        return y + thick
    if x + wide + 8 + needs <= scale.end:
        canvas.text(x + wide + 8, middle + 5, rung.rest_text, tint, bold=True)
        return y + thick
    for number, line in enumerate(wrap(rung.rest_text, canvas.size, scale.end - scale.start, True), 1):
        canvas.text(scale.end, y + thick + 17 * number - 2, line, tint, bold=True, anchor="end")
    return y + thick + 17 * number
