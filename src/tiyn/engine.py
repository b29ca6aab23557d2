"""DuckDB behind a few methods: run, rows, load, load_file, ordered, save. A second engine needs no more.

SQL comes from `.sql` files beside their owner; values are only ever bound.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tiyn.dictionary import Table, tables
from tiyn.lines import write_lines

# One cell may be long (a quotation's note, a package row); a line of more is a file gone wrong.
MAX_LINE = 16_000_000
BATCH = 20_000
# Fixed, so that the same rows lie in the same groups whatever the machine; files of one key order can be read in pieces.
ROW_GROUP = 122_880
MEMORY = "3GB"
# DuckDB 2.0.0 derives wrong bounds for sums beside an empty relation and then cuts the values to them: an ordered query gave
# 16 for 10000 (tests/test_engine.py). Without the bounds nothing is cut, and no filter is dropped by them.
SOUND = "set disabled_optimizers = 'statistics_propagation,compressed_materialization'"


class Rows:
    """The rows of one table in key order, as tuples of text, integers and None; read again at every pass.

    Decimals are plain text (166700000000, 11.1) and dates ISO text, so that nothing passes through a float.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, sql: str, count: int) -> None:
        self.connection, self.sql, self.count = connection, sql, count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        cursor = self.connection.cursor().execute(self.sql)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


