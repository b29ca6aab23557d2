"""The index of one reading, in a file of the reader's scratch folder: a country's records do not fit into memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True)
class Place:
    """Where a contract's revision stands in its chain: `position` from 1, `last` when it speaks for the contract.

    `gone`: the register removed it; `buy` is the announcement's id, 0 for a direct contract.
    """

    chain: str
    position: int
    last: bool
    gone: bool
    root: int
    buy: int
    buyer: str | None
    supplier: str | None
    has_units: bool

    @property
    def ocid(self) -> str:
        return f"goszakup-{self.buy}" if self.buy else f"goszakup-direct-{self.root}"


@dataclass(frozen=True)
class Planned:
    """What others need of a plan item: its root, name, class, unit, and where it stands among its versions."""

    root: int
    name: str | None
    name_kk: str | None
    classification: str | None
    unit: str | None
    kato: str | None
    ground: str | None
    version: int
    last: bool
    has_parts: bool


class Index:
    """Fill it with every record, `settle` it, then ask it."""

    def __init__(self, scratch: Path) -> None:
        self.connection = sqlite3.connect(scratch / "goszakup.sqlite", isolation_level=None)
        for setting in ("journal_mode=off", "synchronous=off", "cache_size=-100000"):
            self.connection.execute(f"pragma {setting}")
        self.named = queries(SQL)
        self.connection.executescript(self.named["schema"])
        self.connection.execute("begin")

    def close(self) -> None:
        self.connection.close()

    def put(self, name: str, /, **values: Any) -> None:
        """Run one of the inserts of the `.sql` file."""
        self.connection.execute(self.named[name], values)

    def settle(self) -> None:
        """Put revisions and versions in their order, once every record has been seen."""
        self.connection.execute("commit")
        self.connection.executescript(self.named["settle"])

    def newest(self, kind: str, identifier: int) -> tuple[int, int] | None:
        return self._one("newest", kind=kind, id=identifier)

    def place(self, identifier: int | None) -> Place | None:
        """Of a revision by its id."""
        return self._place("place_of", identifier)

    def place_of_root(self, root: int | None) -> Place | None:
        """Of the revision that speaks for the contract with that root."""
        return self._place("place_of_root", root)

    def plan(self, identifier: int | None) -> Planned | None:
        found = None if identifier is None else self._one("plan_of", id=identifier)
        if found is None:
            return None
        root, name, name_kk, classification, unit, kato, ground, version, from_last, has_parts = found
        kato = kato or next((code for (code,) in self.connection.execute(self.named["places_of_plan"], {"id": identifier})), None)
        return Planned(root, name, name_kk, classification, unit, kato, ground, version, from_last == 1, bool(has_parts))

    def lot_process(self, lot: int) -> str | None:
        """The process a lot belongs to."""
        found = self._one("buy_of_lot", id=lot)
        return f"goszakup-{found[0]}" if found else None

    def first(self, kind: str, identifier: int) -> bool:
        """Whether an id inside other records comes for the first time: a table holds it once."""
        return self.connection.execute(self.named["once_seen"], {"kind": kind, "id": identifier}).rowcount == 1

    def removal(self, kind: str, identifier: int) -> str | None:
        """When the register says it removed a record."""
        found = self._one("removal_of", kind=kind, id=identifier)
        return found[0] if found else None

    def award(self, lot: int, participant: str | None) -> str | None:
        found = self._one("award_of", lot=lot, participant=participant)
        return str(found[0]) if found else None

    def needed(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Processes others stand in whose announcement was not read: (ocid, what is known of it)."""
        for ocid, row in self.connection.cursor().execute(self.named["all_needed"]):
            yield ocid, json.loads(row)

    def removed(self) -> Iterator[tuple[str, int, str]]:
        yield from self.connection.cursor().execute(self.named["all_removed"])

    def disagreeing(self) -> Iterator[tuple[str, int]]:
        """Chains of one register number whose revisions name several roots."""
        yield from self.connection.cursor().execute(self.named["roots_disagree"])

    def _place(self, name: str, identifier: int | None) -> Place | None:
        found = None if identifier is None else self._one(name, id=identifier)
        if found is None:
            return None
        chain, position, from_last, gone, root, buy, buyer, supplier, has_units = found
        return Place(chain, position, from_last == 1, bool(gone), root, buy, buyer, supplier, bool(has_units))

    def _one(self, name: str, /, **values: Any) -> Any:
        return self.connection.execute(self.named[name], values).fetchone()
