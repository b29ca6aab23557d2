"""The indicators: which questions are asked of every row, and how often each one was raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn import codes
from tiyn.steps.flagging.card import STATES, indicators
from tiyn.view.figures import Link
from tiyn.view.purchase_tables import Grid
from tiyn.view.visit import Visit

PATH = "/indicators"


@dataclass(frozen=True)
class Row:
    """One indicator with its results in this edition, by state, as text."""

    id: str
    name: str
    url: str
    meaning: str
    results: list[str]


@dataclass(frozen=True)
class Context:
    """The list of indicators. The counts are of our own results."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    states: list[str]
    rows: list[Row]
    waiting: Grid


def context(visit: Visit) -> Context:
    words = visit.words
    counts = {(row["indicator"], row["state"]): str(row["n"]) for row in visit.query("counts")}
    rows = []
    for one in indicators():
        card, results = one.card, [counts.get((one.id, state), "0") for state in STATES]
        name = words.block(card["name"], f"indicator/{one.id}.name")
        meaning = words.block(card["meaning"], f"indicator/{one.id}.meaning")
        rows.append(Row(one.id, name, visit.url(f"/indicator/{one.id}"), meaning, results))
    crumbs = (Link(words("nav_method"), visit.url("/method")), Link(words("title"), ""))
    return Context(words("title"), words("lead"), crumbs, [words(f"state_{state}") for state in STATES], rows, _waiting(visit))


def _waiting(visit: Visit) -> Grid:
    """The indicators of the catalogue that nothing computes, and what would make each computable."""
    words, cells = visit.words, []
    for identifier, entry in codes.lists()["indicator_waiting"].items():
        if "alias" in entry:
            why: Any = Link(words("same_as", id=entry["alias"]), visit.url(f"/indicator/{entry['alias']}"))
        else:
            why = words.name("indicator_need", entry["needs"])
        cells.append([identifier, words.name("indicator_waiting", identifier), why])
    return Grid(words("waiting"), [words("t_id"), words("question"), words("t_needs")], cells)


def examples(visit: Visit) -> list[str]:
    return [PATH]
