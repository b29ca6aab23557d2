"""Who is connected to one body or person: sectors round a centre, the same in every edition.

Lines say how certain a link is: unbroken from a register, dashed from one source, double when
disputed. On a narrow page the sectors become a tree.
"""

from dataclasses import dataclass, field

from tiyn.draw import WIDE, Canvas, Key, keys, linked, px, wrap

DASHES = {"register": "", "corroborated": "", "one_source": "6 4", "disputed": "2 3"}


@dataclass(frozen=True)
class Neighbour:
    """Someone or something one step away; `relation` is said of the centre's link to it."""

    id: str
    label: str
    relation: str
    state: str
    href: str | None = None


@dataclass(frozen=True)
class Sector:
    """A kind of link (posts, owners, contracts, suppliers, mentions); `more` says what is left out;
    `empty` says why there is none."""

    title: str
    neighbours: tuple[Neighbour, ...]
    more: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Ego:
    """At most 40 neighbours are readable; the page puts the rest in a table."""

    id: str
    title: str
    desc: str
    centre: str
    sectors: tuple[Sector, ...]
    head: tuple[str, str, str]  # kind, who, relation
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        states = [n.state for s in self.sectors for n in s.neighbours if n.state in self.names]
        return keys(states, self.names)

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        height = _tree(canvas, self) if canvas.narrow else _wheel(canvas, self)
        return canvas.svg(height, self.title, self.desc)

    def table(self) -> tuple[list[object], list[list[object]]]:
        rows: list[list[object]] = [[s.title, linked(n.label, n.href), n.relation] for s in self.sectors for n in s.neighbours]
        rows += [[s.title, s.empty, ""] for s in self.sectors if not s.neighbours and s.empty]
        return list(self.head), rows


def _stroke(state: str) -> str:
    return "ochre" if state == "disputed" else "paid" if state in ("register", "corroborated") else "ink2"


def _sides(ego: Ego) -> tuple[list[Sector], list[Sector]]:
    """Sectors dealt to the right and left side, in order, so that both are about as long."""
    right: list[Sector] = []
    left: list[Sector] = []
    for sector in ego.sectors:
        (right if sum(map(_weight, right)) <= sum(map(_weight, left)) else left).append(sector)
    return left, right


def _weight(sector: Sector) -> int:
    return 2 + max(len(sector.neighbours), 1) + (1 if sector.more else 0)


def _wheel(canvas: Canvas, ego: Ego) -> float:
    """Labels stand in a column on each side of the centre; gives the height."""
    left, right = _sides(ego)
    room = canvas.width / 2 - 150
    columns = [_lay(canvas, side, room) for side in (left, right)]
    height = max(max((h for _, h in columns), default=0.0), 150)
    middle = height / 2
    for sign, (places, tall) in zip((-1, 1), columns, strict=True):
        shift = (height - tall) / 2
        for sector, neighbour, y, lines in places:
            _spoke(canvas, sign, middle, y + shift, sector, neighbour, lines)
    lines = wrap(ego.centre, canvas.size, 120, True)
    canvas.dot(canvas.width / 2, middle, 10, "paid", "paper", 3)
    for number, line in enumerate(lines):
        canvas.text(canvas.width / 2, middle + 28 + 17 * number, line, bold=True, anchor="middle", halo=True)
    return height


Place = tuple[Sector, Neighbour | None, float, list[str]]


def _lay(canvas: Canvas, sectors: list[Sector], room: float) -> tuple[list[Place], float]:
    """Where each label of one side stands; gives them and the height they take."""
    places: list[Place] = []
    y = 4.0
    for sector in sectors:
        places.append((sector, None, y + 12, [sector.title]))
        y += 22
        for neighbour in sector.neighbours:
            lines = wrap(neighbour.label, canvas.size, room)
            places.append((sector, neighbour, y + 10, lines))
            y += 17 * len(lines) + 22
        for words in (sector.more, "" if sector.neighbours else sector.empty):
            if words:
                lines = wrap(words, canvas.small, room)
                places.append((sector, None, y + 10, lines))
                y += 15 * len(lines) + 4
        y += 12
    return places, y


def _spoke(canvas: Canvas, sign: int, middle: float, y: float, sector: Sector, neighbour: Neighbour | None, lines: list[str]) -> None:
    """One label and, for a neighbour, its line to the centre."""
    x = canvas.width / 2 + sign * 136
    anchor = "start" if sign > 0 else "end"
    if neighbour is None:
        title = lines == [sector.title]
        for number, line in enumerate(lines):
            canvas.text(x, y + 15 * number, line, "teal" if title else "ink2", canvas.small, title, anchor)
        return
    canvas.open(neighbour.href)
    _curve(canvas, sign, middle, x - sign * 12, y - 4, neighbour.state)
    canvas.dot(x - sign * 8, y - 4, 4, "paper", _stroke(neighbour.state), 2)
    for number, line in enumerate(lines):
        canvas.text(x, y + 17 * number, line, bold=True, anchor=anchor)
    canvas.text(x, y + 17 * len(lines) - 2, neighbour.relation, "ink2", canvas.small, anchor=anchor)
    canvas.close(neighbour.href)


def _curve(canvas: Canvas, sign: int, middle: float, x: float, y: float, state: str) -> None:
    from_x = canvas.width / 2
    bend = from_x + sign * 70
    d = f"M{px(from_x)} {px(middle)}C{px(bend)} {px(middle)} {px(bend)} {px(y)} {px(x)} {px(y)}"
    canvas.curve(d, _stroke(state), 2, DASHES.get(state, "6 4"))


def _tree(canvas: Canvas, ego: Ego) -> float:
    """The centre on top, a trunk down the left, one branch per neighbour; gives the height."""
    canvas.dot(9, 12, 8, "paid")
    y = canvas.block(26, 17, ego.centre, canvas.width - 28, 15, bold=True) - 2
    end = y
    for sector in ego.sectors:
        y += 18
        canvas.text(26, y, sector.title, "teal", canvas.small, True)
        for neighbour in sector.neighbours:
            y += 23
            canvas.open(neighbour.href)
            canvas.line(9, y - 5, 24, y - 5, _stroke(neighbour.state), 2, DASHES.get(neighbour.state, "6 4"))
            canvas.dot(29, y - 5, 4, "paper", _stroke(neighbour.state), 2)
            end = y - 5
            for number, line in enumerate(wrap(neighbour.label, canvas.size, canvas.width - 42, True)):
                y += 17 if number else 0
                canvas.text(40, y, line, bold=True)
            for line in wrap(neighbour.relation, canvas.small, canvas.width - 42):
                y += 16
                canvas.text(40, y, line, "ink2", canvas.small)
            canvas.close(neighbour.href)
        for words in (sector.more, "" if sector.neighbours else sector.empty):
            for line in wrap(words, canvas.small, canvas.width - 42) if words else []:
                y += 17
                canvas.text(40, y, line, "ink2", canvas.small)
        y += 6
    canvas.line(9, 22, 9, end, "ink2", 2)
    return y + 6
