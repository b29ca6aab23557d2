"""What a page gives away: its figures and tables, in every format of this shelf.

A format is one module here: `ENDING` ("xlsx", without the dot), `NAME` (as its link says it), `ORDER` (its
place among the links), `MEDIA_TYPE` and `write(sheets, about) -> bytes`, the same bytes for the same page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tiyn.view.figures import Figure

KINDS = ("text", "decimal", "integer", "date", "figure")
# Also a worksheet's name, a file's name in an archive and a resource's name: the narrowest of the three.
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
_KEPT = ("about", "history")
_SHAPES = {"decimal": re.compile(r"-?\d+(\.\d+)?"), "integer": re.compile(r"-?\d+"), "date": re.compile(r"\d{4}-\d\d-\d\d")}


@dataclass(frozen=True)
class Column:
    """One column: its machine name, its kind (one of KINDS) and its meaning in the page's language."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """One table of a page. Cells are text: a plain decimal, a whole number, an ISO date, "" for none.

    In a column of kind `figure` the cells are Figures, or "" for none. Raises ValueError naming the
    sheet, the row and the column when a cell is not of its column's kind.
    """

    name: str
    title: str
    head: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name in _KEPT:
            raise ValueError(f"sheet {self.name!r}: expected 1 to 31 of a-z 0-9 _ - and none of {_KEPT}; rename the sheet")
        names = [column.name for column in plain_head(self.head)]
        if len(set(names)) != len(names):
            raise ValueError(f"sheet {self.name}: two columns have one name in {names}; name each once")
        for column in self.head:
            if column.kind not in KINDS:
                raise ValueError(f"sheet {self.name}, column {column.name}: kind {column.kind!r}; expected one of {KINDS}")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.head):
                raise ValueError(f"sheet {self.name}, row {number}: {len(row)} cells; expected {len(self.head)}")
            for column, cell in zip(self.head, row, strict=True):
                if not _fits(column.kind, cell):
                    raise ValueError(
                        f"sheet {self.name}, row {number}, column {column.name}: found {cell!r}; expected {column.kind} "
                        "as text (a figure as a Figure); give it so, or give the column another kind"
                    )

    def plain(self) -> Sheet:
        """The sheet in text alone: a figure becomes its value, its unit and its id on the sheet `figures`."""
        rows = tuple(
            tuple(text for column, cell in zip(self.head, row, strict=True) for text in _texts(column, cell)) for row in self.rows
        )
        return Sheet(self.name, self.title, plain_head(self.head), rows)


@dataclass(frozen=True)
class About:
    """Where a download is from. `date` is the edition's, ISO; `permalink` the page's full address.

    `words` are the texts a format writes itself (codes/download_text.yml), in the language of the page.
    """

    title: str
    path: str
    language: str
    edition: str
    root: str
    date: str
    licence: str
    permalink: str
    words: Mapping[str, str]


def plain_head(head: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with every figure column as three: the value, its unit, its id."""
    found: list[Column] = []
    for column in head:
        if column.kind != "figure":
            found.append(column)
            continue
        further = [Column(f"{column.name}_{part}", "text", f"{column.meaning}: {part}") for part in ("unit", "figure")]
        found += [Column(column.name, "decimal", column.meaning), *further]
    return tuple(found)


def _texts(column: Column, cell: Any) -> tuple[str, ...]:
    if column.kind != "figure":
        return (cell,)
    return (cell.value, cell.unit, cell.id) if isinstance(cell, Figure) else ("", "", "")


def _fits(kind: str, cell: Any) -> bool:
    if kind == "figure":
        return cell == "" or isinstance(cell, Figure)
    if not isinstance(cell, str):
        return False
    if cell == "" or kind == "text":
        return True
    if not _SHAPES[kind].fullmatch(cell):
        return False
    try:
        return date.fromisoformat(cell) is not None if kind == "date" else Decimal(cell).is_finite()
    except (ValueError, InvalidOperation):
        return False
