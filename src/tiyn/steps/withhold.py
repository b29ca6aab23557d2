"""What goes when a record is withdrawn: the record, whatever says the same in other words, and what was computed from it."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, InputRefused, Mistake
from tiyn.suppression import Suppression
from tiyn.view.purchases import escaped, unescaped

FILE = Path(__file__).with_suffix(".yml")
# Texts of a withdrawn record shorter than this are too common to be told from others.
TELLING = 16
Key = tuple[str, tuple[Any, ...]]


def named(address: str) -> Key:
    """Table and key of an address such as statement/ID or record/TABLE/KEY…, its parts as in receipts. Raises InputRefused."""
    kind, _, rest = address.partition("/")
    table, *key = map(unescaped, rest.split("/")) if kind == "record" else (kind, *rest.split("/"))
    if table not in tables() or len(key) != len(tables()[table].key) or not all(part and part == part.strip() for part in key):
        raise InputRefused(f"{address!r}: expected statement/ID, party/ID, document/ID or record/TABLE/KEY… of one row")
    types = tables()[table].types
    for name, part in zip(tables()[table].key, key, strict=True):
        if types[name] == "integer" and not (part.isascii() and part.isdecimal()):
            raise InputRefused(f"{address!r}: {name} is {part[:40]!r}; expected a number")
    return table, tuple(
        int(part) if types[name] == "integer" else part for name, part in zip(tables()[table].key, key, strict=True)
    )


def together(engine: Engine, start: Iterable[Key]) -> list[Key]:
    """The rows that go with these, these among them, by table and key."""
    found: dict[Key, None] = {}
    waiting = [one for one in start if engine.row(tables()[one[0]], one[1]) is not None]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found[one] = None
        waiting += _beside(engine, *one)
    return sorted(found, key=lambda one: (one[0], tuple(map(str, one[1]))))


def _beside(engine: Engine, table: str, key: tuple[Any, ...]) -> list[Key]:
    """The rows that name this one."""
    if table not in _references():
        return []
    (identifier,) = key
    found: list[Key] = []
    for other, columns in _references()[table].items():
        if other in tables():
            for column in columns:
                found += [(other, row) for row in engine.keys(tables()[other], column, [str(identifier)])]
    addresses = [f"{table}/{identifier}", f"/receipt/{table}/{identifier}"]
    for other_table in tables().values():
        for column in (one.name for one in other_table.columns if one.type == "text"):
            found += [(other_table.name, row) for row in engine.keys(other_table, column, addresses)]
    owners = [(other, tuple(row)) for other, row in found]
    return owners + [("derived", (row[0],)) for other, row in owners if other == "derived_input"]


@functools.cache
def _references() -> dict[str, dict[str, list[str]]]:
    mistakes: list[Mistake] = []
    body = textyaml.load(FILE, f"steps/{FILE.name}", mistakes)
    if mistakes or body is None:
        raise DossierRefused(mistakes)
    return {kind: {table: list(columns) for table, columns in (block or {}).items()} for kind, block in body.items()}


def texts(engine: Engine, rows: Iterable[Key]) -> list[str]:
    """The telling texts of rows: what must stand nowhere once they are gone."""
    found: set[str] = set()
    for name, key in rows:
        table = tables()[name]
        row = engine.row(table, key) or ()
        if name == "label" and key[1] == "capacity":  # an office, the same for all who speak in it
            continue
        said = [
            value for column, value in zip(table.columns, row, strict=False) if column.type == "text" and column.name in SAYING
        ]
        found |= {value for value in said if isinstance(value, str) and len(value) >= TELLING}
    return sorted(found)


# The columns in which records say something in words; ids and codes are not among them.
SAYING = frozenset(
    {"text", "said", "name", "name_kk", "name_en", "title", "description", "detail", "printed", "cells", "span_sha256"}
)


def left_over(engine: Engine, said: list[str]) -> list[str]:
    """Where any of these texts still stands: the address it can be withdrawn by, and in brackets the column."""
    found = []
    for table in tables().values():
        found += [f"{_address(table.name, key)} ({column})" for column, *key in engine.mentioning(table, said)]
    return found


def _address(table: str, key: list[Any]) -> str:
    """A row's address; a text of ours goes with the row it is of, for nothing can be shown without its words."""
    kind, _, identifier = str(key[0]).partition("/")
    if table == "label" and kind in tables() and len(tables()[kind].key) == 1:
        table, key = kind, [identifier]
    return "/".join(["record", table, *map(escaped, key)])


def prints(suppression: Suppression, engine: Engine, rows: Iterable[Key]) -> list[tuple[str, str]]:
    """(table, print) of each row by its key; a statement's by the place of its words as well: another id brings it not back."""
    found = []
    for name, key in rows:
        found.append((name, suppression.print(name, key)))
        if name == "statement":
            found.append((name, suppression.print("span", _place(engine, key))))
    return found


def _place(engine: Engine, key: tuple[Any, ...]) -> tuple[str, str]:
    table = tables()["statement"]
    row = dict(zip(table.names, engine.row(table, key) or (), strict=False))
    document = engine.row(tables()["document"], [row.get("document_id", "")])
    of_document = dict(zip(tables()["document"].names, document or (), strict=False))
    return str(of_document.get("sha256", "")), str(row.get("span_sha256", ""))


def suppress(engine: Engine, suppression: Suppression, expected: int) -> int:
    """Take out of the tables what is on the list, before anything is made of it; how many rows. Raises InputRefused."""
    listed = suppression.required(expected)
    start: list[Key] = []
    for name in sorted({one["table"] for one in listed} & set(tables())):
        known = {one["print"] for one in listed if one["table"] == name}
        table = tables()[name]
        places = [table.names.index(column) for column in table.key]
        for row in engine.ordered(table):
            key = tuple(row[place] for place in places)
            by_place = name == "statement" and suppression.print("span", _place(engine, key)) in known
            if by_place or suppression.print(name, key) in known:
                start.append((name, key))
    gone = together(engine, start)
    remove(engine, gone)
    return len(gone)


def remove(engine: Engine, rows: Iterable[Key]) -> None:
    for name, key in rows:
        engine.remove(tables()[name], [key])
