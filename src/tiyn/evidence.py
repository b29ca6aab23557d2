"""Evidence paths: chains of sourced ties between two subjects, or an explicit "no documented path".

A tie joins two nodes whichever way one walks it; ties a source denies join nobody (they are not in the table `tie`).
All shortest paths are found from both ends at once, then longer ones as far as a stated budget goes. Nodes of very many
ties (ministries, banks) are not walked through; each that was met is named with its number of ties. Everything that
was left out is a number in the answer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from tiyn.model.errors import NotFound
from tiyn.model.period import first_day, last_day
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
MOST_EDGES = 6
MOST_PATHS = 12
HUB = 200  # ties of a node that is not walked through
LISTED = 500  # shortest paths that are ranked; more are counted
BUDGET = 300  # nodes looked at and trails begun for paths longer than the shortest
RANK = {"record": 0, "several_sources": 1, "institutional": 2, "single_press_source": 3, "candidate": 4, "none": 5}
CONNECTION = "connection"


@dataclass(frozen=True)
class Edge:
    """One tie as walked: `forward` when from `start` to `goal` is the source's own direction; days are outer bounds or ''."""

    start: str
    goal: str
    origin: str
    kind: str
    link: str
    certainty: str
    forward: bool
    since: str
    until: str


@dataclass(frozen=True)
class Step:
    """Two neighbours on a path and every tie between them, the surest first."""

    start: str
    goal: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Asked:
    """`at`: only ties not known to lie outside that date; `without`: origins left out, such as the contract itself;
    `institutional`: whether offices, hierarchy and awards may be walked; `longer`: paths beyond the shortest too."""

    start: str
    goal: str
    at: str | None = None
    without: frozenset[str] = frozenset()
    institutional: bool = True
    longer: bool = True
    most_edges: int = MOST_EDGES
    most_paths: int = MOST_PATHS


@dataclass(frozen=True)
class Found:
    """`paths` shown, shortest and surest first, of `count` found; `nodes` and `ties` looked at; `hubs` not walked through
    with their number of ties; `whole`: every path of up to `most_edges` is counted, otherwise longer ones may exist."""

    paths: list[list[Step]]
    count: int
    nodes: int
    ties: int
    hubs: dict[str, int]
    whole: bool


def node(connection: sqlite3.Connection, identifier: str) -> int:
    """The number of a node. Raises NotFound when no tie names that subject."""
    row = connection.execute(queries(SQL)["node"], {"id": identifier}).fetchone()
    if row is None:
        raise NotFound(f"no tie in this edition names {identifier!r}")
    return row["number"]


def size(connection: sqlite3.Connection) -> tuple[int, int]:
    """Nodes and ties of the whole graph."""
    row = connection.execute(queries(SQL)["size"]).fetchone()
    return row["nodes"], row["ties"]


def paths(connection: sqlite3.Connection, asked: Asked) -> Found:
    """Paths between two subjects (`kind/id`, canonical). Raises NotFound for one without ties, ValueError for a bad date."""
    search = Search(connection, asked)
    if asked.start == asked.goal:
        return Found([], 0, 0, 0, {}, True)
    start, goal = node(connection, asked.start), node(connection, asked.goal)
    search.ends = frozenset((start, goal))
    trails, count = search.shortest(start, goal)
    whole = not trails  # none of any length: both ends were walked out
    if trails and asked.longer and count < asked.most_paths:
        more, whole = search.longer(start, goal, len(trails[0]) - 1)
        trails, count = trails + more, count + len(more)
    shown = search.ranked(trails)[: asked.most_paths]
    return Found(shown, count, len(search.known), search.ties, search.hub_ids(), whole and count <= LISTED)


