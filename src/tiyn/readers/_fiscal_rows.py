"""The records of one data file of a fiscal package: read through once for evidence, then row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn.model.errors import RecordRefused
from tiyn.model.period import NOT_STATED
from tiyn.readers import _fiscal_period as period
from tiyn.readers._fiscal_descriptor import Package, Resource
from tiyn.readers._fiscal_file import Held, dialect_block, records
from tiyn.readers._fiscal_number import Column, Marks, read_number, stored, why_nil
from tiyn.readers._fiscal_uses import ROW_ROLES, Use, factor_of, scalar
from tiyn.readers._record import Given, Record, Refused

LONGEST_CELL = 131_072  # csv's own usual limit, which another library in the same process may have raised
_APART = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Survey:
    """What reading a file through once showed: its columns, how many records, how each column writes numbers."""

    held: Held
    columns: tuple[str, ...]
    has_header: bool
    rows: int
    numbers: Mapping[str, Column]


@dataclass(frozen=True)
class Measure:
    """A column of amounts: where it stands, its name in addresses, its factor and how it writes numbers."""

    position: int
    use: Use
    slug: str
    factor: Decimal
    numbers: Column


def survey(resource: Resource, held: Held, where: str) -> Survey:
    """Read the file through. Raises RecordRefused when its columns are not those the package describes."""
    lines = records(held, resource.entry, where)
    has_header = dialect_block(resource.entry).get("header") is not False
    declared = tuple(scalar(field.get("name")) or "" for field in resource.fields)
    columns = _header(next(lines, None), held) if has_header else declared
    _check_columns(columns, declared, resource, held)
    numbers = {name: Column(_marks(resource, name)) for name in _measured(resource)}
    wanted = [(columns.index(name), column) for name, column in numbers.items()]
    count = 0
    for _, cells in lines:
        count += 1
        if isinstance(cells, list) and len(cells) == len(columns):
            for position, column in wanted:
                column.see(cells[position])
    return Survey(held, columns, has_header, count, numbers)


def _header(first: tuple[int, list[str] | csv.Error] | None, held: Held) -> tuple[str, ...]:
    if first is None or not isinstance(first[1], list):
        found = "nothing" if first is None else str(first[1])
        raise RecordRefused(f"{held.path}: {found} where the header should be; expected the names of the columns; add them")
    return tuple(first[1])


def _check_columns(columns: tuple[str, ...], declared: tuple[str, ...], resource: Resource, held: Held) -> None:
    """Raises RecordRefused for a column that stands twice, or one the package describes and the file has not."""
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise RecordRefused(f"{held.path}: the column {twice[0]!r} stands twice; expected each name once; rename one")
    if not columns:
        raise RecordRefused(f"{held.path}: no columns are named; expected a header or a schema; add one")
    missing = [name for name in (*declared, *resource.uses) if name not in columns]
    if missing:
        shown = ", ".join(columns)[:200]
        raise RecordRefused(
            f"{held.path}: found the columns {shown}; expected {missing[0]!r} too; mend the header or the descriptor"
        )


def _measured(resource: Resource) -> list[str]:
    return [name for name, uses in resource.uses.items() if any(use.role == "measure" for use in uses)]


def _marks(resource: Resource, name: str) -> Marks:
    """How the package says numbers are written in a column: its field first, then the file's dialect."""
    places = (resource.declared(name), dialect_block(resource.entry), resource.entry)

    def stated(key: str) -> str | None:
        return next((found for found in (scalar(one.get(key)) for one in places) if found), None)

    schema = resource.entry.get("schema")
    missing = schema.get("missingValues") if isinstance(schema, Mapping) else None
    texts = frozenset(text for text in missing if isinstance(text, str)) if isinstance(missing, list) else frozenset()
    bare = next((one["bareNumber"] for one in places if "bareNumber" in one), True) is not False
    return Marks(stated("decimalChar"), stated("groupChar"), texts, bare)


def slugs(names: Sequence[str]) -> list[str]:
    """Names as parts of addresses: a-z, 0-9, hyphens; those that would be equal get their position."""
    plain = [_APART.sub("-", name.casefold()).strip("-")[:60] for name in names]
    return [slug if slug and plain.count(slug) == 1 else f"{slug or 'n'}--{number}" for number, slug in enumerate(plain, 1)]


