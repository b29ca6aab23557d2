"""Organizations: who is named, under which id, and what is never kept of people.

A name alone never joins two processes: only a published identifier, or the publisher's own id, does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tiyn.model.identifier import is_iin, is_valid
from tiyn.readers._ocds_mapping import Column, mapping
from tiyn.readers._ocds_value import Note, shown
from tiyn.readers._organization_words import bears_name, is_persons_scheme, may_be_person, named
from tiyn.readers._personal import hide, is_person

MAX_ID = 400
_BUSINESS = re.compile(
    r"\s*[\"«'(]*(?:ИП|ЖК|КХ|ШҚ|К/Х|Ш/Қ|Жеке\s+кәсіпкер\w*|Индивидуальн\w+\s+предпринимател\w*|Крестьянск\w+|Шаруа)\b",
    re.IGNORECASE,
)


@dataclass
class Register:
    """Every organization of a run by id: the words of its latest process, and all its roles."""

    found: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    sets: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def take(self, row: dict[str, Any], roles: set[str], published: str) -> None:
        """Keep the row unless a later published one is held; ties go to the greater name, so file order is all one."""
        key = row["id"]
        before = self.roles.get(key)
        if before is None or not roles <= before:
            both = frozenset(roles | (before or frozenset()))
            self.roles[key] = self.sets.setdefault(both, both)
        held = self.found.get(key)
        if held is not None and held[1] == row:
            if published > held[0][0]:  # said again later: a word from between the two must not win
                self.found[key] = ((published, *held[0][1:]), row)
        else:
            rank = (
                published,
                *(str(row.get(name) or "") for name in ("name", "name_kk", "locality", "region", "country", "source_id")),
            )
            if held is None or rank > held[0]:
                self.found[key] = (rank, row)

    def add(self, other: Register) -> None:
        """Take over what another process registered."""
        for key, (rank, row) in other.found.items():
            self.take(row, set(other.roles[key]), rank[0])

    def rows(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for key in sorted(self.found):
            yield "participant", {**named(self.found[key][1], self.roles[key]), "roles": ",".join(sorted(self.roles[key]))}


@dataclass(frozen=True)
class Known:
    """What a published identifier comes to: the id it gives, if any, and what is kept of it."""

    id: str | None
    scheme: str | None
    identifier: str | None
    state: str


def identified(scheme: str | None, number: str | None) -> Known:
    """An identifier held against the rules of Kazakhstan's numbers."""
    if not number:
        return Known(None, scheme, None, "none")
    digits = number.strip()
    if is_persons_scheme(scheme) or is_person(digits) or hide(number) is not number:
        return Known(None, None, None, "personal")
    local = scheme is None or scheme.startswith("KZ-")
    if scheme == "KZ-BIN" or (local and len(digits) == 12 and digits.isascii() and digits.isdigit()):
        if is_valid(digits) and digits[4] in "456":
            return Known(f"KZ-BIN-{digits}", "KZ-BIN", digits, "valid")
        return Known(None, scheme, None if is_iin(digits) else number[:MAX_ID], "invalid")
    whole = f"{scheme}-{number}" if scheme and len(number) <= MAX_ID else None
    return Known(whole, scheme, number[:MAX_ID], "other")


def kind_of(known: Known, name: str | None) -> str:
    """A code of codes/participant_kind; `withheld` is decided by `named`, when every role is known."""
    if name and _BUSINESS.match(name):
        return "sole_trader"
    if known.state == "personal":
        return "natural_person"
    return "organization" if known.state in ("valid", "other") else "unknown"


