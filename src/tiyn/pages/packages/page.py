"""Every fiscal data package of the edition; says plainly when there is none."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/packages"


@dataclass(frozen=True)
class Context:
    """The list. Counts are of our own records."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    packages: list[Link]


def context(visit: Visit) -> Context:
    words = visit.words
    found = [
        Link(
            row["title"] or row["name"],
            visit.url(f"/package/{row['id']}"),
            " · ".join(filter(None, (row["name"], row["country"]))),
        )
        for row in visit.query("packages")
    ]
    return Context(words("title"), words("lead"), (Link(words("title"), ""),), found)


def examples(visit: Visit) -> list[str]:
    return [PATH]
