"""The trace by buyer, supplier, programme, region, method or digital rule: the largest of a year, the others counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.view.figures import Link
from tiyn.view.parameters import ONE_YEAR
from tiyn.view.purchase_rows import named
from tiyn.view.purchase_tables import Grid
from tiyn.view.trace_tables import at_rung, contracted, count, tied
from tiyn.view.visit import Visit

PATH = "/trace/{dimension}"
DIMENSIONS = ("buyer", "supplier", "programme", "region", "method", "digital")
MOST = 50
QUERY = {"year": ONE_YEAR}


@dataclass(frozen=True)
class Context:
    """One year of one dimension."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    years: list[Link]
    year: str
    members: Grid


def context(visit: Visit) -> Context:
    words, dimension = visit.words, visit.params["dimension"]
    if dimension not in DIMENSIONS:
        raise NotFound(f"/trace/{dimension}: expected one of {', '.join(DIMENSIONS)}; see /trace")
    years = [row["year"] for row in visit.query("years")]
    asked = visit.arguments.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) in years
        else (years[0] if years else 0)
    )
    rows = visit.query("members", dimension=dimension, year=year, most=MOST + 1)
    known = visit.query("how_many", dimension=dimension, year=year)[0]["n"]
    title = words(f"by_{dimension}")
    crumbs = (Link(words("trace"), visit.url("/trace")), Link(title, ""))
    note = words("members_more", n=known - MOST) if known > MOST else ""
    head = [title, words("t_currency"), {"text": words("t_contracts"), "num": True}, {"text": words("t_contracted"), "num": True}]
    head += [words("t_paid_tied"), {"text": words("t_payment_amount"), "num": True}]
    return Context(
        title=words("title", what=title.lower(), year=year or words("year_unknown")),
        description=words("lead"),
        breadcrumbs=crumbs,
        years=[Link(str(one or words("year_unknown")), visit.url(f"/trace/{dimension}") + f"?year={one}") for one in years],
        year=str(year),
        members=Grid(title, head, [_cells(visit, dimension, row) for row in rows[:MOST]], note),
    )


def _cells(visit: Visit, dimension: str, row: dict[str, Any]) -> list[Any]:
    words = visit.words
    cells = [_member(visit, dimension, row), row["currency"] or words("not_stated"), count(visit, row["contracts"])]
    return [*cells, contracted(visit, row), tied(visit, row, "payment"), at_rung(visit, row, "payment", "amount")]


def _member(visit: Visit, dimension: str, row: dict[str, Any]) -> Any:
    member = row["member"]
    if dimension in ("buyer", "supplier"):
        return visit.purchases.side(member)
    text = (
        visit.label(f"rule/digital-purchases/{member}", "why")
        if dimension == "digital"
        else named(visit.words, dimension, member)
    )
    return Link(text or member, visit.purchases.list_url(**{dimension: member, "year": row["year"] or "-"}))


def examples(visit: Visit) -> list[str]:
    """Every dimension, where there is a register."""
    return [f"/trace/{dimension}" for dimension in DIMENSIONS] if len(visit.register) else []
