"""Owners and posts of an edition as Beneficial Ownership Data Standard 0.4, one list of statements.

Entities and persons come first, then their relationships, so that every reference points back. Kinds of ties the
standard has no word for are left out and counted in `bods.left-out.json`; an unknown owner is its reason, never a name.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from tiyn import codes
from tiyn.bods.structure import is_day, objects
from tiyn.edition import Edition
from tiyn.exporting.some import Some, rows

FILE_NAME, LEFT_OUT = "bods.json", "bods.left-out.json"
PUBLISHER, LICENCE = "Tiyn", "https://creativecommons.org/licenses/by/4.0/"
UNKNOWN, PERSON = "unknown", "Person"
ENTITY_TYPES = {"Company": "registeredEntity", "PublicBody": "stateBody"}
# Of the dossier's relations those the standard has a word for; the others are left out, not bent.
RELATIONS = {"heads": "seniorManagingOfficial", "chairs_board": "boardChair", "held_share": "shareholding"}
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def export(opened: Edition, folder: Path) -> list[Path]:
    """Write the statements, and what was left out with its count, below a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    path, left_out = folder / FILE_NAME, folder / LEFT_OUT
    missing: Counter[str] = Counter()
    with path.open("w", encoding="utf-8") as file:
        between = "[\n"
        for one in statements(opened.connect(), opened.manifest["built"][:10], missing):
            file.write(between + json.dumps(one, ensure_ascii=False, sort_keys=True))
            between = ",\n"
        file.write("[]\n" if between == "[\n" else "\n]\n")
    left_out.write_text(json.dumps(dict(sorted(missing.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path, left_out]


def statements(
    connection: sqlite3.Connection, built: str, missing: Counter[str], some: Some | None = None
) -> Iterator[dict[str, Any]]:
    """Every statement, or those of some subjects and ties, streamed.

    `built` is the date of publication; `missing` counts kinds of ties left out.
    """
    published = _published(built)
    for row in rows(connection, "parties", some):
        yield _statement(f"party/{row['id']}", *_party(row), {"statementDate": built, "publicationDetails": published})
    for row in rows(connection, "entities", some):
        if row["schema"] != UNKNOWN:
            kind, details = _entity(row)
            yield _statement(row["id"], kind, details, {"statementDate": built, "publicationDetails": published, **_source(row)})
    for row in rows(connection, "relations", some):
        if row["relation"] not in RELATIONS or row["to_schema"] == PERSON:
            missing[row["relation"]] += 1
            continue
        base = {**_dated(row["said_on"], built), "publicationDetails": published, **_source(row, "thirdParty")}
        yield _statement(row["statement"], "relationship", _relation(row), base, f"party/{row['to_party']}")
    for row in rows(connection, "relationships", some):
        if row["kind"] not in _interests():
            missing[row["kind"]] += 1
            continue
        base = {**_dated(row["as_of"] or "", built), "publicationDetails": published}
        base |= {"recordStatus": "closed"} if row["current"] == "no" else {}
        subject = row["to_entity"] if row["to_schema"] != UNKNOWN else row["from_entity"]
        yield _statement(row["id"], "relationship", _relationship(row), base | _source(row), subject)


def _dated(day: str, built: str) -> dict[str, Any]:
    """The day of a statement; where the source gives none, the edition's, which is said beside it."""
    if is_day(day):
        return {"statementDate": day}
    told = f"The source gives {day or 'no date'}; this is the date of the edition."
    note = {"statementPointerTarget": "/statementDate", "motivation": "commenting", "description": told}
    return {"statementDate": built, "annotations": [note]}


def _interests() -> tuple[str, ...]:
    return objects()["Interest"]["type"].arguments


def _published(built: str) -> dict[str, Any]:
    return {"publicationDate": built, "bodsVersion": "0.4", "publisher": {"name": PUBLISHER}, "license": LICENCE}


def _statement(
    record: str, kind: str, details: dict[str, Any], base: dict[str, Any], subject: str | None = None
) -> dict[str, Any]:
    """A statement; its id is the hash of everything it says, so that equal statements have equal ids."""
    body = {"declarationSubject": subject or record, "recordId": record, "recordType": kind, "recordDetails": details, **base}
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return {"statementId": sha256(plain.encode()).hexdigest(), **body}


def _source(row: sqlite3.Row, kind: str = "officialRegister") -> dict[str, Any]:
    url = row["url"] if re.match(r"https?://\S+$", row["url"] or "") else None
    source = {"type": [kind], "description": row["title"], "url": url}
    asserted = [{"name": row["publisher"]}] if row["publisher"] else None
    return {"source": {name: value for name, value in (source | {"assertedBy": asserted}).items() if value}}


def _party(row: sqlite3.Row) -> tuple[str, dict[str, Any]]:
    names = list(dict.fromkeys(one for one in (row["ru"], row["kk"], row["en"]) if one))
    if row["schema"] == PERSON:
        kinds = ["legal", *["translation"] * len(names)]
        listed = [{"fullName": name, "type": kind} for name, kind in zip(names, kinds, strict=False)]
        return "person", {"isComponent": False, "personType": "knownPerson", "names": listed}
    details = {"isComponent": False, "entityType": {"type": ENTITY_TYPES.get(row["schema"], "legalEntity")}}
    details |= {"name": names[0], "alternateNames": names[1:]} if names else {}
    if row["bin"] and row["bin"] != "not collected":
        details["identifiers"] = [{"scheme": "KZ-BIN", "id": row["bin"]}]
    return "entity", details


def _entity(row: sqlite3.Row) -> tuple[str, dict[str, Any]]:
    names = list(dict.fromkeys(one for one in (row["name"], row["name_kk"], row["name_en"]) if one))
    if row["schema"] == PERSON:
        listed = [{"fullName": name, "type": "legal"} for name in names]
        return "person", {"isComponent": False, "personType": "knownPerson", "names": listed}
    details = {"isComponent": False, "entityType": {"type": ENTITY_TYPES.get(row["schema"], "legalEntity")}}
    details |= {"name": names[0], "alternateNames": names[1:]} if names else {}
    if row["identifier"] and row["scheme"] and row["bin_state"] in ("valid", "other"):
        details["identifiers"] = [{"scheme": row["scheme"], "id": row["identifier"]}]
    if len(row["country"] or "") == 2:
        details["jurisdiction"] = {"name": row["country"], "code": row["country"].upper()}
    days = {"foundingDate": row["since"], "dissolutionDate": row["until"]}
    return "entity", details | {name: day for name, day in days.items() if is_day(day or "")}


def _relation(row: sqlite3.Row) -> dict[str, Any]:
    interest = {"type": RELATIONS[row["relation"]], "directOrIndirect": "unknown"}
    said = codes.lists()["relation"][row["relation"]]["name"]["en"]
    interest["details"] = f"{said}; {row['share_said']}" if row["share_said"] else said
    found = _SHARE.fullmatch((row["share_said"] or "").strip())
    if found:
        interest["share"] = {"exact": _number(Decimal(found.group(1).replace(",", ".")))}
    interest |= _days(row, interest)
    return {"isComponent": False, "subject": f"party/{row['to_party']}", "interestedParty": f"party/{row['from_party']}",
            "interests": [interest]}  # fmt: skip


def _relationship(row: sqlite3.Row) -> dict[str, Any]:
    interest = {"type": row["kind"], "directOrIndirect": row["direct"]}
    if row["detail"]:
        interest["details"] = row["detail"]
    low = "exclusiveMinimum" if row["share_open"] in ("low", "both") else "minimum"
    high = "exclusiveMaximum" if row["share_open"] in ("high", "both") else "maximum"
    given = {"exact": row["share_exact"], low: row["share_low"], high: row["share_high"]}
    share = {name: _number(Decimal(value)) for name, value in given.items() if value is not None}
    interest |= {"share": share} if share else {}
    interest |= _days(row, interest)
    ends = {"subject": _end(row, "to"), "interestedParty": _end(row, "from")}
    return {"isComponent": False, **ends, "interests": [interest]}


def _end(row: sqlite3.Row, side: str) -> str | dict[str, str]:
    return {"reason": row[f"{side}_reason"] or "unknown"} if row[f"{side}_schema"] == UNKNOWN else row[f"{side}_entity"]


def _days(row: sqlite3.Row, interest: dict[str, Any]) -> dict[str, Any]:
    """Whole days where the source gives them; a partial date stays in words, because the standard has no place for it."""
    found: dict[str, Any] = {}
    for name, column in (("startDate", "since"), ("endDate", "until")):
        day = row[column] or ""
        if is_day(day):
            found[name] = day
        elif re.fullmatch(r"\d{4}(-\d\d)?", day):
            found["details"] = "; ".join(filter(None, (found.get("details", interest.get("details")), f"{name} {day}")))
    return found


def _number(value: Decimal) -> int | float:
    """A share as JSON writes it; shares have few digits, and the exact text stands in the edition."""
    return int(value) if value == value.to_integral() else float(value)
