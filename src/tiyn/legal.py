"""Legal parameters: effective-dated rows with their citation (`model/law/*.yml`), and the working days of a country.

A row marked `recalled` was not checked in a source. Years whose calendar of working days is unknown are not guessed.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tiyn import shelf, textyaml
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.model.workday import Calendar
from tiyn.readers._check import Check

LAW = shelf.PACKAGE / "model" / "law"
CALENDAR = "workdays.yml"
STATES = ("verified", "recalled")


@dataclass(frozen=True)
class Parameter:
    """One row: `value` is a whole number in `unit`; `ways` are the register's ids of the methods it holds for, none for all."""

    key: str
    country: str
    value: int
    unit: str
    begins: datetime.date
    ends: datetime.date | None
    state: str
    citation: str
    ways: tuple[str, ...]


@functools.cache
def parameters(folder: Path = LAW) -> tuple[Parameter, ...]:
    """Every row of every file, by key and date. Raises DossierRefused with every mistake."""
    mistakes: list[Mistake] = []
    found: list[Parameter] = []
    for path in shelf.files(folder, ".yml"):
        if path.name != CALENDAR:
            block = textyaml.load(path, f"law/{path.name}", mistakes)
            if block is not None:
                found.extend(_rows(block, path.stem, Check(f"law/{path.name}", mistakes)))
    if mistakes:
        raise DossierRefused(mistakes)
    return tuple(sorted(found, key=lambda one: (one.key, one.country, one.begins, one.ways)))


def _rows(block: textyaml.Block, key: str, check: Check) -> Iterator[Parameter]:
    if not check.keys(block, ("name", "country", "unit", "rows"), ("note",)):
        return
    for row in block["rows"]:
        if not check.keys(row, ("value", "from", "state", "citation"), ("to", "ways")):
            continue
        if row["state"] not in STATES:
            check.wrong(row.line_of("state"), row["state"], " or ".join(STATES), "say whether the number was checked in a source")
            continue
        ends = datetime.date.fromisoformat(row["to"]) if "to" in row else None
        begins = datetime.date.fromisoformat(row["from"])
        ways = tuple(row.get("ways", ()))
        yield Parameter(
            key, block["country"], int(row["value"]), block["unit"], begins, ends, row["state"], row["citation"], ways
        )


@functools.cache
def calendar(path: Path = LAW / CALENDAR) -> Calendar:
    """The years whose calendar of working days is known. Raises DossierRefused."""
    mistakes: list[Mistake] = []
    block = textyaml.load(path, f"law/{path.name}", mistakes)
    if block is None:
        raise DossierRefused(mistakes)
    days = block["years"].values()
    return Calendar(
        frozenset(int(year) for year in block["years"]),
        frozenset(datetime.date.fromisoformat(day) for year in days for day in year["off"]),
        frozenset(datetime.date.fromisoformat(day) for year in days for day in year.get("on", ())),
        tuple(_stretch(said) for said in block["verified"]),
    )


def _stretch(said: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of 2025-03-01/2025-03-20."""
    first, _, last = said.partition("/")
    return datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)


@functools.cache
def workdays(path: Path = LAW / CALENDAR) -> tuple[tuple[datetime.date, bool, bool], ...]:
    """Every day of the years whose calendar is known: whether it is a working day, and whether that was checked in a source."""
    known = calendar(path)
    return tuple((day, known.works(day), known.is_checked(day)) for year in sorted(known.years) for day in _days_of(year))


def _days_of(year: int) -> Iterator[datetime.date]:
    day = datetime.date(year, 1, 1)
    while day.year == year:
        yield day
        day += datetime.timedelta(days=1)
