"""A chart as a page shows it: the drawing, its headline, its table, its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from tiyn.view.figures import Cited


class Drawing(Protocol):
    """What a file of the `charts` shelf draws: an SVG and the table that says the same."""

    def svg(self) -> str: ...

    def table(self) -> tuple[list[Any], list[list[Any]]]: ...


@dataclass(frozen=True)
class Charted:
    """`title` is the finding, `subtitle` the measure, unit, period and place."""

    id: str
    title: str
    subtitle: str
    drawing: Any
    path: str
    sources: tuple[Cited, ...] = ()
    note: str = ""

    def links(self) -> dict[str, str]:
        """The chart by itself, its page's figures, and how to cite it."""
        return {
            "svg": f"{self.path}/{self.id}.svg",
            "png": f"{self.path}/{self.id}.png",
            "csv": f"{self.path}.csv",
            "json": f"{self.path}.json",
        }
