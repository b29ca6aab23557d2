"""Rows of the ownership exports: of the whole edition, or of some subjects and ties alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tiyn.queries import queries

SQL = Path(__file__).with_name("ownership.sql")
OWN = {"parties": "id", "relations": "statement"}


@dataclass(frozen=True)
class Some:
    """Ids of subjects (`party/x`, or a register's own) and of ties (a statement's or a relationship's)."""

    subjects: frozenset[str]
    ties: frozenset[str]


def rows(connection: sqlite3.Connection, name: str, some: Some | None) -> Iterator[sqlite3.Row]:
    """The rows of a query of `ownership.sql`. What the dossier holds is little and is sifted here; registers are asked by id."""
    named = queries(SQL)
    if some is None:
        yield from connection.execute(named[name])
    elif name in OWN:
        wanted = some.ties if name == "relations" else some.subjects
        prefix = "" if name == "relations" else "party/"
        yield from (row for row in connection.execute(named[name]) if prefix + row[OWN[name]] in wanted)
    else:
        ids = some.ties if name == "relationships" else some.subjects
        yield from connection.execute(named[f"{name}_of"], {"ids": json.dumps(sorted(ids))})
