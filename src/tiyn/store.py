"""The serving store: every table of the edition in SQLite files, clustered by its key.

The ordinary tables are in one file; the bulk tables are dealt out to BULK, so that two processes can
write and read them back at once. A connection of an edition sees them all under their own names.
Decimals are text in plain notation and dates ISO text, so that nothing passes through a float.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tiyn import shelf
from tiyn.dictionary import Table, tables
from tiyn.snapshot import digest

INDEXES = shelf.PACKAGE / "store.sql"
STORE = "store.sqlite"
BULK = ("bulk-1.sqlite", "bulk-2.sqlite")
# What the second bulk file holds: by the measured time of writing and reading back about as much work as the first.
SECOND = frozenset({"process", "contract", "award", "charge", "checked", "item", "milestone"})
CACHE_KB = 200_000
_ON = re.compile(r"\bon (\w+) \(")
TYPES = {"text": "text", "integer": "integer", "decimal": "text", "number": "text", "date": "text"}


def file_of(table: Table) -> str:
    """The name of the file of the store that holds a table."""
    return STORE if not table.bulk else BULK[table.name in SECOND]


def layout(table: Table) -> str:
    """A mark of how a table is kept: its file, key and columns. Another mark is another version's table."""
    columns = [[column.name, column.type, column.required] for column in table.columns]
    return digest(json.dumps([file_of(table), table.key, columns]).encode())[:16]


def held(name: str) -> list[Table]:
    """The tables of one file of the store, in order of name."""
    return [table for table in tables().values() if file_of(table) == name]


def write(path: Path, content: Iterable[tuple[Table, Iterable[tuple[Any, ...]]]]) -> None:
    """Create the file from (table, rows in key order, as text, integers and None) and its indexes."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode = off", "synchronous = off", "locking_mode = exclusive", f"cache_size = -{CACHE_KB}"):
            connection.execute(f"pragma {pragma}").fetchall()
        connection.execute("begin")
        written = set()
        for table, rows in content:
            connection.execute(create(table))
            marks = ", ".join("?" for _ in table.names)
            connection.executemany(f"insert into {table.name} values ({marks})", rows)
            written.add(table.name)
        connection.execute("commit")
        for statement in indexes(written):
            connection.execute(statement)
    finally:
        connection.close()


def indexes(names: Iterable[str]) -> list[str]:
    """The statements of store.sql that concern these tables."""
    wanted = set(names)
    lines = [line for line in INDEXES.read_text(encoding="utf-8").splitlines() if not line.startswith("--")]
    found = [(statement.strip(), _ON.search(statement)) for statement in "\n".join(lines).split(";")]
    return [statement for statement, on in found if on and on.group(1) in wanted]


def create(table: Table) -> str:
    """The SQLite `create table` of a dictionary table, clustered on its key."""
    columns = [f"{column.name} {TYPES[column.type]}{' not null' if column.required else ''}" for column in table.columns]
    body = ",\n  ".join([*columns, f"primary key ({', '.join(table.key)})"])
    return f"create table {table.name} (\n  {body}\n) without rowid"


def one_row(table: Table) -> str:
    """The query for the row of one key, its parts bound by the names of the key's columns."""
    where = " and ".join(f"{name} = :{name}" for name in table.key)
    return f"select {', '.join(table.names)} from {table.name} where {where}"


# ---- every 256th key of a table, and the rows from one on: how a leaf finds its row and a row its leaf


def write_marks(path: Path, marks: Mapping[str, Sequence[tuple[int, Sequence[Any]]]]) -> None:
    """A file of marks: table -> (rank among the table's rows, its key), in order."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = off")
        connection.execute("begin")
        for name, rows in sorted(marks.items()):
            key = tables()[name].key
            columns = ", ".join(f"{one} {TYPES[tables()[name].types[one]]} not null" for one in key)
            connection.execute(
                f"create table {name} ({columns}, n integer not null, primary key ({', '.join(key)})) without rowid"
            )
            marks_of = ", ".join("?" for _ in (*key, "n"))
            connection.executemany(f"insert into {name} values ({marks_of})", [(*found, rank) for rank, found in rows])
            connection.execute(f"create unique index {name}_n on {name} (n)")
        connection.execute("commit")
    finally:
        connection.close()


def every(connection: sqlite3.Connection, table: Table, step: int) -> list[tuple[int, tuple[Any, ...]]]:
    """(rank, key) of every `step`-th row of a table."""
    keys = connection.execute(f"select {', '.join(table.key)} from {table.name} order by {', '.join(table.key)}")
    return [(rank, tuple(key)) for rank, key in enumerate(keys) if rank % step == 0]


def mark_of_key(marks: sqlite3.Connection, table: Table, key: Sequence[Any]) -> tuple[int, tuple[Any, ...]]:
    """The last mark not after a key, as (rank, key)."""
    names, binds = ", ".join(table.key), ", ".join("?" for _ in table.key)
    back = ", ".join(f"{one} desc" for one in table.key)
    sql = f"select n, {names} from {table.name} where ({names}) <= ({binds}) order by {back} limit 1"
    found = marks.execute(sql, key).fetchone()
    return (found[0], tuple(found[1:])) if found else (0, ())


def mark_of_rank(marks: sqlite3.Connection, table: Table, rank: int) -> tuple[int, tuple[Any, ...]]:
    """The last mark not after a rank, as (rank, key)."""
    found = marks.execute(f"select n, {', '.join(table.key)} from {table.name} where n <= ? order by n desc limit 1", [rank])
    row = found.fetchone()
    return row[0], tuple(row[1:])


def rows_from(connection: sqlite3.Connection, table: Table, key: Sequence[Any], skip: int, count: int) -> list[Sequence[Any]]:
    """`count` rows in key order, after `skip` ones, from a key on (() for the first)."""
    names, order = ", ".join(table.key), ", ".join(table.key)
    where = f"where ({names}) >= ({', '.join('?' for _ in key)}) " if key else ""
    sql = f"select {', '.join(table.names)} from {table.name} {where}order by {order} limit ? offset ?"
    return connection.execute(sql, [*key, count, skip]).fetchall()


def rank_of(connection: sqlite3.Connection, table: Table, start: Sequence[Any], key: Sequence[Any]) -> int | None:
    """How many rows stand from `start` (() for the first) to before a key; None when no row has that key."""
    names, binds = ", ".join(table.key), ", ".join("?" for _ in table.key)
    if connection.execute(f"select 1 from {table.name} where ({names}) = ({binds})", key).fetchone() is None:
        return None
    since = f"({names}) >= ({binds}) and " if start else ""
    sql = f"select count(*) from {table.name} where {since}({names}) < ({binds})"
    return int(connection.execute(sql, [*start, *key]).fetchone()[0])
