"""Budget expenditure of a place and a year: by functional group, by administrator, by region, down to the subgroup."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from tiyn.downloads import Sheet
from tiyn.model.errors import NotFound
from tiyn.pages.explorer.asked import Asked, read_asked
from tiyn.pages.explorer.parts import Part, administrators, levels
from tiyn.pages.explorer.regions import MAPS, Region, by_region, region_map
from tiyn.pages.explorer.sheets import sheets_of
from tiyn.view.budget_tables import Field, cite, measure_field, partial, place_field, until, year_field
from tiyn.view.budgets import REGIONS
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Link
from tiyn.view.parameters import MEASURE, ONE_YEAR, REGION, TEXT
from tiyn.view.visit import Moved, Visit

PATH = "/explorer/{asked?}"
QUERY = {"map": {"enum": list(MAPS)}, "region": REGION, "year": ONE_YEAR, "measure": MEASURE, "what": TEXT}


@dataclass(frozen=True)
class Table:
    """A whole cut into parts: what the column says, the parts, what the rest of them is."""

    title: str
    head: str
    parts: list[Part]
    note: str = ""


@dataclass(frozen=True)
class Context:
    """The explorer. `tables` are the cuts of this level; `regions` only when all regions are asked for."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    fields: list[Field]
    what: str
    whole: Figure | None
    until: list[str]
    partial: str
    tables: list[Table]
    regions: list[Region]
    republic: Region | None
    maps: list[Link]
    years: list[Link]
    further: list[Link]
    charts: dict[str, Charted] = field(default_factory=dict)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables of the page for the downloads."""
        return sheets_of(self.tables, self.regions)


def context(visit: Visit) -> Context:
    _move(visit)
    asked = read_asked(visit)
    rows = visit.budgets.rows(asked.region, asked.year, asked.what) if asked.year else []
    cite(visit, rows)
    parts = levels(visit, asked, rows)
    tables = [Table(one.title, one.head, one.parts, one.note) for one in (parts, administrators(visit, asked, rows)) if one.parts]
    regions, republic = by_region(visit, asked, rows)
    chosen = visit.arguments.get("map", MAPS[0])
    charts = parts.charts | region_map(visit, asked, regions, chosen if chosen in MAPS else MAPS[0])
    words = visit.words
    return Context(
        title=words("title", what=asked.name, place=asked.place, year=asked.year),
        description=words("lead"),
        breadcrumbs=_crumbs(visit, asked),
        fields=[
            place_field(visit, "region", words("budget_region"), asked.region),
            year_field(visit, asked.year),
            measure_field(visit, asked.measure),
        ],
        what=asked.code,
        whole=_whole(visit, asked, rows),
        until=until(visit, rows),
        partial="" if parts.parts else partial(visit),
        tables=tables,
        regions=regions,
        republic=republic,
        maps=_maps(visit, asked, chosen) if regions else [],
        years=[_year(visit, asked, str(year)) for year in visit.budgets.years()],
        further=_further(visit, asked),
        charts=charts,
    )


def _move(visit: Visit) -> None:
    """The form asks with arguments; its answer is a path."""
    given = [visit.arguments.get(name, "") for name in ("region", "year", "measure", "what")]
    if not visit.params.get("asked") and all(given[:3]):
        raise Moved(visit.url("/explorer/" + "/".join(one for one in given if one)))


def _whole(visit: Visit, asked: Asked, rows: list[dict[str, Any]]) -> Figure | None:
    """The sum of the level, its line in the page's language: the report prints the section's name in capitals."""
    figure = visit.budgets.figure(rows, asked.measure, asked.region, asked.year, asked.what)
    return replace(figure, line=f"{asked.name}; {asked.place}; {asked.year}") if figure else None


def _crumbs(visit: Visit, asked: Asked) -> tuple[Link, ...]:
    crumbs = [Link(visit.words("explorer"), visit.url("/explorer")), Link(asked.place, visit.url(asked.path("")))]
    group = asked.code.partition(".")[0]
    if group:
        crumbs.append(Link(asked.group_name, visit.url(asked.path(group))))
    if "." in asked.code:
        crumbs.append(Link(asked.name, ""))
    return (*crumbs[:-1], Link(crumbs[-1].text, ""))


def _maps(visit: Visit, asked: Asked, chosen: str) -> list[Link]:
    """The maps there are; the one shown has no address."""
    path = visit.url(asked.path(asked.code))
    listed = []
    for name in MAPS:
        query = f"?{urlencode({'map': name})}" if name != MAPS[0] else ""
        listed.append(Link(visit.words(f"map_{name}"), "" if name == chosen else path + query))
    return listed


def _year(visit: Visit, asked: Asked, year: str) -> Link:
    return Link(year, "" if year == asked.year else visit.url(asked.path(asked.code, year)))


def _further(visit: Visit, asked: Asked) -> list[Link]:
    """The other ways into the same lines."""
    words = visit.words
    found = [] if asked.region == REGIONS else [Link(asked.place, visit.url(f"/region/{asked.region}"))]
    found += [Link(words("to_compare"), visit.url("/compare")), Link(words("to_pivot"), visit.url("/pivot"))]
    return [*found, Link(words("to_data"), visit.url("/data"))]


def examples(visit: Visit) -> list[str]:
    """The front, each place in the usual year, all regions in every year."""
    found = ["/explorer"]
    try:
        asked = read_asked(visit)
    except NotFound:
        return found
    if not asked.year:
        return found
    regions = [choice.value for choice in place_field(visit, "region", "", "").choices]
    found += [f"/explorer/{region}/{asked.year}/{asked.measure}" for region in regions]
    return sorted({*found, *(f"/explorer/{REGIONS}/{year}/{asked.measure}" for year in visit.budgets.years())})
