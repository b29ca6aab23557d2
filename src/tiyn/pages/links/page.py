"""Who stands around a subject: its documented ties and theirs, drawn up to forty, listed always, what was left out in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiyn import neighbourhood
from tiyn.charts import ego
from tiyn.draw import Key
from tiyn.evidence import CONNECTION, Edge
from tiyn.model.errors import NotFound
from tiyn.neighbourhood import Around
from tiyn.view.charted import Charted
from tiyn.view.figures import Link, Party
from tiyn.view.nodes import address, held, node_id, subject
from tiyn.view.purchase_tables import Grid
from tiyn.view.visit import PERSON, Visit

PATH = "/links/{id}"
QUERY = {"hops": {"type": "integer", "minimum": 1, "maximum": 2}}
NOINDEX = True


@dataclass(frozen=True)
class Context:
    """`told`: how many subjects and ties there are and how many are shown; `hubs`: who was not walked through."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    centre: Party
    start: str
    hops: str
    told: str
    hubs: list[str]
    ties: Grid
    none: str
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    words, identifier = visit.words, node_id(visit, visit.params["id"])
    hops = 2 if visit.arguments.get("hops") == "2" else 1
    centre = subject(visit, identifier)
    try:
        found = neighbourhood.around(visit.connection, identifier, hops)
    except NotFound:  # no tie names it
        found = Around(identifier, {identifier: 0}, [], 1, {}, 0)
    names = {one: subject(visit, one) for one in found.nodes}
    told = words(
        "told", shown=len(found.nodes), reached=found.reached, ties=found.ties, edges=len(found.edges), left=found.left_out
    )
    hubs = [words("hub", name=subject(visit, one).name, n=degree) for one, degree in found.hubs.items()]
    path = f"/links/{address(identifier)}"
    return Context(
        title=words("title", name=centre.name),
        description=words("lead"),
        breadcrumbs=(Link(words("crumb"), visit.url("/names")), Link(centre.name, centre.url)),
        centre=centre,
        start=address(identifier),
        hops=str(hops),
        told=told,
        hubs=hubs,
        ties=_ties(visit, found, names),
        none="" if found.edges else words("none"),
        charts=_drawn(visit, path, found, names),
    )


def _said(visit: Visit, edge: Edge) -> tuple[str, str]:
    """What a tie is in words, and the address of its receipt."""
    record = held(visit, edge)
    if record is not None:
        told = " · ".join(filter(None, (record.kind, record.share, record.dates, record.current)))
        return told, record.receipt
    return visit.words.name("relation", edge.kind), visit.url(f"/receipt/{edge.origin}")


def _ties(visit: Visit, found: Around, names: dict[str, Party]) -> Grid:
    words = visit.words
    rows = []
    for edge in found.edges:
        told, receipt = _said(visit, edge)
        start, goal = names[edge.start], names[edge.goal]
        link = words("connects" if edge.link == CONNECTION else "connects_nobody")
        sure = words.name("certainty", edge.certainty)
        rows.append([Link(start.name, start.url), told, Link(goal.name, goal.url), link, sure, Link(words("receipt"), receipt)])
    head = [words(f"h_{one}") for one in ("from", "kind", "to", "link", "certainty", "source")]
    return Grid(words("ties"), head, rows)


def _drawn(visit: Visit, path: str, found: Around, names: dict[str, Party]) -> dict[str, Charted]:
    """The subject's own ties, in the same places in every edition; nothing for fewer than two neighbours."""
    words, near = visit.words, {}
    for edge in found.edges:
        other = edge.goal if edge.start == found.centre else edge.start
        if found.centre not in (edge.start, edge.goal) or other == found.centre or other in near:
            continue
        register = edge.origin.startswith("relationship/")
        kind = words.name("interest" if register else "relation", edge.kind)
        party = names[other]
        near[other] = ego.Tie(party.name, kind, party.url, not register, party.schema == PERSON)
    if len(near) < 2:
        return {}
    title, subtitle = words("drawn", name=names[found.centre].name), words("drawn_note")
    key = (Key("one_source", words.name("certainty", "single_press_source")),)
    head = (words("h_to"), words("h_kind"))
    drawing = ego.Ego("ties-drawn", title, subtitle, names[found.centre].name, tuple(near.values()), key, head)
    return {"ties-drawn": visit.chart(path, "ties-drawn", drawing, title, subtitle)}


def examples(visit: Visit) -> list[str]:
    """The subjects with most ties."""
    return [f"/links/{address(row['id'])}" for row in visit.query("most_tied")]
