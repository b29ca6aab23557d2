"""Whether a value is a list of BODS 0.4 statements in form: every departure with its place and kind.

The form is data (`structure.yml`). Kinds of departures are JSON Schema's keywords, so that others' expected errors can be
compared: type, required, enum, format, pattern, anyOf, oneOf, const, minimum, maximum, minLength, maxLength.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_VERSION = re.compile(r"\d+\.\d+")
_MONTH = re.compile(r"\d{4}(-(1[0-2]|0[1-9]))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
# What else an object needs: (one of these fields, how it is reported).
ONE_OF = {"Identifier": ("scheme", "schemeName"), "Publisher": ("name", "url")}
SUBTYPES = {"arrangement": {"trust", "nomination", "other"}, "legalEntity": {"trust", "other"},
            "stateBody": {"governmentDepartment", "stateAgency", "other"}}  # fmt: skip


@dataclass(frozen=True)
class Departure:
    """`keyword`: what is broken; `path`: JSON path from `$`; `found` and `expected` in words."""

    keyword: str
    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: found {self.found}; expected {self.expected} ({self.keyword})"


Found = Iterator[Departure]


@dataclass(frozen=True)
class Field:
    kind: str
    arguments: tuple[str, ...]
    required: bool


@cache
def objects() -> dict[str, dict[str, Field]]:
    """Name of an object -> its fields."""
    text = Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
    rules: dict[str, dict[str, str]] = yaml.safe_load(text)
    return {name: {field: _field(rule) for field, rule in fields.items()} for name, fields in rules.items()}


def _field(rule: str) -> Field:
    kind, *rest = rule.split()
    required = rest[-1:] == ["!"]
    return Field(kind, tuple(rest[:-1] if required else rest), required)


def departures(value: Any) -> list[Departure]:
    """Everything in which a whole file departs from the standard's form; empty when it does not."""
    if not isinstance(value, list):
        return [Departure("type", "$", shown(value), "a list of statements")]
    return [one for number, item in enumerate(value) for one in statement(item, f"$[{number}]")]


def statement(value: Any, path: str = "$") -> Found:
    """The departures of one statement, its record's details included."""
    yield from _object("Statement", value, path)
    if not isinstance(value, dict):
        return
    details, kind = value.get("recordDetails"), value.get("recordType")
    if isinstance(details, dict) and isinstance(kind, str) and kind in ("entity", "person", "relationship"):
        yield from _object(kind, details, f"{path}.recordDetails")


def _object(name: str, value: Any, path: str) -> Found:
    if not isinstance(value, dict):
        yield Departure("type", path, shown(value), "an object")
        return
    for field, rule in objects()[name].items():
        if field in value:
            yield from _value(rule.kind, rule.arguments, value[field], f"{path}.{field}")
        elif rule.required:
            yield Departure("required", path, f"no {field}", f"a {field}")
    if name in ONE_OF and not any(field in value for field in ONE_OF[name]):
        yield Departure("anyOf", path, "neither", " or ".join(ONE_OF[name]))
    yield from MORE.get(name, _nothing)(value, path)


def _nothing(value: dict[str, Any], path: str) -> Found:
    return iter(())


def _subtype(value: dict[str, Any], path: str) -> Found:
    kind, subtype = value.get("type"), value.get("subtype")
    allowed = SUBTYPES.get(kind, {"other"}) if isinstance(kind, str) else set()
    if isinstance(subtype, str) and isinstance(kind, str) and subtype not in allowed:
        yield Departure("enum", f"{path}.subtype", shown(subtype), f"a subtype of {kind}")


def _annotation(value: dict[str, Any], path: str) -> Found:
    if value.get("motivation") == "linking" and "url" not in value:
        yield Departure("required", path, "no url", "a url beside the motivation linking")
    if value.get("motivation", "transformation") != "transformation" and value.get("transformedContent", "") != "":
        yield Departure("const", f"{path}.transformedContent", "a text", "none beside this motivation")


