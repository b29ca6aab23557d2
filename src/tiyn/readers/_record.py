"""What a reader of outside files gives back: records with their rows, and records refused.

A reader is a module `readers/<name>.py` with

    recognises(path) -> bool                 by content, never by name alone; cheap; never raises
    read(path, given) -> Iterator[Record | Refused | Extra]
    names(path) -> str | None                optional: the name the file gives itself (a package's `name`)
    companions(path) -> tuple[Path, ...]     optional: files that belong to this one and are not read apart
    publisher(path) -> str | None            optional: whose data it is, when the bytes say so (`ocds-213czf`):
                                             its card, or else the source `input-<publisher without "ocds-">`
    together(files, at)                      optional: instead of `read`, when records of several files belong
                                             together: files are [(path, given)], `at(n)` is called whenever the
                                             n-th is worked on (a crash blames that file and only that one is left
                                             out), and (n, Record | Refused | Extra) is yielded for what the n-th
                                             file gives. Every record still counts once, for the file it stands in;
                                             the joined rows may come with any one of them. Rows of one table are
                                             never given twice, by whatever files

Every record of the file is yielded once, accepted or refused, so accepted + quarantined = read.
A file that cannot be read at all raises InputRefused. `read` runs in a process of its own with
limits of memory and time: it may crash, and only its file is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Given:
    """What the reader is told: the ids its rows bear, and the name of the file in messages."""

    source: str
    document: str
    name: str


@dataclass(frozen=True)
class Record:
    """One accepted record: its rows as (table, row); a column left out is null."""

    rows: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Refused:
    """One quarantined record: `place` in the file, and what was found, expected, and is to be done."""

    place: str
    message: str


@dataclass(frozen=True)
class Extra:
    """Rows that belong to the file, not to one of its records: its header, its classification."""

    rows: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Written:
    """Accepted records whose rows are lines of the tables already (`tiyn.lines`).

    `records` is how many of each file, by its number; `lines` the text for each table; `parts` a Parquet file of rows
    for each table, which is moved away at once. Only `together` may give it.
    """

    records: Mapping[int, int]
    lines: Mapping[str, str]
    parts: Mapping[str, str] = field(default_factory=dict)