class Parties:
    """The organizations of one process: `parties`, and those named inline."""

    def __init__(self, ocid: str, source: str, space: str, body: Mapping[str, Any], note: Note) -> None:
        self.ocid, self.source, self.space, self.note = ocid, source, space, note
        self.listed: dict[str, dict[str, Any]] = {}
        self.ids: dict[str, str] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.roles: dict[str, set[str]] = {}
        self.nameless: dict[str, int] = {}
        self.entries: list[dict[str, Any]] = []
        parties = body.get("parties")
        for one in parties if isinstance(parties, list) else []:
            if not isinstance(one, dict):
                note("shape", "parties", shown(one), "an object")
                continue
            self.entries.append(one)
            own = _own_id(one)
            if own is not None and self.listed.setdefault(own, one) is not one:
                note("again", "parties", shown(own), "each id once")
        if parties is not None and not isinstance(parties, list):
            note("shape", "parties", shown(parties), "a list")

    def resolve(self, reference: Any, role: str, path: str) -> str | None:
        """The participant a reference names, None for one that names nothing."""
        if not isinstance(reference, dict):
            self.note("shape", path, shown(reference), "an object")
            return None
        own = _own_id(reference)
        found = self.ids.get(own) if own is not None else None
        if found is None:
            entry = self.listed.get(own, reference) if own is not None else reference
            if own is None and not any(reference.get(key) for key in ("name", "identifier")):
                return None
            found = self._enter(entry, own, role)
            if own is not None:
                self.ids[own] = found
        self.roles.setdefault(found, set()).add(role)
        return found

    def others(self) -> Iterator[tuple[str, str]]:
        """(role, participant) for every role `parties` states and nothing else bore out."""
        for one in self.entries:
            roles = one.get("roles")
            said = [role for role in (roles if isinstance(roles, list) else [roles]) if isinstance(role, str) and role]
            own = _own_id(one)
            if not said:
                self.resolve(one, "party", "parties")
                continue
            found = self.ids.get(own) if own is not None else None
            for role in dict.fromkeys(said):
                if found is None or role not in self.roles.get(found, ()):
                    found = self.resolve(one, role, "parties") if found is None else found
                    if found is not None:
                        self.roles.setdefault(found, set()).add(role)
                        yield hide(role[:80]), found

    def _enter(self, entry: Mapping[str, Any], own: str | None, role: str) -> str:
        """Make the participant's row, once, and return its id."""
        identifier = entry.get("identifier")
        said = identifier if isinstance(identifier, dict) else {}
        if identifier is not None and not isinstance(identifier, dict):
            self.note("shape", "identifier", shown(identifier), "an object")
        known = identified(_plain(said.get("scheme")), _plain(said.get("id")))
        number = _plain(said.get("id"))
        if known.state == "personal" and own is not None and number is not None and number.strip() in own:
            own = None
        if own is not None and hide(own) is not own:
            own, known = None, known if known.state in ("valid", "other") else Known(None, None, None, "personal")
        name = entry.get("name")
        if own is not None and known.id is None and isinstance(name, str) and may_be_person(name) and bears_name(own, name):
            own = None
        key = known.id or (f"{self.space}:{own}" if own is not None else self._local(role))
        if key not in self.rows:
            self.rows[key] = self._row(key, entry, known)
        return key

    def is_local(self, key: str) -> bool:
        """True for an id that no other process can bear."""
        return key.startswith(f"{self.space}:{self.ocid}:")

    def _local(self, role: str) -> str:
        number = self.nameless[role] = self.nameless.get(role, 0) + 1
        return f"{self.space}:{self.ocid}:{role}#{number}"

    def _row(self, key: str, entry: Mapping[str, Any], known: Known) -> dict[str, Any]:
        row = {"id": key, "source_id": self.source, "scheme": known.scheme, "identifier": known.identifier}
        plan, shape = mapping().organization, tuple(entry)
        for column in plan.get(shape) or plan.of(shape):
            cell = self._cell(column, entry)
            if cell is not None:
                row[column.name] = cell
        row["bin_state"], row["kind"] = known.state, kind_of(known, row.get("name"))
        if row["kind"] == "natural_person":
            row["name"] = row["name_kk"] = None
        return row

    def _cell(self, column: Column, entry: Mapping[str, Any]) -> Any:
        for keys in column.paths:
            value: Any = entry
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
            if value is not None and value != "":
                return column.take(value, f"parties/{'/'.join(keys)}", self.note)
        return None


def _own_id(entry: Mapping[str, Any]) -> str | None:
    return _plain(entry.get("id"))


def _plain(value: Any) -> str | None:
    """A published id as text; None for none, for an empty one and for what is no id."""
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) and 0 < len(value) <= MAX_ID else None
