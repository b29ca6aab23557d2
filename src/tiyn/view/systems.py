"""Counted information systems: each counter, how many of the counted are named, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view import numbers
from tiyn.view.figures import Figure, Gap, Link, Party, Saying
from tiyn.view.subjects import gap_about
from tiyn.view.visit import Visit


@dataclass(frozen=True)
class Share:
    """A stated percentage of the counted and what it comes to; `about` says it in whole things."""

    saying: Saying
    count: Figure | None
    about: str


@dataclass(frozen=True)
class Counter:
    """A stated number of systems; `identified` of them are named in this edition."""

    saying: Saying
    identified: Figure | None
    shares: list[Share]
    gap: Gap | None


@dataclass(frozen=True)
class Body:
    """One choice of the filter by body."""

    party: Party
    url: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """The bodies a list of counters can be filtered by, and the way back to all of them."""

    bodies: list[Body]
    everything: Link
    chosen: bool


@dataclass(frozen=True)
class Counted:
    """A systems subject and its counters."""

    title: str
    url: str
    counters: list[Counter]


def counted(visit: Visit, subject: str, body: str = "") -> Counted:
    """A systems subject's counters, only those about which `body` should know when it is given."""
    every = [_counter(visit, counter) for counter in visit.members(subject, "counters")]
    chosen = [one for one in every if not body or (one.gap is not None and one.gap.body.id == body)]
    return Counted(visit.name(f"subject/{subject}"), visit.subject_url(subject), chosen)


def choices(visit: Visit, subjects: list[str], path: str) -> Filter:
    """The filter by body of the list at `path`: every body that should know about a counter."""
    chosen = visit.arguments.get("body", "")
    found: dict[str, Party] = {}
    for subject in subjects:
        for counter in visit.members(subject, "counters"):
            gap = _gap(visit, counter)
            if gap is not None:
                found.setdefault(gap.body.id, gap.body)
    bodies = [Body(party, visit.url(f"{path}?body={key}"), key == chosen) for key, party in found.items()]
    return Filter(bodies, Link(visit.words("all_bodies"), visit.url(path)), bool(chosen))


def shown(one: Counted) -> list[Saying]:
    """The statements a list of counters shows."""
    return [saying for counter in one.counters for saying in (counter.saying, *(share.saying for share in counter.shares))]


def _counter(visit: Visit, statement: str) -> Counter:
    shares = [_share(visit, key, statement) for key in _shares(visit, statement)]
    return Counter(visit.saying(statement), visit.derived(f"{statement}-identified"), shares, _gap(visit, statement))


def _share(visit: Visit, statement: str, whole: str) -> Share:
    count, every = visit.derived(f"{statement}-count"), visit.figure(whole)
    about = ""
    if count is not None and every is not None:
        part, total = (numbers.number(figure.number, visit.words, 0) for figure in (count, every))
        about = visit.words("about_of", part=part, whole=total)
    return Share(visit.saying(statement), count, about)


def _shares(visit: Visit, statement: str) -> list[str]:
    return [row["id"] for row in visit.rows("tied", id=statement, kind="of")]


def _gap(visit: Visit, statement: str) -> Gap | None:
    return gap_about(visit, statement, *_shares(visit, statement))
