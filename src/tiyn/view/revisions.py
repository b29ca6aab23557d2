"""Figures that a later month prints otherwise than an earlier one, with both of them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn import codes
from tiyn.queries import queries
from tiyn.view.facts import region_link
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

SQL = Path(__file__).with_suffix(".sql")
PRINTED = "ru"
BY_PLACE = ("regional", "republican")


@dataclass(frozen=True)
class Revision:
    """One figure printed twice: where, of what, both months and both figures. `lang` is the language of `what`."""

    region: Link
    report: str
    what: str
    lang: str
    url: str
    measure: str
    earlier_month: str
    month: str
    earlier: Figure
    later: Figure


def revisions(visit: Visit, kind: str | None, region: str | None, limit: int) -> tuple[list[Revision], int]:
    """The largest changes, whichever way they go, and how many there are in all. Amounts are compared as decimals."""
    rows = _rows(visit, "revisions", kind=kind, region=region)
    rows.sort(key=lambda row: (-abs(Decimal(row["change"])), row["line"], row["measure"]))
    return [_revision(visit, row) for row in rows[:limit]], len(rows)


def counts(visit: Visit) -> list[dict[str, Any]]:
    """kind, region and how many (n), by kind and region."""
    return _rows(visit, "counts")


def _rows(visit: Visit, name: str, **values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in visit.connection.execute(queries(SQL)[name], values)]


def _revision(visit: Visit, row: dict[str, Any]) -> Revision:
    words, budgets = visit.words, visit.budgets
    what, lang, url = row["name"], PRINTED, ""
    if row["kind"] == "administrator":
        if row["administrator"] in codes.codes("administrator"):
            what, lang = words.name("administrator", row["administrator"]), visit.lang
        what = f"{row['administrator']} {what}"
        if row["report"] in BY_PLACE:
            url = visit.url(f"/administrator/{row['region']}/{row['administrator']}")
    elif row["kind"] == "group" and row["functional_group"] in codes.codes("functional_group"):
        what, lang = f"{row['functional_group']} {words.name('functional_group', row['functional_group'])}", visit.lang
    return Revision(
        region_link(visit, row["region"]), words.name("report", row["report"]), what, lang, url,
        words.name("measure", row["measure"]), words.period(row["earlier_month"]), words.period(row["month"]),
        budgets.line(row["earlier_line"], row["measure"]), budgets.line(row["line"], row["measure"]),
    )  # fmt: skip
