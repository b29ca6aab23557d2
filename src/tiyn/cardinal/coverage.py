"""How often each field is filled, as Cardinal's `coverage` counts: per path, the lines and objects where it is not empty.

Empty are "", [], {}, null and whatever holds nothing else. "" is the line, a path ending in / an object, in [] an element.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tiyn.cardinal.strict import NotJson, parse


def coverage(lines: Iterable[bytes], say: Callable[[str], None]) -> dict[str, int]:
    """Path -> count over JSON lines; a line that is no JSON is told to `say` and passed over."""
    counts: Counter[str] = Counter()
    for number, line in enumerate(lines, 1):
        if not line.strip(b" \t\n\r\x0c"):
            continue
        try:
            _count(parse(line), "", counts)
        except NotJson as error:
            say(f"line {number} is not JSON ({error}); skipped")
    return dict(counts)


def _count(value: object, path: str, counts: Counter[str]) -> bool:
    """Count a value and what is in it; whether it is filled."""
    filled = False
    if isinstance(value, dict):
        for name, member in value.items():
            filled |= _count(member, f"{path}/{name}", counts)
        if filled:
            counts[f"{path}/"] += 1
    elif isinstance(value, list):
        for element in value:
            filled |= _count(element, f"{path}[]", counts)
    else:
        filled = value is not None and value != ""
    if filled:
        counts[path] += 1
    return filled
