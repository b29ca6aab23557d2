"""A whole cut into tiles whose areas are their amounts, the largest first: squarified, each tile a link.

Areas are exact to the pixel from Decimals. A tile too small for its words stays without them: the
table beside the picture has every one. What is not above zero has no area and stands in the table alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import Canvas, Drawing, Key, linked, text_width, wrap

GAP = 2.0  # px between tiles
PAD = 7.0  # px between a tile's edge and its words
SMALLEST = 1.5  # px: a thinner tile would be no tile
INK = {"plan": "on-plan", "approved": "ink", "contracted": "on-paid", "paid": "on-paid"}
# A tile of at least this share of the whole has this shade: the eye finds the large ones first.
SHADES = ((Decimal("0.15"), "paid"), (Decimal("0.07"), "contracted"), (Decimal("0.03"), "approved"))
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Leaf:
    """One part of the whole; `short` stands where `label` does not fit; `others` is many small parts taken
    together, drawn in a pattern; `lang` is the label's language where it is not the page's."""

    label: str
    value: Decimal
    text: str
    href: str = ""
    others: bool = False
    short: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Treemap(Drawing):
    """Leaves as tiles, in order of size; leaves taken together (`others`) come last whatever their size."""

    leaves: tuple[Leaf, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}]
        return head, [[_named(leaf), linked(leaf.text, leaf.href)] for leaf in self.leaves]

    def draw(self, canvas: Canvas) -> float:
        tall = 460.0 if canvas.narrow else 400.0
        drawn = sorted((leaf for leaf in self.leaves if leaf.value > 0), key=lambda leaf: (leaf.others, -leaf.value))
        whole = sum((leaf.value for leaf in drawn), Decimal(0))
        if not whole:
            return 1.0
        shares = [leaf.value / whole for leaf in drawn]
        for leaf, share, box in zip(drawn, shares, squarified(shares, (0.0, 0.0, canvas.width, tall)), strict=True):
            _tile(canvas, leaf, share, box)
        return tall


def _named(leaf: Leaf) -> object:
    return {"text": leaf.label, "url": leaf.href, "lang": leaf.lang} if leaf.lang else leaf.label


def squarified(shares: Iterable[Decimal], box: Box) -> list[Box]:
    """Boxes (x, y, width, height) that fill `box` in the order given, as near to squares as rows allow.

    The method of Bruls, Huizing and van Wijk: a row along the shorter side takes one more tile as long
    as its worst tile does not become longer.
    """
    x, y, wide, high = box
    areas = [float(share) * wide * high for share in shares]
    boxes: list[Box] = []
    first = 0
    while first < len(areas):
        side, last = min(wide, high), first + 1
        while last < len(areas) and _worst(areas[first : last + 1], side) <= _worst(areas[first:last], side):
            last += 1
        row = areas[first:last]
        thick = sum(row) / side if side else 0.0
        along = 0.0
        for area in row:
            length = area / thick if thick else 0.0
            boxes.append((x, y + along, thick, length) if wide >= high else (x + along, y, length, thick))
            along += length
        x, y, wide, high = (x + thick, y, wide - thick, high) if wide >= high else (x, y + thick, wide, high - thick)
        first = last
    return boxes


def _worst(row: list[float], side: float) -> float:
    """The longest tile of a row, as its longer side over its shorter."""
    thick = sum(row) / side if side else 0.0
    lengths = [area / thick if thick else 0.0 for area in row]
    return max((max(thick / length, length / thick) if length and thick else float("inf") for length in lengths), default=0.0)


def _tile(canvas: Canvas, leaf: Leaf, share: Decimal, box: Box) -> None:
    x, y, wide, high = box
    wide, high = wide - GAP if x + wide < canvas.width - 0.5 else wide, high - GAP
    if wide < SMALLEST or high < SMALLEST:
        return
    canvas.open(leaf.href, f"{leaf.label}: {leaf.text}")
    shade = next((name for least, name in SHADES if share >= least), "plan")
    canvas.bar(x, y, wide, high, shade, "planned" if leaf.others else "")
    lines, size = _fitting(leaf, canvas, wide - 2 * PAD, high - 2 * PAD)
    if leaf.others and lines:
        canvas.rect(x + 3, y + 3, wide - 6, min(high - 6, 2 * PAD + len(lines) * size * 1.25), "paper")
    for number, line in enumerate(lines):
        ink = "ink" if leaf.others else INK[shade]
        canvas.text(x + PAD, y + PAD + size * 0.85 + number * size * 1.25, line, ink, size, line == leaf.text)
    canvas.close(leaf.href)


def _fitting(leaf: Leaf, canvas: Canvas, wide: float, high: float) -> tuple[list[str], float]:
    """The name and the amount in the largest letters that fit whole words, else the short name, else nothing."""
    for size in (canvas.size + 1, 12.0, 11.0):
        lines = [*wrap(leaf.label, size, wide), leaf.text]
        whole = all(text_width(word, size) <= wide for word in leaf.label.split(" "))
        if whole and text_width(leaf.text, size, True) <= wide and len(lines) * size * 1.25 <= high + size * 0.25:
            return lines, size
    for lines in ([leaf.short, leaf.text], [leaf.text], [leaf.short]):
        widest = max(text_width(line, 11.0, True) for line in lines)
        if all(lines) and widest <= wide and len(lines) * 13.75 <= high + 2.75:
            return lines, 11.0
    return [], 11.0
