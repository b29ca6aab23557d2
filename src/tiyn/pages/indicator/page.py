"""One indicator: what it asks, when it can be answered, the innocent reasons, worked cases, results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake, NotFound
from tiyn.steps.flag import STATES, Indicator, indicators, version
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/indicator/{id}"
CARD = ("name", "meaning", "innocent", "computable_when")
SHOWN = ("flag", "error")


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
    """The rows of one result."""

    state: str
    name: str
    n: str
    rows: list[Other]


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
    raised: list[Raised]
    groups: list[Group]
    cases: list[Case]


def context(visit: Visit) -> Context:
    words = visit.words
    one = _indicator(visit.params["id"])
    card = {key: words.block(one.card[key], f"indicator/{one.id}.{key}") for key in CARD}
    rows = visit.query("results", id=one.id)
    return Context(
        title=card["name"],
        description=card["meaning"],
        breadcrumbs=(Link(words("all"), visit.url("/indicators")), Link(one.id, "")),
        id=one.id,
        version=version(one),
        innocent=card["innocent"],
        computable_when=card["computable_when"],
        parameters=[Link(f"{name} = {value}", "") for name, value in one.card["parameters"].items()],
        raised=[_raised(visit, row) for row in rows if row["state"] in SHOWN],
        groups=[_group(visit, state, rows) for state in STATES if state not in SHOWN],
        cases=_cases(one),
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
    if kind == "statement":
        return Link(visit.label(subject, "what"), visit.url(f"/receipt/{subject}"))
    return Link(visit.name(subject), visit.subject_url(rest))


def _raised(visit: Visit, row: dict[str, Any]) -> Raised:
    link = _named(visit, row["subject"])
    figures = [visit.by_receipt(address) for address in row["evidence"].split(",") if address]
    return Raised(link.text, link.url, row["state"], [figure for figure in figures if figure is not None])


def _group(visit: Visit, state: str, rows: list[dict[str, Any]]) -> Group:
    links = [_named(visit, row["subject"]) for row in rows if row["state"] == state]
    others = [Other(link.text, link.url) for link in links]
    return Group(state, visit.words(f"state_{state}"), str(len(others)), others)


def _cases(one: Indicator) -> list[Case]:
    mistakes: list[Mistake] = []
    path = one.folder / "cases.yml"
    found = textyaml.load(path, f"indicators/{one.folder.name}/cases.yml", mistakes) if path.is_file() else []
    if mistakes:
        raise DossierRefused(mistakes)
    return [Case(case["why"], [f"{subject}: {state}" for subject, state in case["gives"].items()]) for case in found]


def examples(visit: Visit) -> list[str]:
    return [f"/indicator/{one.id}" for one in indicators()]
