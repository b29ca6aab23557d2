"""A saved collection of Open Budgets reports: CSV (plain, gzip, zip), Parquet, JSON lines or a JSON array.

The columns are FIELDS of `_budget_line`, in any order; one row is one line of one report of one
month. Records are read one by one: a bad one is quarantined with its line, the others go on.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tiyn.model.errors import InputRefused
from tiyn.queries import queries
from tiyn.readers import _physical
from tiyn.readers._budget_line import FIELDS, Lines
from tiyn.readers._record import Extra, Given, Record, Refused

SQL = Path(__file__).with_suffix(".sql")
PARQUET = b"PAR1"
BATCH = 5_000


def recognises(path: Path) -> bool:
    """True for a Parquet file, a CSV header or a first JSON object with our columns."""
    head = _physical.head(path)
    if head[:4] == PARQUET:
        return _parquet_columns(path) >= set(FIELDS)
    if head[:1] in (b"{", b"["):
        return all(f'"{name}"'.encode() in head for name in FIELDS)
    return set(_header(head.split(b"\n", 1)[0])) >= set(FIELDS)


def read(path: Path, given: Given) -> Iterator[Record | Refused | Extra]:
    """Every record of the file. Raises InputRefused when it is none of the four forms."""
    rows = Lines(given)
    head = _physical.head(path)
    if head[:4] == PARQUET:
        found: Iterator[Record | Refused | None] = (rows.read(number, cells) for number, cells in _parquet(path))
    elif head[:1] == b"[":
        found = _array(path, rows)
    elif head[:1] == b"{":
        found = _json_lines(path, rows)
    else:
        found = _csv(path, rows)
    for one in found:
        if one is not None:
            yield one
    yield from rows.rest()


def _header(line: bytes) -> list[str]:
    return line.strip().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace('"', "").split(",")


def _csv(path: Path, rows: Lines) -> Iterator[Record | Refused | None]:
    numbered = _physical.lines(path)
    _, first = next(numbered, (1, b""))
    header = _header(first or b"")
    if set(header) != set(FIELDS) or len(header) != len(FIELDS):
        raise InputRefused(f"{rows.given.name}:1: found the columns {header[:30]}; expected {', '.join(FIELDS)}; mend the header")
    order = [header.index(name) for name in FIELDS]
    straight = order == list(range(len(FIELDS)))
    for number, line in numbered:
        if line == b"":
            continue
        cells = _cells(line, number, rows)
        if isinstance(cells, Refused):
            yield cells
        elif straight or len(cells) != len(FIELDS):
            yield rows.read(number, cells)
        else:
            yield rows.read(number, [cells[position] for position in order])


def _cells(line: bytes | None, number: int, rows: Lines) -> Sequence[str] | Refused:
    """The cells of one physical line, or why it is none."""
    if line is None:
        return rows.refused(number, f"longer than {_physical.MAX_LINE} bytes; expected one row; check the file")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return rows.refused(number, f"byte {error.start} of the line is not UTF-8; expected UTF-8; save the file as UTF-8")
    try:
        return next(csv.reader((text,), strict=True), [])
    except csv.Error as error:
        return rows.refused(number, f"not a line of CSV ({error}); expected quotes in pairs; mend the line")


def _json_lines(path: Path, rows: Lines) -> Iterator[Record | Refused | None]:
    for number, line in _physical.lines(path):
        if line == b"":
            continue
        try:
            yield _object(json.loads(line or b"", parse_float=str, parse_int=str, parse_constant=str), number, rows)
        except (ValueError, RecursionError) as error:
            yield rows.refused(number, f"not a line of JSON ({error}); expected one object; mend the line")


def _array(path: Path, rows: Lines) -> Iterator[Record | Refused | None]:
    content = b"\n".join(line or b"" for _, line in _physical.lines(path))
    try:
        found = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"{rows.given.name}: not JSON ({error}); expected an array of rows; save it again") from error
    if not isinstance(found, list):
        raise InputRefused(f"{rows.given.name}: {type(found).__name__}; expected an array of rows; save it again")
    for number, one in enumerate(found, 1):
        yield _object(one, number, rows)


def _object(found: Any, number: int, rows: Lines) -> Record | Refused | None:
    if not isinstance(found, dict) or set(found) != set(FIELDS):
        return rows.refused(number, f"not a row; expected an object with the keys {', '.join(FIELDS)}")
    cells = ["" if found[name] is None else found[name] for name in FIELDS]
    if not all(isinstance(cell, str) for cell in cells):
        return rows.refused(number, "a value that is neither text nor number; expected plain values; mend the row")
    return rows.read(number, cells)


def _parquet_columns(path: Path) -> set[str]:
    try:
        with duckdb.connect() as connection:
            found = connection.execute(queries(SQL)["columns"], {"path": str(path)}).fetchall()
    except duckdb.Error:
        return set()
    return {row[0] for row in found}


def _parquet(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows as text: numbers in the shortest form that gives the same value, as the file holds them."""
    number = 0
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            cursor = connection.execute(queries(SQL)["rows"], {"path": str(path)})
            while batch := cursor.fetchmany(BATCH):
                for row in batch:
                    number += 1
                    yield number, row
    except duckdb.Error as error:
        raise InputRefused(f"{path.name}: broken Parquet after row {number} ({error}); fetch the file again") from error
