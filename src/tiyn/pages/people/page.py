"""Every person this edition names in a public capacity, in the alphabet of the page's language."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.facts import Listed
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/people"
NOINDEX = True


@dataclass(frozen=True)
class Group:
    """People named for one reason."""

    name: str
    parties: list[Listed]


@dataclass(frozen=True)
class Context:
    """The list of people; `other` leads to the organisations."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    groups: list[Group]
    other: Link


def context(visit: Visit) -> Context:
    words = visit.words
    groups: dict[str, list[Listed]] = {}
    for row in visit.query("people"):
        one = Listed(visit.name(f"party/{row['id']}"), visit.url(f"/person/{row['id']}"))
        groups.setdefault(row["basis"], []).append(one)
    shown = [
        Group(words.name("basis", basis), sorted(people, key=lambda one: words.sort_key(one.title)))
        for basis, people in groups.items()
    ]
    crumbs = (Link(words("nav_organisations"), visit.url("/organisations")), Link(words("title"), ""))
    return Context(words("title"), words("lead"), crumbs, shown, Link(words("nav_organisations"), "/organisations"))


def examples(visit: Visit) -> list[str]:
    return [PATH]
