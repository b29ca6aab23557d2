"""Rows in the formats of a file: CSV, JSON lines, Parquet, XLSX; written by the engine, never held whole.

Decimals are exact: plain text in CSV and JSON lines, decimal(38,18) in Parquet. Text that a spreadsheet
could take for a formula gets an apostrophe in CSV. Rows stand in the order of their key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tiyn.dictionary import DECIMALS, Column
from tiyn.engine import Engine
from tiyn.exporting import sheets
from tiyn.exporting.wanted import Wanted
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
FORMS = {
    "csv": "format csv, header true, quote '\"', escape '\"', delimiter ','",
    "jsonl": "format json",
    "parquet": "format parquet, compression zstd, row_group_size 122880",
    "lines": "format csv, header false, quote '', escape '', delimiter e'\\x01'",
}


@dataclass(frozen=True)
class Place:
    """Where a file is written: its path, a folder for what does not fit in memory, the edition's id."""

    target: Path
    scratch: Path
    edition: str


def literal(text: str) -> str:
    """A path of ours as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def count(engine: Engine) -> int:
    """How many rows `chosen` has."""
    return int(engine.rows(queries(SQL)["count"])[0]["n"])


def plain(column: Column) -> str:
    """SQL for one value as it is published in text: decimals without trailing zeros, dates ISO."""
    if column.type in DECIMALS:
        return f"rtrim(rtrim(cast({column.name} as varchar), '0'), '.')"
    return f"cast({column.name} as varchar)" if column.type == "date" else column.name


def defused(column: Column) -> str:
    """SQL for one cell of a CSV no spreadsheet will run: a plain number stays, other text that could start a formula does not."""
    if column.type != "text":
        return plain(column)
    name = column.name
    starts = f"{name}[1] in ('=', '+', '-', '@', chr(9), chr(13), chr(10))"
    return f"case when {starts} and not regexp_full_match({name}, '[+-]?[0-9]+([.][0-9]+)?') then '''' || {name} else {name} end"


def write(engine: Engine, columns: Sequence[Column], order: Sequence[str], wanted: Wanted, place: Place) -> None:
    """Write the relation `chosen` to `place`, ordered by these columns."""
    if wanted.ending == "xlsx":
        lines = place.scratch / "rows.xml"
        copy(engine, [sheets.row(columns, plain)], order, "lines", lines)
        sheets.write(lines, columns, wanted, place.target, place.edition)
        lines.unlink()
        return
    cell = {"csv": defused, "jsonl": plain, "parquet": lambda column: column.name}[wanted.ending]
    copy(engine, [f"{cell(column)} as {column.name}" for column in columns], order, wanted.ending, place.target)


def copy(engine: Engine, cells: Sequence[str], order: Sequence[str], form: str, target: Path) -> None:
    """Write expressions over `chosen` as a file of one of FORMS; without an order, as the rows lie in their own file."""
    sql, into = queries(SQL), {"file": str(target)}
    if order:
        by = ", ".join(f"chosen.{name} nulls first" for name in order)
        engine.run(sql["sorted"].format(cells=", ".join(cells), order=by, form=FORMS[form]), into)
    else:
        engine.run(sql["laid"].format(cells=", ".join(cells), form=FORMS[form]), into)
