"""Who takes part: organizations by their BIN, everybody else by the register's own number, never by a personal one.

A participant's id is `KZ-BIN-<bin>` when the check digit holds, otherwise `kz_goszakup:pid-<pid>`, or the place
where alone it is named. Natural persons have no name here; a sole trader has the name of the business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tiyn.model.identifier import is_valid
from tiyn.readers._goszakup_values import region, text, whole

SOURCE = "kz_goszakup"
ORGANIZATION, PERSON, TRADER = 1, 2, 3  # typeSupplier
STRICT = {"unknown": 0, "organization": 1, "sole_trader": 2, "natural_person": 3}
_BUSINESS = re.compile(r"^\W*(ИП|ЖК|КХ|К/Х|ФХ|Ф/Х|ШҚ|Ш/Қ)\b|\b(ИП|ЖК|КХ|ШҚ)\W*$", re.IGNORECASE)
_TWELVE = re.compile(r"\d{12}", re.ASCII)


@dataclass
class Party:
    """What is known of one participant; `rank` says how good its name is: the register of participants knows best."""

    kind: str
    bin_state: str
    identifier: str | None = None
    name: str | None = None
    name_kk: str | None = None
    country: str | None = None
    region: str | None = None
    roles: set[str] = field(default_factory=set)
    rank: int = 0


class Parties:
    """Every participant met, by id. One of a country is some hundred bytes: a million fit."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.known: dict[str, Party] = {}

    def met(self, digits: Any, pid: Any, place: str, role: str, told: dict[str, Any] | None = None) -> str | None:
        """The id of who is named by a BIN or personal number, a `pid`, or only here (`place`); None for nobody.

        told: name, name_kk, type (typeSupplier), kato, country, rank.
        """
        told = told or {}
        printed = _printed(digits)
        identifier = identify(digits, pid, place) or (f"{SOURCE}:{place}" if told.get("name") else None)
        if identifier is None:
            return None
        state = _state(printed)
        party = self.known.get(identifier)
        if party is None:
            shown = printed if state in ("valid", "invalid") else None
            party = self.known[identifier] = Party(_kind(state, told.get("type")), state, shown)
        if state == "personal" and party.bin_state != "personal":  # met before under the register's own number alone
            party.bin_state, party.identifier, party.name, party.name_kk = (
                state,
                None,
                _business(party.name),
                _business(party.name_kk),
            )
            party.kind = "unknown" if party.kind == "organization" else party.kind
        self._learn(party, told)
        party.roles.add(role)
        return identifier

    def _learn(self, party: Party, told: dict[str, Any]) -> None:
        rank = told.get("rank", 1)
        kind = _kind(party.bin_state, told.get("type"))
        if STRICT[kind] > STRICT[party.kind]:  # who is a person in one record is none the less one where another says otherwise
            party.kind = kind
            if kind in ("sole_trader", "natural_person"):  # what was learned before that may be a person's own name
                keeps = kind == "sole_trader"
                party.name, party.name_kk = (_business(one) if keeps else None for one in (party.name, party.name_kk))
        name, name_kk = text(told.get("name")), text(told.get("name_kk"))
        if party.kind != "organization":  # a person's own name is nobody's business; a business has one of its own
            name, name_kk = (_business(one) if party.kind == "sole_trader" else None for one in (name, name_kk))
        if name and (rank > party.rank or party.name is None or (rank == party.rank and name < party.name)):
            party.name, party.rank = name, rank
            party.name_kk = name_kk or party.name_kk
        party.name_kk = party.name_kk or name_kk
        party.region = party.region or region(told.get("kato"))
        party.country = party.country or text(told.get("country"))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Their rows, by id."""
        for identifier in sorted(self.known):
            one = self.known[identifier]
            yield {
                "id": identifier,
                "source_id": self.source,
                "name": one.name,
                "name_kk": one.name_kk,
                "scheme": "KZ-BIN" if one.identifier else None,
                "identifier": one.identifier,
                "bin_state": one.bin_state,
                "kind": one.kind,
                "country": one.country,
                "region": one.region,
                "roles": ",".join(sorted(one.roles)),
            }


def identify(digits: Any, pid: Any, place: str) -> str | None:
    """The id of who a BIN, a personal number or a `pid` names, `place` being where; None for nobody."""
    printed, own = _printed(digits), whole(pid)
    state = _state(printed)
    if state == "valid":
        return f"KZ-BIN-{printed}"
    if own:
        return f"{SOURCE}:pid-{own}"
    if state == "invalid":
        return f"{SOURCE}:bin-{printed}"
    return f"{SOURCE}:{place}" if printed else None


def _business(name: str | None) -> str | None:
    """The name of a business; None for anything else."""
    return name if name and _BUSINESS.search(name) else None


def _printed(digits: Any) -> str:
    return str(digits).strip() if isinstance(digits, (str, int)) else ""


@lru_cache(maxsize=1 << 16)
def _state(printed: str) -> str:
    """codes/bin_state. Twelve digits with 0-3 in the fifth place are a person's, whether their check digit holds or not."""
    if not printed:
        return "none"
    if not _TWELVE.fullmatch(printed):
        return "other"
    if printed[4] in "0123":
        return "personal"
    return "valid" if printed[4] in "456" and is_valid(printed) else "invalid"


def _kind(state: str, told: Any) -> str:
    """codes/participant_kind."""
    if state == "valid":
        return "organization"
    kinds = {PERSON: "natural_person", TRADER: "sole_trader"} | ({} if state == "personal" else {ORGANIZATION: "organization"})
    return kinds.get(whole(told) or 0, "organization" if state == "invalid" else "unknown")
