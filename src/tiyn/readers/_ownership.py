"""Rows of `entity` and `relationship` from any register of ownership or posts: ids, what is kept of people, oddities.

An organization's id is its published number (`KZ-BIN-…` only with a valid check digit), otherwise the source's record.
Of a person the name alone is kept. An unknown owner is an entity of its own; two unknowns are never one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tiyn.naming.letters import visible
from tiyn.readers._ocds_party import identified
from tiyn.readers._personal import hide
from tiyn.readers._record import Given
from tiyn.snapshot import digest

UNKNOWN, PERSON = "unknown", "Person"
LONGEST = 1000
SHOWN = 20  # issues of one kind that are written out; more are counted


@dataclass(frozen=True)
class Where:
    """The receipt of a row: its file's ids and its place there."""

    given: Given
    place: str
    record: str

    def columns(self) -> dict[str, str]:
        return {"source_id": self.given.source, "document_id": self.given.document, "locator": self.place, "record": self.record}


def text(value: Any) -> str | None:
    """A published text without personal numbers, marks nobody sees, and ends; None when nothing is left."""
    if not isinstance(value, str):
        return None
    return hide(visible(value).strip())[:LONGEST] or None


def entity(where: Where, schema: str, names: Mapping[str, str | None], numbers: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """A row of `entity`. `names`: by '', kk, en; `numbers`: identifier by scheme, of which the first that holds gives the id."""
    own = f"{where.given.source}/{where.record}"
    row = {"id": own, "schema": schema, "bin_state": "none", **where.columns(), **more}
    row |= {"name": names.get(""), "name_kk": names.get("kk"), "name_en": names.get("en")}
    if schema == PERSON:
        return row | {"basis": "registered_interest", "bin_state": "personal" if numbers else "none"}
    if schema == UNKNOWN:
        return row
    for scheme, number in numbers.items():
        known = identified(scheme, number)
        row |= {"scheme": known.scheme, "identifier": known.identifier, "bin_state": known.state}
        if known.id:
            return row | {"id": known.id}
    return row


def percent(value: Any) -> Decimal | None:
    """A share as published, of at most 18 decimals; None for what is no plain number."""
    try:
        found = Decimal(str(value).strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 15 and _decimals(found) <= 18 else None


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 99


@dataclass
class Gathered:
    """The rows of a run, each entity once, and what was odd about them."""

    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    relationships: dict[str, dict[str, Any]] = field(default_factory=dict)
    odd: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, row: dict[str, Any]) -> str:
        """Keep an entity; another record of the same number confirms it, another name of it is said. Returns its id."""
        held = self.entities.setdefault(row["id"], row)
        if held is not row and row["name"] and held["name"] and row["name"] != held["name"]:
            message = f"{row['id']}: {row['name']!r} beside {held['name']!r}; expected one name of one number; the first is shown"
            self.note("conflict", row["locator"], message)
        return str(row["id"])

    def tie(self, row: dict[str, Any]) -> None:
        self.relationships[row["id"]] = row
        if row["from_entity"] == row["to_entity"]:
            self.note("odd_value", row["locator"], f"{row['from_entity']} has an interest in itself; kept as published")
        since, until = row.get("since"), row.get("until")
        if since and until and since[: len(until)] > until[: len(since)]:
            self.note(
                "odd_value", row["locator"], f"begins {since} and ends {until}; expected the other order; kept as published"
            )

    def note(self, kind: str, place: str, message: str) -> None:
        self.odd[kind].append((place, message))

    def rows(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every row, in order of ids, then the oddities."""
        self._wholes()
        for identifier in sorted(self.entities):
            yield "entity", self.entities[identifier]
        for identifier in sorted(self.relationships):
            yield "relationship", self.relationships[identifier]
        for kind, said in sorted(self.odd.items()):
            for place, message in sorted(set(said))[:SHOWN]:
                yield "issue", _issue(kind, place, message)
            if len(set(said)) > SHOWN:
                yield "issue", _issue(kind, said[0][0].partition(":")[0], f"{len(set(said)) - SHOWN} more of this kind")

    def _wholes(self) -> None:
        """Current exact shares of one body that add up to more than the whole."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.relationships.values():
            if (
                row["kind"] == "shareholding"
                and row["direct"] != "indirect"
                and row["current"] == "yes"
                and row.get("share_exact")
            ):
                sums[row["to_entity"]] += row["share_exact"]
        for identifier, whole in sorted(sums.items()):
            if whole > 100:
                place = self.entities[identifier]["locator"] if identifier in self.entities else identifier
                self.note(
                    "parts_exceed_whole", place, f"{identifier}: exact shares add up to {whole} %; expected 100 at most; kept"
                )


def _issue(kind: str, place: str, message: str) -> dict[str, str]:
    key = digest(f"{place}\n{message}".encode("utf-8", "replace"))[:16]
    return {"id": key, "step": "read", "kind": kind, "place": place, "message": f"{place}: {message}"}