class Engine:
    """A database with every table of the dictionary, empty: in memory, or below a scratch folder of the caller's.

    With a scratch folder what does not fit in MEMORY is kept on disk there: a country's rows fit any machine.
    """

    def __init__(self, threads: int = 2, scratch: Path | None = None) -> None:
        config: dict[str, Any] = {"threads": threads, "autoinstall_known_extensions": False}
        if scratch is not None:
            config |= {"temp_directory": str(scratch), "memory_limit": MEMORY}
        self.connection = duckdb.connect(str(scratch / "engine.duckdb") if scratch else ":memory:", config=config)
        self.connection.execute(SOUND)
        self.connection.begin()
        for table in tables().values():
            self.connection.execute(table.create())
        self.connection.commit()

    def limit(self, memory: str = MEMORY) -> None:
        """Keep at most this much in memory from now on; the rest goes to the scratch folder."""
        self.connection.execute("set memory_limit = ?", [memory])

    def close(self) -> None:
        """Let go of the database; its scratch folder can be removed."""
        self.connection.close()

    @staticmethod
    def bare(scratch: Path, memory: str, threads: int = 2) -> Engine:
        """No tables, in memory; what does not fit in `memory` is kept below the scratch folder meanwhile."""
        found = Engine.__new__(Engine)
        config = {"threads": threads, "autoinstall_known_extensions": False, "memory_limit": memory}
        found.connection = duckdb.connect(":memory:", config=config | {"temp_directory": str(scratch)})
        found.connection.execute("set enable_progress_bar = false")
        found.connection.execute(SOUND)
        return found

    def view(self, name: str, path: Path) -> None:
        """A table of an edition as it lies on disk (Parquet), under a name."""
        quoted = str(path).replace("'", "''")
        self.connection.execute(f"create view {name} as select * from read_parquet('{quoted}')")

    def differing(self, table: Table, old: str, new: str) -> Iterator[tuple[list[Any] | None, list[Any] | None]]:
        """Rows of two views of one table that are not alike, as texts (old, new), None for one that is not there; streamed."""
        key = ", ".join(table.key)
        cells = ", ".join(f"cast({table.plain_text(name)} as varchar)" for name in table.names)
        sides = [f"(select [{cells}] as {mark}_row, {key} from {view}) {mark}" for mark, view in (("o", old), ("n", new))]
        sql = f"select o_row, n_row from {sides[0]} full join {sides[1]} using ({key}) where o_row is distinct from n_row"
        cursor = self.connection.cursor().execute(f"{sql} order by {key}")
        while batch := cursor.fetchmany(BATCH):
            yield from batch

    @staticmethod
    def over(folder: Path, names: Iterable[str] | None = None, scratch: Path | None = None) -> Engine:
        """The tables (or those named) of a folder of Parquet files as `save` wrote them, read-only.

        With a scratch folder, what is computed from them may be larger than memory.
        """
        found = Engine.__new__(Engine)
        config = {"threads": 1, "autoinstall_known_extensions": False, "memory_limit": "2GB" if scratch else "1GB"}
        config |= {"temp_directory": str(scratch) if scratch else ""}
        found.connection = duckdb.connect(str(scratch / "over.duckdb") if scratch else ":memory:", config=config)
        found.connection.execute("set enable_progress_bar = false")
        found.connection.execute(SOUND)
        for name in tables() if names is None else names:
            path = str(folder / f"{name}.parquet").replace("'", "''")
            found.connection.execute(f"create view {name} as select * from read_parquet('{path}')")
        return found

    def run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """Execute one or more statements; `values` bind `$name`."""
        self.connection.execute(sql, dict(values) if values else None)

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The result as dictionaries, in the order of the query."""
        cursor = self.connection.execute(sql, dict(values) if values else None)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def stream(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """The result row by row, never held whole; nothing else may run on the engine's own connection meanwhile."""
        cursor = self.connection.cursor().execute(sql, dict(values) if values else None)
        names = [column[0] for column in cursor.description]
        while batch := cursor.fetchmany(BATCH):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def keep(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A small temporary relation of texts and integers, for queries to join with."""
        kinds = ", ".join(f"{column} {'bigint' if isinstance(value, int) else 'varchar'}" for column, value in rows[0].items())
        self.connection.execute(f"create temp table {name} ({kinds})")
        self.append(name, [tuple(row.values()) for row in rows])

    def make(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """A temporary relation from a query; one of that name gives way."""
        self.connection.execute(f"create or replace temp table {name} as {sql}", dict(values) if values else None)

    def columns(self, sql: str, values: Mapping[str, Any] | None = None) -> list[str]:
        """The names of a query's columns."""
        found = self.connection.execute(f"describe {sql}", dict(values) if values else None).fetchall()
        return [row[0] for row in found]

    def drop(self, *names: str) -> None:
        """Forget temporary relations; those that are not there are none."""
        for name in names:
            self.connection.execute(f"drop table if exists {name}")

    def append(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows of texts and whole numbers to a relation, column by column."""
        if rows:
            lists = ", ".join("unnest(?)" for _ in rows[0])
            self.connection.execute(f"insert into {name} select {lists}", [list(column) for column in zip(*rows, strict=True)])

    def write_text(self, sql: str, path: Path) -> None:
        """The one text column of a query as lines of a file, streamed."""
        target = str(path).replace("'", "''")
        self.connection.execute(f"copy ({sql}) to '{target}' (format csv, header false, quote '', escape '', delimiter e'\x01')")

    def load(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert rows given as dictionaries and return how many; a column left out is null."""
        with tempfile.TemporaryDirectory(prefix="tiyn-") as folder:
            path = Path(folder) / "rows"
            count = write_lines(path, table, rows)
            if count:
                self.load_file(table, path)
        return count

    def load_file(self, table: Table, path: Path, into: str | None = None) -> None:
        """Insert the rows of a file `write_lines` wrote; `into` names another relation of the same columns."""
        columns = "{" + ", ".join(f"'{name}': 'varchar'" for name in table.names) + "}"
        target = str(path).replace("'", "''")
        source = (
            f"read_csv('{target}', header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
            f"auto_detect = false, allow_quoted_nulls = false, max_line_size = {MAX_LINE}, parallel = false, columns = {columns})"
        )
        typed = ", ".join(table.cast(column) for column in table.columns)
        self.connection.execute(f"insert into {into or table.name} select {typed} from {source}")

    def load_parts(self, table: Table, paths: Sequence[Path]) -> None:
        """Insert the rows of Parquet files whose columns are some of the table's, of its types; others are null."""
        source = "select * from read_parquet($1, union_by_name = true)"
        self.connection.execute(f"insert into {table.name} by name {source}", [[str(path) for path in paths]])

    # ---- rows of several files: everything comes in, the first of each key stays

    def incoming(self, table: Table) -> str:
        return f"{table.name}_incoming"

    def begin(self, table: Table) -> None:
        """Make room for rows that may repeat one another."""
        columns = ", ".join(f"{name}" for name in table.names)
        self.connection.execute(f"create temp table {self.incoming(table)} as select {columns} from {table.name} limit 0")

    def merge(self, table: Table, besides: tuple[str, ...]) -> list[str]:
        """Move the first row of each key into the table; the keys, as text, of rows that differ from it.

        Those rows stay in `<table>_repeated` until `end`. Columns of `besides` may differ.
        """
        name, incoming = table.name, self.incoming(table)
        columns, key = ", ".join(table.names), ", ".join(table.key)
        first = f"row_number() over (partition by {key} order by rowid) = 1"
        self.connection.execute(f"insert into {name} select {columns} from {incoming} qualify {first} on conflict do nothing")
        same = " and ".join(f"b.{one} = i.{one}" for one in table.key)
        differs = [f"i.{one} is distinct from b.{one}" for one in table.names if one not in (*table.key, *besides)]
        where = " or ".join(differs) or "false"
        self.connection.execute(
            f"create temp table {name}_repeated as select i.* from {incoming} i join {name} b on {same} where {where}"
        )
        shown = " || '/' || ".join(f"cast({one} as varchar)" for one in table.key)
        found = self.connection.execute(f"select distinct {shown} as k from {name}_repeated order by k").fetchall()
        return [row[0] for row in found]

    def keep_first(self, table: Table) -> list[str]:
        """Of rows with one key keep the first that came; the keys of those that came again, as text, twenty at most."""
        key, shown = ", ".join(table.key), " || '/' || ".join(f"cast({one} as varchar)" for one in table.key)
        later = f"select rowid as r from {table.name} qualify row_number() over (partition by {key} order by rowid) > 1"
        found = self.connection.execute(
            f"select {shown} as k from {table.name} where rowid in ({later}) order by k limit 20"
        ).fetchall()
        self.connection.execute(f"delete from {table.name} where rowid in ({later})")
        return [row[0] for row in found]

    def end(self, table: Table) -> None:
        """Forget what came in."""
        self.connection.execute(f"drop table {self.incoming(table)}")
        self.connection.execute(f"drop table {table.name}_repeated")

    # ---- rows that are taken out again

    def keys(self, table: Table, column: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """The keys of the rows whose column is one of these texts."""
        key = ", ".join(table.key)
        sql = f"select {key} from {table.name} where list_contains(?, {column}) order by {key}"
        return self.connection.execute(sql, [list(values)]).fetchall()

    def mentioning(self, table: Table, texts: Sequence[str]) -> list[tuple[Any, ...]]:
        """(column, key…) of every text cell that contains one of these texts, case set aside."""
        found: list[tuple[Any, ...]] = []
        for column in (one.name for one in table.columns if one.type == "text"):
            any_of = f"len(list_filter(?, lambda x: contains(lower({column}), x))) > 0"
            sql = f"select {', '.join(table.key)} from {table.name} where {any_of} order by {', '.join(table.key)}"
            rows = self.connection.execute(sql, [[text.lower() for text in texts]]).fetchall() if texts else []
            found += [(column, *row) for row in rows]
        return found

    def row(self, table: Table, key: Sequence[Any]) -> tuple[Any, ...] | None:
        """One row as it is published, by its key; None when there is none."""
        columns = ", ".join(table.plain(column) for column in table.columns)
        where = " and ".join(f"{table.name}.{name} = ?" for name in table.key)
        return self.connection.execute(f"select {columns} from {table.name} where {where}", list(key)).fetchone()

    def rank(self, table: Table, key: Sequence[Any]) -> int:
        """How many rows stand before a key."""
        names, binds = ", ".join(table.key), ", ".join("?" for _ in table.key)
        sql = f"select count(*) from {table.name} where ({names}) < ({binds})"
        found = self.connection.execute(sql, list(key)).fetchone()
        return int(found[0]) if found else 0

    def remove(self, table: Table, keys: Iterable[Sequence[Any]]) -> None:
        """Delete rows by their keys."""
        where = " and ".join(f"{name} = ?" for name in table.key)
        for key in keys:
            self.connection.execute(f"delete from {table.name} where {where}", list(key))

    def ordered(self, table: Table) -> Rows:
        """Every row of a table ordered by its key: the one order that is published."""
        order = ", ".join(f"{table.name}.{name}" for name in table.key)
        return self._rows(table, f" order by {order}")

    def laid(self, table: Table) -> Rows:
        """Every row of a table as it lies in the file `save` wrote: in key order, without sorting again."""
        return self._rows(table, "")

    def _rows(self, table: Table, order: str) -> Rows:
        columns = ", ".join(table.plain(column) for column in table.columns)
        counted = self.connection.execute(f"select count(*) from {table.name}").fetchone()
        return Rows(self.connection, f"select {columns} from {table.name}{order}", counted[0] if counted else 0)

    def records(self, table: Table) -> Iterator[list[bytes]]:
        """The canonical records of a table as they lie in its file, in batches, built by the engine itself."""
        cursor = self.connection.cursor().execute(f"select encode({table.record()}) from {table.name}")
        while batch := cursor.fetchmany(1 << 14):
            yield [row[0] for row in batch]

    def misplaced(self, table: Table) -> str | None:
        """The first key that does not come after the one before it in the file, as text; None when each is greater."""
        before = ", ".join(f"lag({name}) over () as before_{name}" for name in table.key)
        follows = "false"
        for name in reversed(table.key):
            follows = f"({name} > before_{name} or ({name} = before_{name} and {follows}))"
        shown = " || '/' || ".join(f"cast({name} as varchar)" for name in table.key)
        keys = f"select {', '.join(table.key)}, {before} from {table.name}"
        wrong = f"before_{table.key[0]} is not null and not {follows}"
        found = self.connection.execute(f"select min({shown}) from ({keys}) where {wrong}").fetchone()
        return found[0] if found else None

    def save(self, table: Table, path: Path) -> None:
        """Write a table as Parquet, ordered by its key, in row groups of one size."""
        columns, key = ", ".join(table.names), ", ".join(table.key)
        target = str(path).replace("'", "''")
        ordered = f"select {columns} from {table.name} order by {key}"
        kind = f"format parquet, compression zstd, row_group_size {ROW_GROUP}"
        self.connection.execute(f"copy ({ordered}) to '{target}' ({kind})")
