"""SQL over the edition's own files, run by the reader's own browser: this portal runs nobody's SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tiyn import shelf
from tiyn.dictionary import Table, tables
from tiyn.queries import queries
from tiyn.view.figures import Link
from tiyn.view.numbers import number
from tiyn.view.visit import Visit

PATH = "/sql"
SQL = Path(__file__).with_name("examples.sql")
RUNS_ENGINE = True  # its answer allows WebAssembly of ours; no other page's does
VENDOR = shelf.PACKAGE / "web" / "static" / "vendor"
WORKER, MODULE = "duckdb-eh.worker.js", "duckdb-eh.wasm"
MEGABYTE = 1_000_000
_NAMED = re.compile(r"'(\w+\.parquet)'")
# What the page's script says, by its own names for them: words.yml has each as say_<name>.
SAID = (
    "weighs", "file", "engine", "nothing", "cached", "loading", "opening", "running", "counting", "rows", "first", "done",
    "stopped", "empty",
    "error_parser", "error_table", "error_name", "error_function", "error_value", "error_memory", "error_away", "error_file",
    "error_engine", "error_other", "own_words", "answer", "into",
)  # fmt: skip
SLOTS = {name: f"{{{name}}}" for name in ("size", "files", "name", "rows", "seconds")}  # filled in by the script


@dataclass(frozen=True)
class Example:
    """One query to begin with: what it answers, and its text."""

    about: str
    sql: str


@dataclass(frozen=True)
class Column:
    """One column of a file."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class File:
    """One table as Parquet: its address, its bytes (also in words), its SHA-256, what a row and each column is."""

    table: str
    name: str
    url: str
    bytes: int
    size: str
    sha256: str
    grain: str
    columns: list[Column]


@dataclass(frozen=True)
class Engine:
    """What a browser loads to run SQL, once: names below static/, bytes as they travel (packed)."""

    worker: str
    module: str
    bytes: int
    size: str


@dataclass(frozen=True)
class Context:
    """Files with rows, and queries over them; `engine` is None where it was not fetched (`tiyn.web.assets`)."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    engine: Engine | None
    said: dict[str, str]
    examples: list[Example]
    files: list[File]


def context(visit: Visit) -> Context:
    words, manifest = visit.words, visit.edition.manifest
    shown = []
    for name, entry in manifest["tables"].items():
        path = f"tables/{name}.parquet"
        if entry["rows"] and path in manifest["files"]:
            shown.append(_file(visit, tables()[name], path))
    engine = _engine(visit)
    return Context(
        title=words("title"),
        description=words("lead" if engine else "lead_without"),
        breadcrumbs=(Link(words("title"), ""),),
        engine=engine,
        said={name: words(f"say_{name}", **SLOTS) for name in SAID} if engine else {},
        examples=_examples(visit, {file.name for file in shown}),
        files=sorted(shown, key=lambda one: one.name),
    )


def _examples(visit: Visit, there: set[str]) -> list[Example]:
    """The queries whose files this edition has."""
    found = []
    for name, sql in queries(SQL).items():
        if set(_NAMED.findall(sql)) <= there:
            about = visit.words(f"example_{name}")
            found.append(Example(about, f"-- {about}\n{sql};"))
    return found


def _file(visit: Visit, table: Table, path: str) -> File:
    entry, owner = visit.edition.manifest["files"][path], f"table.{table.name}"
    columns = [
        Column(column.name, column.type, visit.words.block(column.meaning, f"{owner}.{column.name}")) for column in table.columns
    ]
    url, grain = f"/edition/{visit.edition.id}/{path}", visit.words.block(table.grain, owner)
    return File(
        table.name, f"{table.name}.parquet", url, entry["bytes"], _size(visit, entry["bytes"]), entry["sha256"], grain, columns
    )


def _engine(visit: Visit) -> Engine | None:
    packed = [VENDOR / f"{name}.br" for name in (WORKER, MODULE)]
    if not all(path.is_file() for path in packed):
        return None
    weight = sum(path.stat().st_size for path in packed)
    return Engine(f"vendor/{WORKER}", f"vendor/{MODULE}", weight, _size(visit, weight))


def _size(visit: Visit, size: int) -> str:
    """Bytes in words: megabytes from a tenth of one upwards."""
    if size < MEGABYTE // 10:
        return visit.words("bytes", size=number(Decimal(size), visit.words))
    return visit.words("megabytes", size=number(Decimal(size) / MEGABYTE, visit.words, 1))


def examples(visit: Visit) -> list[str]:
    return [PATH]
