"""The strict parse of one record's text: exact numbers, no key twice, nothing that is not JSON."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Any

from tiyn.model.errors import RecordRefused
from tiyn.readers._personal import hide

MAX_DIGITS = 200
MAX_DEPTH = 100
MAX_OCID = 400
_OCID = re.compile(rb'"ocid"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
# An escape that stands for no character: a null, or half of a pair.
_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def parse(raw: bytes) -> Any:
    """The value of a record's text, numbers as int or Decimal. Raises RecordRefused with found, expected, what to do."""
    try:
        text = raw.decode("utf-8")
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        found = f"byte {raw[error.start : error.start + 1].hex()} at {error.start} is no UTF-8"
        raise RecordRefused(f"{found}; expected UTF-8; save the file as UTF-8") from None
    except RecursionError:
        raise RecordRefused(f"nesting deeper than {MAX_DEPTH}; expected a release; flatten it") from None
    except json.JSONDecodeError as error:
        # the words around it are not shown: nothing says they are nobody's personal data
        raise RecordRefused(f"{error.msg} at character {error.pos}; expected JSON; mend the record") from None
    except ValueError as error:
        raise RecordRefused(f"{str(error)[:120]}; expected a number of at most {MAX_DIGITS} digits; mend the record") from None
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH:
        _shallow(value)
    if _ESCAPE.search(text):
        _whole(value)
    return value


def hint(raw: bytes) -> bytes:
    """Bytes by which records of one process meet: its ocid's text, or what is certain to differ from every other."""
    found = _OCID.findall(raw)
    if found and len(set(found)) == 1 and b"\\" not in found[0]:
        return found[0]
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return b""
    own = value.get("ocid") if isinstance(value, dict) else None
    return own.encode("utf-8", "replace") if isinstance(own, str) else b""


def sha256_of(value: Any) -> str:
    """The hash of a value's content, whatever the order of its keys and the spaces between them."""
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise RecordRefused(f"the key {hide(twice[:2000])[:80]!r} twice in one object; expected each key once; mend the record")
    return found


def _fraction(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} characters")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def _constant(text: str) -> Any:
    raise ValueError(f"{text} as a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_fraction, parse_int=_integer, parse_constant=_constant, strict=True
)


def _shallow(value: Any) -> None:
    """Raises RecordRefused for nesting deeper than MAX_DEPTH; level by level, so depth costs no stack."""
    level = [value]
    for _ in range(MAX_DEPTH):
        below = []
        for one in level:
            if isinstance(one, dict):
                below += [inner for inner in one.values() if isinstance(inner, (dict, list))]
            elif isinstance(one, list):
                below += [inner for inner in one if isinstance(inner, (dict, list))]
        if not below:
            return
        level = below
    raise RecordRefused(f"nesting deeper than {MAX_DEPTH}; expected a release; flatten it")


def _whole(value: Any) -> None:
    """Raises RecordRefused for a text with a null character or half a surrogate pair."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            stack += one
        elif isinstance(one, str) and ("\0" in one or any("\ud800" <= char <= "\udfff" for char in one)):
            raise RecordRefused("a text with \\u0000 or half a surrogate pair; expected characters; mend the record")
