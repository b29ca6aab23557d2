"""The data: every table of the edition, what it holds, column by column, with downloads and hashes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.dictionary import Table, tables
from tiyn.view.figures import Link
from tiyn.view.numbers import number
from tiyn.view.visit import Visit

PATH = "/data"


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class File:
    """One file to download, with its size and SHA-256."""

    name: str
    url: str
    size: str
    sha256: str


@dataclass(frozen=True)
class Described:
    """One table: what a row is, how many there are, its columns, its files, and those made on request."""

    name: str
    grain: str
    rows: str
    key: str
    columns: list[Column]
    files: list[File]
    made: list[Link]
    empty: bool


@dataclass(frozen=True)
class Context:
    """The data of the edition. Sizes and row counts are of our own files; `without` counts tables without rows."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    tables: list[Described]
    whole: list[File]
    without: int


def context(visit: Visit) -> Context:
    words = visit.words
    described = [_table(visit, table) for table in tables().values()]
    known = {file.name for table in described for file in table.files}
    rest = [
        path for path in visit.edition.manifest["files"] if path not in known and not path.startswith(("search/", "register/"))
    ]
    whole = [_file(visit, path) for path in sorted(rest)]
    return Context(
        words("title"), words("lead"), (Link(words("nav_data"), ""),), described, whole, sum(one.empty for one in described)
    )


def _table(visit: Visit, table: Table) -> Described:
    owner = f"table.{table.name}"
    columns = [
        Column(column.name, column.type, visit.words.block(column.meaning, f"{owner}.{column.name}")) for column in table.columns
    ]
    paths = (f"tables/{table.name}.parquet", f"exports/csv/{table.name}.csv")
    return Described(
        name=table.name,
        grain=visit.words.block(table.grain, owner),
        rows=str(visit.edition.manifest["tables"][table.name]["rows"]),
        key=", ".join(table.key),
        columns=columns,
        files=[_file(visit, path) for path in paths if path in visit.edition.manifest["files"]],
        made=_made(visit, table.name, f"exports/csv/{table.name}.csv" in visit.edition.manifest["files"]),
        empty=not visit.edition.manifest["tables"][table.name]["rows"],
    )


def _made(visit: Visit, name: str, has_csv: bool) -> list[Link]:
    """What an export makes of a table when it is asked for, and what its columns mean."""
    endings = (() if has_csv else ("csv",)) + ("jsonl", "schema.json")
    return [Link(f"{name}.{ending}", visit.url(f"/export/table/{name}.{ending}")) for ending in endings]


def _file(visit: Visit, path: str) -> File:
    entry = visit.edition.manifest["files"][path]
    size = number(Decimal(entry["bytes"]), visit.words)
    return File(path, f"/edition/{visit.edition.id}/{path}", visit.words("bytes", size=size), entry["sha256"])


def examples(visit: Visit) -> list[str]:
    return [PATH]
