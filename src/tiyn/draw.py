"""Shared drawing for charts: scale, text measuring, fills and the SVG canvas.

Every mark carries a class (themed by blocks.css) and presentation attributes in the light
theme's colours, so that a stand-alone .svg or .png is right. There is no `style` anywhere.
Data are Decimal; float is for pixels only.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape as html_escape
from html import unescape
from pathlib import Path

import resvg_py

WIDE = 720  # px, for columns of 630 px and more
NARROW = 340  # px, for telephones
MARGIN = 24  # px, around a chart that travels alone
MIN_HATCH = 6.0  # px: a thinner hatch would not be seen as one
FONT = "Onest, Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
FONTS = Path(__file__).resolve().parent / "web" / "static" / "vendor"

# name -> (class, colour of the light theme)
FILLS: dict[str, tuple[str, str]] = {
    "plan": ("c-plan", "#B7CFD1"),
    "approved": ("c-approved", "#7FAEB3"),
    "revised": ("c-approved", "#7FAEB3"),
    "contracted": ("c-contracted", "#35777F"),
    "paid": ("c-paid", "#0A4A53"),
    "ink": ("c-ink", "#1B2528"),
    "ink2": ("c-ink2", "#4A5A5E"),
    "teal": ("c-teal", "#0E5A63"),
    "rust": ("c-rust", "#A3481A"),
    "ochre": ("c-ochre", "#6B4300"),
    "red": ("c-red", "#9B1C31"),
    "line": ("c-line", "#C9C3B4"),
    "paper": ("c-paper", "#FBF9F4"),
    "surface": ("c-surface", "#FFFFFF"),
    "on-paid": ("c-on", "#FFFFFF"),
    "on-plan": ("c-on-plan", "#1B2528"),
    "ochre-ground": ("c-ochrebg", "#FBEFCF"),
    "red-ground": ("c-redbg", "#FBE6E8"),
}
STROKES: dict[str, tuple[str, str]] = {
    "ink": ("s-ink", "#1B2528"),
    "ink2": ("s-ink2", "#4A5A5E"),
    "line": ("s-line", "#C9C3B4"),
    "input": ("s-input", "#767E80"),
    "teal": ("s-teal", "#0E5A63"),
    "paid": ("s-paid", "#0A4A53"),
    "rust": ("s-rust", "#A3481A"),
    "ochre": ("s-ochre", "#6B4300"),
    "red": ("s-red", "#9B1C31"),
    "paper": ("s-paper", "#FBF9F4"),
}
# pattern -> (cell size, path, stroke, stroke width)
PATTERNS: dict[str, tuple[int, str, str, str]] = {
    "hatch": (8, "M-2 10 10 -2M-2 2 2 -2M6 10 10 6", "rust", "1.6"),
    "lattice": (8, "M-2 10 10 -2M-2 2 2 -2M6 10 10 6M-2 -2 10 10M6 -2 10 2M-2 6 2 10", "paid", "1.4"),
    "future": (6, "M1.5 -1V7", "input", "1.2"),
}
# a state that is drawn by its own fill, whatever the stage of the money
STATE_FILLS = {"untraced": "hatch", "corroborated": "lattice", "planned": "future"}
OUTLINED = frozenset({"not_collected", "asked", "withheld"})


@dataclass(frozen=True)
class Key:
    """One entry of a chart's key: a code of FILLS or of a state, and its word."""

    code: str
    label: str


@dataclass(frozen=True)
class Scale:
    """Linear map from data (Decimal) to pixels."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, value: Decimal) -> float:
        if self.high == self.low:
            return self.start
        return self.start + float((value - self.low) / (self.high - self.low)) * (self.end - self.start)

    def length(self, value: Decimal) -> float:
        """Pixels that an amount takes, wherever it starts."""
        return self(self.low + value) - self.start


def linked(text: str, href: str | None) -> object:
    """A table cell: text, or text with the address of its receipt."""
    return {"text": text, "url": href} if href else text


def escape(text: str) -> str:
    """Text for XML content or a double-quoted attribute; control characters are dropped."""
    return html_escape("".join(c for c in text if c >= " " or c in "\t\n"), quote=True)


def px(value: float) -> str:
    """A pixel number, short and the same on every machine."""
    short = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


_THIN = frozenset(" .,:;!|'iljІі\u00a0\u2009·")
_NARROW = frozenset('frtI()[]/"«»-–\u202f')
_WIDE = frozenset("mwMWшщюжмыфЖШЩЮМФЫДЉ%@—")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimated width in pixels, a little on the generous side, for Onest and its fallbacks."""
    units = 0.0
    for char in text:
        if char in _THIN:
            units += 0.30
        elif char in _NARROW:
            units += 0.42
        elif char in _WIDE:
            units += 0.86
        else:
            units += 0.70 if char.isupper() else 0.60
    return units * size * (1.06 if bold else 1.0)


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines no wider than `width`; a single longer word is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        trial = f"{line} {word}" if line else word
        if text_width(trial, size, bold) <= width:
            line = trial
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold) > width and len(word) > 1:
            cut = len(word) - 1
            while cut > 1 and text_width(word[:cut] + "-", size, bold) > width:
                cut -= 1
            lines.append(word[:cut] + "-")
            word = word[cut:]
        line = word
    return [*lines, line] if line or not lines else lines