def _component(value: dict[str, Any], path: str) -> Found:
    if value.get("isComponent") is True and value.get("componentRecords", []) != []:
        yield Departure("const", f"{path}.componentRecords", "records", "none in a component")


MORE: dict[str, Callable[[dict[str, Any], str], Found]] = {
    "EntityType": _subtype,
    "Annotation": _annotation,
    "relationship": _component,
}


def _value(kind: str, arguments: tuple[str, ...], value: Any, path: str) -> Found:
    if kind == "list":
        if not isinstance(value, list):
            yield Departure("type", path, shown(value), "a list")
            return
        for number, item in enumerate(value):
            yield from _value(arguments[0], arguments[1:], item, f"{path}[{number}]")
    elif kind in CHECKS:
        yield from CHECKS[kind](value, path, arguments)
    elif kind == "object":
        if not isinstance(value, dict):
            yield Departure("type", path, shown(value), "an object")
    else:
        yield from _object(kind, value, path)


def _text(value: Any, path: str, arguments: tuple[str, ...]) -> Found:
    if not isinstance(value, str):
        yield Departure("type", path, shown(value), "a text")
    elif arguments and len(value) < int(arguments[0]):
        yield Departure("minLength", path, f"{len(value)} characters", f"{arguments[0]} at least")
    elif arguments and len(value) > int(arguments[1]):
        yield Departure("maxLength", path, f"{len(value)} characters", f"{arguments[1]} at most")


def _flag(value: Any, path: str, arguments: tuple[str, ...]) -> Found:
    if not isinstance(value, bool):
        yield Departure("type", path, shown(value), "true or false")


def _number(value: Any, path: str, arguments: tuple[str, ...]) -> Found:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        yield Departure("type", path, shown(value), "a number")
    elif not value >= int(arguments[0]):
        yield Departure("minimum", path, shown(value), f"{arguments[0]} or more")
    elif value > int(arguments[1]):
        yield Departure("maximum", path, shown(value), f"{arguments[1]} or less")


def _code(value: Any, path: str, arguments: tuple[str, ...]) -> Found:
    if not isinstance(value, str):
        yield Departure("type", path, shown(value), "a code")
    elif value not in arguments:
        yield Departure("enum", path, shown(value), f"one of {', '.join(arguments)}")


def _written(test: Callable[[str], bool], keyword: str, expected: str) -> Callable[[Any, str, tuple[str, ...]], Found]:
    def check(value: Any, path: str, arguments: tuple[str, ...]) -> Found:
        if not isinstance(value, str):
            yield Departure("type", path, shown(value), "a text")
        elif not test(value):
            yield Departure(keyword, path, shown(value), expected)

    return check


def is_day(text: str) -> bool:
    """True for a day of the calendar, YYYY-MM-DD."""
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """True for a day, or a time of RFC 3339 with its offset."""
    if not _TIME.fullmatch(text):
        return is_day(text)
    try:
        return datetime.fromisoformat(text.upper().replace("Z", "+00:00")) is not None
    except ValueError:
        return False


def _party(value: Any, path: str, arguments: tuple[str, ...]) -> Found:
    if not isinstance(value, str) and (not isinstance(value, dict) or any(_object("UnspecifiedRecord", value, path))):
        yield Departure("oneOf", path, shown(value), "the id of a record, or the reason why it is unspecified")


def shown(value: Any) -> str:
    """A value short enough for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


CHECKS: dict[str, Callable[[Any, str, tuple[str, ...]], Found]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "code": _code,
    "party": _party,
    "day": _written(is_day, "format", "a day YYYY-MM-DD"),
    "moment": _written(is_moment, "anyOf", "a day, or a time of RFC 3339"),
    "year_on": _written(lambda text: bool(_MONTH.fullmatch(text)) or is_day(text), "anyOf", "YYYY, YYYY-MM or YYYY-MM-DD"),
    "uri": _written(lambda text: bool(_URI.fullmatch(text)), "format", "a URI"),
    "version": _written(lambda text: bool(_VERSION.fullmatch(text)), "pattern", "a version such as 0.4"),
}
