"""A party and what the sources tie it to: the same picture in every edition, a list says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tiyn.draw import NARROW, WIDE, Canvas, Key, wrap

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
class Ego:
    """The party in the middle, its ties around it in the order given, at most fourteen."""

    id: str
    title: str
    description: str
    centre: str
    ties: tuple[Tie, ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str] = ("", "")

    def svg(self) -> str:
        return self._radial(WIDE, self.id)

    def svg_narrow(self) -> str:
        return self._column(NARROW, f"{self.id}-n")

    def table(self) -> tuple[list[str], list[list[str]]]:
        return list(self.head), [[tie.name, tie.relation] for tie in self.ties]

    def _radial(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        shown = self.ties[:MOST]
        tall = 300 if len(shown) <= 6 else 420
        middle_x, middle_y = width / 2, tall / 2
        for number, tie in enumerate(shown):
            angle = math.tau * number / max(len(shown), 1) - math.pi / 2 + (0.5 if len(shown) == 2 else 0)
            x, y = middle_x + math.cos(angle) * width * 0.34, middle_y + math.sin(angle) * tall * 0.38
            canvas.line(middle_x, middle_y, x, y, "input" if tie.single else "paid", 1.6, "5 4" if tie.single else "")
            self._node(canvas, tie, x, y)
        canvas.circle(middle_x, middle_y, 11, "teal")
        _label(canvas, self.centre, middle_x, middle_y + 30, 14, 220)
        canvas.take(tall)
        return canvas.svg()

    def _node(self, canvas: Canvas, tie: Tie, x: float, y: float) -> None:
        canvas.open_link(tie.href, f"{tie.name}: {tie.relation}")
        _mark(canvas, tie, x, y)
        _label(canvas, tie.name, x, y + 24, 13, 200)
        canvas.close_link()

    def _column(self, width: int, name: str) -> str:
        canvas = Canvas(name, width, self.title, self.description)
        below = canvas.lines(24, 16, self.centre, width - 24, 14)
        canvas.circle(9, 11, 8, "teal")
        y = below + 8
        for tie in self.ties[:MOST]:
            canvas.line(9, y - 18, 9, y + 6, "input" if tie.single else "paid", 1.6, "5 4" if tie.single else "")
            canvas.open_link(tie.href, f"{tie.name}: {tie.relation}")
            _mark(canvas, tie, 9, y + 8)
            after = canvas.lines(24, y + 13, tie.name, width - 24, 13.5)
            after = canvas.lines(24, after, tie.relation, width - 24, 12, "ink2")
            canvas.close_link()
            y = after + 12
        return canvas.svg()


def _mark(canvas: Canvas, tie: Tie, x: float, y: float) -> None:
    """People are circles, bodies squares: never colour alone."""
    if tie.person:
        canvas.circle(x, y, 7, "surface", "ink")
    else:
        canvas.rect(x - 6.5, y - 6.5, 13, 13, "surface", "ink")


def _label(canvas: Canvas, words: str, x: float, y: float, size: float, width: float) -> None:
    """Centred words on a ground of their own, so that no tie runs through them."""
    for number, row in enumerate(wrap(words, width, size)):
        line = y + number * size * 1.3
        wide = len(row) * size * 0.58
        canvas.rect(x - wide / 2 - 3, line - size, wide + 6, size * 1.35, "paper")
        canvas.text(x, line, row, size, "ink", "middle", size > 13)