def framed(svg: str) -> str:
    """A chart that travels alone: its title and description stand above it, our name below, paper around it."""
    wide, high = (float(number) for number in re.findall(r'(?:width|height)="([\d.]+)"', svg[: svg.index(">")])[:2])
    titles = [unescape(words) for words in re.findall(r"<(?:title|desc) [^>]*>(.*?)</", svg)]
    canvas = Canvas("frame", wide + 2 * MARGIN)
    y = canvas.block(MARGIN, MARGIN + 16, titles[0], wide, 18, bold=True)
    if titles[1:] and titles[1] != titles[0]:
        y = canvas.block(MARGIN, y + 2, titles[1], wide, 13, "ink2")
    total = y + high + 22 + MARGIN
    canvas.parts.insert(0, f'<rect width="{px(canvas.width)}" height="{px(total)}" {canvas.fill("paper")}/>')
    canvas.parts.append(svg.replace("<svg ", f'<svg x="{MARGIN}" y="{px(y)}" ', 1))
    canvas.text(canvas.width - MARGIN, total - 14, "Tiyn", "teal", 14, True, "end")
    return canvas.svg(total, titles[0], "")


def to_png(svg: str, zoom: float = 2.0) -> bytes:
    """PNG of a chart, framed, with the vendored fonts when they are there."""
    fonts = [str(FONTS / name) for name in ("onest-400.ttf", "onest-700.ttf") if (FONTS / name).exists()]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=framed(svg),
            zoom=zoom,
            background="#FBF9F4",
            font_files=fonts or None,
            font_family="Onest" if fonts else None,
            sans_serif_family="Onest" if fonts else None,
        )
    )


