"""Records of a fiscal package on a page: every text as printed, every amount a figure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.view.packages import Packages

SQL = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True)
class Shown:
    """One record: its texts that are no amounts, and its amounts; a cell without a number keeps its print."""

    number: str
    cells: list[str]
    amounts: list[Figure | str]


@dataclass(frozen=True)
class Records:
    """Some records of one data file, with the names of its columns. `first`..`last` count the accepted ones from 1."""

    file: str
    head: list[str]
    measures: list[str]
    rows: list[Shown]
    first: int
    last: int
    of: int
    page: int
    pages: int


def records(packages: Packages, package: str, page: int, size: int) -> Records:
    """Page `page` (from 1) of a package's accepted records, `size` a page; every data file begins a page of its own.

    Raises NotFound for a page that is not there.
    """
    files = packages.read(queries(SQL)["files"], {"id": package})
    counts = [max(1, -(-file["kept"] // size)) for file in files]
    before = 0
    for file, count in zip(files, counts, strict=True):
        if before < page <= before + count:
            return _records(packages, file, (page - before - 1) * size, size, (page, sum(counts)))
        before += count
    raise NotFound(f"no page {page} of the records of {package}; expected 1 to {sum(counts)}; see /package/{package}")


def _records(packages: Packages, file: dict[str, Any], skip: int, size: int, place: tuple[int, int]) -> Records:
    values = {"package": file["package"], "resource": file["resource"]}
    fields = packages.read(queries(SQL)["fields"], values)
    found = packages.read(queries(SQL)["rows"], values | {"skip": skip, "shown": size})
    rows = [_shown(packages, row, fields) for row in found]
    return Records(
        file=file["path"],
        head=[field["name"] for field in fields if field["role"] != "measure"],
        measures=[field["name"] for field in fields if field["role"] == "measure"],
        rows=rows,
        first=skip + 1 if rows else 0,
        last=skip + len(rows),
        of=file["kept"],
        page=place[0],
        pages=place[1],
    )


def _shown(packages: Packages, row: dict[str, Any], fields: list[dict[str, Any]]) -> Shown:
    texts = [text for text in json.loads(row["cells"]) if text is not None]
    values = {"package": row["package"], "resource": row["resource"], "row": row["row"]}
    amounts = {one["measure"]: one for one in packages.read(queries(SQL)["amounts"], values)}
    cells: list[Figure | str] = []
    for field in fields:
        if field["role"] == "measure":
            one = amounts.get(field["measure"])
            cells.append("" if one is None else packages.amount(one["id"]) if one["amount"] is not None else one["printed"])
    return Shown(str(row["row"]), texts, cells)
