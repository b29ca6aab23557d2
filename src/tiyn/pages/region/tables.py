"""The tables of a region's page: its functional groups, its administrators, those a rule selects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn import codes
from tiyn.view.budgets import ranked
from tiyn.view.figures import Figure
from tiyn.view.visit import Visit

LISTED = 15
SHOWN = ("approved", "revised", "paid")
PRINTED = "ru"


@dataclass(frozen=True)
class Part:
    """One part of the expenditure: its code, its name and the language of the name, its page, three measures."""

    code: str
    name: str
    lang: str
    url: str
    approved: Figure | None
    revised: Figure | None
    paid: Figure | None


@dataclass(frozen=True)
class Selected:
    """An administrator the digital money rule adds up, and why."""

    code: str
    name: str
    lang: str
    url: str
    why: str


@dataclass(frozen=True)
class Counted:
    """How many there are of a kind, and where they are listed."""

    name: str
    n: int
    url: str


def groups(visit: Visit, code: str, year: str) -> list[Part]:
    """The functional groups of a year, in the order of their codes; [] when the edition holds none."""
    rows = visit.budgets.of_kind("group", year, code)
    url = visit.url(f"/explorer/{code}")
    ordered = sorted(rows, key=lambda row: (len(row["functional_group"]), row["functional_group"]))
    return [
        Part(
            row["functional_group"],
            *_group(visit, row),
            url,
            **_measures(visit, [row], code, year, f"group-{row['functional_group']}"),
        )
        for row in ordered
    ]


def administrators(visit: Visit, code: str, year: str) -> tuple[list[Part], Part | None]:
    """The fifteen administrators that paid most in a year, and all the others together."""
    every = ranked(visit.budgets.of_kind("administrator", year, code))
    found = []
    for administrator, rows in every[:LISTED]:
        name, lang = named(visit, rows[0])
        url = visit.url(f"/administrator/{code}/{administrator}")
        measures = _measures(visit, rows, code, year, f"administrator-{administrator}")
        found.append(Part(administrator, name, lang, url, **measures))
    others = [row for _, rows in every[LISTED:] for row in rows]
    if not others:
        return found, None
    name = visit.words("others", n=len(every) - LISTED)
    return found, Part("", name, visit.lang, "", **_measures(visit, others, code, year, f"rest-{LISTED}"))


def selected(visit: Visit, code: str) -> list[Selected]:
    """The administrators of the place that the digital money rule adds up."""
    found = {}
    for row in visit.query("selected", region=code):
        name, lang = named(visit, row)
        why = visit.label(f"rule/digital-money/{row['entry']}", "why")
        url = visit.url(f"/administrator/{code}/{row['administrator']}")
        found[row["administrator"]] = Selected(row["administrator"], name, lang, url, why)
    return list(found.values())


def named(visit: Visit, row: dict[str, Any]) -> tuple[str, str]:
    """An administrator's name and the language it is in: ours when the code is on our list, else as printed."""
    known = row["administrator"] in codes.codes("administrator")
    return (visit.words.name("administrator", row["administrator"]), visit.lang) if known else (row["name"], PRINTED)


def _group(visit: Visit, row: dict[str, Any]) -> tuple[str, str]:
    known = row["functional_group"] in codes.codes("functional_group")
    return visit.budgets.group(row), visit.lang if known else PRINTED


def _measures(visit: Visit, rows: list[dict[str, Any]], code: str, year: str, what: str) -> dict[str, Figure | None]:
    return {name: visit.budgets.figure(rows, name, code, year, what) for name in SHOWN}
