"""Rows on their way into the engine: one line a row, text in quotes, nothing between the commas for null.

A text that is empty is `""`, a null is nothing at all, so the two stay apart. Written by the
processes that parse publishers' files, read by the engine in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn.dictionary import DECIMALS, Table
from tiyn.model.errors import InputRefused


def write_lines(path: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write the rows of one table and return how many. Raises InputRefused for a decimal finer than the table holds."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            file.write(line(table, row))
            count += 1
    return count


def line(table: Table, row: Mapping[str, Any]) -> str:
    """One row as one line; a column left out is null."""
    get = row.get
    return ",".join([_quoted(value) if type(value := get(name)) is str else _cell(value, name) for name in table.names]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if '"' in text else f'"{text}"'


def _cell(value: Any, name: str) -> str:
    """A value that is no text: numbers plain, null empty."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or (exponent < -DECIMALS and value != round(value, DECIMALS)):
            raise InputRefused(f"{name}: {value} is finer than {DECIMALS} decimals; round where the figure is made, and say so")
        return format(value, "f")
    return _quoted(value) if isinstance(value, str) else str(value)
