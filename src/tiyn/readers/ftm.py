"""FollowTheMoney entities, one a line (or a list): organizations, persons in a role, and the ties between them.

Of persons the name and the role are kept; ties between relatives never are. Properties no table holds are counted by
name (`unread_field`). Which schema becomes what is data: `ftm_mapping.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiyn.model.errors import RecordRefused
from tiyn.readers._ocds_file import head, streams
from tiyn.readers._ocds_parse import parse
from tiyn.readers._ocds_split import pieces
from tiyn.readers._ownership import PERSON, Gathered, Where, entity, percent, text
from tiyn.readers._record import Extra, Given, Record, Refused

_ENTITY = re.compile(rb'"(schema|properties|id)"\s*:')
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_BIN = re.compile(r"\d{12}")
Found = tuple[int, Record | Refused | Extra]


@cache
def mapping() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "ftm_mapping.yml").read_text(encoding="utf-8"))


def recognises(path: Path) -> bool:
    """True for JSON whose first entity has an id, a schema and properties. Never raises."""
    start = head(path)[: 1 << 14]
    other = b'"ocid"' in start or b'"$schema"' in start or b'"resources"' in start
    return start.lstrip()[:1] in (b"{", b"[") and not other and len({*_ENTITY.findall(start)}) >= 3


@dataclass
class Run:
    """What all files have given so far."""

    gathered: Gathered = field(default_factory=Gathered)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    edges: list[tuple[Where, dict[str, Any]]] = field(default_factory=list)
    posts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    unread: Counter[tuple[Given, str]] = field(default_factory=Counter)


def read(path: Path, given: Given) -> Iterator[Record | Refused | Extra]:
    """One file alone."""
    for _, found in together([(path, given)], lambda index: None):
        yield found


def together(files: list[tuple[Path, Given]], at: Callable[[int], None]) -> Iterator[Found]:
    """Every entity of all files; rows come when all are read, because ties name entities that may come later."""
    run = Run()
    for number, (path, given) in enumerate(files):
        at(number)
        yield from _file(number, path, given, run)
    for where, body in run.edges:
        _tie(where, body, run)
    if run.ids or run.edges:
        yield 0, Extra((*run.gathered.rows(), *_unread(run)))


def _file(number: int, path: Path, given: Given, run: Run) -> Iterator[Found]:
    for member, stream in streams(path, given.name):
        for piece in pieces(stream, f"{member}:" if member else ""):
            place = f"{given.name}: {piece.place}"
            try:
                if piece.problem:
                    raise RecordRefused(piece.problem)
                body = _whole(parse(piece.raw))
            except RecordRefused as wrong:
                yield number, Refused(place, f"{place}: {wrong}")
                continue
            _take(Where(given, place, body["id"]), body, run)
            yield number, Record(())


def _whole(body: Any) -> dict[str, Any]:
    """An entity in form. Raises RecordRefused with found, expected and what to do."""
    if not isinstance(body, dict) or not isinstance(body.get("id"), str) or not body["id"]:
        raise RecordRefused("no id; expected an entity with id, schema and properties; export it again")
    if not isinstance(body.get("schema"), str):
        raise RecordRefused(f"{body['id']}: no schema; expected the name of one, e.g. Company; export it again")
    properties = body.get("properties")
    lists = isinstance(properties, dict) and all(isinstance(one, list) for one in properties.values())
    if not lists or not all(isinstance(value, str) for one in properties.values() for value in one):
        raise RecordRefused(f"{body['id']}: properties are no lists of texts; expected {{name: [text]}}; export it again")
    return body


def _take(where: Where, body: dict[str, Any], run: Run) -> None:
    rules, schema, given = mapping(), body["schema"], where.given
    if schema in rules["nodes"]:
        run.ids[given.source, body["id"]] = run.gathered.take(_node(where, body))
        kept = rules["kept"]["person" if schema == PERSON else "node"]
        run.unread.update((given, f"{schema}.{name}") for name in body["properties"] if name not in kept)
    elif schema in rules["edges"] or schema == "Occupancy":
        run.edges.append((where, body))
    elif schema == "Position":
        run.posts[given.source, body["id"]] = body["properties"]
    else:
        why = rules["never"].get(schema, "no table holds it")
        run.unread[given, f"{schema} ({why})"] += 1


def _node(where: Where, body: dict[str, Any]) -> dict[str, Any]:
    properties, schema = body["properties"], mapping()["nodes"][body["schema"]]
    names = {"": text(_first(properties, "name"))}
    if schema == PERSON:
        return entity(where, schema, names, {})
    numbers = {}
    for name in mapping()["schemes"]:
        for number in properties.get(name, []):
            numbers.setdefault("KZ-BIN" if _BIN.fullmatch(number.strip()) else f"ftm-{name}", number)
    country = _first(properties, "jurisdiction") or _first(properties, "country")
    dates = {"since": _date(properties, "incorporationDate"), "until": _date(properties, "dissolutionDate")}
    return entity(where, schema, names, numbers, country=country, **dates)


def _first(properties: dict[str, list[str]], name: str) -> str | None:
    return next(iter(properties.get(name, [])), None)


def _date(properties: dict[str, list[str]], name: str) -> str | None:
    """A partial date as published; a time's day; None for what is no date."""
    found = _DATE.match(_first(properties, name) or "")
    return found.group() if found else None


