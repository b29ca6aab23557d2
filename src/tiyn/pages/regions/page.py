"""The twenty regions and the republic: what digitalization administrators paid, year by year."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiyn import codes
from tiyn.view.charted import Charted
from tiyn.view.facts import region_link
from tiyn.view.figures import Figure, Link
from tiyn.view.region_map import region_map
from tiyn.view.visit import Visit

PATH = "/regions"
REPUBLIC = "KZ"


@dataclass(frozen=True)
class Row:
    """A region with what was paid in each year; None where no administrator has such a name."""

    region: Link
    paid: list[Figure | None]


@dataclass(frozen=True)
class Context:
    """The list of regions; `total` holds all regions together, without the republic."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    years: list[str]
    rows: list[Row]
    total: Row
    republic: Row
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    words = visit.words
    years = [str(year) for year in (visit.budgets.full_years() or visit.budgets.years())]
    places = [code for code in codes.codes("region") if code != REPUBLIC]
    rows = [Row(region_link(visit, code), _paid(visit, f"region-{code}", years)) for code in places]
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("title"), ""),),
        years=years,
        rows=sorted(rows, key=lambda row: words.sort_key(row.region.text)),
        total=Row(Link(words("all_regions"), ""), _paid(visit, "regions", years)),
        republic=Row(region_link(visit, REPUBLIC), _paid(visit, "region-kz", years)),
        charts=_map(visit, places, rows, years[-1]) if years else {},
    )


def _paid(visit: Visit, prefix: str, years: list[str]) -> list[Figure | None]:
    return [visit.derived(f"{prefix}-paid-{year}") for year in years]


def _map(visit: Visit, places: list[str], rows: list[Row], year: str) -> dict[str, Charted]:
    """The latest full year as a map."""
    figures = {code: row.paid[-1] for code, row in zip(places, rows, strict=True)}
    return region_map(visit, PATH, figures, visit.words("map", year=year), visit.words("map_sub", year=year))


def examples(visit: Visit) -> list[str]:
    return [PATH]
