"""The licences: of the data, of the code, and what is not ours to license."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/licence"


@dataclass(frozen=True)
class Context:
    """The licence page."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    attribution: str


def context(visit: Visit) -> Context:
    words = visit.words
    attribution = words("attribution_text", edition=visit.edition.id)
    return Context(words("title"), words("lead"), (Link(words("title"), ""),), attribution)


def examples(visit: Visit) -> list[str]:
    return [PATH]
