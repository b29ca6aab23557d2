"""The record root: an RFC 6962 tree over canonical records.

A record is one row as canonical JSON (RFC 8785 restricted to text, integers and lists:
decimals are strings, dates ISO 8601, empty values left out). Leaf hash SHA-256(0x00 || record),
node SHA-256(0x01 || left || right), the empty tree SHA-256("").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 166700000000, 11.1, 0."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def record(table: str, names: Iterable[str], row: Iterable[Any]) -> bytes:
    """The canonical bytes of one row."""
    body: dict[str, Any] = {"table": table}
    for name, value in zip(names, row, strict=True):
        if value is not None:
            body[name] = _published(value)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _published(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def encoder(table: str, names: Sequence[str]) -> Callable[[Sequence[Any]], bytes]:
    """`record` for many rows of one table whose values are text, integers and None: the same bytes, sooner.

    The keys' order and quoting are worked out once; a row is only its values between them.
    """
    order = sorted([*names, "table"])
    places = [(f'"{name}":', names.index(name) if name != "table" else -1) for name in order]
    quoted = json.encoder.encode_basestring

    def encode(row: Sequence[Any]) -> bytes:
        parts = []
        for key, place in places:
            value = table if place < 0 else row[place]
            if value is None:
                continue
            parts.append(key + (quoted(value) if type(value) is str else str(value)))
        return ("{" + ",".join(parts) + "}").encode("utf-8")

    return encode


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def root(leaves: list[bytes]) -> bytes:
    """The tree head over leaf hashes, splitting at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = leaves
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + level[index] + level[index + 1]).digest() for index in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - 1 :] if len(level) % 2 else paired
    return level[0]


def records_root(records: Iterable[bytes]) -> str:
    """The tree head over records in byte order, in hex: the same set of records has the same root."""
    ordered = sorted(records)
    return root([leaf_hash(content) for content in ordered]).hex()
