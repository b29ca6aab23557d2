"""One fiscal data package: where it comes from, its totals, its breakdown by every column of codes, its first records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tiyn.model.errors import NotFound
from tiyn.view.facts import Fact
from tiyn.view.figures import Figure, Link
from tiyn.view.package_rows import Records, records
from tiyn.view.packages import Breakdown
from tiyn.view.visit import Visit

PATH = "/package/{id}"
SHOWN = 15
TABLES = ("fiscal_package", "fiscal_resource", "fiscal_field", "fiscal_row", "fiscal_amount", "fiscal_total")


@dataclass(frozen=True)
class Total:
    """One measure over one period: the exact sum, how many amounts it has, and how many cells print none."""

    f: Figure
    count: str
    nil: str


@dataclass(frozen=True)
class Divided:
    """The total shown by one column of codes; `url` shows every measure and period by it."""

    name: str
    url: str
    breakdown: Breakdown


@dataclass(frozen=True)
class Context:
    """The page of a package. Counts are of our own records; every sum is a figure with its receipt."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    facts: list[Fact]
    totals: list[Total]
    counts: str
    divided: list[Divided]
    single: str
    records: Records
    rows_url: str
    files: list[Link]


def context(visit: Visit) -> Context:
    words, identifier = visit.words, visit.params["id"]
    found = visit.query("package", id=identifier)
    if not found:
        raise NotFound(f"no package {identifier} in edition {visit.edition.id}; see /packages")
    row = found[0]
    title = row["title"] or row["name"]
    counted = visit.query("counted", id=identifier)[0]
    wholes = visit.packages.totals.wholes(identifier)
    divided, single = _divided(visit, wholes)
    return Context(
        title=title,
        description=words("lead"),
        breadcrumbs=(Link(words("packages"), visit.url("/packages")), Link(title, "")),
        facts=_facts(visit, row),
        totals=[Total(visit.packages.figure(one), str(one["amounts"]), str(one["nil"])) for one in wholes],
        counts=words("counts", read=counted["read"], kept=counted["kept"], refused=counted["read"] - counted["kept"]),
        divided=divided,
        single=words("single", names=", ".join(single)) if single else "",
        records=records(visit.packages, identifier, 1, SHOWN),
        rows_url=visit.url(f"/package/{identifier}/rows/1"),
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


def _divided(visit: Visit, wholes: list[dict[str, Any]]) -> tuple[list[Divided], list[str]]:
    """(one total by every column that divides it, the names of the columns that have one code only).

    The total shown is the one with the most amounts; of equals the latest period, then the file's first column.
    """
    if not wholes:
        return [], []
    most = max(one["amounts"] for one in wholes)
    period = max(one["period"] for one in wholes if one["amounts"] == most)
    whole = next(one for one in wholes if (one["amounts"], one["period"]) == (most, period))
    found, single = [], []
    columns = visit.packages.totals.columns(whole["package"])
    names = {column["number"]: column["title"] or column["name"] for column in columns}
    for column in columns:
        number, by = column["number"], str(column["number"])
        shares = visit.packages.shares(f"{whole['id']}/{by}") if column["parent"] is None else None
        if shares and len(shares.parts) == 1:
            single.append(names[number])
            by = shares.parts[0].url.partition("/by/")[2]
            number = int(by.partition("/")[0]) if by else number
            shares = visit.packages.shares(f"{whole['id']}/{unquote(by)}") if by else None
        if shares and len(shares.parts) > 1:
            found.append(Divided(names[number], visit.url(f"/package/{whole['package']}/by/{by}"), shares))
    return found, single


def _file(visit: Visit, path: str) -> Link:
    return Link(path.rpartition("/")[2], f"/edition/{visit.edition.id}/{path}")


def examples(visit: Visit) -> list[str]:
    return [f"/package/{row['id']}" for row in visit.query("ids")]
