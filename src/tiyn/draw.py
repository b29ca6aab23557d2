"""Drawing: an SVG canvas with our three fills, and scales that keep the truth of lengths.

Solid is traced, hatch is untraced, lattice is corroborated; every mark also has a shape or a
word. Classes carry the theme's colours; attributes carry the light theme's, so that a drawing
taken out of its page is right by itself. No style attribute: the pages' policy forbids it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from pathlib import Path

import resvg_py

WIDE, NARROW = 760, 340
FONTS = Path(__file__).parent / "web" / "static" / "vendor"
COLOURS = {
    "plan": "#b7cfd1", "approved": "#7faeb3", "contracted": "#3f858d", "paid": "#0a4a53", "ink": "#1b2528",
    "ink2": "#4a5a5e", "line": "#c9c3b4", "input": "#767e80", "rust": "#a3481a", "rustbg": "#f8e7da",
    "ochre": "#6b4300", "ochrebg": "#fbefcf", "red": "#9b1c31", "redbg": "#fbe6e8", "teal": "#0e5a63",
    "surface": "#ffffff", "paper": "#fbf9f4", "sunk": "#f1ede3", "on": "#ffffff", "on-plan": "#1b2528",
}  # fmt: skip
STAGES = {"plan": "plan", "approved": "approved", "revised": "contracted", "contracted": "contracted", "paid": "paid"}


@dataclass(frozen=True)
class Key:
    """One entry of the key above a drawing: the code of its swatch and its word."""

    code: str
    label: str


@dataclass
class Canvas:
    """Collects marks; lengths are in pixels of a `width` wide drawing. `name` makes its ids unique."""

    name: str
    width: int
    title: str
    description: str
    parts: list[str] = field(default_factory=list)
    height: float = 0

    def rect(self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "", dash: str = "") -> None:
        """A box; `fill` is a colour name, "hatch", "lattice" or "none"."""
        self._grow(y + height)
        self.parts.append(
            f'<rect x="{_px(x)}" y="{_px(y)}" width="{_px(max(width, 0))}" height="{_px(height)}"'
            f"{self._fill(fill)}{_stroke(stroke, dash)}/>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str = "line", width: float = 1, dash: str = "") -> None:
        self._grow(max(y1, y2))
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{_px(x1)}" y1="{_px(y1)}" x2="{_px(x2)}" y2="{_px(y2)}" class="s-{stroke}"'
            f' stroke="{COLOURS[stroke]}" stroke-width="{width}"{dashes}/>'
        )

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str = "") -> None:
        self._grow(y + radius)
        self.parts.append(f'<circle cx="{_px(x)}" cy="{_px(y)}" r="{_px(radius)}"{self._fill(fill)}{_stroke(stroke, "")}/>')

    def path(self, shape: str, fill: str, stroke: str = "") -> None:
        """A path whose height the caller has already taken (`take`)."""
        self.parts.append(f'<path d="{shape}"{self._fill(fill)}{_stroke(stroke, "")}/>')

    def text(
        self, x: float, y: float, words: str, size: float = 13, fill: str = "ink", anchor: str = "start", bold: bool = False
    ) -> None:
        self._grow(y + size * 0.4)
        weight = ' font-weight="700"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.parts.append(
            f'<text x="{_px(x)}" y="{_px(y)}" font-size="{size}" class="c-{fill}" fill="{COLOURS[fill]}"{place}{weight}>'
            f"{escape(words)}</text>"
        )

    def lines(self, x: float, y: float, words: str, width: float, size: float = 13, fill: str = "ink", anchor: str = "start") -> float:
        """Words wrapped to a width; returns the y below the last line."""
        for row in wrap(words, width, size):
            self.text(x, y, row, size, fill, anchor)
            y += size * 1.35
        return y

    def open_link(self, href: str, label: str, kind: str = "") -> None:
        """What follows until `close_link` is a link; nothing is opened without an address."""
        named = f' class="{kind}"' if kind else ""
        self.parts.append(f'<a href="{escape(href)}" aria-label="{escape(label)}"{named}>' if href else "<g>")
        self._closings.append("</a>" if href else "</g>")

    def close_link(self) -> None:
        self.parts.append(self._closings.pop())

    def take(self, height: float) -> None:
        """Make sure the drawing is at least this high."""
        self._grow(height)

    def svg(self) -> str:
        """The finished drawing with title, description and patterns."""
        height = _px(self.height + 6)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" width="{self.width}" height="{height}"'
            f' role="img" aria-labelledby="{self.name}-t {self.name}-d" font-family="Onest, Arial, sans-serif">'
            f'<title id="{self.name}-t">{escape(self.title)}</title><desc id="{self.name}-d">{escape(self.description)}</desc>'
        )
        return head + self._patterns() + "".join(self.parts) + "</svg>"

    _closings: list[str] = field(default_factory=list)

    def _fill(self, fill: str) -> str:
        if fill == "none":
            return ' fill="none"'
        if fill in ("hatch", "lattice"):
            return f' fill="url(#{self.name}-{fill})"'
        return f' class="c-{fill}" fill="{COLOURS[fill]}"'

    def _patterns(self) -> str:
        rust, paid = COLOURS["rust"], COLOURS["paid"]
        return (
            f'<defs><pattern id="{self.name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="7" height="7" class="c-rustbg" fill="{COLOURS["rustbg"]}"/>'
            f'<line x1="0" y1="0" x2="0" y2="7" class="s-rust" stroke="{rust}" stroke-width="3"/></pattern>'
            f'<pattern id="{self.name}-lattice" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<path d="M0 0H8M0 0V8" class="s-paid" stroke="{paid}" stroke-width="2.4" fill="none"/></pattern></defs>'
        )

    def _grow(self, bottom: float) -> None:
        self.height = max(self.height, bottom)


@dataclass(frozen=True)
class Scale:
    """A linear scale from 0 (or `low`) to `high` over `pixels`; equal amounts have equal lengths."""

    high: Decimal
    pixels: float
    low: Decimal = Decimal(0)

    def at(self, value: Decimal) -> float:
        """The distance from the origin in pixels; a value outside the scale lies outside the drawing."""
        span = self.high - self.low
        return float((value - self.low) / span) * self.pixels if span else 0.0


def wrap(words: str, width: float, size: float) -> list[str]:
    """Words in lines no wider than `width`, by an estimate of 0.56 em a letter."""
    most = max(4, int(width / (size * 0.56)))
    rows, row = [], ""
    for word in words.split(" "):
        if row and len(row) + 1 + len(word) > most:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row]


def to_png(svg: str) -> bytes:
    """The drawing as PNG, twice its size, with our fonts when they are there."""
    fonts = [str(path) for path in sorted(FONTS.glob("*.ttf"))]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2, background="#fbf9f4", font_files=fonts, font_family="Onest"))


def _px(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _stroke(stroke: str, dash: str) -> str:
    if not stroke:
        return ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f' stroke="{COLOURS[stroke]}" stroke-width="1.2"{dashes}'
