"""The money ladder: one bar per stage on one scale; what a lower rung cannot account for is hatched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import NARROW, STAGES, WIDE, Canvas, Key, Scale

BAR, GAP = 26, 14
# A label of more letters than this stands above its bar, not beside it.
LONG = 18


@dataclass(frozen=True)
class Rung:
    """One stage: `value` None draws a dashed outline with a question mark (not collected).

    `rest` is the untraced part up to the rung it is held against; a negative rest is drawn as
    such to the left of nothing: it is printed, never clipped away.
    """

    label: str
    stage: str
    value: Decimal | None
    text: str
    href: str = ""
    state: str = ""
    rest: Decimal | None = None
    rest_text: str = ""


@dataclass(frozen=True)
class Ladder:
    """Rungs from plan to paid. `title` and `description` are read aloud."""

    id: str
    title: str
    description: str
    rungs: tuple[Rung, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def svg(self) -> str:
        return self._draw(WIDE, self.id)

    def svg_narrow(self) -> str:
        return self._draw(NARROW, f"{self.id}-n")

    def table(self) -> tuple[list[str], list[list[str]]]:
        return list(self.head), [[rung.label, rung.text + (f"; {rung.rest_text}" if rung.rest_text else "")] for rung in self.rungs]

    def _draw(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        known = [rung.value + max(rung.rest or Decimal(0), Decimal(0)) for rung in self.rungs if rung.value is not None]
        above = width == NARROW or any(len(rung.label) > LONG for rung in self.rungs)
        left = 0 if above else 150
        scale = Scale(max(known, default=Decimal(1)), width - left - (4 if above else 140))
        y = 4.0
        for rung in self.rungs:
            y = self._rung(canvas, scale, rung, left, y)
        return canvas.svg()

    def _rung(self, canvas: Canvas, scale: Scale, rung: Rung, left: float, y: float) -> float:
        narrow = left == 0
        canvas.open_link(rung.href, f"{rung.label}: {rung.text}")
        if narrow:
            below = canvas.lines(0, y + 12, rung.label, canvas.width - 9 * len(rung.text) - 10, 13, "ink2")
            canvas.text(canvas.width, y + 12, rung.text, 14, "ink", "end", True)
            y = below - 11.5
        else:
            canvas.text(left - 10, y + 18, rung.label, 14, "ink2", "end")
        if rung.value is None:
            canvas.rect(left, y, scale.pixels, BAR, "none", "input", "4 4")
            canvas.text(left + 10, y + 18, "?", 15, "ink2", "start", True)
            end = left + scale.pixels
        else:
            end = left + scale.at(rung.value)
            canvas.rect(left, y, max(scale.at(rung.value), 1.5), BAR, STAGES.get(rung.stage, "paid"), "ink" if rung.stage == "plan" else "")
            if rung.rest is not None and rung.rest > 0:
                canvas.rect(end + 2, y, max(scale.at(rung.rest) - 2, 3), BAR, "hatch", "rust")
                end += scale.at(rung.rest)
        if not narrow:
            canvas.text(end + 8, y + 18, rung.text, 14, "ink", "start", True)
        canvas.close_link()
        if rung.rest_text:
            canvas.text(left, y + BAR + 15, rung.rest_text, 12.5, "rust")
            y += 18
        return y + BAR + GAP