@dataclass
class Canvas:
    """Collects marks, then gives the SVG. Text sizes are pixels of the given width."""

    chart_id: str
    width: float
    parts: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def narrow(self) -> bool:
        return self.width < 520

    @property
    def size(self) -> float:
        """The ordinary text size."""
        return 13.5 if self.narrow else 14.0

    @property
    def small(self) -> float:
        return 12.0 if self.narrow else 12.5

    def fill(self, name: str) -> str:
        """Attributes that fill with a colour of FILLS or a pattern of PATTERNS."""
        if name in PATTERNS:
            self.used.add(name)
            return f'fill="url(#{escape(self.chart_id)}-{name})"'
        css, colour = FILLS[name]
        return f'class="{css}" fill="{colour}"'

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self.parts.append(f'<rect x="{px(x)}" y="{px(y)}" width="{px(width)}" height="{px(height)}" {self.fill(fill)}/>')

    def outline(self, x: float, y: float, width: float, height: float, stroke: str, dash: str = "") -> None:
        css, colour = STROKES[stroke]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<rect class="{css}" x="{px(x + 0.5)}" y="{px(y + 0.5)}" width="{px(max(width - 1, 0.5))}" '
            f'height="{px(max(height - 1, 0.5))}" fill="none" stroke="{colour}"{dashes}/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, thick: float = 1, dash: str = "") -> None:
        self.curve(f"M{px(x1)} {px(y1)}L{px(x2)} {px(y2)}", stroke, thick, dash)

    def curve(self, d: str, stroke: str, thick: float = 1, dash: str = "") -> None:
        css, colour = STROKES[stroke]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<path class="{css}" d="{d}" fill="none" stroke="{colour}" stroke-width="{px(thick)}"{dashes}/>')

    def path(self, d: str, fill: str, opacity: str = "1") -> None:
        shade = f' fill-opacity="{opacity}"' if opacity != "1" else ""
        self.parts.append(f'<path d="{d}" {self.fill(fill)}{shade}/>')

    def dot(self, x: float, y: float, radius: float, fill: str, stroke: str = "", thick: float = 2, dash: str = "") -> None:
        edge = ""
        if stroke:
            css, colour = STROKES[stroke]
            edge = f' stroke="{colour}" stroke-width="{px(thick)}"' + (f' stroke-dasharray="{dash}"' if dash else "")
            classes, paint = FILLS[fill]
            self.parts.append(
                f'<circle class="{classes} {css}" cx="{px(x)}" cy="{px(y)}" r="{px(radius)}" fill="{paint}"{edge}/>'
            )
            return
        self.parts.append(f'<circle cx="{px(x)}" cy="{px(y)}" r="{px(radius)}" {self.fill(fill)}/>')

    def text(
        self, x: float, y: float, text: str, fill: str = "ink", size: float = 0, bold: bool = False, anchor: str = "start"
    ) -> None:
        """One line with its baseline at y."""
        css, colour = FILLS[fill]
        face = (' font-weight="700"' if bold else "") + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        self.parts.append(
            f'<text class="{css}" x="{px(x)}" y="{px(y)}" font-size="{px(size or self.size)}" fill="{colour}"{face}>'
            f"{escape(text)}</text>"
        )

    def block(self, x: float, y: float, text: str, width: float, size: float = 0, fill: str = "ink", bold: bool = False) -> float:
        """Wrapped text whose first baseline is y; gives the baseline below the last line."""
        size = size or self.size
        for line in wrap(text, size, width, bold):
            self.text(x, y, line, fill, size, bold)
            y += size * 1.3
        return y

    def open(self, href: str | None, label: str = "") -> None:
        """Begin a link around the next marks (nothing when there is no address); a link without words
        of its own needs a `label`."""
        if href:
            name = f' aria-label="{escape(label)}"' if label else ""
            self.parts.append(f'<a href="{escape(href)}"{name}>')

    def close(self, href: str | None) -> None:
        if href:
            self.parts.append("</a>")

    def glyph(self, state: str, x: float, y: float, size: float = 10) -> float:
        """The small sign of a state, its left edge at x, standing on y; gives the width it took."""
        r = size / 2
        if state == "register":
            self.dot(x + r, y - r, r, "teal")
        elif state == "one_source":
            self.dot(x + r, y - r, r - 0.7, "paper", "ink2", 1.4)
            self.path(f"M{px(x + r)} {px(y - size)}a{px(r)} {px(r)} 0 0 0 0 {px(size)}z", "ink2")
        elif state in ("untraced", "corroborated", "planned"):
            self.rect(x, y - size, size, size, STATE_FILLS[state])
            self.outline(x, y - size, size, size, "rust" if state == "untraced" else "ink2")
        elif state in OUTLINED:
            self.outline(x, y - size, size, size, "ink2", "2 1.5")
        else:
            return 0
        return size + 5

    def bar(self, x: float, y: float, width: float, height: float, stage: str, state: str) -> None:
        """A length of money, painted by what is known of it."""
        if state in OUTLINED:
            self.rect(x, y, width, height, "paper")
            self.outline(x, y, width, height, "input", "5 3")
        elif state in STATE_FILLS:
            thick = max(width, MIN_HATCH)
            self.rect(x, y, thick, height, STATE_FILLS[state])
            self.outline(x, y, thick, height, "rust" if state == "untraced" else "input")
        elif state == "negative":
            self.rect(x, y, max(width, MIN_HATCH), height, "red-ground")
            self.outline(x, y, max(width, MIN_HATCH), height, "red", "3 2")
        else:
            self.rect(x, y, max(width, 1.5), height, stage)
            if stage == "plan":
                self.outline(x, y, max(width, 1.5), height, "ink")

    def svg(self, height: float, title: str, desc: str) -> str:
        """The finished picture; a group rather than an image when it has links, which an image would hide."""
        name = escape(self.chart_id)
        role = "group" if any(part.startswith("<a ") for part in self.parts) else "img"
        defs = "".join(self._pattern(pattern) for pattern in sorted(self.used))
        wide, high = px(self.width), px(height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="{role}" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(desc)}</desc>'
            f"{f'<defs>{defs}</defs>' if defs else ''}{''.join(self.parts)}</svg>"
        )

    def _pattern(self, name: str) -> str:
        cell, d, stroke, thick = PATTERNS[name]
        css, colour = STROKES[stroke]
        return (
            f'<pattern id="{escape(self.chart_id)}-{name}" width="{cell}" height="{cell}" patternUnits="userSpaceOnUse">'
            f'<path class="{css}" d="{d}" fill="none" stroke="{colour}" stroke-width="{thick}"/></pattern>'
        )


@dataclass(frozen=True)
class Drawing:
    """What every chart is: its id, its finding, what is read aloud, and two widths of one picture."""

    id: str
    title: str
    description: str

    def svg(self, width: int = WIDE) -> str:
        """The picture `width` pixels wide; its ids differ by width, so that a page can hold both."""
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        return canvas.svg(self.draw(canvas), self.title, self.description)

    def svg_narrow(self) -> str:
        """The picture for a telephone."""
        return self.svg(NARROW)

    def draw(self, canvas: Canvas) -> float:
        """Put the marks on the canvas; gives the height they take."""
        raise NotImplementedError
