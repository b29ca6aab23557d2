"""An edition as FollowTheMoney entities, one a line: subjects, their ties, posts, contracts; standard schemata only.

Our indicators are never exported: the standard's Risk means that an authority designated somebody. Claims, audits and
money by stage have no place in it and stay in the edition's own tables.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Any

import yaml

from tiyn import codes
from tiyn.edition import Edition
from tiyn.exporting.some import Some, rows

FILE_NAME = "entities.ftm.json"
UNKNOWN, NOT_STATED = "unknown", "not stated"
# kind of tie -> (schema, property of the first, property of the second); the others are UnknownLink with their words.
EDGES = {
    "shareholding": ("Ownership", "owner", "asset"), "held_share": ("Ownership", "owner", "asset"),
    "director": ("Directorship", "director", "organization"), "boardMember": ("Directorship", "director", "organization"),
    "boardChair": ("Directorship", "director", "organization"), "chairs_board": ("Directorship", "director", "organization"),
    "seniorManagingOfficial": ("Directorship", "director", "organization"), "head": ("Directorship", "director", "organization"),
    "heads": ("Directorship", "director", "organization"), "deputy_head_of": ("Directorship", "director", "organization"),
    "employee": ("Employment", "employee", "employer"), "member": ("Membership", "member", "organization"),
    "representative": ("Representation", "agent", "client"), "succeeds": ("Succession", "successor", "predecessor"),
    "payer": ("Payment", "payer", "beneficiary"),
}  # fmt: skip
OTHER = ("UnknownLink", "subject", "object")
POSTS = ("heads", "deputy_head_of", "official")
Entity = dict[str, Any]


def export(opened: Edition, folder: Path) -> list[Path]:
    """Write the entities below a folder; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with path.open("w", encoding="utf-8") as file:
        for one in entities(opened.connect()):
            file.write(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n")
    return [path]


def entities(connection: sqlite3.Connection, some: Some | None = None) -> Iterator[Entity]:
    """Every entity, streamed: nodes, then ties, then contracts, each by its id; of some subjects and ties without contracts."""
    held = set()
    for row in rows(connection, "parties", some):
        names = [row["ru"], row["kk"], row["en"]]
        number = row["bin"] if row["bin"] != "not collected" else None
        yield _made(f"party/{row['id']}", row["schema"], name=names, registrationNumber=[number])
    for row in rows(connection, "entities", some):
        held.add(row["id"])
        if row["schema"] != UNKNOWN:
            yield _node(row)
    for row in rows(connection, "participants", some):
        if row["id"] not in held:
            yield _node({**dict(row), "schema": "LegalEntity", "name_en": None, "since": None, "until": None, "url": None})
    for row in rows(connection, "relations", some):
        given = {"share": row["share_said"], "since": row["since"], "until": row["until"], "sum": None, "currency": None}
        given |= {"current": "", "detail": codes.lists()["relation"][row["relation"]]["name"]["en"]}
        ends = f"party/{row['from_party']}", f"party/{row['to_party']}"
        yield from _tie(row["statement"], row["relation"], ends, row["to_schema"], given | _source(row))
    for row in rows(connection, "relationships", some):
        if UNKNOWN in (row["from_schema"], row["to_schema"]):
            continue  # the standard has no word for "not known who"
        given = {"share": row["share_exact"], "since": row["since"], "until": row["until"], "sum": row["amount"]}
        given |= {"currency": row["currency"], "current": row["current"], "detail": row["detail"]}
        ends = row["from_entity"], row["to_entity"]
        yield from _tie(row["id"], row["kind"], ends, row["to_schema"], given | _source(row))
    for row in rows(connection, "contracts", None) if some is None else ():
        yield from _contract(row)


def _source(row: sqlite3.Row) -> dict[str, Any]:
    url = row["url"] or ""
    return {"sourceUrl": [url] if url.startswith(("https://", "http://")) else [], "publisher": [row["publisher"]]}


def _key(*parts: str) -> str:
    """A stable id: one thing has one in every edition. FollowTheMoney's own ids are such hashes."""
    return sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()


def _made(identifier: str, schema: str, **properties: list[Any]) -> Entity:
    """An entity with the properties that have a value, each text once."""
    found = {name: list(dict.fromkeys(str(one) for one in values if one)) for name, values in properties.items()}
    return {"id": _key(identifier), "schema": schema, "properties": {name: values for name, values in found.items() if values}}


def _node(row: Any) -> Entity:
    numbers = [row["identifier"]] if row["bin_state"] in ("valid", "other") else []
    country = [row["country"].lower()] if len(row["country"] or "") == 2 else []
    names = [row["name"], row["name_kk"], row["name_en"]]
    dates = {"incorporationDate": [row["since"]], "dissolutionDate": [row["until"]]}
    own = {"registrationNumber": numbers, **dates} if row["schema"] != "Person" else {}
    return _made(row["id"], row["schema"], name=names, country=country, **own)


def _tie(identifier: str, kind: str, ends: tuple[str, str], body: str, given: dict[str, Any]) -> Iterator[Entity]:
    start, goal = map(_key, ends)
    dates = {"startDate": [_date(given["since"])], "endDate": [_date(given["until"])]}
    told = {"sourceUrl": given["sourceUrl"], "publisher": given["publisher"]}
    status = {"yes": ["current"], "no": ["ended"]}.get(given["current"], [])
    if kind in POSTS and body == "PublicBody":
        post = _made(f"post/{kind}/{ends[1]}", "Position", name=[given["detail"] or kind], organization=[goal])
        yield post
        yield _made(f"tie/{identifier}", "Occupancy", holder=[start], post=[post["id"]], status=status, **dates, **told)
        return
    schema, first, second = EDGES.get(kind, OTHER)
    more: dict[str, list[Any]] = {"role": [given["detail"]], "status": status}
    if schema == "Payment":
        unit = given["currency"] or ""
        name = f"amount{unit.title()}" if unit in ("EUR", "USD") else "amount"
        same = given["since"] and given["since"] == given["until"]
        more = {name: [_plain(given["sum"])], "currency": [unit] if name == "amount" else []}
        dates = {"date": [_date(given["since"])]} if same else dates
    elif schema == "Ownership":
        more["percentage"] = [_plain(given["share"])]
    elif schema == "UnknownLink" and not given["detail"]:
        more["role"] = [codes.lists()["interest"].get(kind, {"name": {"en": kind}})["name"]["en"]]
    yield _made(f"tie/{identifier}", schema, **{first: [start], second: [goal]}, **more, **dates, **told)


def _date(text: str | None) -> str | None:
    return text if text and text != NOT_STATED else None


def _plain(number: Any) -> str | None:
    """A published number or share without the zeros that say nothing; words stay as they are."""
    text = str(number) if number is not None else ""
    return (text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text) or None


def _contract(row: sqlite3.Row) -> Iterator[Entity]:
    key = f"contract/{row['ocid']}/{row['id']}"
    amount = _plain(Decimal(row["value"])) if row["value"] is not None else None
    money = {"amount": [amount], "currency": [row["currency"]]}
    called = row["title"] or row["number"] or row["id"]
    own = {"authority": [_key(row["buyer"])], "contractDate": [row["signed"]], "procurementNumber": [row["ocid"]]}
    contract = _made(key, "Contract", name=[called], title=[row["title"]], **own, **money)
    yield contract
    dates = {"startDate": [row["start"]], "endDate": [row["end_date"]]}
    yield _made(f"award/{key}", "ContractAward", supplier=[_key(row["supplier"])], contract=[contract["id"]], **money, **dates)


@cache
def schemata() -> dict[str, frozenset[str]]:
    """Schema -> every property the export may give it, its parents' included."""
    rules: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))

    def all_of(name: str) -> frozenset[str]:
        rule = rules[name]
        return frozenset(rule) if isinstance(rule, list) else frozenset(rule["has"]) | all_of(rule["is"])

    return {name: all_of(name) for name in rules}
