"""The twenty regions as equal tiles, each a link: city regions are as visible as steppes.

Our own arrangement: neighbours stay neighbours where twenty squares allow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import Canvas, Drawing, Key, linked, text_width

# KATO -> (column, row), west to east and north to south.
PLACES = {
    "590000000": (3, 0), "270000000": (0, 1), "150000000": (1, 1), "390000000": (2, 1), "110000000": (3, 1),
    "710000000": (4, 1), "550000000": (5, 1), "230000000": (0, 2), "620000000": (3, 2), "350000000": (4, 2),
    "100000000": (5, 2), "630000000": (6, 2), "470000000": (0, 3), "430000000": (2, 3), "610000000": (3, 3),
    "310000000": (4, 3), "190000000": (5, 3), "330000000": (6, 3), "790000000": (3, 4), "750000000": (5, 4),
}  # fmt: skip
COLUMNS, ROWS = 7, 5
STEPS = ("plan", "approved", "contracted", "paid")
INK = {"plan": "on-plan", "approved": "ink", "contracted": "on-paid", "paid": "on-paid"}


@dataclass(frozen=True)
class Tile:
    """One region; `short` is for tiles where `name` does not fit. `value` None is hatched: nothing of the
    kind was found, which is not zero."""

    kato: str
    name: str
    short: str
    value: Decimal | None
    text: str
    href: str = ""


@dataclass(frozen=True)
class TileMap(Drawing):
    """Tiles darker with larger values, in four steps at the given `breaks` (three, ascending)."""

    tiles: tuple[Tile, ...]
    breaks: tuple[Decimal, Decimal, Decimal]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}]
        return head, [[tile.name, linked(tile.text, tile.href)] for tile in self.tiles]

    def draw(self, canvas: Canvas) -> float:
        gap, tall = (3.0, 56.0) if canvas.narrow else (5.0, 76.0)
        side = (canvas.width - gap * (COLUMNS - 1)) / COLUMNS
        for tile in self.tiles:
            column, row = PLACES[tile.kato]
            canvas.open(tile.href)
            self._tile(canvas, tile, (column * (side + gap), row * (tall + gap)), (side, tall))
            canvas.close(tile.href)
        return ROWS * (tall + gap) - gap

    def _tile(self, canvas: Canvas, tile: Tile, place: tuple[float, float], size: tuple[float, float]) -> None:
        (x, y), (side, tall) = place, size
        step = self._step(tile.value)
        canvas.bar(x, y, side, tall, step or "plan", "" if step else "untraced")
        if not step:
            canvas.rect(x + 4, y + (2 if canvas.narrow else 6), side - 8, 19, "paper")
        ink = INK.get(step or "", "ink")
        letters, room = (11.0, side + 1) if canvas.narrow else (12.5, side - 6)
        name = _fitting((tile.name, tile.short, *_cuts(tile.short)), letters, room)
        canvas.text(x + side / 2, y + (15 if canvas.narrow else 20), name, ink, letters, anchor="middle")
        if tile.value is not None:
            _amount(canvas, tile.text, ink, (x + side / 2, y + tall), side - 6)

    def _step(self, value: Decimal | None) -> str | None:
        if value is None:
            return None
        return STEPS[sum(value > limit for limit in self.breaks)]


def _amount(canvas: Canvas, text: str, ink: str, foot: tuple[float, float], room: float) -> None:
    """The sum on one line, or the number with its scale word below: a number without it would mislead."""
    (x, y), large = foot, 14.0 if canvas.narrow else 16.0
    if text_width(text, large, True) <= room:
        canvas.text(x, y - 13, text, ink, large, True, "middle")
        return
    number, _, scale = text.replace("\u00a0", " ").partition(" ")
    canvas.text(x, y - 20, number, ink, large, True, "middle")
    canvas.text(x, y - 7, _fitting((scale, scale.split(" ")[0]), 11.5, room), ink, 11.5, anchor="middle")


def _cuts(short: str) -> tuple[str, str]:
    """Shorter forms; a second word keeps its letter, so that a region and its city stay two names."""
    first, _, second = short.partition(" ")
    if second:
        return f"{first[:3]}. {second}", f"{first[:3]}. {second[0]}."
    return f"{first[:6]}.", f"{first[:5]}."


def _fitting(choices: tuple[str, ...], size: float, room: float) -> str:
    """The first of the choices that fits, or the last."""
    return next((words for words in choices if text_width(words, size) <= room), choices[-1])
