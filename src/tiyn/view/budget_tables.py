"""What the budget pages share: what was asked for, the form that asks, up to which month sums run, figures from lines held.

Lines are read once and grouped here; no figure of a table costs a read of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn import codes
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view import numbers
from tiyn.view.budgets import MEASURES, REGIONS, REPUBLIC, Budgets, Row, total
from tiyn.view.visit import Visit

SQL = Path(__file__).with_suffix(".sql")
Key = tuple[str, str, str]
PRINTED = "ru"  # the reports are printed in Russian: a name on no list of ours stands in that language


@dataclass(frozen=True)
class Choice:
    """One entry of a select."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """One select of a form: its name, label and entries."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Held(Budgets):
    """Budgets over lines already read: an address in `held` is answered from it, any other from the store."""

    held: Mapping[Key, list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, region: str, when: str, what: str) -> list[dict[str, Any]]:
        key = (region, when, what)
        return self.held[key] if key in self.held else super().rows(region, when, what)


def held(visit: Visit, lines: Mapping[Key, list[dict[str, Any]]]) -> Held:
    """The visit's budgets, answering from those lines."""
    budgets = visit.budgets
    return Held(budgets.words, budgets.read, budgets.make, lines)


def grouped(rows: Iterable[dict[str, Any]], *names: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Lines by the values of those columns, in the order first met."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[tuple(str(row[name]) for name in names)].append(row)
    return dict(found)


def largest_first(groups: Mapping[Any, Sequence[Row]], measure: str) -> list[tuple[Any, Sequence[Row], Decimal]]:
    """(key, lines, sum of the measure), the largest sum first, equal sums by key."""
    sums = [(key, rows, total(rows, measure)) for key, rows in groups.items()]
    return sorted(sums, key=lambda one: (-one[2], one[0]))


def places() -> list[str]:
    """What a budget page may be about: all regions together, the republic, each region."""
    return [REGIONS, REPUBLIC, *(code for code in codes.codes("region") if code != REPUBLIC)]


def place_name(visit: Visit, place: str) -> str:
    """The name of a region, the republic or all regions together. Raises NotFound for another code."""
    if place == REGIONS:
        return visit.words("all_regions")
    if place not in codes.codes("region"):
        raise NotFound(f"no region {place!r}; write regions, KZ or a KATO code such as 750000000; see /regions")
    return visit.words.name("region", place)


def checked_measure(text: str) -> str:
    """The measure named. Raises NotFound listing the eight."""
    if text not in MEASURES:
        raise NotFound(f"{text!r} is no measure; write one of {', '.join(MEASURES)}")
    return text


def checked_year(visit: Visit, text: str) -> str:
    """The year named. Raises NotFound listing the years of the edition."""
    known = [str(year) for year in visit.budgets.years()]
    if text not in known:
        raise NotFound(f"no budget lines of {text!r} in edition {visit.edition.id}; it has {', '.join(known) or 'no years'}")
    return text


def usual_year(visit: Visit) -> str:
    """The latest year whose December was read, else the latest year, "" when no line was read."""
    years = visit.budgets.full_years() or visit.budgets.years()
    return str(years[-1]) if years else ""


def place_field(visit: Visit, name: str, label: str, chosen: str, known: Iterable[str] = ()) -> Field:
    """A select of places, regions in the language's alphabetical order after the two wholes."""
    listed = [*(known or places())]
    first = [one for one in listed if one in (REGIONS, REPUBLIC)]
    rest = sorted((one for one in listed if one not in first), key=lambda one: visit.words.sort_key(place_name(visit, one)))
    return Field(name, label, [Choice(one, place_name(visit, one), one == chosen) for one in (*first, *rest)])


def year_field(visit: Visit, chosen: str) -> Field:
    """A select of the years of the edition."""
    years = [str(year) for year in visit.budgets.years()]
    return Field("year", visit.words("budget_year"), [Choice(year, year, year == chosen) for year in years])


def measure_field(visit: Visit, chosen: str) -> Field:
    """A select of the eight measures."""
    listed = [Choice(name, visit.words.name("measure", name), name == chosen) for name in MEASURES]
    return Field("measure", visit.words("budget_measure"), listed)


def until(visit: Visit, rows: Iterable[Row]) -> list[str]:
    """Up to which month the lines run; places whose last month is another are named."""
    ends: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        ends[str(row["month"])].add(str(row["region"]))
    if not ends:
        return []
    words = visit.words
    usual = max(sorted(ends), key=lambda month: len(ends[month]))
    said = [words("budget_until", month=words.period(usual))]
    for month in sorted(ends):
        if month != usual:
            named = ", ".join(sorted(words.name("region", code) for code in ends[month]))
            said.append(words("budget_until_other", month=words.period(month), places=named))
    return said


def cite(visit: Visit, rows: Iterable[Row]) -> None:
    """Cite the documents the lines stand in."""
    for document in sorted({str(row["document_id"]) for row in rows}):
        visit.cite(document)


def partial(visit: Visit) -> str:
    """What an edition without the whole report says of itself."""
    count = visit.connection.execute(queries(SQL)["lines_held"]).fetchone()["n"]
    return visit.words("budget_partial", lines=numbers.number(Decimal(count), visit.words))


def group_lang(visit: Visit, code: str) -> str:
    """The language a functional group's name is shown in: the page's, or the printed one's when no list of ours has it."""
    return visit.lang if code in codes.codes("functional_group") else PRINTED


def administrator_lang(visit: Visit, code: str) -> str:
    """The same for an administrator."""
    return visit.lang if code in codes.codes("administrator") else PRINTED
