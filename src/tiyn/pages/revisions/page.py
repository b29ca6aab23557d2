"""Silent revisions: budget figures that a later month of the same year prints otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.facts import region_link
from tiyn.view.figures import Link
from tiyn.view.revisions import Revision, counts, revisions
from tiyn.view.visit import Visit

PATH = "/revisions"
FIRST = 20


@dataclass(frozen=True)
class Place:
    """A place with the lists of its revisions, one link for each kind."""

    region: Link
    kinds: list[Link]


@dataclass(frozen=True)
class Context:
    """The revisions of the edition: how many of each kind, where, and the largest."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    count: int
    kinds: list[Link]
    places: list[Place]
    largest: list[Revision]


def context(visit: Visit) -> Context:
    words, rows = visit.words, counts(visit)
    largest, count = revisions(visit, None, None, FIRST)
    kinds: dict[str, int] = {}
    places: dict[str, list[Link]] = {}
    for row in rows:
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + row["n"]
        link = Link(
            words.name("revision", row["kind"]),
            visit.url(f"/revisions/{row['kind']}/{row['region']}"),
            words("figures_n", n=row["n"]),
        )
        places.setdefault(row["region"], []).append(link)
    listed = [Place(region_link(visit, region), links) for region, links in places.items()]
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("nav_regions"), visit.url("/regions")), Link(words("title"), "")),
        count=count,
        kinds=[
            Link(words.name("revision", kind), visit.url(f"/revisions/{kind}"), words("figures_n", n=n))
            for kind, n in kinds.items()
        ],
        places=sorted(listed, key=lambda one: words.sort_key(one.region.text)),
        largest=largest,
    )


def examples(visit: Visit) -> list[str]:
    return [PATH]
