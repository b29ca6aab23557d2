"""What must hold among statements of BODS 0.4 beyond their form: order, references, series of a record, dates, shares.

A breach has the standard's rule as its code (`CODES`). Statements out of form are taken as far as they go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Statement = dict[str, Any]
CODES = (
    "pointer", "owner_is_person", "trust_interest", "nomination_interest", "retrieved_ahead", "annotated_ahead", "stated_ahead",
    "published_ahead", "declaration_subject", "statement_id_twice", "founded_after_dissolved", "scheme_unknown",
    "listed_yet_not", "born_oddly", "died_oddly", "person_scheme", "component_unclaimed", "component_no_record",
    "component_after", "party_no_record", "subject_no_entity", "share_values", "interest_dates", "referred_before", "series",
)  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """`code`: which rule; `path`: JSON path of the statement or the place in it; `found`: in words."""

    code: str
    path: str
    found: str


@dataclass
class Stream:
    """What the statements before this one have said."""

    today: date
    schemes: Collection[str] | None
    kinds: dict[str, str] = field(default_factory=dict)  # record id -> type, of all statements
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    claimed: dict[str, int] = field(default_factory=dict)  # component record -> the statement that names it
    seen: set[str] = field(default_factory=set)


Found = Iterator[Breach]


@cache
def _lists() -> dict[str, Any]:
    lists = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return lists | {"countries": frozenset(lists["countries"].split())}


def breaches(statements: list[Any], today: date, schemes: Collection[str] | None = None) -> list[Breach]:
    """Every breach among the statements of one file, in order. `schemes`: known org-id codes; None checks their form alone."""
    whole = [(f"$[{number}]", one) for number, one in enumerate(statements) if isinstance(one, dict)]
    stream = Stream(today, schemes)
    for number, (_, one) in enumerate(whole):
        record, details = one.get("recordId"), _details(one)
        if isinstance(record, str):
            stream.kinds.setdefault(record, str(one.get("recordType")))
            if one.get("recordType") == "entity":
                stream.entities[record] = details
        for component in _texts(details.get("componentRecords")):
            stream.claimed.setdefault(component, number)
    found: list[Breach] = []
    identifiers: set[str] = set()
    for number, (path, one) in enumerate(whole):
        identifier = one.get("statementId")
        if isinstance(identifier, str) and identifier in identifiers:
            found.append(Breach("statement_id_twice", path, identifier))
        identifiers.add(str(identifier))
        found += [*_statement(one, path, stream), *_component(one, path, number, stream)]
        found += _record(one, path, stream)
        stream.seen.add(str(one.get("recordId")))
    return found + list(_series(whole))


def _details(one: Statement) -> dict[str, Any]:
    details = one.get("recordDetails")
    return details if isinstance(details, dict) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _statement(one: Statement, path: str, stream: Stream) -> Found:
    source, published = one.get("source"), one.get("publicationDetails")
    dates = [("stated_ahead", "statementDate", one)]
    dates += [("retrieved_ahead", "retrievedAt", source)] if isinstance(source, dict) else []
    dates += [("published_ahead", "publicationDate", published)] if isinstance(published, dict) else []
    dates += [("annotated_ahead", "creationDate", each) for each in _objects(one.get("annotations"))]
    for code, name, holder in dates:
        day = _day(holder.get(name))
        if day is not None and day > stream.today:
            yield Breach(code, path, f"{name} {day}")
    for number, each in enumerate(_objects(one.get("annotations"))):
        target = each.get("statementPointerTarget")
        if isinstance(target, str) and not _points(one, target):
            yield Breach("pointer", f"{path}.annotations[{number}]", target)
    subject = one.get("declarationSubject")
    if isinstance(subject, str) and stream.kinds.get(subject, "") not in ("entity", "person"):
        yield Breach("declaration_subject", path, subject)


def _points(value: Any, pointer: str) -> bool:
    """True when an RFC 6901 pointer leads somewhere."""
    if pointer == "":
        return True
    if not pointer.startswith("/"):
        return False
    for part in pointer[1:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name[:9]) < len(value):
            value = value[int(name[:9])]
        else:
            return False
    return True


def _component(one: Statement, path: str, number: int, stream: Stream) -> Found:
    """A component must be named by a relationship that comes after it; what that names must be records."""
    details, record = _details(one), one.get("recordId")
    if details.get("isComponent") is True and isinstance(record, str):
        claim = stream.claimed.get(record)
        if claim is None:
            yield Breach("component_unclaimed", path, record)
        elif claim < number:
            yield Breach("component_after", path, record)
    for each in _texts(details.get("componentRecords")):
        if each not in stream.kinds:
            yield Breach("component_no_record", path, each)


def _record(one: Statement, path: str, stream: Stream) -> Found:
    kinds = {"entity": _entity, "person": _person, "relationship": _relationship}
    kind = one.get("recordType")
    if isinstance(kind, str) and kind in kinds:
        yield from kinds[kind](_details(one), f"{path}.recordDetails", stream)


def _entity(details: dict[str, Any], path: str, stream: Stream) -> Found:
    begun, ended = _day(details.get("foundingDate")), _day(details.get("dissolutionDate"))
    if begun and ended and begun > ended:
        yield Breach("founded_after_dissolved", path, f"{begun} and {ended}")
    for number, each in enumerate(_objects(details.get("identifiers"))):
        scheme = each.get("scheme")
        if isinstance(scheme, str) and not _known_scheme(scheme, stream.schemes):
            yield Breach("scheme_unknown", f"{path}.identifiers[{number}]", scheme)
    listing = details.get("publicListing")
    if isinstance(listing, dict) and listing.get("hasPublicListing") is False and listing.get("securitiesListings"):
        yield Breach("listed_yet_not", path, "securitiesListings")


def _known_scheme(scheme: str, known: Collection[str] | None) -> bool:
    return scheme in known if known is not None else bool(re.fullmatch(r"[A-Z]{2}-[A-Z0-9_]+|XI-[A-Z0-9_]+", scheme))


def _person(details: dict[str, Any], path: str, stream: Stream) -> Found:
    earliest, today = _lists()["earliest_birth"], stream.today
    born, died = _span(details.get("birthDate")), _span(details.get("deathDate"))
    if born and (born[0] > today or born[1].year < earliest):
        yield Breach("born_oddly", path, str(details["birthDate"]))
    if died and (died[0] > today or died[1].year < earliest or (born and died[1] < born[0])):
        yield Breach("died_oddly", path, str(details["deathDate"]))
    elif died and born and died[0].year - born[1].year > today.year - earliest:
        yield Breach("died_oddly", path, f"{details['birthDate']} to {details['deathDate']}")
    for number, each in enumerate(_objects(details.get("identifiers"))):
        scheme = each.get("scheme")
        parts = scheme.split("-") if isinstance(scheme, str) else []
        if parts and not (len(parts) == 2 and parts[0] in _lists()["countries"] and parts[1] in _lists()["persons"]):
            yield Breach("person_scheme", f"{path}.identifiers[{number}]", str(scheme)[:40])


def _relationship(details: dict[str, Any], path: str, stream: Stream) -> Found:
    subject, party = details.get("subject"), details.get("interestedParty")
    if isinstance(subject, str):
        if stream.kinds.get(subject) != "entity":
            yield Breach("subject_no_entity", path, subject)
        if subject not in stream.seen:
            yield Breach("referred_before", path, subject)
    if isinstance(party, str):
        if stream.kinds.get(party) not in ("entity", "person"):
            yield Breach("party_no_record", path, party)
        if party not in stream.seen:
            yield Breach("referred_before", path, party)
    entity = stream.entities.get(subject, {}) if isinstance(subject, str) else {}
    owner = stream.kinds.get(party) if isinstance(party, str) else "person"
    for number, each in enumerate(_objects(details.get("interests"))):
        yield from _interest(each, f"{path}.interests[{number}]", entity, owner)


def _interest(each: dict[str, Any], path: str, entity: dict[str, Any], owner: str | None) -> Found:
    if each.get("beneficialOwnershipOrControl") is True and owner != "person":
        yield Breach("owner_is_person", path, f"an interested party of type {owner}")
    kind = entity.get("entityType")
    form = (kind.get("type"), kind.get("subtype")) if isinstance(kind, dict) else (None, None)
    if each.get("type") in _lists()["trusts"] and form not in (("arrangement", "trust"), ("legalEntity", "trust")):
        yield Breach("trust_interest", path, f"{each['type']} in {form[0]}")
    if each.get("type") in _lists()["nominations"] and form != ("arrangement", "nomination"):
        yield Breach("nomination_interest", path, f"{each['type']} in {form[0]}")
    begun, ended = _day(each.get("startDate")), _day(each.get("endDate"))
    if begun and ended and begun > ended:
        yield Breach("interest_dates", path, f"{begun} and {ended}")
    share = each.get("share")
    if isinstance(share, dict) and not _share(share):
        yield Breach("share_values", path, ", ".join(f"{name} {value}" for name, value in share.items())[:80])


def _share(share: dict[str, Any]) -> bool:
    """Exact or a range, each end once, the lower below the higher."""
    lows = [name for name in ("minimum", "exclusiveMinimum") if name in share]
    highs = [name for name in ("maximum", "exclusiveMaximum") if name in share]
    if ("exact" in share and (lows or highs)) or len(lows) > 1 or len(highs) > 1:
        return False
    if lows and highs:
        low, high = share[lows[0]], share[highs[0]]
        numbers = all(isinstance(one, (int, float, Decimal)) for one in (low, high))
        closed = lows == ["minimum"] and highs == ["maximum"]
        return not numbers or low < high or (closed and low == high)
    return True


def _series(whole: list[tuple[str, Statement]]) -> Found:
    """Statements of one record: one type, in order of dates, new first and once, nothing after closed."""
    records: dict[str, list[tuple[str, Statement]]] = defaultdict(list)
    for path, one in whole:
        if isinstance(one.get("recordId"), str):
            records[one["recordId"]].append((path, one))
    for record, said in records.items():
        if len({str(one.get("recordType")) for _, one in said}) > 1:
            yield Breach("series", said[-1][0], f"{record}: several types of record")
        days = [day for _, one in said if (day := _day(one.get("statementDate")))]
        states = [str(one.get("recordStatus")) for _, one in said]
        if days != sorted(days):
            yield Breach("series", said[-1][0], f"{record}: out of the order of dates")
        if "new" in states[1:] or "closed" in states[:-1]:
            yield Breach("series", said[-1][0], f"{record}: {', '.join(states)}")


def _day(value: Any) -> date | None:
    """The day of a date or a time of RFC 3339 (in UTC); None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def _span(value: Any) -> tuple[date, date] | None:
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    text = value if isinstance(value, str) else ""
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return date(int(text[:4]), int(text[5:]), 1), date(int(text[:4]), int(text[5:]), 28)
    except ValueError:
        return None
    day = _day(value)
    return (day, day) if day else None