class Reading:
    """One data file on its way into rows: everything about its columns that every row needs."""

    def __init__(self, package: Package, resource: Resource, found: Survey, given: Given) -> None:
        self.given, self.resource, self.survey = given, resource, found
        where = f"{given.name}, resource {resource.name!r}"
        columns = found.columns
        uses = [(columns.index(name), use) for name, many in resource.uses.items() for use in many]
        amounts = [(position, use) for position, use in uses if use.role == "measure"]
        named = slugs([use.measure or use.field for _, use in amounts])
        self.measures = [
            Measure(position, use, slug, factor_of(use.factor, where), found.numbers[use.field])
            for (position, use), slug in zip(amounts, named, strict=True)
        ]
        self.measured = frozenset(one.position for one in self.measures)
        self.terms = {ROW_ROLES[use.column_type]: position for position, use in uses if use.column_type in ROW_ROLES}
        constants = [use for use in resource.constants if use.column_type in ROW_ROLES]
        self.constants = {ROW_ROLES[use.column_type or ""]: use.constant for use in constants}
        self.dates = _dates(uses, resource)
        self.fixed = [use.constant for use in resource.constants if use.is_date and use.constant]
        self.package_period = period.of_package(*package.period)
        position = resource.position - 1
        self.prefix = f"{given.document}.{slugs([one.name for one in package.resources])[position]}"

    def row(self, number: int, line: int, cells: list[str]) -> Record:
        """A record's rows. Raises RecordRefused naming the column."""
        if len(cells) != len(self.survey.columns):
            raise RecordRefused(f"{len(cells)} cells; expected {len(self.survey.columns)}; mend the line")
        longest = max(map(len, cells))
        if longest > LONGEST_CELL:
            raise RecordRefused(
                f"a cell with a field larger than {LONGEST_CELL} characters; expected a shorter one; mend the line"
            )
        if any("\0" in cell for cell in cells):
            raise RecordRefused("a cell holds a NUL character; expected text; mend the file")
        when = period.of_row([*self._dated(cells), *self.fixed])
        texts = [None if position in self.measured else cell for position, cell in enumerate(cells)]
        own = {"package": self.given.document, "resource": self.resource.name, "row": number}
        whole = own | {"line": line, "cells": json.dumps(texts, ensure_ascii=False, separators=(",", ":"))}
        amounts = [
            ("fiscal_amount", own | self._amount(measure, cells, number, line, when))
            for measure in self.measures
            if cells[measure.position]
        ]
        return Record((("fiscal_row", whole), *amounts))

    def _dated(self, cells: list[str]) -> Iterator[str]:
        for parts in self.dates:
            yield period.of_dimension([period.of_date(cells[position], form) for position, form in parts])

    def _amount(self, measure: Measure, cells: list[str], number: int, line: int, when: str | None) -> dict[str, Any]:
        cell, use = cells[measure.position], measure.use
        nil = why_nil(cell, measure.numbers.marks)
        try:
            amount = None if nil else stored(read_number(cell, measure.numbers), measure.factor, cell)
        except RecordRefused as error:
            raise RecordRefused(f"column {use.field!r}: {error}") from error
        named = period.of_name(use.measure or "", use.field)
        chosen = (use.period, "measure") if use.period else period.choose(when, named, self.package_period)
        return {
            "id": f"{self.prefix}.{number}.{measure.slug}",
            "source_id": self.given.source,
            "document_id": self.given.document,
            "locator": f"{self.survey.held.path}, row {number} (line {line} of the file), {use.field}",
            "measure": use.measure,
            "phase": self._term("phase", use.phase, cells),
            "direction": self._term("direction", use.direction, cells),
            "currency": self._term("currency", use.currency, cells),
            "period": chosen[0],
            "period_from": chosen[1],
            "amount": amount,
            "printed": cell,
            "nil": nil,
        }

    def _term(self, name: str, stated: str | None, cells: list[str]) -> str:
        """What the measure says of itself, else the row, else the package's constant."""
        row = cells[self.terms[name]].strip() if name in self.terms else ""
        return stated or row or self.constants.get(name) or NOT_STATED


def _dates(uses: list[tuple[int, Use]], resource: Resource) -> list[list[tuple[int, str | None]]]:
    """Per date dimension, its columns in the order of its key, each with the form its dates are written in."""
    found: dict[str, list[tuple[int, int, str | None]]] = {}
    for position, use in uses:
        if use.is_date and not use.label_for:
            name = use.dimension if use.column_type is None else use.field  # each dated column of 1.0 is a date of its own
            form = scalar(resource.declared(use.field).get("format"))
            found.setdefault(name or use.field, []).append((use.key_position or 99, position, form))
    keyed = {name: [part for part in parts if part[0] != 99] or parts for name, parts in found.items()}
    return [[(position, form) for _, position, form in sorted(parts, key=lambda part: part[:2])] for parts in keyed.values()]


def read_rows(package: Package, resource: Resource, found: Survey, given: Given) -> Iterator[Record | Refused]:
    """Every record of the file once: its rows, or where and why it was refused."""
    reading = Reading(package, resource, found, given)
    lines = records(found.held, resource.entry, f"{given.name}, resource {resource.name!r}")
    if found.has_header:
        next(lines, None)
    for number, (line, cells) in enumerate(lines, 1):
        try:
            if isinstance(cells, csv.Error):
                raise RecordRefused(f"{cells}; expected quotes that open and close around a cell; mend the line")
            yield reading.row(number, line, cells)
        except RecordRefused as error:
            place = f"{found.held.path}:{line}"
            yield Refused(place, f"{given.name}: {place}: record {number}: {error}")
