"""Every record of the edition as one JSON line, in the canonical bytes the record root is made of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tiyn import merkle
from tiyn.dictionary import Table

FILE_NAME = "records.jsonl"
MEDIA_TYPE = "application/jsonl"


def export(content: Iterable[tuple[Table, list[tuple[Any, ...]]]], folder: Path) -> list[Path]:
    """Write `records.jsonl` below `folder`: the lines in byte order, as the tree has them; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    lines = sorted(merkle.record(table.name, table.names, row) for table, rows in content for row in rows)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return [path]
