"""What the entries of a log may be and how they hang together: sealed editions, withdrawals, how much is kept out of later
editions, the beginning after another log.

Reading never stops at the first thing that is wrong: each becomes a finding, a code and a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tiyn.verifier import HASH, Refused, base64_of, read_checkpoint, sha256

EDITION, WITHDRAWAL, WITHHELD, BEGINNING = "edition/v1", "withdrawal/v1", "withheld/v1", "beginning/v1"
FRESH_DAYS, MOMENT = 35, "%Y-%m-%dT%H:%M:%SZ"
NOTHING_BEFORE = "0" * 64
SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
NAME, HEX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}"), re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Finding:
    """Something that an honest log never has."""

    code: str
    text: str


@dataclass
class Told:
    """What the log says of one edition: its record root (base64), leaves, manifest (SHA-256 in hex) and withdrawn leaves.

    `gone` leaf -> hash as far as entries list them; `withdrawn` their number.
    """

    root: str
    size: int
    manifest: str
    withdrawn: int = 0
    gone: dict[int, str] = field(default_factory=dict)


class Reading:
    """Entries in order, each held against those before it.

    `editions` name -> what the log says of it now; `last` the newest edition's entry; `after` whether another log came before.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.editions: dict[str, Told] = {}
        self.last: dict[str, Any] | None = None
        self.after = False
        self._number, self._prev, self._withheld = 0, NOTHING_BEFORE, 0

    def take(self, place: int, entry: bytes) -> None:
        """The next entry."""
        try:
            body = parsed(entry)
            if (body["schema"] == BEGINNING) and place:
                raise Refused(f"a log begins at entry 0, found {BEGINNING} here")
        except Refused as error:
            text = f"entry {place} is not well-formed: {error}; ask the publisher, and for an unknown kind run a later version"
            self.findings.append(Finding("entry", text))
            return
        if body["schema"] == EDITION:
            self._edition(place, body, entry)
        elif body["schema"] == WITHDRAWAL:
            self._withdrawal(place, body)
        elif body["schema"] == WITHHELD:
            self._kept_out(place, body["withheld"])
        else:
            self.after = True

    def _edition(self, place: int, body: dict[str, Any], entry: bytes) -> None:
        if body["edition"] != self._number + 1:
            self._found("number", place, f"edition {body['edition']}; expected {self._number + 1}: left out or renumbered")
        if body["prev"] != self._prev:
            self._found("prev", place, f"the edition before has SHA-256 {self._prev}; the entry says {body['prev']}")
        self._number, self._prev, self.last = body["edition"], sha256(entry).hex(), body
        records, told = body["records"], self.editions.get(body["name"])
        if told is None:
            self.editions[body["name"]] = Told(records["root"], records["n"], body["manifest"])
            return
        if (told.root, told.size) != (records["root"], records["n"]):
            self._found("root", place, f"{body['name']} was sealed with record root {told.root}; found {records['root']}")
        if told.manifest != body["manifest"]:
            text = f"{body['name']} had manifest {told.manifest}; found {body['manifest']} and no withdrawal that says why"
            self._found("undeclared", place, text)

    def _withdrawal(self, place: int, body: dict[str, Any]) -> None:
        name, told = body["name"], self.editions.get(body["name"])
        if told is None:
            self._found("withdrawal", place, f"it withdraws from {name}, which no entry before it seals")
            return
        if body.get("records", {"root": told.root}).get("root") != told.root:
            self._found("root", place, f"the record root of {name} is {told.root}; a withdrawal changes none")
        gone = body["withdrawn"]
        leaves = {one["leaf"]: one["hash"] for one in gone} if isinstance(gone, list) else {}
        count = len(leaves) if isinstance(gone, list) else gone["n"]
        if count == told.withdrawn:
            self._found("withdrawal", place, f"it changes {name} and withdraws nothing that was not withdrawn before")
        if count < told.withdrawn or (leaves and not told.gone.items() <= leaves.items()):
            self._found("withdrawal", place, f"it takes back what was withdrawn from {name} before; what went stays gone")
        if max(leaves, default=0) >= told.size or count > told.size:
            self._found("withdrawal", place, f"{name} has {told.size} records; it withdraws others")
        self._kept_out(place, body["withheld"])
        told.manifest, told.withdrawn, told.gone = body["manifest"], count, leaves or told.gone

    def _kept_out(self, place: int, count: int) -> None:
        if count < self._withheld:
            self._found("withdrawal", place, f"{count} are withheld; {self._withheld} were before; none comes back")
        self._withheld = max(self._withheld, count)

    def _found(self, code: str, place: int, text: str) -> None:
        self.findings.append(Finding(code, f"entry {place}: {text}; ask the publisher why, and keep this copy of the log"))


