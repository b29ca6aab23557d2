"""Who a name is in an edition: looked up by any spelling, with what is one with it and what is merely alike."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.naming.keys import name_key
from tiyn.naming.resolve import Asked, Known, Resolved, resolve
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
MOST = 200  # names of one key that are compared; a key more bear is no name of anybody


@dataclass(frozen=True)
class Pair:
    """Two subjects and what is held of them: outcome and reason as in the table `resolution`."""

    left: str
    right: str
    outcome: str
    reason: str
    left_name: str
    right_name: str


def look_up(connection: sqlite3.Connection, asked: Asked) -> Resolved:
    """Resolve a name against every known name of the edition (`connection`: `Edition.connect()`)."""
    named = queries(SQL)
    key = name_key(asked.text, asked.people)
    rows = connection.execute(named["of_key"], {"key": key, "most": MOST + 1}).fetchall() if key else []

    def numbered(number: str) -> str | None:
        row = connection.execute(named["of_bin"], {"bin": number}).fetchone()
        return row["subject"] if row else None

    return resolve(asked, map(_known, rows[:MOST]), numbered)


def _known(row: Any) -> Known:
    """The dossier's parties bear names a curator wrote."""
    party = row["subject"].startswith("party/")
    return Known(row["subject"], row["text"], row["people"] == "yes", row["bin"] or "", row["region"] or "", party)


def canonical(connection: sqlite3.Connection, subject: str) -> str:
    """The id that stands for `kind/id`; itself when nothing is merged with it."""
    row = connection.execute(queries(SQL)["canonical"], {"id": subject}).fetchone()
    return row["canonical"] if row else subject


def alike(connection: sqlite3.Connection, subject: str) -> list[Pair]:
    """Every pair a subject stands in, the other one on the right; one subject first, then different, then alike."""
    found = []
    for row in connection.execute(queries(SQL)["alike"], {"id": subject}):
        names = (row["left_name"] or "", row["right_name"] or "")
        swap = row["left_id"] != subject
        other, shown = (row["left_id"] if swap else row["right_id"]), (names[::-1] if swap else names)
        found.append(Pair(subject, other, row["outcome"], row["reason"], *shown))
    return found


def waiting(connection: sqlite3.Connection, most: int, reason: str = "") -> list[Pair]:
    """Pairs that wait for a human, by reason and ids, at most so many; of one reason when it is given."""
    rows = connection.execute(queries(SQL)["waiting"], {"reason": reason, "most": most})
    return [
        Pair(row["left_id"], row["right_id"], row["outcome"], row["reason"], row["left_name"] or "", row["right_name"] or "")
        for row in rows
    ]


def names_of(connection: sqlite3.Connection, subject: str) -> list[dict[str, Any]]:
    """A subject's names (text, people, bin, region), in order; twenty at most."""
    return [dict(row) for row in connection.execute(queries(SQL)["names_of"], {"subject": subject})]


def known(connection: sqlite3.Connection, subject: str) -> bool:
    """Whether this `kind/id` bears a name or stands in a tie."""
    return connection.execute(queries(SQL)["known"], {"id": subject}).fetchone() is not None
