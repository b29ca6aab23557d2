"""The serving store: every table of the edition in one SQLite file, clustered by its key.

Decimals are text in plain notation and dates ISO text, so that nothing passes through a float.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tiyn import shelf
from tiyn.dictionary import Table

INDEXES = shelf.PACKAGE / "store.sql"
TYPES = {"text": "text", "integer": "integer", "decimal": "text", "number": "text", "date": "text"}


def write(path: Path, content: Iterable[tuple[Table, Iterable[tuple[Any, ...]]]]) -> None:
    """Create the file from (table, rows in key order, as text, integers and None) and its indexes."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("pragma journal_mode = off").fetchall()
        connection.execute("pragma synchronous = off")
        for table, rows in content:
            connection.execute(create(table))
            marks = ", ".join("?" for _ in table.names)
            connection.executemany(f"insert into {table.name} values ({marks})", rows)
        connection.executescript(INDEXES.read_text(encoding="utf-8"))
        connection.commit()
    finally:
        connection.close()


def create(table: Table) -> str:
    """The SQLite `create table` of a dictionary table, clustered on its key."""
    columns = [f"{column.name} {TYPES[column.type]}{' not null' if column.required else ''}" for column in table.columns]
    body = ",\n  ".join([*columns, f"primary key ({', '.join(table.key)})"])
    return f"create table {table.name} (\n  {body}\n) without rowid"


def one_row(table: Table) -> str:
    """The query for the row of one key, its parts bound by the names of the key's columns."""
    where = " and ".join(f"{name} = :{name}" for name in table.key)
    return f"select {', '.join(table.names)} from {table.name} where {where}"
