"""Evidence paths: chains of sourced ties between two parties, or an explicit "no documented path".

A tie is a statement; it joins two parties whichever way one walks it. Ties that a source
denies ("had no contract with") join nobody. All simple paths of up to MOST_EDGES edges are
found, shortest first; the order of equals follows the ids, so that an answer never changes.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tiyn.model.errors import NotFound
from tiyn.model.period import NOT_STATED, first_day, last_day
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
MOST_EDGES = 6
MOST_PATHS = 12
JOINS_NOBODY = frozenset({"denies", "could_not_find"})


@dataclass(frozen=True)
class Edge:
    """One tie as walked: `start` to `goal`; `forward` when that is the direction the source gives."""

    start: str
    relation: str
    goal: str
    statement: str
    certainty: str
    forward: bool
    since: str
    until: str


@dataclass
class Graph:
    """Parties and the ties between them; `names` maps every folded name and id to party ids."""

    ties: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    parties: dict[str, str] = field(default_factory=dict)

    def party(self, identifier: str) -> str:
        """The id itself when it is a party. Raises NotFound otherwise."""
        if identifier not in self.parties:
            raise NotFound(f"no party {identifier!r}; give a party id, e.g. {', '.join(sorted(self.parties)[:3])}")
        return identifier


def read_graph(connection: sqlite3.Connection) -> Graph:
    """Every tie of an edition that joins two parties."""
    named = queries(SQL)
    graph = Graph()
    for row in connection.execute(named["parties"]):
        graph.parties[row["id"]] = row["schema"]
    for row in connection.execute(named["ties"]):
        if row["stance"] in JOINS_NOBODY:
            continue
        rest = (row["statement"], row["certainty"])
        held = (row["since"], row["until"])
        graph.ties[row["from_party"]].append(Edge(row["from_party"], row["relation"], row["to_party"], *rest, True, *held))
        graph.ties[row["to_party"]].append(Edge(row["to_party"], row["relation"], row["from_party"], *rest, False, *held))
    return graph


def paths(graph: Graph, start: str, goal: str, at: str | None = None, without: Iterable[str] = ()) -> list[list[Edge]]:
    """Simple paths from start to goal, shortest first, at most MOST_PATHS.

    `at` keeps only ties not known to lie outside that date; `without` leaves statements out,
    such as the contract whose two sides are being kept apart.
    """
    left_out = set(without)
    if at is not None:
        last_day(at)  # a date that is none is refused before anything is looked for
    found: list[list[Edge]] = []
    frontier: list[tuple[list[Edge], frozenset[str]]] = [([], frozenset({start}))]
    for _ in range(MOST_EDGES):
        longer = []
        for trail, seen in frontier:
            here = trail[-1].goal if trail else start
            for edge in sorted(graph.ties[here], key=lambda one: (one.goal, one.statement)):
                if edge.goal in seen or edge.statement in left_out or not _held(edge, at):
                    continue
                if edge.goal == goal:
                    found.append([*trail, edge])
                else:
                    longer.append(([*trail, edge], seen | {edge.goal}))
        frontier = longer
        if len(found) >= MOST_PATHS:
            break
    return found[:MOST_PATHS]


def _held(edge: Edge, at: str | None) -> bool:
    """False only when the source gives dates that exclude `at`: an unstated date excludes nothing."""
    if at is None:
        return True
    begins = edge.since != NOT_STATED and first_day(edge.since) > last_day(at)
    ends = edge.until != NOT_STATED and last_day(edge.until) < first_day(at)
    return not (begins or ends)
