"""Silent revisions of one kind, or of one kind in one place: the largest hundred."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import codes
from tiyn.model.errors import NotFound
from tiyn.view.facts import region_link
from tiyn.view.figures import Link
from tiyn.view.revisions import Revision, counts, revisions
from tiyn.view.visit import Visit

PATH = "/revisions/{filter*}"
FIRST = 100


@dataclass(frozen=True)
class Context:
    """The list; `count` says how many there are, `region` which place it is limited to (None for all)."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    region: Link | None
    count: int
    listed: list[Revision]


def context(visit: Visit) -> Context:
    words = visit.words
    kind, _, region = visit.params["filter"].partition("/")
    if kind not in codes.codes("revision") or (region and region not in codes.codes("region")):
        known = ", ".join(codes.codes("revision"))
        raise NotFound(
            f"no revisions {visit.params['filter']}; write one of {known}, then / and a KATO code or KZ; see /revisions"
        )
    listed, count = revisions(visit, kind, region or None, FIRST)
    name = words.name("revision", kind)
    place = region_link(visit, region) if region else None
    crumbs = [Link(words("all"), visit.url("/revisions")), Link(name, visit.url(f"/revisions/{kind}") if place else "")]
    if place:
        crumbs.append(Link(place.text, ""))
    title = f"{name[:1].upper()}{name[1:]}"
    return Context(title, words(f"lead_{kind}"), tuple(crumbs), place, count, listed)


def examples(visit: Visit) -> list[str]:
    rows = counts(visit)
    kinds = sorted({row["kind"] for row in rows})
    return [f"/revisions/{kind}" for kind in kinds] + [f"/revisions/{row['kind']}/{row['region']}" for row in rows]
