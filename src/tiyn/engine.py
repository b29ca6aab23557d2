"""DuckDB behind four methods: run, rows, load, save. A second engine needs no more.

SQL comes from `.sql` files beside their owner; values are only ever bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from tiyn.dictionary import Table, tables


class Engine:
    """One in-memory database with every table of the dictionary, empty."""

    def __init__(self, threads: int = 2) -> None:
        self.connection = duckdb.connect(config={"threads": threads, "autoinstall_known_extensions": False})
        for table in tables().values():
            self.connection.execute(table.create())

    def run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """Execute one or more statements; `values` bind `$name`."""
        self.connection.execute(sql, dict(values) if values else None)

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The result as dictionaries, in the order of the query."""
        cursor = self.connection.execute(sql, dict(values) if values else None)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def load(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert rows given as dictionaries and return how many; a column left out is null."""
        values = [tuple(row.get(name) for name in table.names) for row in rows]
        if values:
            marks = ", ".join("?" for _ in table.names)
            self.connection.executemany(f"insert into {table.name} values ({marks})", values)
        return len(values)

    def ordered(self, table: Table) -> list[tuple[Any, ...]]:
        """Every row of a table as tuples, ordered by its key: the one order that is published."""
        columns, key = ", ".join(table.names), ", ".join(table.key)
        return self.connection.execute(f"select {columns} from {table.name} order by {key}").fetchall()

    def save(self, table: Table, path: Path) -> None:
        """Write a table as Parquet, ordered by its key."""
        columns, key = ", ".join(table.names), ", ".join(table.key)
        target = str(path).replace("'", "''")
        ordered = f"select {columns} from {table.name} order by {key}"
        self.connection.execute(f"copy ({ordered}) to '{target}' (format parquet, compression zstd)")
