"""Who stands around a subject: its ties, and theirs, with what was left out in numbers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tiyn import evidence
from tiyn.evidence import Asked, Edge, Search

MOST_NODES = 40
MOST_TIES = 400


@dataclass(frozen=True)
class Around:
    """`nodes` shown with their distance, nearest first; `edges` among them; `reached`: nodes within the hops asked for;
    `hubs` that were not walked through with their number of ties; `ties`: of the middle, within the filters; `left_out`: ties
    among the nodes shown that are not listed."""

    centre: str
    nodes: dict[str, int]
    edges: list[Edge]
    reached: int
    hubs: dict[str, int]
    ties: int
    left_out: int = 0


def around(connection: sqlite3.Connection, centre: str, hops: int = 1, most: int = MOST_NODES) -> Around:
    """The neighbourhood of a subject (`kind/id`) within one or two hops. Raises NotFound for one without ties."""
    middle = evidence.node(connection, centre)
    search = Search(connection, Asked(centre, centre))
    search.ends = frozenset((middle,))
    distance, front = {middle: 0}, [middle]
    for hop in range(1, hops + 1):
        search.look(front)
        front = sorted({other for here in front for other in search.known[here] if other not in distance})
        distance |= dict.fromkeys(front, hop)
    shown = sorted(distance, key=lambda one: (distance[one], one))[:most]
    search.name(set(shown))
    ties = len(search.known[middle])
    search.look(shown)  # ties among the outermost are ties too
    edges = _among(search, shown)
    listed = edges[:MOST_TIES]
    nodes = {search.ids[one]: distance[one] for one in shown}
    return Around(centre, nodes, listed, len(distance), search.hub_ids(), ties, len(edges) - len(listed))


def _among(search: Search, shown: list[int]) -> list[Edge]:
    """The ties among the nodes shown, each once and in its source's direction."""
    inside, found = set(shown), {}
    for here in shown:
        for other in sorted(set(search.known.get(here, ())) & inside):
            for one in search.between(here, other):
                if one.forward or here == other:
                    found[one.origin] = one
                else:
                    found.setdefault(one.origin, _turned(one))
    return sorted(found.values(), key=lambda one: (one.start, one.goal, one.origin))


def _turned(one: Edge) -> Edge:
    return Edge(one.goal, one.start, one.origin, one.kind, one.link, one.certainty, True, one.since, one.until)
