"""One class of goods, works or services: prices per unit as contracts print them, by year and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.charts.boxes import Box, Boxes, steps, widely
from tiyn.draw import Key
from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Link
from tiyn.view.numbers import plain
from tiyn.view.purchase_rows import named
from tiyn.view.purchase_tables import Grid, market_url
from tiyn.view.purchases import NO_CURRENCY, unsegment
from tiyn.view.questions import Answers, Questions
from tiyn.view.trace_tables import count
from tiyn.view.visit import Visit

PATH = "/market/{scheme}/{code}"
ENOUGH = 30  # prices from which a median may serve as a comparison; below, the prices are only listed
COLUMNS = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
MOST_UNITS = 8


@dataclass(frozen=True)
class Priced:
    """The prices of one unit, currency and VAT basis. `enough` is False below thirty prices."""

    title: str
    prices: str
    enough: bool
    median: Figure | None
    years: Grid
    regions: Grid
    chart: str


@dataclass(frozen=True)
class Context:
    """The market page. `charts` are by the name `priced` gives. No price is called fair, high or low."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    priced: list[Priced]
    charts: dict[str, Charted]
    more: str
    purchases: Link
    asked: Answers


def context(visit: Visit) -> Context:
    words = visit.words
    scheme, code = unsegment(visit.params["scheme"]), unsegment(visit.params["code"])
    rows = visit.purchases.rows("prices", scheme=scheme, code=code)
    if not rows:
        raise NotFound(f"no prices per unit of {scheme} {code} in this edition; see /market")
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["unit"], row["currency"], row["vat"]), []).append(row)
    ordered = sorted(groups.values(), key=lambda group: -max(row["prices"] for row in group))
    crumbs = (
        Link(words("contracts_page"), visit.purchases.list_url()),
        Link(words("markets"), visit.url("/market")),
        Link(f"{scheme} {code}".strip(), ""),
    )
    path = market_url(visit, scheme, code).removeprefix(f"/{visit.lang}")
    drawn = {
        f"prices-{place}": _chart(visit, path, f"prices-{place}", group) for place, group in enumerate(ordered[:MOST_UNITS], 1)
    }
    charts = {name: chart for name, chart in drawn.items() if chart is not None}
    return Context(
        title=words("title", code=f"{scheme} {code}".strip()),
        description=words("lead"),
        breadcrumbs=crumbs,
        priced=[_priced(visit, group, name) for name, group in zip(drawn, ordered, strict=False)],
        charts=charts,
        more=words("more_units", n=len(ordered) - MOST_UNITS) if len(ordered) > MOST_UNITS else "",
        purchases=Link(words("all_of_class"), visit.purchases.list_url(**{"class": code})),
        asked=Questions(visit).of_market(scheme, code),
    )


def _chart(visit: Visit, path: str, name: str, rows: list[dict[str, Any]]) -> Charted | None:
    """All years and each year with enough prices, as five of them; None where all years together have too few."""
    words = visit.words
    many = [row for row in rows if not row["region"] and row["prices"] >= ENOUGH]
    boxes = tuple(_box(visit, row) for row in sorted(many, key=lambda row: (row["year"] != 0, -row["year"])))
    if not boxes or many and all(row["year"] for row in many):
        return None
    low, high = min(box.values[0] for box in boxes), max(box.values[-1] for box in boxes)
    unit = _unit(rows[0])
    wide = widely(boxes)
    ticks = tuple((one, plain(Amount(one, one, one, unit), words, True)) for one in steps(low, high, wide))
    key = (Key("approved", words("key_middle")),)
    title, scale = words("chart_title", unit=rows[0]["unit"]), words("scale_wide" if wide else "scale_even")
    subtitle = words("chart_subtitle", scale=scale)
    head = (words("t_group"), *(words(f"t_{column}") for column in COLUMNS))
    return visit.chart(path, name, Boxes(name, title, subtitle, boxes, ticks, key, head), title, subtitle)


def _box(visit: Visit, row: dict[str, Any]) -> Box:
    figures = [figure for figure in _cells(visit, row) if figure is not None]
    label = str(row["year"]) if row["year"] else visit.words("all_years")
    texts, receipts = tuple(one.text for one in figures), tuple(one.receipt for one in figures)
    return Box(label, visit.words("prices_count", n=row["prices"]), tuple(one.number for one in figures), texts, receipts)


def _unit(row: Mapping[str, Any]) -> str:
    return row["currency"] or NO_CURRENCY


def _priced(visit: Visit, rows: list[dict[str, Any]], chart: str) -> Priced:
    words = visit.words
    whole = next(row for row in rows if not row["region"] and not row["year"])
    years = [row for row in rows if not row["region"] and row["year"]]
    regions = [row for row in rows if row["region"] and not row["year"]]
    basis = words.name("vat", whole["vat"] or "unknown")
    return Priced(
        title=words("per_unit", unit=whole["unit"], currency=whole["currency"] or words("not_stated"), vat=basis),
        prices=words(
            "prices_n", n=whole["prices"], buyers=count(visit, whole["buyers"]), suppliers=count(visit, whole["suppliers"])
        ),
        enough=whole["prices"] >= ENOUGH,
        median=visit.purchases.figure("unit_price", whole, "median", words("t_median")) if whole["prices"] >= ENOUGH else None,
        years=_grid(visit, "year", sorted(years, key=lambda row: -row["year"]), lambda row: str(row["year"])),
        regions=_grid(
            visit, "region", sorted(regions, key=lambda row: -row["prices"]), lambda row: named(words, "region", row["region"])
        ),
        chart=chart,
    )


def _grid(visit: Visit, what: str, rows: list[dict[str, Any]], name: Any) -> Grid:
    words = visit.words
    made: list[list[Any]] = [[name(row), count(visit, row["prices"]), *_cells(visit, row)] for row in rows]
    head = [
        words(f"t_{what}"),
        {"text": words("t_prices"), "num": True},
        *({"text": words(f"t_{one}"), "num": True} for one in COLUMNS),
    ]
    return Grid(words(f"g_by_{what}"), head, made)


def _cells(visit: Visit, row: Mapping[str, Any]) -> list[Figure | None]:
    return [visit.purchases.figure("unit_price", row, name, visit.words(f"t_{name}")) for name in COLUMNS]


def examples(visit: Visit) -> list[str]:
    """The classes with most and with fewest prices."""
    prefix = len(visit.url(""))
    return [market_url(visit, row["scheme"], row["classification"])[prefix:] for row in visit.query("examples")]
