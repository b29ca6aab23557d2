"""Values of the procurement register: names in one spelling, sums as printed, moments with their offset, texts.

REST prints `pln_point_id`, GraphQL `plnPointId`: both become the latter. Moments have no zone; they are Almaty
time, UTC+6 until March 2024 and UTC+5 since, by the rules of the IANA database.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from tiyn import codes
from tiyn.model.identifier import is_iin, mask
from tiyn.readers._personal import hide

Row = dict[str, Any]
ZONE = "Asia/Almaty"
_UNDERSCORE = re.compile(r"_([a-z0-9])")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?)?")
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_NUMBER = re.compile(r"-?\d{1,24}(\.\d{1,30})?([eE][+-]?\d{1,2})?")
_NAMES: dict[str, str] = {}


def camel(row: Row) -> Row:
    """A record under GraphQL's names."""
    if not any("_" in key for key in row):
        return row
    return {_camel(key): value for key, value in row.items()}


def _camel(key: str) -> str:
    found = _NAMES.get(key)
    if found is None:
        found = _UNDERSCORE.sub(lambda match: match[1].upper(), key)
        if len(_NAMES) < 10_000:  # a hostile file may hold as many names as it likes
            _NAMES[key] = found
    return found


def records(value: Any) -> list[Row]:
    """The records of a list; nothing else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """A text without its outer spaces, None when empty. Personal numbers are masked, addresses and phones hidden."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    found = str(value).strip()
    if len(found) >= 12 and _TWELVE.search(found):
        found = _TWELVE.sub(lambda match: mask(match[0]) if is_iin(match[0]) else match[0], found)
    return hide(found.replace("\x00", "")) or None


def whole(value: Any) -> int | None:
    """A whole number, printed as one or as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**18 else None
    found = str(value).strip() if isinstance(value, str) else ""
    return int(found) if re.fullmatch(r"-?\d{1,18}", found, re.ASCII) else None


def number(value: Any) -> Decimal | None:
    """A sum or quantity exactly as printed; None for anything that is no number a table can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    printed = str(value).strip()
    if not _NUMBER.fullmatch(printed):
        return None
    try:
        found = Decimal(printed)
    except InvalidOperation:
        return None
    exponent = found.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -18 and found.adjusted() < 20
    return found if fits else None


def moment(value: Any) -> str | None:
    """A moment in ISO 8601 with Almaty's offset of that day, a day alone as it is; None for no date."""
    found = _MOMENT.match(str(value).strip()) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        local = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00:00'}").replace(tzinfo=ZoneInfo(ZONE))
    except ValueError:
        return None
    if found[2] is None:
        return found[1]
    printed = local.isoformat()
    return printed[:19] + (found[3] or "") + printed[19:]


def region(*places: Any) -> str | None:
    """The KATO code of the region of all places given; None when they lie in several or in none known."""
    known = codes.lists()["region"]
    given = [one for place in places for one in (place if isinstance(place, list) else [place])]
    found = {f"{one[:2]}0000000" for one in given if isinstance(one, str) and re.fullmatch(r"\d{9}", one, re.ASCII)}
    return found.pop() if len(found) == 1 and found <= set(known) else None


def named(name: str, value: Any) -> str | None:
    """The register's own Russian name of a code of one of its lists; None for a code we do not know."""
    entry = _entry(name, value)
    return entry["name"]["ru"] if entry else None


def _entry(name: str, value: Any) -> Any:
    """A code's entry; announcements and lots share one space of ids, so what one list lacks the other may have."""
    if value is None:
        return None
    shared = ("goszakup_buy_status", "goszakup_lot_status")
    lists = (name, *shared) if name in shared else (name,)
    return next((found for one in lists if (found := codes.lists()[one].get(str(value)))), None)


def detailed(name: str, value: Any) -> str | None:
    """A status with its id: the id tells statuses of one name apart, and other languages find their own by it."""
    known = named(name, value)
    return f"{value} {known}" if known else text(value)


# What the groups of the register's statuses are called by the standard; an announcement's and a contract's differ.
TENDER_STATUS = {"draft": "planned", "open": "active", "evaluation": "active", "review": "active", "suspended": "active",
                 "complete": "complete", "failed": "unsuccessful", "void": "cancelled"}  # fmt: skip
CONTRACT_STATUS = {"draft": "pending", "in_force": "active", "executed": "terminated", "expired": "terminated",
                   "terminated": "terminated", "superseded": "terminated", "void": "cancelled"}  # fmt: skip


def ocds_status(name: str, value: Any) -> str | None:
    """OCDS's status for a status of one of the register's lists; an id we do not know as it stands."""
    entry = _entry(name, value)
    known = CONTRACT_STATUS if name == "goszakup_contract_status" else TENDER_STATUS
    return known.get(entry["group"], text(value)) if entry else text(value)


def ocds_method(value: Any) -> str | None:
    """OCDS's method for a method's id."""
    entry = codes.lists()["goszakup_method"].get(str(value)) if value is not None else None
    return entry["method"] if entry else None
