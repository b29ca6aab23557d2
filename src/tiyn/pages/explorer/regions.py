"""The level asked for, region by region: amounts, parts of the whole, growth, and the map of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn import codes
from tiyn.charts.tilemap import STEPS, Tile, TileMap
from tiyn.draw import Key
from tiyn.pages.explorer.asked import Asked
from tiyn.view import budget_ratios
from tiyn.view.budget_tables import Held, grouped, held, place_name
from tiyn.view.budgets import REGIONS, REPUBLIC
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure
from tiyn.view.visit import Visit

MAPS = ("amount", "part", "growth")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Region:
    """One place: None where nothing was read or the comparison would not be of like with like; `why` says which."""

    code: str
    name: str
    url: str
    amount: Figure | None
    part: Figure | None
    growth: Figure | None
    why: str
    why_growth: str


def by_region(visit: Visit, asked: Asked, rows: Rows) -> tuple[list[Region], Region | None]:
    """The twenty regions, the largest first, and the republic apart; nothing when one place was asked for."""
    if asked.region != REGIONS or not rows:
        return [], None
    before = str(int(asked.year) - 1)
    known = {str(year) for year in visit.budgets.years()}
    earlier = visit.budgets.rows(REGIONS, before, asked.what) if before in known else []
    lines = {(code, asked.year, asked.what): found for (code,), found in grouped(rows, "region").items()}
    lines |= {(code, before, asked.what): found for (code,), found in grouped(earlier, "region").items()}
    lines |= {
        (code, year, asked.what): []
        for code in _regions()
        for year in (asked.year, before)
        if (code, year, asked.what) not in lines
    }
    budgets = held(visit, lines | {(REGIONS, asked.year, asked.what): rows})
    found = [_region(visit, budgets, asked, code, before if earlier else "") for code in _regions()]
    found.sort(key=lambda one: (-one.amount.number if one.amount else Decimal(0), one.code))
    republic = _region(visit, budgets, asked, REPUBLIC, before if before in known else "")
    return found, republic if republic.amount else None


def _regions() -> list[str]:
    return [code for code in codes.codes("region") if code != REPUBLIC]


def _region(visit: Visit, budgets: Held, asked: Asked, code: str, before: str) -> Region:
    words = visit.words
    rows = budgets.rows(code, asked.year, asked.what)
    amount = budgets.figure(rows, asked.measure, code, asked.year, asked.what)
    tail = f"{asked.year}/{asked.what}"
    part = budget_ratios.figure(budgets, f"part/{asked.measure}/{code}/{tail}") if code != REPUBLIC and amount else None
    growth = budget_ratios.figure(budgets, f"growth/{asked.measure}/{code}/{before}/{tail}") if before and amount else None
    url = visit.url(f"/explorer/{code}/{asked.year}/{asked.measure}" + (f"/{asked.code}" if asked.code else ""))
    why = "" if amount else words("budget_not_read") if asked.what == "expenditure" else words("budget_no_line")
    return Region(
        code, place_name(visit, code), url if amount else visit.url(f"/region/{code}"), amount, part, growth, why,
        "" if growth else words("no_year_before") if not before else words("months_differ"),
    )  # fmt: skip


def region_map(visit: Visit, asked: Asked, regions: list[Region], which: str) -> dict[str, Charted]:
    """One measure of the regions as a map of equal tiles, cut at its quarters; nothing with fewer than four figures."""
    words = visit.words
    values = sorted(figure.number for one in regions if (figure := getattr(one, which)) is not None)
    if len(values) < len(STEPS):
        return {}
    cuts = [values[len(values) * quarter // 4] for quarter in (1, 2, 3)]
    breaks: tuple[Decimal, Decimal, Decimal] = (cuts[0], cuts[1], cuts[2])
    tiles = tuple(_tile(visit, one, getattr(one, which)) for one in regions)
    key = [Key(step, words(f"quarter_{number}")) for number, step in enumerate(STEPS, 1)]
    if len(values) < len(tiles):
        key.append(Key("untraced", words("map_none")))
    title = words("map_title", map=words(f"map_{which}"), year=asked.year)
    subtitle = words("map_sub", measure=words.name("measure", asked.measure), what=asked.name)
    drawing = TileMap("map", title, subtitle, tiles, breaks, tuple(key), (words("budget_region"), words(f"map_{which}")))
    return {"map": visit.chart(asked.path(asked.code), "map", drawing, title, subtitle)}


def _tile(visit: Visit, one: Region, figure: Figure | None) -> Tile:
    short = visit.words.block(codes.lists()["region"][one.code]["short"], f"region.{one.code}.short")
    return Tile(one.code, one.name, short, figure.number if figure else None, figure.text if figure else one.why, one.url)
