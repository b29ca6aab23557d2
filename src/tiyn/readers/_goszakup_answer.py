"""Archived answers of the procurement register (OWS v3): a segment, some pages in a row of one object, as they came.

A segment is gzip members one after another, one page each: a line of JSON (`Page` without its body,
and the body's length in bytes), the body byte for byte, a line end. Nothing in it says when it was
asked, so the same pages give the same bytes; when is in the collector's journal.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused

MARK = "goszakup answer"
VERSION = 1
LONGEST_LINE = 1 << 16
LONGEST_BODY = 64 << 20


@dataclass(frozen=True)
class Page:
    """One page: `object` as the source's catalogue calls it, `way` graphql or rest, `walk` the number of the walk.

    `page` counts from 1 within the walk and the object; `asked` is the path or, for GraphQL, its variables.
    A later walk's record is the newer version of the same record of an earlier one.
    """

    object: str
    way: str
    walk: int
    page: int
    asked: str
    body: bytes

    @property
    def place(self) -> str:
        return f"{self.object}, walk {self.walk}, page {self.page}"


def member(page: Page) -> bytes:
    """A page as one gzip member; the same page always gives the same bytes."""
    head = {"tiyn": MARK, "version": VERSION, "object": page.object, "way": page.way, "walk": page.walk}
    head |= {"page": page.page, "asked": page.asked, "bytes": len(page.body)}
    line = json.dumps(head, ensure_ascii=False).encode() + b"\n"
    return gzip.compress(line + page.body + b"\n", compresslevel=6, mtime=0)


def recognises(path: Path) -> bool:
    """Whether a file starts as a segment does; never raises."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                return False
        with gzip.open(path) as file:
            return _head(file.readline(LONGEST_LINE)) is not None
    except (OSError, EOFError, zlib.error):
        return False


def pages(path: Path, name: str) -> Iterator[Page]:
    """Every page of a segment, in order. Raises InputRefused at the first that is damaged."""
    try:
        with gzip.open(path) as file:
            while line := file.readline(LONGEST_LINE):
                head = _head(line)
                if head is None:
                    raise InputRefused(f"{name}: {line[:60]!r} is not the head of a page; expected a segment; collect it again")
                body = file.read(head["bytes"])
                if len(body) != head["bytes"] or file.read(1) != b"\n":
                    raise InputRefused(f"{name}: page {head['page']} is cut; expected {head['bytes']} bytes; collect it again")
                yield Page(head["object"], head["way"], head["walk"], head["page"], head["asked"], body)
    except (OSError, EOFError, zlib.error) as error:
        raise InputRefused(f"{name}: {error}; expected whole gzip members; collect it again") from error


def _head(line: bytes) -> dict[str, Any] | None:
    try:
        head = json.loads(line)
    except ValueError:
        return None
    if not isinstance(head, dict) or head.get("tiyn") != MARK or head.get("version") != VERSION:
        return None
    texts = all(isinstance(head.get(key), str) for key in ("object", "way", "asked"))
    numbers = all(type(head.get(key)) is int and head[key] >= 0 for key in ("walk", "page", "bytes"))
    return head if texts and numbers and head["bytes"] <= LONGEST_BODY else None


def parsed(body: bytes, where: str) -> Any:
    """The body's JSON, numbers with a mark as Decimal, exactly as printed. Raises InputRefused."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"{where}: {body[:60]!r} is not JSON ({error}); expected JSON; collect it again") from error


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def rows(page: Page) -> list[Any]:
    """The records of a page: GraphQL's `data.<root>`, REST's `items`, or one record alone. Raises InputRefused."""
    content = parsed(page.body, page.place)
    if page.way == "graphql" and isinstance(content, dict) and isinstance(content.get("data"), dict):
        found = next(iter(content["data"].values()), None)
        return [] if found is None else found if isinstance(found, list) else [found]
    if page.way == "rest" and isinstance(content, dict):
        return content["items"] if isinstance(content.get("items"), list) else [content]
    if page.way == "rest" and isinstance(content, list):
        return content
    raise InputRefused(f"{page.place}: has neither data nor items; expected an answer of the register; collect it again")
