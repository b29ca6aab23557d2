"""The twenty regions as equal tiles, set roughly as they lie, so that a city counts as a steppe does."""

from dataclasses import dataclass, field

from tiyn.draw import OUTLINED, WIDE, Canvas, Key, keys, linked, text_width

# KATO -> (column, row)
PLACES: dict[str, tuple[int, int]] = {
    "590000000": (3, 0),  # North Kazakhstan
    "270000000": (0, 1),  # West Kazakhstan
    "150000000": (1, 1),  # Aktobe
    "390000000": (2, 1),  # Kostanay
    "110000000": (3, 1),  # Akmola
    "710000000": (4, 1),  # Astana
    "550000000": (5, 1),  # Pavlodar
    "230000000": (0, 2),  # Atyrau
    "620000000": (3, 2),  # Ulytau
    "350000000": (4, 2),  # Karaganda
    "100000000": (5, 2),  # Abai
    "630000000": (6, 2),  # East Kazakhstan
    "470000000": (0, 3),  # Mangystau
    "430000000": (2, 3),  # Kyzylorda
    "610000000": (3, 3),  # Turkistan
    "310000000": (4, 3),  # Jambyl
    "190000000": (5, 3),  # Almaty region
    "330000000": (6, 3),  # Jetisu
    "790000000": (3, 4),  # Shymkent
    "750000000": (5, 4),  # Almaty city
}
COLUMNS, ROWS = 7, 5
# class of the value -> (fill, text on it); direct figures stand on every tile, the fill only groups
LEVELS: dict[str, tuple[str, str]] = {"1": ("plan", "on-plan"), "2": ("approved", "ink"), "3": ("paid", "on-paid")}


@dataclass(frozen=True)
class Tile:
    """`short` is at most six letters, for when `name` does not fit; `text` a short figure ("12,7"); `level` "1".."3" or "" when there is
    no value, and then `state` says why (not_collected, untraced …)."""

    kato: str
    name: str
    short: str
    text: str
    level: str
    state: str
    state_name: str
    href: str | None = None


@dataclass(frozen=True)
class TileMap:
    """`names`: words of levels "1".."3" (their bounds) and of the states without a value."""

    id: str
    title: str
    desc: str
    tiles: tuple[Tile, ...]
    head: tuple[str, str, str]  # region, figure, state
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        """Levels first, by the code of their fill, then the reasons for no value."""
        levels = sorted({t.level for t in self.tiles if t.level})
        found = [Key(LEVELS[level][0], self.names[level]) for level in levels if level in self.names]
        return found + keys([t.state for t in self.tiles if not t.level and t.state in self.names], self.names)

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        gap = 3.0 if canvas.narrow else 5.0
        side = (width - gap * (COLUMNS - 1)) / COLUMNS
        tall = 54.0 if canvas.narrow else 74.0
        for tile in self.tiles:
            column, row = PLACES[tile.kato]
            canvas.open(tile.href)
            _tile(canvas, tile, column * (side + gap), row * (tall + gap), side, tall)
            canvas.close(tile.href)
        return canvas.svg(ROWS * (tall + gap) - gap, self.title, self.desc)

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}, self.head[2]]
        return head, [[t.name, linked(t.text or "?", t.href), t.state_name] for t in self.tiles]


def _tile(canvas: Canvas, tile: Tile, x: float, y: float, side: float, tall: float) -> None:
    """One region: its short name and its figure, on a fill or an outline."""
    ink = "ink"
    if tile.level:
        fill, ink = LEVELS[tile.level]
        canvas.bar(x, y, side, tall, fill, "register")
    elif tile.state in OUTLINED:
        canvas.bar(x, y, side, tall, "plan", tile.state)
    else:
        canvas.bar(x, y, side, tall, "plan", "untraced")
        canvas.rect(x + 4, y + 6, side - 8, 18, "paper")
        canvas.rect(x + side / 2 - 10, y + tall - 27, 20, 20, "paper")
    size = canvas.small - (0.5 if canvas.narrow else 0)
    name = tile.name if text_width(tile.name, size) <= side - 8 else tile.short
    while text_width(name, size) > side - 2 and size > 11:
        size -= 0.5
    canvas.text(x + side / 2, y + 19, name, ink, size, anchor="middle")
    canvas.text(x + side / 2, y + tall - 12, tile.text or "?", ink, 14 if canvas.narrow else 17, True, "middle")
