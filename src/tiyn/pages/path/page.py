"""Evidence paths between two parties: each tie with its source, or an explicit "no documented path"."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import evidence
from tiyn.evidence import Edge, Graph
from tiyn.model.errors import NotFound
from tiyn.view.facts import Tie, tie
from tiyn.view.figures import Link, Party
from tiyn.view.visit import Visit

PATH = "/path/{start}/{goal}"
QUERY = dict.fromkeys(("contract",), {"type": "string"})
NOINDEX = True
OFFICES = frozenset({"heads", "deputy_head_of", "department_of"})


@dataclass(frozen=True)
class Step:
    """One tie as walked: from `start` to `goal`; the tie itself says it in the source's direction."""

    start: Party
    goal: Party
    tie: Tie


@dataclass(frozen=True)
class Trail:
    """One path. `by_office` when every tie is an office or belongs to the structure of a body."""

    by_office: bool
    heading: str
    edges: list[Step]


@dataclass(frozen=True)
class Searched:
    """The receipt of a search: what was looked through, so that "none" can be checked."""

    documents: str
    ties: str
    denied: str
    most: str
    edition: str
    root: str
    left_out: list[Link]


@dataclass(frozen=True)
class Side:
    """One side of a contract, or the whole search: who starts, the paths found, the parties without one."""

    id: str
    heading: str
    start: Party
    trails: list[Trail]
    without: list[Party]
    none: str


@dataclass(frozen=True)
class Context:
    """The page of a pair of parties, with both sides of a contract apart when one joins in."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    start: Party
    goal: Party
    contract: Link | None
    contract_id: str
    sides: list[Side]
    searched: Searched


@dataclass(frozen=True)
class Deal:
    """A contract whose two sides are kept apart; `own` are the ties that are the contract itself."""

    id: str
    buyer: str
    supplier: str
    own: tuple[str, ...]


def context(visit: Visit) -> Context:
    graph = evidence.read_graph(visit.connection)
    start, goal = graph.party(visit.params["start"]), graph.party(visit.params["goal"])
    deal = _deal(visit, start, goal)
    own = deal.own if deal else ()
    sides = _apart(visit, graph, deal, goal if goal != deal.supplier else start) if deal else [_plain(visit, graph, start, goal)]
    first, second = visit.party(start), visit.party(goal)
    words = visit.words
    title = words("title", start=first.name, goal=second.name)
    contract = Link(visit.name(f"subject/{deal.id}"), visit.subject_url(deal.id)) if deal else None
    return Context(
        title=title,
        description=words("lead"),
        breadcrumbs=(Link(words("connections"), visit.url("/path")), Link(title, "")),
        start=first,
        goal=second,
        contract=contract,
        contract_id=deal.id if deal else "",
        sides=sides,
        searched=_searched(visit, own),
    )


def _deal(visit: Visit, start: str, goal: str) -> Deal | None:
    """The contract asked for, or the one that either party is a side of; None when it joins the two itself."""
    asked = visit.arguments.get("contract", "")
    found = [asked] if asked else _contracts_of(visit, start) or _contracts_of(visit, goal)
    if not found:
        return None
    visit.row("subject_of_kind", id=found[0], kind="contract")
    buyer, supplier = visit.member(found[0], "buyer"), visit.member(found[0], "supplier")
    if buyer is None or supplier is None:
        raise NotFound(f"the contract {found[0]} names no buyer or no supplier; leave `contract` out")
    if {start, goal} == {buyer, supplier} or not {start, goal} & {buyer, supplier}:
        return None
    rows = visit.query("between", about=found[0], buyer=buyer, supplier=supplier)
    return Deal(found[0], buyer, supplier, tuple(row["statement"] for row in rows))


def _contracts_of(visit: Visit, party: str) -> list[str]:
    return [row["subject"] for row in visit.rows("contracts_of", party=party)]


def _plain(visit: Visit, graph: Graph, start: str, goal: str) -> Side:
    found = [] if start == goal else evidence.paths(graph, start, goal)
    return _side(visit, "whole", start, found, [] if found or start == goal else [goal])


def _apart(visit: Visit, graph: Graph, deal: Deal, other: str) -> list[Side]:
    """The buyer's paths to the other party, then the supplier's to everyone those paths lead through."""
    if other in (deal.buyer, deal.supplier):
        other = deal.buyer
    found = evidence.paths(graph, deal.buyer, other, without=deal.own) if other != deal.buyer else []
    buyer = _side(visit, "buyer", deal.buyer, found, [] if found else [other])
    met = [edge.goal for trail in sorted(found, key=len, reverse=True) for edge in reversed(trail)]
    targets = list(dict.fromkeys([other, *met]))
    from_supplier: list[list[Edge]] = []
    without = []
    for target in targets:
        trails = evidence.paths(graph, deal.supplier, target, without=deal.own)
        from_supplier += trails
        without += [] if trails else [target]
    return [buyer, _side(visit, "supplier", deal.supplier, from_supplier, without)]


def _side(visit: Visit, side: str, start: str, found: list[list[Edge]], without: list[str]) -> Side:
    party = visit.party(start)
    parties = [visit.party(one) for one in without]
    listed = [one.name for one in parties]
    names = visit.words("or").join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
    none = visit.words("no_path", start=party.name, goals=names) if parties else ""
    trails = sorted((_trail(visit, one) for one in found), key=lambda one: -len(one.edges))
    return Side(side, visit.words(f"side_{side}", name=party.name), party, trails, parties, none)


def _trail(visit: Visit, edges: list[Edge]) -> Trail:
    steps = []
    for edge in edges:
        row = visit.query("tie", statement=edge.statement)[0]
        steps.append(Step(visit.party(edge.start), visit.party(edge.goal), tie(visit, row)))
    by_office = all(edge.relation in OFFICES for edge in edges)
    heading = visit.words("by_office" if by_office else "by_ties", n=len(edges))
    return Trail(by_office, heading, steps)


def _searched(visit: Visit, own: tuple[str, ...]) -> Searched:
    counts = visit.query("searched")[0]
    left_out = [Link(visit.label(f"statement/{one}", "what"), visit.url(f"/receipt/statement/{one}")) for one in own]
    numbers = (str(counts[name]) for name in ("documents", "ties", "denied"))
    return Searched(*numbers, str(evidence.MOST_EDGES), visit.edition.id, visit.edition.root, left_out)


def examples(visit: Visit) -> list[str]:
    """Both sides of every contract to the farthest person its buyer is tied to; and one pair without a path."""
    graph = evidence.read_graph(visit.connection)
    persons = [party for party, schema in graph.parties.items() if schema == "Person"]
    found = []
    for row in visit.rows("subjects", kind="contract"):
        buyer, supplier = visit.member(row["id"], "buyer"), visit.member(row["id"], "supplier")
        for person in persons:
            if buyer and supplier and evidence.paths(graph, buyer, person):
                found += [f"/path/{buyer}/{person}", f"/path/{supplier}/{person}"]
    lone = sorted(party for party in graph.parties if not graph.ties.get(party))
    return found + ([f"/path/{lone[0]}/{lone[1]}"] if len(lone) > 1 else [])
