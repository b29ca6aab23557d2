"""One fiscal data package: where it comes from, its totals per measure and period, what is missing, its first rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.view.facts import Fact
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/package/{id}"
SHOWN = 100
TABLES = ("fiscal_package", "fiscal_resource", "fiscal_field", "fiscal_row", "fiscal_amount")


@dataclass(frozen=True)
class Total:
    """One measure over one period: the exact sum, how many amounts it has, and how many cells print none."""

    f: Figure
    count: str
    nil: str


@dataclass(frozen=True)
class Shown:
    """One record: its texts that are no amounts, and its amounts; a cell without a number keeps its print."""

    number: str
    cells: list[str]
    amounts: list[Figure | str]


@dataclass(frozen=True)
class Context:
    """The page of a package. Counts are of our own records; every sum is a figure with its receipt."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    facts: list[Fact]
    totals: list[Total]
    counts: str
    head: list[str]
    measures: list[str]
    rows: list[Shown]
    files: list[Link]


def context(visit: Visit) -> Context:
    words, identifier = visit.words, visit.params["id"]
    found = visit.query("package", id=identifier)
    if not found:
        raise NotFound(f"no package {identifier} in edition {visit.edition.id}; see /packages")
    row = found[0]
    title = row["title"] or row["name"]
    counted = visit.query("counted", id=identifier)[0]
    first = visit.query("first_resource", id=identifier)[0]["resource"]
    fields = visit.query("fields", id=identifier, resource=first)
    rows = [_shown(visit, one, fields) for one in visit.query("rows", id=identifier, resource=first, shown=SHOWN)]
    return Context(
        title=title,
        description=words("lead"),
        breadcrumbs=(Link(words("packages"), visit.url("/packages")), Link(title, "")),
        facts=_facts(visit, row),
        totals=[_total(visit, identifier, one) for one in visit.query("totals", id=identifier)],
        counts=words("counts", read=counted["read"], kept=counted["kept"], refused=counted["read"] - counted["kept"]),
        head=[field["name"] for field in fields if field["role"] != "measure"],
        measures=[field["name"] for field in fields if field["role"] == "measure"],
        rows=rows,
        files=[_file(visit, f"exports/csv/{name}.csv") for name in TABLES],
    )


def _facts(visit: Visit, row: dict[str, Any]) -> list[Fact]:
    """What the package says of itself; what it leaves out is left out."""
    words = visit.words
    document = visit.cite(row["document_id"])
    facts = [Fact(words("document"), Link(document.title, document.url))]
    period = "..".join(part or "" for part in (row["period_start"], row["period_end"])).strip(".")
    said = {"name": row["name"], "country": row["country"], "period": period, "granularity": row["granularity"]}
    said |= {"form": row["form"], "currency": row["currency"], "licence": row["licence"]}
    return facts + [Fact(words(name), value) for name, value in said.items() if value]


def _total(visit: Visit, identifier: str, row: dict[str, Any]) -> Total:
    figure, count = visit.packages.total(identifier, row["measure"], row["period"])
    return Total(figure, str(count), str(row["nil"]))


def _shown(visit: Visit, row: dict[str, Any], fields: list[dict[str, Any]]) -> Shown:
    texts = [text for text in json.loads(row["cells"]) if text is not None]
    values = {"id": visit.params["id"], "resource": row["resource"], "row": row["row"]}
    amounts = {one["measure"]: one for one in visit.query("amounts", **values)}
    cells: list[Figure | str] = []
    for field in fields:
        if field["role"] == "measure":
            one = amounts.get(field["measure"])
            cells.append("" if one is None else visit.packages.amount(one["id"]) if one["amount"] is not None else one["printed"])
    return Shown(str(row["row"]), texts, cells)


def _file(visit: Visit, path: str) -> Link:
    return Link(path.rpartition("/")[2], f"/edition/{visit.edition.id}/{path}")


def examples(visit: Visit) -> list[str]:
    return [f"/package/{row['id']}" for row in visit.query("ids")]
