"""Every record of the edition as one JSON line, in the canonical bytes the record root is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tiyn import merkle
from tiyn.dictionary import Table

FILE_NAME = "records.jsonl"
MEDIA_TYPE = "application/jsonl"


def export(content: Iterable[tuple[Table, Iterable[tuple[Any, ...]]]], folder: Path) -> list[Path]:
    """Write `records.jsonl` below `folder`: table by table in key order, as the leaves of the tree; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with path.open("wb") as file:
        for table, rows in content:
            encode = merkle.encoder(table.name, table.names)
            file.writelines(encode(row) + b"\n" for row in rows)
    return [path]


def written(folder: Path) -> Iterator[bytes]:
    """The records of the file `export` wrote below `folder`, without their line ends."""
    with (folder / FILE_NAME).open("rb") as file:
        for line in file:
            yield line[:-1]