class Search:
    """What one search has looked at so far."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked) -> None:
        self.connection, self.asked, self.named = connection, asked, queries(SQL)
        self.known: dict[int, list[int]] = {}
        self.hubs: dict[int, int] = {}
        self.ends: frozenset[int] = frozenset()
        self.ties = 0
        self.steps: dict[tuple[int, int], tuple[Edge, ...]] = {}
        self.ids: dict[int, str] = {}

    @cached_property
    def filters(self) -> dict[str, str | int | None]:
        at = self.asked.at
        days = {"from_day": first_day(at).isoformat(), "to_day": last_day(at).isoformat()} if at else {}
        without = json.dumps(sorted(self.asked.without))
        return {"from_day": None, "to_day": None, "institutional": int(self.asked.institutional), "without": without, **days}

    def look(self, nodes: Iterable[int]) -> None:
        """Fetch the neighbours of nodes not looked at yet; hubs have none, the two ends always have."""
        new = [one for one in nodes if one not in self.known]
        if not new:
            return
        self.cap(new)
        self.known |= {one: [] for one in new}
        walked = [one for one in new if one not in self.hubs]
        for here, other in self.connection.execute(self.named["next"], {"nodes": json.dumps(walked), **self.filters}):
            self.known[here].append(other)
            self.ties += 1

    def cap(self, nodes: list[int]) -> None:
        """Name those of these nodes that are not walked through; the two ends always are."""
        for number, degree in self.connection.execute(self.named["hubs"], {"nodes": json.dumps(nodes), "cap": HUB}):
            if number not in self.ends:
                self.hubs[number] = degree

    def shortest(self, start: int, goal: int) -> tuple[list[tuple[int, ...]], int]:
        """All shortest paths (LISTED at most) and how many there are; none when both ends were walked out."""
        sides = [_Side(start), _Side(goal)]
        while sides[0].depth + sides[1].depth < self.asked.most_edges:
            side = min(sides, key=lambda one: len(one.front))
            other = sides[1 - sides.index(side)]
            if not side.front:
                return [], 0
            self.look(side.front)
            side.grow(self.known)
            meeting = [one for one in side.front if other.distance.get(one) == other.depth]
            self.cap(meeting)  # a hub reached from both ends was looked at from neither
            meeting = [one for one in meeting if one not in self.hubs]
            if meeting:
                count = sum(sides[0].ways(one) * sides[1].ways(one) for one in meeting)
                return self._joined(sides, meeting), count
        return [], 0

    def _joined(self, sides: list[_Side], meeting: list[int]) -> list[tuple[int, ...]]:
        found: list[tuple[int, ...]] = []
        for one in sorted(meeting):
            backs = [trail[::-1][1:] for trail in sides[1].trails(one, LISTED)]
            for head in sides[0].trails(one, LISTED):
                found += [head + tail for tail in backs]
                if len(found) >= LISTED:
                    return found[:LISTED]
        return found

    def longer(self, start: int, goal: int, shortest: int) -> tuple[list[tuple[int, ...]], bool]:
        """Simple paths longer than the shortest, and whether that is all of them: not when the budget ran out."""
        most = self.asked.most_edges
        away, front = {goal: 0}, [goal]
        for depth in range(1, most):
            if len(self.known) > BUDGET:
                return [], False
            self.look(front)
            front = sorted({other for here in front for other in self.known[here] if other not in away})
            away |= dict.fromkeys(front, depth)
        found: list[tuple[int, ...]] = []
        stack, begun = [(start,)], 0
        while stack:
            trail = stack.pop()
            begun += 1
            if begun > BUDGET or len(self.known) > 2 * BUDGET:
                return found, False
            self.look([trail[-1]])
            for other in sorted(set(self.known[trail[-1]])):
                if other == goal and len(trail) > shortest:
                    found.append((*trail, goal))
                elif other != goal and other not in trail and len(trail) + away.get(other, most) <= most:
                    stack.append((*trail, other))
        return found, True

    def ranked(self, trails: list[tuple[int, ...]]) -> list[list[Step]]:
        """Paths with their ties: fewer edges first, then the surer weakest tie, then ids. Doubles are one."""
        unique = sorted(set(trails), key=lambda one: (len(one), one))
        self.name({one for trail in unique for one in trail})
        walked = [[Step(self.ids[a], self.ids[b], self.between(a, b)) for a, b in pairwise(trail)] for trail in unique]
        return sorted(walked, key=lambda steps: (len(steps), max(RANK[step.edges[0].certainty] for step in steps)))

    def between(self, here: int, other: int) -> tuple[Edge, ...]:
        """The ties of one step, as filtered, the surest first."""
        if (here, other) not in self.steps:
            rows = self.connection.execute(self.named["between"], {"node": here, "other": other})
            found = [edge(self.ids[here], self.ids[other], row) for row in rows if self._counts(row)]
            self.steps[here, other] = tuple(sorted(found, key=lambda one: (RANK[one.certainty], one.origin)))
        return self.steps[here, other]

    def _counts(self, row: sqlite3.Row) -> bool:
        if row["origin"] in self.asked.without or not (self.asked.institutional or row["link"] == CONNECTION):
            return False
        start, end = self.filters["from_day"], self.filters["to_day"]
        ended = start is not None and row["until_day"] is not None and row["until_day"] < start
        ahead = end is not None and row["since_day"] is not None and row["since_day"] > end
        return not (ended or ahead)

    def name(self, numbers: set[int]) -> None:
        missing = json.dumps(sorted(numbers - self.ids.keys()))
        self.ids |= {row[0]: row[1] for row in self.connection.execute(self.named["ids"], {"nodes": missing})}

    def hub_ids(self) -> dict[str, int]:
        self.name(set(self.hubs))
        return {self.ids[number]: degree for number, degree in sorted(self.hubs.items())}


class _Side:
    """One end of a search: distances, who each node was reached from, and the nodes reached last."""

    def __init__(self, start: int) -> None:
        self.distance = {start: 0}
        self.before: dict[int, list[int]] = {}
        self.front = [start]
        self.depth = 0

    def grow(self, known: dict[int, list[int]]) -> None:
        self.depth += 1
        reached = []
        for here in self.front:
            for other in dict.fromkeys(known[here]):
                if other not in self.distance:
                    self.distance[other] = self.depth
                    self.before[other] = [here]
                    reached.append(other)
                elif self.distance[other] == self.depth:
                    self.before[other].append(here)
        self.front = reached

    def ways(self, one: int) -> int:
        """In how many shortest ways this node was reached."""
        counts = {one: 1}
        for _ in range(self.distance[one]):
            nearer: dict[int, int] = {}
            for here, count in counts.items():
                for before in self.before[here]:
                    nearer[before] = nearer.get(before, 0) + count
            counts = nearer
        return sum(counts.values())

    def trails(self, one: int, most: int) -> list[tuple[int, ...]]:
        """The shortest trails from the start to a node, at most so many."""
        found = [(one,)]
        for _ in range(self.distance[one]):
            found = [(before, *trail) for trail in found for before in sorted(self.before[trail[0]])][:most]
        return found


def edge(start: str, goal: str, row: sqlite3.Row) -> Edge:
    """A row of `tie` as walked from `start` to `goal`."""
    days = (row["since_day"] or "", row["until_day"] or "")
    return Edge(start, goal, row["origin"], row["kind"], row["link"], row["certainty"], row["forward"] == "yes", *days)
