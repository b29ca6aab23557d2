"""Lines of JSON that were plain once: values, keys and bytes changed at random, always the same for one seed."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

TEXTS = [
    "", " ", "x", "␀", ":", ": ", ":null", "null", ",}", "}{", "a\tb", 'a"b', "a\\b", "é", "\u2028", "\x7f", "\u0085", "e" * 500,
    "880101300123", "990101300004", "+7 701 123 45 67", "8 701 123-45-67", "87011234567", "8(727)2501234", "a@b.kz", "٨٨٠١٠١٣٠٠١٢٣",
    "2024-02-29", "2023-02-29", "2024-13-01", "2024-01-01T25:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T10:00", "2024-1-1", "0000-01-01",
    "KZT", "kzt", "XXX", "12", "1.5", "-0", "1e5", "KZ-BIN-990140000000", "award-1", "lot-1", "#1", "KZ-IIN", "supplier", "payer",
]  # fmt: skip
SCALARS = ["0", "-0", "0.0", "1.50", "1e5", "1E400", "12345678901234567890", "0.1234567890123456789", "9007199254740993.5", "true", "false",
           "NaN", "Infinity", "-1", "01", "1.", "123456789012345.6", "1234567890123456", "99999999999999999.5"]  # fmt: skip
KEYS = ["id", "ocid", "Id", "title", "amount", "email", "contactPoint", "releases", "versionedRelease", "amendments", "amendment", "unknown",
        "relatedProcesses", "period", "name_kk", "roles", "identifier", "lots", "description", "date", "a/b", "", "ключ", "suppliers"]  # fmt: skip
SIGNS = ["{", "}", "[", "]", '"', ",", ":", "\\", " ", "\t", "\r", "0", "1", "e", ".", "-", "+7", "8", "@", "null", '""', "\\u0041", "\\ud800", "\x01", "😀", "{}", "[]", '"a":1,', '"id":null,', '"id":"1",', " :", ": "]  # fmt: skip


class Raw(str):
    """Text that stands in JSON as it is."""


def mutants(lines: list[str], count: int, seed: int) -> list[str]:
    """`count` changed lines, each with an ocid of its own unless the change took it."""
    chance = random.Random(seed)
    return [_mutant(json.loads(chance.choice(lines)), number, chance) for number in range(count)]


def _mutant(body: dict[str, Any], number: int, chance: random.Random) -> str:
    body["ocid"] = f"{body['ocid']}-m{number if chance.random() < 0.97 else number // 2}"
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if chance.random() < 0.75:
            _change(body, chance)
    line = _dumped(body, chance)
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        line = _bytes(line, chance)
    return line.replace("\n", " ")


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        found.append((value, key))
        _places(inner, found)
    return found


def _change(body: dict[str, Any], chance: random.Random) -> None:
    holder, key = chance.choice(_places(body, []))
    kind = chance.randrange(10)
    if kind < 4:
        holder[key] = _value(chance, holder[key])
    elif kind == 4:
        del holder[key]
    elif kind == 5 and isinstance(holder, dict):
        holder[chance.choice(KEYS)] = _value(chance, holder[key])
    elif kind == 6 and isinstance(holder, dict):
        holder[chance.choice(KEYS)] = holder.pop(key)
    elif kind == 7 and isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), copy.deepcopy(chance.choice(holder)))
    elif kind == 8:  # a value from elsewhere: an organization of another role, an id that is taken
        other, name = chance.choice(_places(body, []))
        holder[key] = copy.deepcopy(other[name])
    elif isinstance(holder, dict):
        items = list(holder.items())
        chance.shuffle(items)
        holder.clear()
        holder.update(items)


def _value(chance: random.Random, was: Any) -> Any:
    kind = chance.randrange(8)
    if kind < 3:
        return chance.choice(TEXTS)
    if kind == 3:
        return Raw(chance.choice(SCALARS))
    return [None, [], {}, [was], {"id": was}, [None, was], [chance.choice(TEXTS), "b"], was][chance.randrange(8)]


def _dumped(value: Any, chance: random.Random) -> str:
    style = chance.random()
    if style < 0.75:
        return _written(value, ",", ":", False)
    return _written(value, ", ", ": ", False) if style < 0.9 else _written(value, ",", ":", True)


def _written(value: Any, comma: str, colon: str, ascii_only: bool) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        inside = (
            f"{json.dumps(key, ensure_ascii=ascii_only)}{colon}{_written(one, comma, colon, ascii_only)}"
            for key, one in value.items()
        )
        return "{" + comma.join(inside) + "}"
    if isinstance(value, list):
        return "[" + comma.join(_written(one, comma, colon, ascii_only) for one in value) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


def _bytes(line: str, chance: random.Random) -> str:
    at = chance.randrange(len(line))
    kind = chance.randrange(5)
    if kind == 0:
        return line[:at] + line[at + 1 :]
    if kind == 1:
        return line[:at] + chance.choice(SIGNS) + line[at:]
    if kind == 2:
        return line[:at] + chance.choice(SIGNS) + line[at + 1 :]
    if kind == 3:  # a piece twice, from comma to comma: a key that comes again
        start, end = line.rfind(",", 0, at) + 1, line.find(",", at) + 1
        return line[:end] + line[start:end] + line[end:] if 0 < start < end else line
    return line[:at] if chance.random() < 0.1 else line[:at] + line[at : at + 20] + line[at:]
