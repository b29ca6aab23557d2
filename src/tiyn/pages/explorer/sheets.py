"""The explorer's tables as sheets for the downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tiyn.downloads import Column, Sheet

NAMES = ("parts", "administrators")


def sheets_of(tables: Sequence[Any], regions: Sequence[Any]) -> tuple[Sheet, ...]:
    """One sheet per table: code, name, amount and share; and the regions when they were asked for."""
    found = []
    for name, table in zip(NAMES, tables, strict=False):
        head = (Column("code", "text", table.head), Column("name", "text", table.head), Column("amount", "figure", table.title))
        rows = tuple((part.code, part.name, part.figure, part.share or "") for part in table.parts)
        found.append(Sheet(name, table.title, (*head, Column("share", "figure", table.title)), rows))
    if regions:
        kinds = (("code", "text"), ("name", "text"), ("amount", "figure"), ("part", "figure"), ("growth", "figure"))
        head = tuple(Column(name, kind, name) for name, kind in kinds)
        rows = tuple((one.code, one.name, one.amount or "", one.part or "", one.growth or "") for one in regions)
        found.append(Sheet("regions", "regions", head, rows))
    return tuple(found)
