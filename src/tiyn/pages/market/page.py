"""One class of goods, works or services: prices per unit as contracts print them, by year and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.view.figures import Figure, Link
from tiyn.view.purchase_rows import named
from tiyn.view.purchase_tables import Grid, market_url
from tiyn.view.purchases import unsegment
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


@dataclass(frozen=True)
class Context:
    """The market page. No price is called fair, high or low."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    priced: list[Priced]
    more: str
    purchases: Link


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
    return Context(
        title=words("title", code=f"{scheme} {code}".strip()),
        description=words("lead"),
        breadcrumbs=crumbs,
        priced=[_priced(visit, group) for group in ordered[:MOST_UNITS]],
        more=words("more_units", n=len(ordered) - MOST_UNITS) if len(ordered) > MOST_UNITS else "",
        purchases=Link(words("all_of_class"), visit.purchases.list_url(**{"class": code})),
    )


def _priced(visit: Visit, rows: list[dict[str, Any]]) -> Priced:
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