def _ends(where: Where, body: dict[str, Any], run: Run) -> tuple[list[str], list[str], str]:
    """The ids of both ends as the file gives them, and the kind of the tie."""
    properties, rules = body["properties"], mapping()
    if body["schema"] == "Occupancy":
        posts = [run.posts.get((where.given.source, one), {}) for one in properties.get("post", [])]
        return properties.get("holder", []), [one for post in posts for one in post.get("organization", [])], "official"
    edge = rules["edges"][body["schema"]]
    return properties.get(edge["from"], []), properties.get(edge["to"], []), edge["kind"]


def _tie(where: Where, body: dict[str, Any], run: Run) -> None:
    """One row for each pair of ends; an end that is no entity of the files is told and the tie is not shown."""
    starts, goals, kind = _ends(where, body, run)
    source, properties = where.given.source, body["properties"]
    known = [[run.ids.get((source, one)) for one in ends] for ends in (starts, goals)]
    if not all(ends and all(ends) for ends in known):
        message = f"{body['schema']} {body['id']} names no entity of the files given; expected both ends; the tie is not shown"
        run.gathered.note("odd_value", where.place, message)
        return
    base = {**where.columns(), "kind": kind, "direct": "unknown", "detail": _detail(where, body, run), **_sum(properties)}
    day = _date(properties, "date")
    until = _date(properties, "endDate")
    base |= {
        "since": _date(properties, "startDate") or day,
        "until": until or day,
        "current": "no" if until or day else "unknown",
    }
    share = percent(_first(properties, "percentage")) if "percentage" in properties else None
    if share is not None and not 0 <= share <= 100:
        run.gathered.note("odd_value", where.place, f"{body['id']}: a share of {share} %; expected 0 to 100; not taken")
        share = None
    for number, (start, goal) in enumerate((a, b) for a in known[0] for b in known[1]):
        run.gathered.tie(
            base | {"id": f"{source}/{body['id']}/{number}", "from_entity": start, "to_entity": goal, "share_exact": share}
        )
    names = {*mapping()["kept"]["edge"], *mapping()["amounts"], "currency"}
    ends = mapping()["edges"].get(body["schema"], {"from": "holder", "to": "post"})
    lost = (one for one in properties if one not in names | {ends["from"], ends["to"]})
    run.unread.update((where.given, f"{body['schema']}.{name}") for name in lost)


def _detail(where: Where, body: dict[str, Any], run: Run) -> str | None:
    """The role in the source's words; of a post held, the post's name."""
    own = [*body["properties"].get("role", []), *body["properties"].get("ownershipType", [])]
    posts = (run.posts.get((where.given.source, one), {}) for one in body["properties"].get("post", []))
    return text("; ".join(own or [name for post in posts for name in post.get("name", [])]))


def _sum(properties: dict[str, list[str]]) -> dict[str, Any]:
    """The first sum whose currency is known, exactly as published."""
    for name, currency in mapping()["amounts"].items():
        value, unit = (
            percent(_first(properties, name)) if name in properties else None,
            currency or _first(properties, "currency"),
        )
        if value is not None and unit:
            return {"amount": value, "currency": unit.upper()[:3]}
    return {}


def _unread(run: Run) -> Iterator[tuple[str, dict[str, Any]]]:
    by_field: Counter[tuple[str, str]] = Counter()
    for (given, name), count in run.unread.items():
        by_field[given.source, name] += count
    for (source, name), count in sorted(by_field.items()):
        yield "unread_field", {"source_id": source, "path": name, "reason": _reason(name), "records": count}


def _reason(name: str) -> str:
    return "personal" if name.startswith(("Person", "Family", "Associate", "Address")) else "not_mapped"
