"""One CSV file per table: UTF-8, a header row, rows in key order, cells no spreadsheet will run."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tiyn.cells import defused
from tiyn.dictionary import Table

FILE_NAME = "csv/{table}.csv"
MEDIA_TYPE = "text/csv"


def export(content: Iterable[tuple[Table, Iterable[tuple[Any, ...]]]], folder: Path) -> list[Path]:
    """Write `csv/<table>.csv` below `folder`; returns the files."""
    written = []
    for table, rows in content:
        path = folder / FILE_NAME.format(table=table.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(table.names)
            texts = [place for place, column in enumerate(table.columns) if column.type == "text"]
            writer.writerows(defused(row, texts) for row in rows)
        written.append(path)
    return written
