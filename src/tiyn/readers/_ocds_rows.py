"""One process into rows: the rules of `ocds_mapping.yml` applied to a compiled release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.readers._ocds_mapping import Keys, Plan, Rule, mapping
from tiyn.readers._ocds_party import Parties
from tiyn.readers._ocds_value import is_date, shown, text
from tiyn.readers._personal import hide

Row = dict[str, Any]
Rows = list[tuple[str, Mapping[str, Any]]]
MAX_ID = 400
OBJECTS = ("bid", "award", "contract")


@dataclass(frozen=True)
class Receipt:
    """Where a process stands, and how many releases it was compiled from."""

    source: str
    document: str
    locator: str
    releases: int = 1
    first: str | None = None
    last: str | None = None

    @property
    def space(self) -> str:
        """Where publishers' own ids are unique: their source, or the document when nobody says whose it is."""
        return self.document if self.source == "input" else self.source


class Process:
    """One process being mapped: its rows, and the ids and positions given so far."""

    def __init__(self, ocid: str, body: Mapping[str, Any], receipt: Receipt, notes: Any) -> None:
        self.ocid, self.body, self.receipt, self.notes = ocid, body, receipt, notes
        self.rows: Rows = []
        self.here = ""
        self.used: dict[tuple[str, str, str], dict[str, int]] = {}
        self.positions: dict[tuple[str, ...], int] = {}
        self.odd: set[tuple[str, str]] = set()
        self.made: dict[str, list[Row]] = {"contract": [], "award": [], "process": []}
        self.parties = Parties(ocid, receipt.source, receipt.space, body, self.note)
        self.named: dict[str, set[str]] = {}
        self.contracts: dict[str, Mapping[str, Any]] = {}

    def note(self, kind: str, path: str, found: str, expected: str) -> None:
        """Say once per path of this process what is odd there."""
        if (kind, path) not in self.odd:
            self.odd.add((kind, path))
            self.notes.note(kind, f"{self.receipt.locator}, {path}", found, expected)

    def map(self) -> Rows:
        """Every row of the process but its participants, which `parties` holds."""
        for rule in mapping().rules:
            self._rule(rule, self.body, "", "")
        for role, participant in self.parties.others():
            self._involve("process", "", role, participant)
        self._complete()
        return self.rows

    def _rule(self, rule: Rule, base: Mapping[str, Any], parent: str, path: str) -> None:
        inner = mapping().inner[rule.name]
        for keys, one in self._objects(rule, base, path):
            here = path + "/".join(keys) + "/" if keys else path
            row = self._row(rule, one, parent, here) if rule.columns else None
            own = row.get("id", "") if row else ""
            for party in rule.parties:
                self._parties(rule, party, one, row, own, here)
            for below in inner:
                if any(first[0] in one for first in below.each):
                    self._rule(below, one, own, here)
            if rule.name == "contract":
                self.contracts[own] = one

    def _objects(self, rule: Rule, base: Mapping[str, Any], path: str) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
        """The objects a rule speaks of. A fallback path must hold a list."""
        if not rule.each:
            yield (), base
        for number, keys in enumerate(rule.each):
            if keys[0] not in base:
                continue
            value = self._at(base, keys, path)
            if isinstance(value, dict) and not number:
                value = [value]
            if isinstance(value, list):
                yield from ((keys, one) for one in self._filled(value, path + "/".join(keys)))
                if value:
                    return
            elif value is not None and value != "" and not isinstance(value, dict):
                self.note("shape", path + "/".join(keys), shown(value), "a list")

    def _filled(self, values: list[Any], path: str) -> Iterator[Mapping[str, Any]]:
        """The objects of a list that say anything at all."""
        for one in values:
            if type(one) is dict:
                if any(inner or inner == 0 for inner in one.values()):
                    yield one
            elif one is not None:
                self.note("shape", path, shown(one), "an object")

    def _at(self, base: Any, keys: Keys, path: str) -> Any:
        """The value at a path; nothing, said once, when something on the way is no object."""
        value = base
        for number, key in enumerate(keys):
            if type(value) is not dict:
                if value is not None and value != "" and value != []:
                    self.note("shape", path + "/".join(keys[:number]), shown(value), "an object")
                return None
            value = value.get(key)
        return value

    def _row(self, rule: Rule, one: Mapping[str, Any], parent: str, path: str) -> Row:
        row: Row = dict(rule.set)
        has = rule.has
        if "ocid" in has:
            row["ocid"] = self.ocid
        if rule.parent:
            row[rule.parent] = self.ocid if rule.parent == "owner" else parent
        scope = (rule.table, row.get("parent_kind", ""), parent)
        position = self.positions[scope] = self.positions.get(scope, 0) + 1
        if "position" in has:
            row["position"] = position
        if rule.key:
            row["id"] = self._id(one.get(rule.key), scope, position, path)
        self._cells(rule.plan, one, row, path)
        if rule.table == "item" and "id" not in row:
            row["id"] = f"#{position}"
        if "locator" in has:
            row |= {"source_id": self.receipt.source, "document_id": self.receipt.document, "locator": self.receipt.locator}
        self.rows.append((rule.table, row))
        if rule.table in self.made:
            self.made[rule.table].append(row)
        return row

    def _cells(self, plan: Plan, one: Mapping[str, Any], row: Row, path: str) -> None:
        """Every column from the first of its paths that holds anything."""
        shape = tuple(one)
        self.here = path
        for column in plan.get(shape) or plan.of(shape):
            for first, second, length, keys, spelled in column.spelled:
                value = one.get(first)
                if value is None:
                    continue
                if length == 2 and type(value) is dict:
                    value = value.get(second)
                elif length > 1:
                    value = self._at(one, keys, path)
                if value is not None:
                    cell = column.take(value, spelled, self.note_here)
                    if cell is not None:
                        row[column.name] = cell
                        break

    def note_here(self, kind: str, path: str, found: str, expected: str) -> None:
        """`note` with a path below the object whose cells are being read."""
        self.note(kind, self.here + path, found, expected)

    def _id(self, value: Any, scope: tuple[str, str, str], position: int, path: str) -> str:
        """The published id, hidden when it is a person's; #n where there is none, id#n where it stands there twice."""
        used = self.used.setdefault(scope, {})
        found = text(value, f"{path}id", self.note) if value is not None else None
        own = found[:MAX_ID] if found else f"#{position}"
        if own in used:
            if found:
                self.note("again", f"{path}id", shown(own), "each id once in a list")
            own = f"{own}#{position}"
            while own in used:
                own += "+"
        used[own] = 1
        return own

    def _parties(self, rule: Rule, party: Any, one: Mapping[str, Any], row: Row | None, own: str, path: str) -> None:
        for keys in party.paths:
            value = self._at(one, keys, path)
            if value is None or value == "" or value == []:
                continue
            where, named = path + keys[-1], {}
            for entry in value if isinstance(value, list) else [value]:
                participant = self.parties.resolve(entry, party.role, where) if entry is not None and entry != "" else None
                if participant is not None:
                    named[participant] = 1
            found = list(named)
            self._place(rule, party, found, row, own)
            if found:
                return

    def _place(self, rule: Rule, party: Any, found: list[str], row: Row | None, own: str) -> None:
        """The first into its column, the others into the table involvement."""
        if row is not None and party.count:
            row[party.count] = len(found)
        if row is not None and party.column and found:
            row[party.column] = found[0]
        named = self.named.setdefault(party.role, set())
        kind = rule.table if rule.table in OBJECTS else "process"
        for participant in found if party.beyond else found[1:]:
            if not (party.beyond and participant in named):
                self._involve(kind, own if kind != "process" else "", party.role, participant)
        named.update(found)

    def _involve(self, kind: str, own: str, role: str, participant: str) -> None:
        scope = ("involvement", kind, own, role)
        position = self.positions[scope] = self.positions.get(scope, 0) + 1
        row = {
            "ocid": self.ocid,
            "object": kind,
            "object_id": own,
            "role": role,
            "position": position,
            "participant": participant,
        }
        self.rows.append(("involvement", row))

    def _complete(self) -> None:
        """What follows from several places: the year, the buyer and the supplier of a contract, the region."""
        process = self.made["process"][0]
        receipt = self.receipt
        process |= {"releases": receipt.releases, "first_published": receipt.first, "published": receipt.last}
        buyer = process.get("buyer") or process.get("procuring_entity")
        if not process.get("region") and buyer:
            process["region"] = self.parties.rows[buyer].get("region") if buyer in self.parties.rows else None
        contracts, awards = self.made["contract"], {row["id"]: row for row in self.made["award"]}
        signed = sorted(row["signed"] for row in contracts if row.get("signed"))
        awarded = sorted(row["date"] for row in awards.values() if row.get("date"))
        dates = [*signed[:1], *awarded[:1], process.get("tender_start"), process.get("announced"), receipt.last]
        process["year"] = year(*dates)
        for row in contracts:
            award = awards.get(row.get("award", ""))
            if "supplier" not in row and award is not None and "supplier" in award:
                row["supplier"], row["suppliers"] = award["supplier"], award.get("suppliers")
            row |= {"buyer": buyer, "region": process.get("region"), "year": year(row.get("signed"), process["year"])}


def year(*found: Any) -> int | None:
    """The year of the first that is one: a date of ISO 8601, or a year."""
    for one in found:
        if isinstance(one, int):
            return one
        if one:
            return int(one[:4])
    return None


def usable(ocid: Any) -> bool:
    """True for an ocid rows can be kept under."""
    return isinstance(ocid, str) and len(ocid.strip()) > 0 and len(ocid) <= MAX_ID


def dated(release: Mapping[str, Any]) -> str | None:
    value = release.get("date")
    return value if isinstance(value, str) and is_date(value) else None


def tags(release: Mapping[str, Any]) -> list[str]:
    """The tags of a release; a single text stands for a list of one."""
    value = release.get("tag")
    return [hide(one[:80]) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one]
