"""Totals of fiscal packages: reads of `fiscal_total`, and the amounts each of them adds up.

An address says what is added: `<package>/<measure>/<period>` is the whole; `/<column>/<code>` after it is
one code of a column, `/<column>/<code above>/<code>` one code of the level below. An address that stops
before the code is what is left of a breakdown after its largest codes. Codes are written as in
`written` (RFC 6901), so that an address has as many parts as it has slashes.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from pathlib import Path
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
EXACT = Context(prec=60, traps=[Inexact])  # amounts have up to 28 digits, which is all the default context keeps
LARGEST = 12
LONGEST = 120
BY_FILE = 10_000  # a column of the second file is numbered from here: fiscal_total.field
Read = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Divided:
    """A total by the codes of one column: the largest of them, and how many others there are.

    `below` is the column that divides these codes further, None when there is none.
    """

    address: str
    parent: Row
    shown: list[Row]
    others: int
    below: int | None


@dataclass(frozen=True)
class Totals:
    """Reads of the totals. `read` runs a SQL text with its values and gives rows."""

    read: Read

    def row(self, address: str) -> Row:
        """The total of an address, its value filled. Raises NotFound for an address that names none."""
        found = self._rows("total", id=address)
        if not found:
            raise NotFound(f"no total package/{address} in this edition; write package/ID/MEASURE/PERIOD; see /packages")
        return self._filled(found[0])

    def known(self, address: str) -> bool:
        """Whether an address is that of a sum."""
        return bool(self._rows("total", id=address))

    def wholes(self, package: str) -> list[Row]:
        """Every measure and period of a package, in the order of the file's columns."""
        return [self._filled(row) for row in self._rows("wholes", package=package)]

    def divided(self, address: str) -> Divided | None:
        """What an address that stops before the code divides; None when nothing is divided there."""
        prefix = {"low": f"{address}/", "high": f"{address}0"}  # "0" is the character after "/"
        found = self._rows("codes", **prefix, shown=LARGEST + 1)
        if not found:
            return None
        count = self._rows("counted", **prefix)[0]["codes"]
        shown = found if count <= LARGEST + 1 else found[:LARGEST]  # one other is not worth its own line
        parent, below = self._parent(address, found[0]), self._below(found[0])
        return Divided(address, parent, [self._filled(row) for row in shown], count - len(shown), below)

    def rest(self, divided: Divided) -> Decimal:
        """What the codes not shown add up to: the total divided, less every code shown."""
        return functools.reduce(EXACT.subtract, (row["value"] for row in divided.shown), divided.parent["value"])

    def columns(self, package: str) -> list[Row]:
        """The columns of codes a package is divided by: number, name, title, dimension, attribute, parent; in order."""
        found = self._rows("columns", package=package, by_file=BY_FILE)
        known = sorted((one["dimension"], one["attribute"]) for one in found)
        return [{**one, "parent": _named(one["parent"], one["dimension"], known)} for one in found]

    def amounts(self, row: Row) -> list[Row]:
        """Every printed amount a total adds up, by file and record: id, amount, locator, printed, currency."""
        values = {name: row[name] for name in ("package", "measure", "period")}
        if not row["field"]:
            return self._rows("amounts", **values)
        column = next(one for one in self.columns(row["package"]) if one["number"] == row["field"])
        named = {name: column[name] for name in ("dimension", "attribute", "parent")}
        return self._rows("amounts_of_code", **values, **named, code=row["code"], within=row["within"])

    def _parent(self, address: str, code: Row) -> Row:
        whole = "/".join(address.split("/")[:3])
        if code["within"] is None:
            return self.row(whole)
        columns = self.columns(code["package"])
        of = next(one for one in columns if one["number"] == code["field"])
        above = next(one for one in columns if (one["dimension"], one["attribute"]) == (of["dimension"], of["parent"]))
        return self.row(f"{whole}/{above['number']}/{written(code['within'])}")

    def _below(self, code: Row) -> int | None:
        columns = {column["number"]: column for column in self.columns(code["package"])}
        of = columns[code["field"]]
        found = [n for n, one in columns.items() if (one["dimension"], one["parent"]) == (of["dimension"], of["attribute"])]
        return found[0] if found and of["parent"] is None else None

    def _filled(self, row: Row) -> Row:
        """A sum too long for the column of its table is made again from the rows."""
        value = add(one["amount"] for one in self.amounts(row)) if row["value"] is None else Decimal(row["value"])
        return {**row, "value": value}

    def _rows(self, name: str, **values: Any) -> list[Row]:
        return self.read(queries(SQL)[name], values)


def _named(parent: str | None, dimension: str, known: list[tuple[str, str]]) -> str | None:
    """The attribute a column calls its parent: a columnType leaves out what the attribute's own name ends with."""
    if parent is None or (dimension, parent) in known:
        return parent
    return next((attribute for of, attribute in known if of == dimension and attribute.startswith(f"{parent}:")), parent)


def add(amounts: Iterable[Any]) -> Decimal:
    """The exact sum of amounts given as text or Decimal."""
    return functools.reduce(EXACT.add, (Decimal(amount) for amount in amounts), Decimal(0))


def written(text: str) -> str:
    """A name as a part of an address, exactly as `steps/tracing/packages.sql` writes it.

    `~` and `/` as in RFC 6901, an empty text as `~`, a last point with letters after it as `~2` (an address's
    ending names a format), and of a text longer than 120 characters the first 60 and 16 digits of its hash.
    """
    if text == "":
        return "~"
    escaped = text.replace("~", "~0").replace("/", "~1")
    if len(text) > LONGEST:
        return f"{escaped[:60]}~~{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return re.sub(r"\.([A-Za-z]*)\Z", r"~2\1", escaped)
