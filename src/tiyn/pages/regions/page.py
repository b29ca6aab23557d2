"""The twenty regions and the republic: what digitalization administrators paid, year by year."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn import codes
from tiyn.charts.tilemap import Tile, TileMap
from tiyn.draw import Key
from tiyn.view.charted import Charted
from tiyn.view.facts import region_link
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/regions"
REPUBLIC = "KZ"
STEPS = ("plan", "approved", "contracted", "paid")


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
    years = [str(year) for year in visit.budgets.full_years()]
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
    """The latest year as a map of equal tiles, cut at the quarters of the regions that have a figure."""
    words = visit.words
    values = sorted(row.paid[-1].number for row in rows if row.paid[-1] is not None)
    if len(values) < len(STEPS):
        return {}
    cuts = [values[len(values) * quarter // 4] for quarter in (1, 2, 3)]
    tiles = [_tile(visit, code, row) for code, row in zip(places, rows, strict=True)]
    key = [Key(code, words(f"quarter_{number}")) for number, code in enumerate(STEPS, 1)]
    key.append(Key("untraced", words("no_such_administrator")))
    title, subtitle = words("map", year=year), words("map_sub", year=year)
    breaks: tuple[Decimal, Decimal, Decimal] = (cuts[0], cuts[1], cuts[2])
    drawing = TileMap("map", title, subtitle, tuple(tiles), breaks, tuple(key), (words("region"), words("paid")))
    return {"map": visit.chart(PATH, "map", drawing, title, subtitle)}


def _tile(visit: Visit, code: str, row: Row) -> Tile:
    words, paid = visit.words, row.paid[-1]
    short = words.block(codes.lists()["region"][code]["short"], f"region.{code}.short")
    value, text = (paid.number, paid.text) if paid else (None, words("no_such_administrator"))
    return Tile(code, row.region.text, short, value, text, row.region.url)


def examples(visit: Visit) -> list[str]:
    return [PATH]
