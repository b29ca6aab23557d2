"""Owners, holdings and posts of a subject as registers publish them, what is one with it, and what is merely alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn import who
from tiyn.queries import queries
from tiyn.view.figures import Link
from tiyn.view.nodes import address, dates, share, subject
from tiyn.view.purchase_tables import Grid
from tiyn.view.purchases import segment
from tiyn.view.visit import Visit

SQL = Path(__file__).with_suffix(".sql")
MOST = 100


@dataclass(frozen=True)
class Alike:
    """Another subject: one with this one, kept apart, or alike, and why."""

    other: Link
    why: str
    by: str


@dataclass(frozen=True)
class Ownership:
    """`none`: why there are no owners to show; `links` and `path`: addresses of the neighbourhood and of a search for a path."""

    owners: Grid
    holdings: Grid
    none: str
    same: list[Alike]
    apart: list[Alike]
    alike: list[Alike]
    links: str
    start: str


def ownership(visit: Visit, identifier: str) -> Ownership:
    """What registers say of the owners and holdings of a `kind/id`, over every id that is one with it."""
    words, named = visit.words, queries(SQL)
    group = [row["id"] for row in visit.connection.execute(named["group"], {"subject": identifier})]
    entities = json.dumps([one.partition("/")[2] for one in group if one.startswith("entity/")])
    counts = visit.connection.execute(named["count_of"], {"entities": entities}).fetchone()
    owners = _rows(visit, "owners", entities)
    holdings = _rows(visit, "holdings", entities)
    read = visit.connection.execute(named["any"]).fetchone()["n"]
    pairs = {one: [] for one in ("same", "different", "review")}
    for one in group:
        for pair in who.alike(visit.connection, one):
            if pair.right not in group or pair.outcome == "same":
                pairs[pair.outcome].append(pair)
    none = "" if owners else words("owners_not_named" if read else "owners_not_collected")
    return Ownership(
        owners=_grid(visit, "owners", owners, counts["owners"]),
        holdings=_grid(visit, "holdings", holdings, counts["holdings"]),
        none=none,
        same=[_alike(visit, pair) for pair in pairs["same"] if pair.right != identifier],
        apart=[_alike(visit, pair) for pair in pairs["different"]],
        alike=[_alike(visit, pair) for pair in pairs["review"]],
        links=visit.url(f"/links/{address(who.canonical(visit.connection, identifier))}"),
        start=address(who.canonical(visit.connection, identifier)),
    )


def _rows(visit: Visit, name: str, entities: str) -> list[dict[str, Any]]:
    rows = visit.connection.execute(queries(SQL)[name], {"entities": entities, "most": MOST})
    return [dict(row) for row in rows]


def _grid(visit: Visit, name: str, rows: list[dict[str, Any]], count: int) -> Grid:
    words = visit.words
    other = "from_entity" if name == "owners" else "to_entity"
    made = []
    for row in rows:
        party = subject(visit, f"entity/{row[other]}")
        figure = visit.purchases.figure("relationship", row, "amount")
        made.append(
            [
                Link(party.name, party.url),
                words.name("interest", row["kind"]) + (f" · {row['detail']}" if row["detail"] else ""),
                share(visit, row) or (figure if figure else words("no_share")),
                dates(visit, row) or words("no_dates"),
                words(f"current_{row['current']}"),
                Link(words("receipt"), visit.url(f"/receipt/record/relationship/{segment(row['id'])}/kind")),
            ]
        )
    head = [words(f"o_{one}") for one in (name, "kind", "share", "dates", "current", "source")]
    note = words("o_more", shown=len(rows), count=count) if count > len(rows) else ""
    return Grid(words(f"o_{name}"), head, made, note, name)


def _alike(visit: Visit, pair: who.Pair) -> Alike:
    other = subject(visit, pair.right)
    why = visit.words.name("name_reason", pair.reason)
    by = visit.words("by_curator") if pair.reason == "judged" else visit.words("by_rule")
    return Alike(Link(other.name, other.url), why, by)
