"""Spreadsheet cells that only hold what they show."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defuse(cell: str) -> str:
    """A cell no spreadsheet will run: text that could start a formula gets an apostrophe; numbers do not."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        Decimal(cell)
    except InvalidOperation:
        return "'" + cell
    return cell
