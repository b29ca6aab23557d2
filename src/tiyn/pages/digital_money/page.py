"""The digital money rule shown whole: what it selects and why, what that adds up to, and what it cannot see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tiyn import codes
from tiyn.steps.classify import rules
from tiyn.view.budget_years import RULE, until
from tiyn.view.budgets import REGIONS, REPUBLIC
from tiyn.view.charted import Charted
from tiyn.view.facts import region_link
from tiyn.view.figures import Figure, Link
from tiyn.view.region_map import region_map
from tiyn.view.visit import Visit

PATH = "/digital-money"
NAME = "digital-money"
SHOWN = ("approved", "revised", "paid")
PRINTED = "ru"


@dataclass(frozen=True)
class Administrator:
    """One administrator the rule selects, and the places whose reports have it."""

    code: str
    name: str
    lang: str
    places: list[Link]


@dataclass(frozen=True)
class Entry:
    """One entry of the rule: why it selects, whether it adds to sums, and whom it selects (nobody, in some editions)."""

    why: str
    adds: bool
    administrators: list[Administrator]


@dataclass(frozen=True)
class Cells:
    """One place in one year; None where it has no such line."""

    approved: Figure | None
    revised: Figure | None
    paid: Figure | None


@dataclass(frozen=True)
class Row:
    """A place with its years, in the order of the page's years."""

    region: Link
    years: list[Cells]


@dataclass(frozen=True)
class Project:
    """An investment project selected by its name, shown apart."""

    until: str
    administrator: str
    name: str
    lang: str
    approved: Figure | None
    revised: Figure | None
    paid: Figure | None


@dataclass(frozen=True)
class Context:
    """The rule and its figures. `shorter` lists the regions that were read to another month than the rest, by year."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    version: str
    cannot_see: str
    entries: list[Entry]
    years: list[str]
    rows: list[Row]
    total: Row
    republic: Row
    shorter: list[str]
    nobody: list[Link]
    projects: list[Project]
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    words, years = visit.words, [str(year) for year in visit.budgets.years()]
    found = {year: visit.budgets.rows(REGIONS, year, RULE) for year in years}
    places = [code for code in codes.codes("region") if code != REPUBLIC]
    rows = {code: Row(region_link(visit, code), [_cells(visit, code, year, found[year]) for year in years]) for code in places}
    for one in [row for year in years for row in found[year]]:
        visit.cite(one["document_id"])
    full = [str(year) for year in visit.budgets.full_years()]
    return Context(
        title=visit.label(f"rule/{NAME}", "name"),
        description=visit.label(f"rule/{NAME}", "says"),
        breadcrumbs=(Link(words("nav_regions"), visit.url("/regions")), Link(visit.label(f"rule/{NAME}", "name"), "")),
        version=next(rule["version"] for rule in rules() if rule["id"] == NAME),
        cannot_see=visit.label(f"rule/{NAME}", "cannot_see"),
        entries=_entries(visit),
        years=[_heading(visit, year, found[year]) for year in years],
        rows=sorted(rows.values(), key=lambda row: words.sort_key(row.region.text)),
        total=Row(Link(words("all_regions"), ""), [_total(visit, year, found[year]) for year in years]),
        republic=Row(region_link(visit, REPUBLIC), [_republic(visit, year) for year in years]),
        shorter=[line for year in years for line in _shorter(visit, found[year])],
        nobody=[row.region for row in rows.values() if not any(cells.paid for cells in row.years)],
        projects=_projects(visit),
        charts=_charts(visit, rows, years.index(full[-1]), full[-1]) if full else {},
    )  # fmt: skip


def _measured(visit: Visit, rows: list[dict[str, Any]], region: str, year: str) -> Cells:
    return Cells(*(visit.budgets.figure(rows, name, region, year, RULE) for name in SHOWN))


def _republic(visit: Visit, year: str) -> Cells:
    return _measured(visit, visit.budgets.rows(REPUBLIC, year, RULE), REPUBLIC, year)


def _cells(visit: Visit, code: str, year: str, rows: list[dict[str, Any]]) -> Cells:
    return _measured(visit, [row for row in rows if row["region"] == code], code, year)


def _total(visit: Visit, year: str, rows: list[dict[str, Any]]) -> Cells:
    """All regions together, only when all were read to the same month: else the sum would mix periods."""
    return _measured(visit, rows if len({row["month"] for row in rows}) == 1 else [], REGIONS, year)


def _heading(visit: Visit, year: str, rows: list[dict[str, Any]]) -> str:
    return until(visit, max(row["month"] for row in rows)) if rows else year


def _shorter(visit: Visit, rows: list[dict[str, Any]]) -> list[str]:
    last = max((row["month"] for row in rows), default="")
    other = {(row["region"], row["month"]) for row in rows if row["month"] != last}
    return [f"{visit.words.name('region', region)}: {until(visit, month)}" for region, month in sorted(other)]


def _entries(visit: Visit) -> list[Entry]:
    """The entries in the order of the rule's file."""
    rows = visit.query("selected", rule=NAME)
    rule = next(rule for rule in rules() if rule["id"] == NAME)
    found = []
    for entry in rule["entries"]:
        own = [row for row in rows if row["entry"] == entry["id"]]
        whom = [_administrator(visit, code, own) for code in dict.fromkeys(row["administrator"] for row in own)]
        found.append(Entry(visit.label(f"rule/{NAME}/{entry['id']}", "why"), entry["adds"] == "yes", whom))
    return found


def _administrator(visit: Visit, code: str, rows: list[dict[str, Any]]) -> Administrator:
    own = [row for row in rows if row["administrator"] == code]
    known = code in codes.codes("administrator")
    name, lang = (visit.words.name("administrator", code), visit.lang) if known else (own[0]["name"], PRINTED)
    regions = sorted({row["region"] for row in own})
    places = [Link(visit.words.name("region", region), visit.url(f"/administrator/{region}/{code}")) for region in regions]
    return Administrator(code, name, lang, places)


def _projects(visit: Visit) -> list[Project]:
    found = []
    for row in visit.query("apart", rule=NAME):
        visit.cite(row["document_id"])
        measures = [visit.budgets.figure([row], name, "", "", "") for name in SHOWN]
        found.append(Project(until(visit, row["month"]), row["administrator"], row["name"], PRINTED, *measures))
    return found


def _charts(visit: Visit, rows: dict[str, Row], place: int, year: str) -> dict[str, Charted]:
    """The last full year as a map."""
    figures = {code: row.years[place].paid for code, row in rows.items()}
    return region_map(visit, PATH, figures, visit.words("map", year=year), visit.words("map_sub", year=year))


def examples(visit: Visit) -> list[str]:
    return [PATH]
