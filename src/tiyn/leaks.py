"""Personal numbers, e-mail addresses and phones in published bytes: what the readers' masking should have left none of.

`leaks(folder)` reads every file of an edition or of a folder of exports as its users do: tables and
stores column by column, lines and pages as text, the search indexes by what they give back. Columns of
numbers are left out: a sum of twelve digits can look like anything.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import sqlite3
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import tantivy

from tiyn.dictionary import tables
from tiyn.exporting import contracts
from tiyn.queries import queries
from tiyn.readers._personal import scan

SQL = Path(__file__).with_suffix(".sql")
SHORTEST = 6  # characters of the least address: a@b.kz
INDEXES = ("search", "register")
SUMS = "number"  # the field of an index that holds sums


@dataclass(frozen=True)
class Leak:
    """Where something personal stands, and what it is."""

    file: str
    place: str
    found: str


def leaks(folder: Path) -> list[Leak]:
    """Everything personal in the files below a folder, in their order."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.parent.name not in INDEXES:
            found += [Leak(name, place, one) for place, text in texts(path) for one in scan(text)]
    for index in INDEXES:
        for parent in sorted(one for one in folder.rglob(index) if (one / "meta.json").is_file()):
            name = parent.relative_to(folder).as_posix()
            found += [Leak(name, place, one) for place, text in indexed(parent) for one in scan(text)]
    return found


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """(place, text) of everything a file says in words. A file of a kind nobody knows is read as bytes."""
    if path.suffix == ".parquet":
        yield from _parquet(path)
    elif path.suffix in (".sqlite", ".db"):
        yield from _sqlite(path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield name, ""
                for number, line in enumerate(io.TextIOWrapper(packed.open(name), "utf-8", "replace"), 1):
                    yield f"{name}:{number}", _markup(line)
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            yield from _rows(file)
    elif path.suffix in (".json", ".jsonl"):
        yield from _json(path)
    else:
        yield "bytes", path.read_bytes().decode("utf-8", "replace")


@functools.cache
def numeric() -> frozenset[str]:
    """Names that are columns of numbers wherever they are columns."""
    kinds: dict[str, set[str]] = {}
    for columns in (*(table.columns for table in tables().values()), contracts.columns()):
        for column in columns:
            kinds.setdefault(column.name, set()).add(column.type)
    return frozenset(name for name, known in kinds.items() if "text" not in known)


def _parquet(path: Path) -> Iterator[tuple[str, str]]:
    source = "read_parquet('" + str(path).replace("'", "''") + "')"
    with duckdb.connect() as connection:
        columns = connection.execute(queries(SQL)["described"].format(source=source)).fetchall()
        for name, kind, *_ in columns:
            if not kind.startswith("VARCHAR"):
                continue
            quoted = '"' + name.replace('"', '""') + '"'
            cell = quoted if kind == "VARCHAR" else f"array_to_string({quoted}, ' ')"
            cursor = connection.execute(queries(SQL)["texts"].format(columns=cell, source=source))
            while batch := cursor.fetchmany(10_000):
                yield from ((name, row[0]) for row in batch)


def _sqlite(path: Path) -> Iterator[tuple[str, str]]:
    """Every text of every table, column by column; nothing was ever deleted from the file that its free pages could hold."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        for name in sorted(set(tables()) & {row[1] for row in connection.execute("pragma table_list")}):
            table = tables()[name]
            wanted = [number for number, column in enumerate(table.columns) if column.type == "text"]
            for row in connection.execute(queries(SQL)["every"].format(table=name, columns=", ".join(table.names))):
                yield from ((f"{name}.{table.names[at]}", row[at]) for at in wanted if row[at] and len(row[at]) >= SHORTEST)
    finally:
        connection.close()


def _rows(file: Iterable[str]) -> Iterator[tuple[str, str]]:
    reader = csv.reader(file)
    head = next(reader, [])
    read = [(at, name) for at, name in enumerate(head) if name not in numeric()]
    for number, row in enumerate(reader, 2):
        yield from ((f"{name}:{number}", row[at]) for at, name in read if at < len(row) and len(row[at]) >= SHORTEST)


def _json(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        if path.suffix == ".json":
            yield from _strings(json.load(file), "")
            return
        for number, line in enumerate(file, 1):
            yield from ((f"{number}{place}", text) for place, text in _strings(json.loads(line), ""))


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text of a JSON value, names of fields included; numbers are left out, also those that stand as text."""
    if isinstance(value, str) and len(value) >= SHORTEST:
        yield place, value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one, place)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield place, name
            if not (name in numeric() and isinstance(one, str)):
                yield from _strings(one, f"{place}/{name}")


def indexed(folder: Path) -> Iterator[tuple[str, str]]:
    """What an index holds: everything it stores, and every word it knows, sums apart."""
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False).hits
    for _, address in hits:
        for name, kept in searcher.doc(address).to_dict().items():
            for one in kept:
                yield name, bytes(one).decode("utf-8", "replace") if isinstance(one, (bytes, list)) else str(one)
    for field in json.loads((folder / "meta.json").read_bytes())["schema"]:
        if field["type"] == "text" and field["name"] != SUMS:
            yield from ((field["name"], term) for term, _ in searcher.terms_with_prefix(field["name"], ""))


def _markup(line: str) -> str:
    """A line of a sheet without the cells of numbers."""
    return line if "<v>" not in line else "".join(part.partition("</v>")[2] for part in f"</v>{line}".split("<v>"))


def main(arguments: list[str]) -> int:
    """Scan folders; what is found is named, and the code is 1."""
    found = [one for folder in arguments for one in leaks(Path(folder))]
    for one in found:
        print(f"{one.file}: {one.place}: {one.found}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
