"""Rows on their way into the engine: one line a row, text in quotes, nothing between the commas for null.

A text that is empty is `""`, a null is nothing at all, so the two stay apart. Written by the
processes that parse publishers' files, read by the engine in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn.dictionary import DECIMALS, WHOLE_DIGITS, Table
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
    get, types = row.get, table.types
    cells = [
        _quoted(value) if type(value := get(name)) is str else "" if value is None else _cell(value, name, types[name])
        for name in table.names
    ]
    return ",".join(cells) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if '"' in text else f'"{text}"'


def _cell(value: Any, name: str, kind: str) -> str:
    """A value that is no text: numbers plain, null empty."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        exponent, fine = value.as_tuple().exponent, DECIMALS[kind]
        if not isinstance(exponent, int) or (exponent < -fine and value != round(value, fine)):
            raise InputRefused(f"{name}: {value} is finer than {fine} decimals; round where the figure is made, and say so")
        if value.adjusted() >= WHOLE_DIGITS[kind]:
            raise InputRefused(f"{name}: {value:.3e} has more than {WHOLE_DIGITS[kind]} digits; expected a sum of money")
        return format(value, "f")
    return _quoted(value) if isinstance(value, str) else str(value)
