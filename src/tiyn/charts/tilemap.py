"""The twenty regions as equal tiles, each a link: city regions are as visible as steppes.

Our own arrangement: neighbours stay neighbours where twenty squares allow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import NARROW, WIDE, Canvas, Key

# KATO -> (column, row), west to east and north to south.
PLACES = {
    "590000000": (3, 0), "550000000": (5, 0), "270000000": (0, 1), "390000000": (2, 1), "110000000": (3, 1),
    "710000000": (4, 1), "100000000": (5, 1), "630000000": (6, 1), "230000000": (0, 2), "150000000": (1, 2),
    "620000000": (3, 2), "350000000": (4, 2), "330000000": (5, 2), "470000000": (0, 3), "430000000": (2, 3),
    "610000000": (3, 3), "310000000": (4, 3), "190000000": (5, 3), "790000000": (3, 4), "750000000": (5, 4),
}  # fmt: skip
COLUMNS, ROWS = 7, 5
STEPS = ("plan", "approved", "contracted", "paid")
INK = {"plan": "on-plan", "approved": "on-plan", "contracted": "on", "paid": "on"}


@dataclass(frozen=True)
class Tile:
    """One region; `short` stands on the tile. `value` None is hatched: nothing of the kind was found, which is not zero."""

    kato: str
    name: str
    short: str
    value: Decimal | None
    text: str
    href: str = ""


@dataclass(frozen=True)
class TileMap:
    """Tiles darker with larger values, in four steps at the given `breaks` (three, ascending)."""

    id: str
    title: str
    description: str
    tiles: tuple[Tile, ...]
    breaks: tuple[Decimal, Decimal, Decimal]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def svg(self) -> str:
        return self._draw(WIDE, self.id)

    def svg_narrow(self) -> str:
        return self._draw(NARROW, f"{self.id}-n")

    def table(self) -> tuple[list[str], list[list[str]]]:
        return list(self.head), [[tile.name, tile.text] for tile in self.tiles]

    def _draw(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        side = (width - 2) / COLUMNS
        tall = side * (0.78 if width == WIDE else 1.15)
        for tile in self.tiles:
            column, row = PLACES[tile.kato]
            self._tile(canvas, tile, (column * side + 1, row * tall + 1), (side - 4, tall - 4))
        canvas.take(ROWS * tall)
        return canvas.svg()

    def _tile(self, canvas: Canvas, tile: Tile, place: tuple[float, float], size: tuple[float, float]) -> None:
        (x, y), (width, height) = place, size
        narrow = width < 60
        step = self._step(tile.value)
        canvas.open_link(tile.href, f"{tile.name}: {tile.text}", "tile")
        canvas.rect(x, y, width, height, step or "hatch", "ink" if step == "plan" else ("rust" if step is None else ""))
        ink = INK.get(step or "", "ink")
        if step is None:
            canvas.rect(x + 2, y + 3, width - 4, 17 if narrow else 23, "paper")
        left, size = x + (3 if narrow else 8), 11 if narrow else 13
        words = _cut(tile.short) if narrow else tile.short
        canvas.text(left, y + (15 if narrow else 20), words, size, ink)
        if tile.value is not None:
            shown = tile.text.split("\u00a0")[0] if narrow else tile.text
            canvas.text(left, y + height - (6 if narrow else 10), shown, size, ink, "start", True)
        canvas.close_link()

    def _step(self, value: Decimal | None) -> str | None:
        if value is None:
            return None
        return STEPS[sum(value > limit for limit in self.breaks)]


def _cut(name: str) -> str:
    """A name for a narrow tile; the whole name is in the link's label and in the table."""
    return name if len(name) <= 6 else name[:5] + "."
