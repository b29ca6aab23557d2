"""A party and what the sources tie it to: the same picture in every edition, a list says the same.

Unbroken lines are from registers or several sources, broken ones from one source; people are
circles, bodies squares. On a telephone the picture is a tree.
"""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.draw import Canvas, Drawing, Key, linked, px, wrap

MOST = 14


@dataclass(frozen=True)
class Tie:
    """One neighbour: its name, the relation in words, its address; `single` when one press source says so."""

    name: str
    relation: str
    href: str = ""
    single: bool = True
    person: bool = False


@dataclass(frozen=True)
class Ego(Drawing):
    """The party in the middle, its ties beside it in the order given, at most fourteen."""

    centre: str
    ties: tuple[Tie, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def table(self) -> tuple[list[object], list[list[object]]]:
        return list(self.head), [[linked(tie.name, tie.href), tie.relation] for tie in self.ties]

    def draw(self, canvas: Canvas) -> float:
        return self._tree(canvas) if canvas.narrow else self._sides(canvas)

    def _sides(self, canvas: Canvas) -> float:
        """Ties in a column on each side of the centre, dealt in turn."""
        shown, room = self.ties[:MOST], canvas.width / 2 - 158
        columns = [_lay(canvas, shown[side::2], room) for side in (0, 1)]
        centre = wrap(self.centre, canvas.size, 128, True)
        height = max([tall for _, tall in columns] + [2 * (30 + 17 * len(centre))])
        middle = height / 2
        for sign, (places, tall) in zip((1, -1), columns, strict=True):
            for tie, y, lines in places:
                self._tie(canvas, tie, (sign, middle, y + (height - tall) / 2), lines)
        canvas.dot(canvas.width / 2, middle, 10, "paid", "paper", 3)
        for number, line in enumerate(centre):
            canvas.text(canvas.width / 2, middle + 29 + 17 * number, line, bold=True, anchor="middle")
        return height

    def _tie(self, canvas: Canvas, tie: Tie, place: tuple[int, float, float], lines: list[tuple[str, bool]]) -> None:
        sign, middle, y = place
        x = canvas.width / 2 + sign * 140
        bend = canvas.width / 2 + sign * 72
        d = f"M{px(canvas.width / 2)} {px(middle)}C{px(bend)} {px(middle)} {px(bend)} {px(y)} {px(x - sign * 9)} {px(y)}"
        canvas.curve(d, "ink2" if tie.single else "paid", 1.8, "6 4" if tie.single else "")
        _node(canvas, tie, x - sign * 4, y)
        canvas.open(tie.href)
        for number, (line, bold) in enumerate(lines):
            size, tint = (canvas.size, "ink") if bold else (canvas.small, "ink2")
            canvas.text(x + sign * 9, y + 4.5 + 17 * number, line, tint, size, bold, "start" if sign > 0 else "end")
        canvas.close(tie.href)

    def _tree(self, canvas: Canvas) -> float:
        """The centre on top, a trunk down the left, one branch for each tie."""
        y = canvas.block(28, 17, self.centre, canvas.width - 30, 15, bold=True) - 8
        branches = len(canvas.parts)
        end = y
        for tie in self.ties[:MOST]:
            y += 16
            end = y
            canvas.line(9, y, 24, y, "ink2" if tie.single else "paid", 1.8, "6 4" if tie.single else "")
            _node(canvas, tie, 30, y)
            canvas.open(tie.href)
            for number, (line, bold) in enumerate(_lines(canvas, tie, canvas.width - 48)):
                y += 17 if number else 0
                canvas.text(44, y + 4.5, line, "ink" if bold else "ink2", canvas.size if bold else canvas.small, bold)
            canvas.close(tie.href)
            y += 14
        trunk = Canvas(canvas.chart_id, canvas.width)
        trunk.line(9, 12, 9, end, "ink2", 1.8)
        trunk.dot(9, 12, 8, "paid", "paper", 2)
        canvas.parts[branches:branches] = trunk.parts
        return y + 2


def _lines(canvas: Canvas, tie: Tie, room: float) -> list[tuple[str, bool]]:
    """Name in bold, relation under it."""
    name = [(line, True) for line in wrap(tie.name, canvas.size, room, True)]
    return name + [(line, False) for line in (wrap(tie.relation, canvas.small, room) if tie.relation else [])]


def _lay(canvas: Canvas, ties: tuple[Tie, ...], room: float) -> tuple[list[tuple[Tie, float, list[tuple[str, bool]]]], float]:
    """Where each tie of one side stands, and the height they take."""
    places = []
    y = 12.0
    for tie in ties:
        lines = _lines(canvas, tie, room)
        places.append((tie, y, lines))
        y += 17 * len(lines) + 14
    return places, y


def _node(canvas: Canvas, tie: Tie, x: float, y: float) -> None:
    """People are circles, bodies squares."""
    if tie.person:
        canvas.dot(x, y, 5.5, "paper", "ink", 1.8)
    else:
        canvas.rect(x - 5, y - 5, 10, 10, "paper")
        canvas.outline(x - 5, y - 5, 10, 10, "ink")
