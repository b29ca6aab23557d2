"""Beneficial Ownership Data Standard 0.4: statements as a list or as lines, joined over all files given.

The latest statement of a record counts, a closed record is kept as ended, an unknown owner is an entity with its
reason. A statement out of the standard's form is quarantined; what breaks its rules is an issue (`tiyn.bods`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tiyn.bods.rules import breaches
from tiyn.bods.structure import statement
from tiyn.model.errors import RecordRefused
from tiyn.readers._ocds_file import head, streams
from tiyn.readers._ocds_parse import parse
from tiyn.readers._ocds_split import pieces
from tiyn.readers._ownership import PERSON, UNKNOWN, Gathered, Where, entity, percent, text
from tiyn.readers._record import Extra, Given, Record, Refused

_STATEMENT = re.compile(rb'"(statementId|declarationSubject|recordDetails)"\s*:')
MOST_RULED = 100_000  # statements of a file that are held against the rules among statements
SCHEMAS = {"registeredEntity": "Company", "state": "PublicBody", "stateBody": "PublicBody",
           "anonymousEntity": UNKNOWN, "unknownEntity": UNKNOWN}  # fmt: skip
NAMELESS = ("anonymousPerson", "unknownPerson")
Found = tuple[int, Record | Refused | Extra]


def recognises(path: Path) -> bool:
    """True when `statementId`, `declarationSubject` and `recordDetails` all stand in the beginning. Never raises."""
    return len(set(_STATEMENT.findall(head(path)))) >= 3 if _looks_so(path) else False


def _looks_so(path: Path) -> bool:
    return head(path, 64).lstrip()[:1] in (b"[", b"{")


@dataclass(frozen=True)
class Said:
    """The latest statement of one record of one source."""

    where: Where
    body: dict[str, Any]

    @property
    def details(self) -> dict[str, Any]:
        return self.body["recordDetails"]


def read(path: Path, given: Given) -> Iterator[Record | Refused | Extra]:
    """One file alone."""
    for _, found in together([(path, given)], lambda index: None):
        yield found


def together(files: list[tuple[Path, Given]], at: Callable[[int], None]) -> Iterator[Found]:
    """Every statement of all files; rows come when all are read."""
    said: dict[tuple[str, str], Said] = {}
    gathered = Gathered()
    for number, (path, given) in enumerate(files):
        at(number)
        yield from _file(number, path, given, said, gathered)
    ids = {key: gathered.take(_entity(one)) for key, one in sorted(said.items()) if one.body["recordType"] != "relationship"}
    for _, one in sorted(said.items()):
        if one.body["recordType"] == "relationship":
            _relate(one, ids, gathered)
    if said:
        yield 0, Extra(tuple(gathered.rows()))


def _file(number: int, path: Path, given: Given, said: dict[tuple[str, str], Said], gathered: Gathered) -> Iterator[Found]:
    bodies = []
    for member, stream in streams(path, given.name):
        for piece in pieces(stream, f"{member}:" if member else ""):
            place = f"{given.name}: {piece.place}"
            try:
                if piece.problem:
                    raise RecordRefused(piece.problem)
                body = parse(piece.raw)
                _in_form(body)
            except RecordRefused as wrong:
                yield number, Refused(place, f"{place}: {wrong}")
                continue
            one = Said(Where(given, place, body["recordId"]), body)
            key = (given.source, body["recordId"])
            if key not in said or _rank(said[key]) <= _rank(one):
                said[key] = one
            if len(bodies) <= MOST_RULED:
                bodies.append(body)
            yield number, Record(())
    if len(bodies) <= MOST_RULED:
        for one in breaches(bodies, date.max):
            gathered.note("odd_value", f"{given.name}: {one.path}", f"{one.code}: {text(one.found)}; kept as published")


def _in_form(body: Any) -> None:
    wrong = list(statement(body))
    if wrong:
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise RecordRefused("; ".join(map(str, wrong[:3])) + more + "; mend the statement")


def _rank(one: Said) -> tuple[str, str]:
    """A later statement of a record replaces an earlier one; of one day the closing one."""
    return one.body["statementDate"], str(one.body.get("recordStatus") == "closed")


def _entity(one: Said) -> dict[str, Any]:
    details = one.details
    if one.body["recordType"] == "person":
        if details["personType"] in NAMELESS:
            return _unknown(one.where, details.get("unspecifiedPersonDetails"))
        names = [text(each["fullName"]) for each in details.get("names", [])]
        numbers = {"person": "personal"} if details.get("identifiers") else {}
        return entity(one.where, PERSON, {"": next(filter(None, names), None)}, numbers)
    schema = SCHEMAS.get(details["entityType"]["type"], "LegalEntity")
    if schema == UNKNOWN:
        return _unknown(one.where, details.get("unspecifiedEntityDetails"))
    numbers = {
        each.get("scheme") or each.get("schemeName", ""): each["id"] for each in details.get("identifiers", []) if each.get("id")
    }
    dates = {"since": details.get("foundingDate"), "until": details.get("dissolutionDate")}
    country = details.get("jurisdiction", {}).get("code")
    return entity(one.where, schema, {"": text(details.get("name"))}, numbers, country=country, **dates)


def _unknown(where: Where, reason: Any) -> dict[str, Any]:
    return entity(where, UNKNOWN, {}, {}, unspecified=(reason or {}).get("reason", "unknown"))


def _relate(one: Said, ids: dict[tuple[str, str], str], gathered: Gathered) -> None:
    """One row for each interest; a relationship without interests is of unknown interest. Ends that are no record are told."""
    ends = [_end(one, name, ids, gathered) for name in ("interestedParty", "subject")]
    if None in ends:
        return
    base = {**one.where.columns(), "from_entity": ends[0], "to_entity": ends[1], "as_of": one.body["statementDate"][:10]}
    closed = one.body.get("recordStatus") == "closed"
    for number, each in enumerate(one.details.get("interests") or [{}]):
        until = each.get("endDate")
        ended = closed or (until is not None and until <= base["as_of"])
        row = base | {"id": f"{one.where.given.source}/{one.where.record}/{number}", "kind": each.get("type", "unknownInterest")}
        row |= {"direct": each.get("directOrIndirect", "unknown"), "since": each.get("startDate"), "until": until}
        row |= {"current": "no" if ended else "yes", "detail": text(each.get("details")), **_share(each.get("share", {}))}
        gathered.tie(row)


def _end(one: Said, name: str, ids: dict[tuple[str, str], str], gathered: Gathered) -> str | None:
    value = one.details[name]
    if isinstance(value, dict):  # unspecified: an entity of this relationship alone
        where = Where(one.where.given, one.where.place, f"{one.where.record}/{name}")
        return gathered.take(_unknown(where, value))
    found = ids.get((one.where.given.source, value))
    if found is None:
        message = f"{name} {value!r} is no entity or person of the files given; expected one; give its file; the tie is not shown"
        gathered.note("odd_value", one.where.place, message)
    return found


def _share(share: dict[str, Any]) -> dict[str, Any]:
    low, high = (share.get(name, share.get(f"exclusive{name.capitalize()}")) for name in ("minimum", "maximum"))
    open_ends = [end for end, name in (("low", "exclusiveMinimum"), ("high", "exclusiveMaximum")) if name in share]
    numbers = {"share_exact": share.get("exact"), "share_low": low, "share_high": high}
    found = {name: percent(value) for name, value in numbers.items() if value is not None}
    return found | {"share_open": "both" if len(open_ends) == 2 else open_ends[0] if open_ends else None}
