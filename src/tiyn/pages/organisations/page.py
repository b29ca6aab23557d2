"""Every organisation this edition names, by kind and in the alphabet of the page's language."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.facts import Listed
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/organisations"


@dataclass(frozen=True)
class Group:
    """Organisations of one kind."""

    name: str
    parties: list[Listed]


@dataclass(frozen=True)
class Context:
    """The list of organisations; `other` leads to the people named."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    groups: list[Group]
    other: Link


def context(visit: Visit) -> Context:
    words = visit.words
    groups: dict[str, list[Listed]] = {}
    for row in visit.query("organisations"):
        name = visit.name(f"party/{row['id']}")
        summary = words.name("region", row["region"]) if row["region"] else ""
        one = Listed(name, visit.url(f"/organisation/{row['id']}"), summary=summary)
        groups.setdefault(row["schema"], []).append(one)
    shown = [
        Group(words(f"kind_{schema}"), sorted(parties, key=lambda one: words.sort_key(one.title)))
        for schema, parties in groups.items()
    ]
    crumbs = (Link(words("nav_organisations"), ""),)
    return Context(words("nav_organisations"), words("lead"), crumbs, shown, Link(words("people"), "/people"))


def examples(visit: Visit) -> list[str]:
    return [PATH]
