"""The receipt of an absence: what was searched, when, and how far it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn.view.visit import Visit


@dataclass(frozen=True)
class Searched:
    """One source as this edition holds it. `first` and `last` are the time it is about, partial dates, "" when not stated."""

    id: str
    name: str
    documents: int
    undated: int
    statements: int
    records: int
    first: str
    last: str
    retrieved: str
    text: str


@dataclass(frozen=True)
class Absence:
    """What was looked through and did not hold it; `built` is when the edition was built, UTC."""

    found: bool
    sentence: str
    built: str
    edition: str
    root: str
    sources: list[Searched]
    months: int
    months_unread: int
    unread: str


def absence(visit: Visit) -> Absence:
    """The receipt for this edition: the same for every gap without an answer."""
    words, edition = visit.words, visit.edition
    built = edition.manifest["built"]
    counted = visit.query("unread")[0]
    moment = words("moment", date=words.date(built[:10]), time=built[11:16])
    unread = words("unread", n=counted["unread"], all=counted["months"]) if counted["months"] else ""
    sources = [_searched(visit, row) for row in visit.query("searched")]
    sentence = words("not_found", built=moment)
    return Absence(False, sentence, built, edition.id, edition.root, sources, counted["months"], counted["unread"], unread)


def _searched(visit: Visit, row: dict[str, Any]) -> Searched:
    words = visit.words
    first, last = row["first_day"] or "", row["last_day"] or ""
    parts = [words(name, n=row[name]) for name in ("documents", "statements", "records") if row[name]]
    if first:
        spell = words.date(first) if first == last else f"{words.date(first)} – {words.date(last)}"
        parts.append(words("reaches", period=spell))
    if row["undated"] and row["statements"]:
        parts.append(words("undated", n=row["undated"]))
    if row["retrieved"]:
        parts.append(words("retrieved", date=words.date(row["retrieved"])))
    return Searched(
        id=row["id"],
        name=visit.label(f"source/{row['id']}", "name") or words("dossier"),
        first=first,
        last=last,
        retrieved=row["retrieved"] or "",
        text=", ".join(parts),
        **{name: row[name] for name in ("documents", "undated", "statements", "records")},
    )
