"""One indicator: what it asks, when it can be answered, the innocent reasons, worked cases, results."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake, NotFound
from tiyn.pages.indicator.purchase import Purchased, purchased
from tiyn.steps.flagging.card import STATES, Indicator, indicators, version
from tiyn.view.budgets import sum_address
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/indicator/{id}"
CARD = ("name", "meaning", "innocent", "computable_when")
SHOWN = "flag"
MOST = 50


@dataclass(frozen=True)
class Case:
    """One worked case of the tests: why it is in, and what it gives. In English, as in the code."""

    why: str
    gives: list[str]


@dataclass(frozen=True)
class Raised:
    """A row of which the question was raised, with the figures it rests on."""

    name: str
    url: str
    state: str
    evidence: list[Figure]


@dataclass(frozen=True)
class Other:
    """A row with another result, and the reason when there is one."""

    name: str
    url: str


@dataclass(frozen=True)
class Group:
    """The rows of one result and reason: how many there are, and the first of them."""

    state: str
    name: str
    n: str
    rows: list[Other]
    more: str


@dataclass(frozen=True)
class Context:
    """The page of an indicator."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    id: str
    version: str
    innocent: str
    computable_when: str
    parameters: list[Link]
    rate: str
    raised: list[Raised]
    more_raised: str
    groups: list[Group]
    cases: list[Case]
    purchase: Purchased | None = None


def context(visit: Visit) -> Context:
    words = visit.words
    one = _indicator(visit.params["id"])
    card = {key: words.block(one.card[key], f"indicator/{one.id}.{key}") for key in CARD}
    rows = [] if one.purchase else visit.query("results", id=one.id)
    raised = sorted((row for row in rows if row["state"] == SHOWN), key=_striking)
    return Context(
        title=card["name"],
        description=card["meaning"],
        breadcrumbs=(Link(words("all"), visit.url("/indicators")), Link(one.id, "")),
        id=one.id,
        version=version(one),
        innocent=card["innocent"],
        computable_when=card["computable_when"],
        parameters=[Link(f"{name} = {value}", "") for name, value in one.card["parameters"].items()],
        rate="" if one.purchase else _rate(visit, rows),
        raised=[_raised(visit, row) for row in raised[:MOST]],
        more_raised=_more(visit, len(raised)),
        groups=_groups(visit, rows),
        cases=_cases(one),
        purchase=purchased(visit, one) if one.purchase else None,
    )


def _indicator(identifier: str) -> Indicator:
    for one in indicators():
        if one.id == identifier:
            return one
    raise NotFound(f"no indicator {identifier}; see /indicators")


def _named(visit: Visit, subject: str) -> Link:
    """What a result is about, in words, with its receipt."""
    kind, _, rest = subject.partition("/")
    if kind == "budget":
        row = visit.row("budget_line", id=rest)
        place = visit.words.name("region", row["region"])
        text = f"{place}, {row['administrator']}, {row['functional_group']}, {visit.words.period(row['month'])}"
        return Link(text, visit.url(f"/receipt/budget/{rest}/paid"))
    if kind == "sum":
        _, region, when, what = sum_address(rest)
        code = what.partition("-")[2]
        place = visit.words.name("region", region)
        return Link(f"{place}, {code}, {visit.words.period(when)}", visit.url(f"/administrator/{region}/{code}"))
    if kind == "statement":
        return Link(visit.label(subject, "what"), visit.url(f"/receipt/{subject}"))
    return Link(visit.name(subject), visit.subject_url(rest))


def _raised(visit: Visit, row: dict[str, Any]) -> Raised:
    link = _named(visit, row["subject"])
    figures = [visit.by_receipt(address) for address in row["evidence"].split(",") if address]
    return Raised(link.text, link.url, row["state"], [figure for figure in figures if figure is not None])


def _striking(row: dict[str, Any]) -> tuple[Decimal, str]:
    """Those furthest from the threshold first."""
    return -abs(Decimal(row["value"]) - Decimal(row["threshold"])), row["subject"]


def _rate(visit: Visit, rows: list[dict[str, Any]]) -> str:
    """How often the question is raised among the cases where it can be answered."""
    raised = sum(row["state"] == SHOWN for row in rows)
    answered = raised + sum(row["state"] == "no_flag" for row in rows)
    if not answered:
        return visit.words("rate_none")
    return visit.words("rate", raised=raised, answered=answered, percent=round(Decimal(raised * 100) / answered, 1))


def _more(visit: Visit, count: int) -> str:
    return visit.words("more", n=count - MOST, shown=MOST) if count > MOST else ""


def _groups(visit: Visit, rows: list[dict[str, Any]]) -> list[Group]:
    """The other results, by state and reason."""
    found = []
    for state in STATES:
        of_state = [row for row in rows if row["state"] == state and state != SHOWN]
        for reason in sorted({row["reason"] or "" for row in of_state}):
            same = [row for row in of_state if (row["reason"] or "") == reason]
            links = [_named(visit, row["subject"]) for row in same[:MOST]]
            name = visit.words(f"state_{state}") + (f": {visit.words.name('flag_reason', reason)}" if reason else "")
            found.append(
                Group(state, name, str(len(same)), [Other(link.text, link.url) for link in links], _more(visit, len(same)))
            )
    return found


def _cases(one: Indicator) -> list[Case]:
    mistakes: list[Mistake] = []
    path = one.folder / "cases.yml"
    found = textyaml.load(path, f"indicators/{one.folder.name}/cases.yml", mistakes) if path.is_file() else []
    if mistakes:
        raise DossierRefused(mistakes)
    return [Case(case["why"], [f"{subject}: {_given(state)}" for subject, state in case["gives"].items()]) for case in found]


def _given(answer: Any) -> str:
    """An answer of a case: its state, and the reason or value beside it."""
    if isinstance(answer, str):
        return answer
    return ", ".join(str(answer[key]) for key in ("state", "reason", "value") if key in answer)


def examples(visit: Visit) -> list[str]:
    return [f"/indicator/{one.id}" for one in indicators()]
