"""Everything not known: by the body that should know it, and the money that could not be followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn.view.facts import subject_link
from tiyn.view.figures import Figure, Gap, Link, Party
from tiyn.view.requests import ACCESS_LAW, counting
from tiyn.view.visit import Visit

PATH = "/gaps"


@dataclass(frozen=True)
class Group:
    """What one body should be able to answer."""

    body: Party
    gaps: list[Gap]


@dataclass(frozen=True)
class Rest:
    """A remainder that could not be followed, and what it belongs to."""

    figure: Figure
    subject: Link


@dataclass(frozen=True)
class Context:
    """The gaps, grouped; `money` and `counts` are computed remainders that stay untraced.

    `counting` is what the reader's browser counts the terms of requests by (static/request.js).
    """

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    sentence: str
    money: list[Rest]
    counts: list[Rest]
    groups: list[Group]
    counting: dict[str, Any]


def context(visit: Visit) -> Context:
    words = visit.words
    rows = visit.query("gaps")
    gaps = [visit.gap(row) for row in rows]
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.body.id, []).append(gap)
    groups = [Group(listed[0].body, listed) for listed in found.values()]
    rests = _rests(visit)
    unanswered = [gap for gap in gaps if gap.state == "open"]
    return Context(
        title=words("nav_gaps"),
        description=words("lead"),
        breadcrumbs=(Link(words("nav_gaps"), ""),),
        sentence=words("sentence", n=len(unanswered), bodies=len({gap.body.id for gap in unanswered})),
        money=[one for one in rests if one.figure.unit == "KZT"],
        counts=[one for one in rests if one.figure.unit != "KZT"],
        groups=sorted(groups, key=lambda group: (-len(group.gaps), words.sort_key(group.body.name))),
        # A request that rests on no law has no term, not even one a reader marked when an earlier edition counted it.
        counting=counting(visit, free=[row["id"] for row in rows if row["ground"] != ACCESS_LAW]),
    )


def _rests(visit: Visit) -> list[Rest]:
    """Every untraced remainder, the largest first."""
    found = []
    for row in visit.query("untraced"):
        figure = visit.derived(row["id"])
        if figure is not None:
            found.append(Rest(figure, subject_link(visit, row["subject"])))
    return found


def examples(visit: Visit) -> list[str]:
    return [PATH]
