"""Published values into cells: as published when they are of the column's kind, otherwise nothing and a note."""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.dictionary import DECIMALS, WHOLE_DIGITS
from tiyn.model.errors import Mistake
from tiyn.readers._personal import hide

Note = Callable[[str, str, str, str], None]
CURRENCIES = Path(__file__).with_name("iso_4217.yml")
MAX_TEXT = 4_000_000
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,20}(?:\.\d{1,18})?", re.ASCII)
_WHOLE = 1 << 62
FINE, WIDE = DECIMALS["number"], WHOLE_DIGITS["number"]


def shown(value: Any) -> str:
    """A value in a message: short, on one line, without what is personal."""
    if isinstance(value, str):
        return repr(hide(value[:2000])[:60])
    return type(value).__name__ if isinstance(value, (dict, list)) else hide(str(value)[:60])


def text(value: Any, path: str, note: Note) -> str | None:
    if type(value) is str:
        if 0 < len(value) < 11 and "." not in value and "\uff0e" not in value:
            return value  # too short to hold anything personal
        if value and len(value) <= MAX_TEXT:
            hidden = hide(value)
            if hidden is not value:
                note("hidden", path, "", "")
            return hidden
        if value:
            note("shape", path, f"{len(value)} characters", f"at most {MAX_TEXT}")
        elif value == "":
            note("empty", path, "an empty text", "words or nothing")
        return None
    if type(value) is int or isinstance(value, Decimal):
        return hide(str(value))
    note("shape", path, shown(value), "a text")
    return None


def number(value: Any, path: str, note: Note) -> Decimal | int | None:
    kind = type(value)
    if kind is int:
        if -(10**WIDE) < value < 10**WIDE:
            return value  # type: ignore[no-any-return]
    elif kind is Decimal:
        exponent = value.as_tuple().exponent
        if value.is_zero() or (value.adjusted() < WIDE and (exponent >= -FINE or value == round(value, FINE))):
            return value if exponent >= -FINE else round(value, FINE)
    elif kind is str:
        if _PLAIN.fullmatch(value):
            note("numeric_text", path, shown(value), "a number; it was taken as it is written")
            return Decimal(value)
        if not value:
            note("empty", path, "an empty text", "a number or nothing")
            return None
    found = shown(value) if kind is not Decimal and kind is not int else f"{value:.3e}"
    note("number", path, found, f"a number of at most {WIDE} digits and {FINE} decimals")
    return None


def integer(value: Any, path: str, note: Note) -> int | None:
    found = number(value, path, note)
    if found is None:
        return None
    if found == int(found) and abs(found) < _WHOLE:
        return int(found)
    note("number", path, shown(value), "a whole number")
    return None


@functools.lru_cache(maxsize=65536)
def is_date(value: str) -> bool:
    """True for a day or an instant of ISO 8601 that the calendar has."""
    found = _DATE.fullmatch(value)
    if found is None:
        return False
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return hour < 25 and minute < 60 and second < 61


def date(value: Any, path: str, note: Note) -> str | None:
    if type(value) is str and is_date(value):
        return value
    if value == "":
        note("empty", path, "an empty text", "a date or nothing")
    else:
        note("date", path, shown(value), "a date like 2021-03-04T10:00:00+05:00")
    return None


@functools.cache
def currencies() -> frozenset[str]:
    mistakes: list[Mistake] = []
    block = textyaml.load(CURRENCIES, f"readers/{CURRENCIES.name}", mistakes)
    return frozenset(block["codes"].split())


def currency(value: Any, path: str, note: Note) -> str | None:
    if type(value) is not str or not value:
        return text(value, path, note)
    if value not in currencies():
        note("currency", path, shown(value), "a code of ISO 4217; it is kept as published")
    return hide(value)


def texts(value: Any, path: str, note: Note, between: str) -> str | None:
    """A list of texts as one text; a single text stands for a list of one."""
    found = value if isinstance(value, list) else [value]
    cells = [text(one, path, note) for one in found]
    return between.join(cell for cell in cells if cell) or None


def listed(value: Any, path: str, note: Note) -> str | None:
    return texts(value, path, note, ",")


def ids(value: Any, path: str, note: Note) -> str | None:
    return texts(value, path, note, " ")


def codes(value: Any, path: str, note: Note) -> str | None:
    """`scheme:id` of every classification, separated by spaces."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            parts = [text(one[key], f"{path}/{key}", note) for key in ("scheme", "id") if one.get(key) is not None]
            found.append(":".join(part for part in parts if part))
        else:
            note("shape", path, shown(one), "an object")
    return " ".join(one for one in found if one) or None


def period(value: Any, path: str, note: Note) -> str | None:
    if not isinstance(value, dict):
        note("shape", path, shown(value), "an object")
        return None
    ends = [date(value[key], f"{path}/{key}", note) if value.get(key) else None for key in ("startDate", "endDate")]
    return f"{ends[0] or ''}/{ends[1] or ''}" if any(ends) else None


def as_json(value: Any, path: str, note: Note) -> str | None:
    """Any value as JSON, numbers as printed, personal numbers hidden."""
    if not value:
        return None
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    hidden = hide(plain[:MAX_TEXT])
    if hidden is not plain and hidden != plain:
        note("hidden", path, "", "")
    return hidden


def related(value: Any, path: str, note: Note) -> str | None:
    """The process this one repeats or continues: the first related one that says so."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            note("shape", path, shown(one), "an object")
            continue
        kinds = one.get("relationship")
        said = kinds if isinstance(kinds, list) else [kinds]
        if {"prior", "unsuccessfulProcess", "replacementProcess", "renewalProcess"} & {k for k in said if isinstance(k, str)}:
            return text(one.get("identifier"), f"{path}/identifier", note) if one.get("identifier") else None
    return None


KINDS: dict[str, Callable[[Any, str, Note], Any]] = {
    "text": text,
    "free": text,
    "number": number,
    "integer": integer,
    "date": date,
    "currency": currency,
    "list": listed,
    "ids": ids,
    "codes": codes,
    "period": period,
    "json": as_json,
    "related": related,
}