def read_entry(entry: bytes) -> dict[str, Any]:
    """The body of an entry, which may be of a kind that only a later version knows. Raises ValueError."""
    body = json.loads(entry)
    if not isinstance(body, dict) or not isinstance(body.get("schema"), str):
        raise Refused("not an object that names its kind")
    return parsed(entry) if body["schema"] in SHAPES else body


def parsed(entry: bytes) -> dict[str, Any]:
    """The body of an entry of a known kind, every field of its shape. Raises Refused naming what is not."""
    try:
        text = entry.decode("utf-8")
        body = json.loads(text, parse_constant=_no_number)
        # Written in one way only: two readers of one entry never see different fields.
        one_way = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
    except (ValueError, RecursionError) as error:
        raise Refused(f"not JSON ({error})") from error
    if not isinstance(body, dict) or not one_way:
        raise Refused("not one object of sorted keys without spaces")
    kind = body.get("schema")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise Refused(f"its kind is {str(kind)[:60]!r}; expected one of {', '.join(SHAPES)}")
    _held(body, SHAPES[kind])
    if kind == EDITION:
        _fresh(body)
    return body


def moment_of(text: str) -> datetime:
    """A moment as entries have it. Raises Refused."""
    try:
        if not SECOND.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text[:40]!r} is not a moment such as 2026-11-22T00:00:00Z") from error


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _held(body: Mapping[str, Any], shape: Mapping[str, Callable[[Any], bool]]) -> None:
    for name, right in shape.items():
        if name not in body or not right(body[name]):
            raise Refused(f"{name} is {json.dumps(body.get(name), ensure_ascii=False)[:80]}, not what belongs there")


def _fresh(body: dict[str, Any]) -> None:
    """A promise that never ends would let readers be kept on an old edition. Raises Refused."""
    lasts = moment_of(body["fresh_until"]) - moment_of(body["built"])
    if not timedelta(0) < lasts <= timedelta(days=FRESH_DAYS):
        raise Refused(f"fresh_until is {lasts} after built; expected up to {FRESH_DAYS} days")


def _taken(check: Callable[[Any], Any]) -> Callable[[Any], bool]:
    """Whether a check of a text raises nothing."""

    def right(value: Any) -> bool:
        try:
            return isinstance(value, str) and (check(value) or True)
        except ValueError:
            return False

    return right


def _number(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value >= least


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _object(**shape: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(name in value and right(value[name]) for name, right in shape.items())


def _of_leaves(value: Any) -> bool:
    """The withdrawn leaves in order, or, where an entry has no room for them, their number."""
    if not isinstance(value, list):
        return _object(n=_number(1))(value)
    right = bool(value) and all(_LEAF(one) for one in value)
    return right and all(one["leaf"] < two["leaf"] for one, two in zip(value, value[1:], strict=False))


_ANY = re.compile(r".{1,200}")
_LEAF = _object(leaf=_number(0), table=_text(_ANY), hash=_text(HEX), reason=_text(_ANY), date=_taken(date.fromisoformat))
SHAPES: dict[str, dict[str, Callable[[Any], bool]]] = {
    EDITION: {
        "edition": _number(1),
        "name": _text(NAME),
        "built": _taken(moment_of),
        "fresh_until": _taken(moment_of),
        "prev": _text(HEX),
        "records": _object(n=_number(0), root=_taken(lambda text: base64_of(text, HASH))),
        "manifest": _text(HEX),
        "inputs": _text(_ANY),
        "code": lambda value: isinstance(value, dict),
    },
    WITHDRAWAL: {
        "name": _text(NAME),
        "manifest": _text(HEX),
        "withdrawn": _of_leaves,
        "withheld": _number(0),
    },
    WITHHELD: {"withheld": _number(1)},
    BEGINNING: {"after": _taken(read_checkpoint)},
}
