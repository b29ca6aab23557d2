"""Evidence paths between two parties: each tie with its source, or an explicit "no documented path"."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import evidence
from tiyn.evidence import CONNECTION, Asked, Edge, Found
from tiyn.evidence import Step as Walked
from tiyn.model.errors import NotFound
from tiyn.view.facts import Tie, tie
from tiyn.view.figures import Link, Party
from tiyn.view.nodes import Held, address, held, node_id, subject
from tiyn.view.visit import Visit

PATH = "/path/{start}/{goal}"
QUERY = dict.fromkeys(("contract", "at"), {"type": "string"})
NOINDEX = True


@dataclass(frozen=True)
class Step:
    """One step as walked, from `start` to `goal`: a tie a statement gives, or a register's record; `more` lead to others."""

    start: Party
    goal: Party
    tie: Tie | None
    held: Held | None
    undated: bool
    more: list[Link]


@dataclass(frozen=True)
class Trail:
    """One path. `by_office` when no tie on it connects anybody: offices, structure of bodies, awards; `note` counts those."""

    by_office: bool
    heading: str
    note: str
    edges: list[Step]


@dataclass(frozen=True)
class Searched:
    """The receipt of a search: what was looked through, so that "none" can be checked."""

    documents: str
    nodes: str
    ties: str
    denied: str
    most: str
    looked: str
    hubs: list[tuple[Party, str]]
    paths: str
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
    at: str
    addresses: tuple[str, str]
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
    start, goal = node_id(visit, visit.params["start"]), node_id(visit, visit.params["goal"])
    search = _Searching(visit, visit.arguments.get("at", ""))
    deal = _deal(visit, start, goal)
    search.own = deal.own if deal else ()
    other = goal if deal and goal != deal.supplier else start
    sides = _apart(search, deal, other) if deal else [_plain(search, start, goal)]
    first, second = subject(visit, start), subject(visit, goal)
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
        at=search.at,
        addresses=(address(start), address(goal)),
        sides=sides,
        searched=_searched(search),
    )


class _Searching:
    """The searches of one page: their date, what is left out of them, and what they looked at together."""

    def __init__(self, visit: Visit, at: str) -> None:
        self.visit, self.at = visit, at
        self.own: tuple[str, ...] = ()
        self.found: list[Found] = []

    def paths(self, start: str, goal: str) -> list[list[Walked]]:
        without = frozenset(f"statement/{one}" for one in self.own)
        try:
            found = evidence.paths(self.visit.connection, Asked(start, goal, self.at or None, without))
        except NotFound:  # no tie names one of them: there is nothing to walk
            found = Found([], 0, 0, 0, {}, True)
        except ValueError as wrong:
            raise NotFound(f"at={self.at}: {wrong}; expected a date such as 2023-05-01") from wrong
        self.found.append(found)
        return found.paths


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
    ends = node_id(visit, buyer), node_id(visit, supplier)
    if {start, goal} == set(ends) or not {start, goal} & set(ends):
        return None
    rows = visit.query("between", about=found[0], buyer=buyer, supplier=supplier)
    return Deal(found[0], *ends, tuple(row["statement"] for row in rows))


def _contracts_of(visit: Visit, identifier: str) -> list[str]:
    kind, _, party = identifier.partition("/")
    return [row["subject"] for row in visit.rows("contracts_of", party=party)] if kind == "party" else []


def _plain(search: _Searching, start: str, goal: str) -> Side:
    found = [] if start == goal else search.paths(start, goal)
    return _side(search.visit, "whole", start, found, [] if found or start == goal else [goal])


def _apart(search: _Searching, deal: Deal, other: str) -> list[Side]:
    """The buyer's paths to the other party, then the supplier's to everyone those paths lead through."""
    if other in (deal.buyer, deal.supplier):
        other = deal.buyer
    found = search.paths(deal.buyer, other) if other != deal.buyer else []
    buyer = _side(search.visit, "buyer", deal.buyer, found, [] if found else [other])
    met = [step.goal for trail in sorted(found, key=len, reverse=True) for step in reversed(trail)]
    from_supplier: list[list[Walked]] = []
    without = []
    for target in dict.fromkeys([other, *met]):
        trails = search.paths(deal.supplier, target)
        from_supplier += trails
        without += [] if trails else [target]
    return [buyer, _side(search.visit, "supplier", deal.supplier, from_supplier, without)]


