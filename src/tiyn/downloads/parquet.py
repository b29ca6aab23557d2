"""Parquet: the figures of a page with typed columns.

`value`, `low` and `high` are decimal(38, s), s being 4 or, when a figure of the page has more places, as many
as it needs; a column with a number that no decimal(38, s) holds is text, so that no digit is lost. Everything
else is text. No number given is null. Where it is from stands in the file's key-value pairs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tiyn.downloads import About, Sheet
from tiyn.queries import queries

ENDING = "parquet"
NAME = "Parquet"
ORDER = 40
MEDIA_TYPE = "application/vnd.apache.parquet"

SQL = Path(__file__).with_suffix(".sql")
DIGITS, PLACES = 38, 4
MEMORY = "128MB"


def write(sheets: tuple[Sheet, ...], about: About) -> bytes:
    """The first sheet, which is the figures, as one Parquet file."""
    # Imported here: a portal that is never asked for Parquet need not hold the engine in memory.
    import duckdb

    sheet = sheets[0]
    columns = {
        column.name: [row[number] or (None if column.kind == "decimal" else "") for row in sheet.rows]
        for number, column in enumerate(sheet.head)
    }
    kinds = {column.name: decimal_kind(columns[column.name]) for column in sheet.head if column.kind == "decimal"}
    sql = queries(SQL)
    with tempfile.TemporaryDirectory(prefix="tiyn-") as folder:
        file = Path(folder) / "figures.parquet"
        origin = {"title": about.title, "address": about.permalink, "language": about.language, "id": about.edition}
        origin |= {"root": about.root, "date": about.date, "licence": about.licence, "file": str(file)}
        settings = {"threads": 1, "memory_limit": MEMORY, "temp_directory": folder, "autoinstall_known_extensions": False}
        with duckdb.connect(config=settings) as connection:
            values = {**columns, "position": list(range(len(sheet.rows)))}
            connection.execute(sql["folder"], {"folder": folder})
            connection.execute(sql["close"])
            connection.execute(_typed(sql["figures"], kinds), values)
            connection.execute(sql["write"], origin)
        return file.read_bytes()


def decimal_kind(cells: list[str | None]) -> str:
    """The column type that holds every one of these plain decimals exactly."""
    split = [cell.lstrip("-").partition(".") for cell in cells if cell]
    whole = max((len(left) for left, _, _ in split), default=0)
    places = max(PLACES, max((len(right) for _, _, right in split), default=0))
    return f"decimal({DIGITS}, {places})" if whole + places <= DIGITS else "varchar"


def _typed(sql: str, kinds: dict[str, str]) -> str:
    for name, kind in kinds.items():
        sql = sql.replace("{" + name + "}", kind)
    return sql
