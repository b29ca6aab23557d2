"""An answer of the Open Budgets portal as the archive keeps it: an envelope around the pages' raw text.

The envelope is JSON, UTF-8: {"tiyn": "open-budgets-answer/v1", "type", "region", "kato", "report",
"month": "2023-01", "fetched": "2026-11-22T10:00:00Z", "url", "pages": [text, …]}. A page is the
portal's own JSON, unparsed, so that a number stays exactly as printed (`2.9324068273E10`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tiyn.model.errors import InputRefused

VERSION = "open-budgets-answer/v1"
KEYS = ("tiyn", "type", "region", "kato", "report", "month", "fetched", "url", "pages")
REQUIRED = ("id", "name", "utv")
# A month without data may leave out `rows`; then nothing but the grid's own counters may stand there.
COUNTERS = {"page", "total", "records", "userdata"}


class Torn(InputRefused):
    """JSON that ends before its end: worth asking again, unlike another shape."""


@dataclass(frozen=True)
class Page:
    """`rows` in order, values as `rows_of` gives them; `records` and `pages` as the portal counts them, None when it does not."""

    rows: list[dict[str, str]]
    records: int | None
    pages: int | None


def recognises(head: bytes) -> bool:
    """True when the first bytes are those of an envelope."""
    return head.lstrip().startswith(b'{"tiyn": "' + VERSION.encode() + b'"')


def rows_of(envelope: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number from 1 over all pages, row) in the portal's order.

    Every value is text: a number as printed, true and false as "true" and "false"; a key whose
    value is null is left out. Raises InputRefused when the envelope or a page has another shape.
    """
    content = read_envelope(envelope)
    where = f"{content['report']} {content['kato'] or 'republic'} {content['month']}"
    number = 0
    for index, text in enumerate(content["pages"], 1):
        for row in read_page(text, f"{where}, page {index}").rows:
            number += 1
            yield number, row


def read_envelope(envelope: bytes) -> dict[str, Any]:
    """The envelope's keys, all text but `pages` (a list of text). Raises InputRefused."""
    try:
        content = json.loads(envelope)
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"envelope: not JSON ({error}); expected {VERSION}; collect again") from error
    if not isinstance(content, dict) or content.get("tiyn") != VERSION:
        raise InputRefused(f"envelope: no `tiyn: {VERSION}`; expected a file the collector archived; give such a file")
    for key in KEYS[:-1]:
        if not isinstance(content.get(key), str):
            raise InputRefused(f"envelope: {key} is {content.get(key)!r}; expected text; collect again")
    pages = content.get("pages")
    if not isinstance(pages, list) or not pages or not all(isinstance(page, str) for page in pages):
        raise InputRefused("envelope: `pages` is not a list of text; expected each page's raw text; collect again")
    return content


def read_page(text: str, where: str) -> Page:
    """One page of the portal. Raises Torn when it ends too early, InputRefused when it has another shape."""
    content = _json(text, where)
    if not isinstance(content, dict):
        raise InputRefused(f"{where}: a JSON {type(content).__name__}; expected an object with `rows`; the portal has changed")
    rows = content.get("rows")
    if "rows" not in content and set(content) - COUNTERS:
        found = ", ".join(sorted(content)[:6])
        raise InputRefused(f"{where}: the keys {found} and no `rows`; expected `rows`; the portal has changed")
    if rows is not None and not isinstance(rows, list):
        raise InputRefused(f"{where}: `rows` is {type(rows).__name__}; expected a list; the portal has changed")
    read = [_row(row, f"{where}, row {number}") for number, row in enumerate(rows or [], 1)]
    return Page(read, _count(content, "records", where), _count(content, "total", where))


def _json(text: str, where: str) -> Any:
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise Torn(f"{where}: an empty body; expected JSON; asked again")
    if start[0] not in "{[":
        what = "HTML" if start[0] == "<" else "text"
        raise InputRefused(f"{where}: {what} ({start[:40]!r}); expected JSON; look at the address in a browser")
    try:
        return json.loads(start, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Torn(f"{where}: the JSON breaks at character {error.pos} ({error.msg}); expected it whole; asked again") from error
    except RecursionError as error:
        raise InputRefused(f"{where}: JSON nested too deeply; expected a flat list of rows; the portal has changed") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputRefused(f"an object with a key twice among {', '.join(sorted(found)[:6])}; expected each key once")
    return found


def _row(row: Any, where: str) -> dict[str, str]:
    if not isinstance(row, dict):
        raise InputRefused(f"{where}: {type(row).__name__}; expected an object; the portal has changed")
    missing = [key for key in REQUIRED if key not in row]
    if missing or row["id"] is None:
        raise InputRefused(f"{where}: no {', '.join(missing) or 'id'}; expected {', '.join(REQUIRED)}; the portal has changed")
    read = {}
    for key, value in row.items():
        if isinstance(value, bool):
            read[key] = "true" if value else "false"
        elif isinstance(value, str):
            read[key] = value
        elif value is not None:
            raise InputRefused(f"{where}: {key} is {type(value).__name__}; expected one value; the portal has changed")
    return read


def _count(content: dict[str, Any], key: str, where: str) -> int | None:
    value = content.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 9:
        raise InputRefused(f"{where}: {key} is {str(value)[:40]!r}; expected a whole number; the portal has changed")
    return int(value)