def _side(visit: Visit, side: str, start: str, found: list[list[Walked]], without: list[str]) -> Side:
    party = subject(visit, start)
    parties = [subject(visit, one) for one in without]
    listed = [one.name for one in parties]
    names = visit.words("or").join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
    none = visit.words("no_path", start=party.name, goals=names) if parties else ""
    trails = sorted((_trail(visit, one) for one in found), key=lambda one: -len(one.edges))
    return Side(side, visit.words(f"side_{side}", name=party.name), party, trails, parties, none)


def _trail(visit: Visit, walked: list[Walked]) -> Trail:
    shown = [one.edges[0] for one in walked]
    offices = sum(edge.link != CONNECTION for edge in shown)
    by_office = offices == len(shown)
    heading = visit.words("by_office" if by_office else "by_ties", n=len(shown))
    note = visit.words("connect_nobody", n=offices) if offices and not by_office else ""
    return Trail(by_office, heading, note, [_step(visit, one) for one in walked])


def _step(visit: Visit, walked: Walked) -> Step:
    first = walked.edges[0]
    more = [Link(visit.words("another_source", n=n), _receipt(visit, edge)) for n, edge in enumerate(walked.edges[1:], 2)]
    tied = held(visit, first)
    said = None
    if tied is None:
        said = tie(visit, visit.query("tie", statement=first.origin.partition("/")[2])[0])
    undated = not (first.since or first.until)
    return Step(subject(visit, walked.start), subject(visit, walked.goal), said, tied, undated, more)


def _receipt(visit: Visit, edge: Edge) -> str:
    record = held(visit, edge)
    return record.receipt if record else visit.url(f"/receipt/{edge.origin}")


def _searched(search: _Searching) -> Searched:
    visit, words, found = search.visit, search.visit.words, search.found
    counts = visit.query("searched")[0]
    nodes, ties = evidence.size(visit.connection)
    left_out = [Link(visit.label(f"statement/{one}", "what"), visit.url(f"/receipt/statement/{one}")) for one in search.own]
    seen, walked = (sum(getattr(one, name) for one in found) for name in ("nodes", "ties"))
    looked = words("looked_at", nodes=seen, ties=walked, searches=len(found))
    shown, count = sum(len(one.paths) for one in found), sum(one.count for one in found)
    told = words("paths_found", shown=shown, count=count)
    if not all(one.whole for one in found):
        told += " " + words("not_whole")
    hubs = {hub: degree for one in found for hub, degree in one.hubs.items()}
    named = [(subject(visit, hub), words("hub_ties", n=degree)) for hub, degree in sorted(hubs.items())]
    return Searched(
        documents=str(counts["documents"]),
        nodes=str(nodes),
        ties=str(ties),
        denied=str(counts["denied"]),
        most=str(evidence.MOST_EDGES),
        looked=looked,
        hubs=named,
        paths=told,
        edition=visit.edition.id,
        root=visit.edition.root,
        left_out=left_out,
    )


def examples(visit: Visit) -> list[str]:
    """Both sides of every contract to the persons its buyer is tied to; and one pair without a path."""
    persons = [row["id"] for row in visit.query("persons")]
    found = []
    for row in visit.rows("subjects", kind="contract"):
        buyer, supplier = visit.member(row["id"], "buyer"), visit.member(row["id"], "supplier")
        for person in persons if buyer and supplier else []:
            search = _Searching(visit, "")
            if search.paths(node_id(visit, buyer), node_id(visit, person)):
                found += [f"/path/{buyer}/{person}", f"/path/{supplier}/{person}"]
    lone = [row["id"] for row in visit.query("untied")]
    return found + ([f"/path/{lone[0]}/{lone[1]}"] if len(lone) > 1 else [])
