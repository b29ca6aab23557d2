"""Legal parameters: effective-dated rows with their citation (`model/law/*.yml`), and the working days of a country.

A row marked `recalled` was not checked in a source: an indicator that needs it answers `suppressed`, never a flag.
Without a row for its date an indicator answers `not_computable`.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn import shelf, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.readers._check import Check

LAW = shelf.PACKAGE / "model" / "law"
CALENDAR = "workdays.yml"
EPOCH, OPEN_END = datetime.date(1970, 1, 1), 2_000_000
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
def workdays(path: Path = LAW / CALENDAR) -> tuple[tuple[datetime.date, bool, bool], ...]:
    """Every day of the years whose calendar is known: whether it is a working day, and whether that was checked in a source."""
    return tuple(_workdays(path))


def _workdays(path: Path) -> Iterator[tuple[datetime.date, bool, bool]]:
    mistakes: list[Mistake] = []
    block = textyaml.load(path, f"law/{path.name}", mistakes)
    if block is None:
        raise DossierRefused(mistakes)
    checked = [tuple(map(datetime.date.fromisoformat, stretch.split("/"))) for stretch in block["verified"]]
    for year, days in sorted(block["years"].items()):
        off = {datetime.date.fromisoformat(day) for day in days["off"]}
        on = {datetime.date.fromisoformat(day) for day in days.get("on", ())}
        day = datetime.date(int(year), 1, 1)
        while day.year == int(year):
            yield day, day in on or (day.weekday() < 5 and day not in off), any(first <= day <= last for first, last in checked)
            day += datetime.timedelta(days=1)


def keys_in(sql: str) -> list[str]:
    """The legal parameters a rule's SQL names, and `workdays` when it counts working days, in order."""
    found = {path.stem for path in LAW.glob("*.yml") if f"'{path.stem}'" in sql}
    return sorted(found | ({"workdays"} if re.search(r"\bworkday\b", sql) else set()))


def lay_law(engine: Engine, other: Mapping[str, int] | None = None) -> None:
    """The relations `law` (per key, country, way, stretch of days) and `workday`; `other` stands in for the rows of its keys."""
    rows: list[dict[str, Any]] = []
    for one in parameters():
        if other and one.key in other:
            continue
        last = (one.ends - EPOCH).days if one.ends else OPEN_END
        dated = {"key": one.key, "country": one.country, "from_day": (one.begins - EPOCH).days, "to_day": last}
        rows += [dated | {"way": way, "number": one.value, "verified": int(one.state == "verified")} for way in one.ways or ("",)]
    always = {"country": "KZ", "from_day": -OPEN_END, "to_day": OPEN_END, "way": "", "verified": 1}
    rows += [{"key": key, "number": number} | always for key, number in (other or {}).items()]
    engine.keep("law", [{name: row[name] for name in sorted(row)} for row in rows])
    count, counted = 0, []
    for day, works, checked in workdays():
        count += works
        counted.append({"day": (day - EPOCH).days, "number": count, "verified": int(checked)})
    engine.keep("workday", counted)


def publish(engine: Engine) -> None:
    """Fill `legal_parameter`: the rows with their citations, as the method pages show them."""
    rows = [
        {"key": one.key, "country": one.country, "begins": one.begins.isoformat(), "ways": " ".join(one.ways), "value": one.value,
         "unit": one.unit, "ends": one.ends.isoformat() if one.ends else None, "state": one.state, "citation": one.citation}
        for one in parameters()
    ]  # fmt: skip
    engine.load(tables()["legal_parameter"], rows)
