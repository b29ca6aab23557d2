"""Spreadsheet cells that only hold what they show."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(row: Sequence[Any], texts: Sequence[int]) -> Sequence[Any]:
    """A row whose cells no spreadsheet will run; `texts` are the places of its text columns, the others hold numbers."""
    if not any(row[place] and row[place][0] in _FORMULA for place in texts):
        return row
    cells = list(row)
    for place in texts:
        if cells[place]:
            cells[place] = defuse(cells[place])
    return cells


def defuse(cell: str) -> str:
    """A cell no spreadsheet will run: text that could start a formula gets an apostrophe; numbers do not."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        Decimal(cell)
    except InvalidOperation:
        return "'" + cell
    return cell
