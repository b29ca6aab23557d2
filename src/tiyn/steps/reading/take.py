"""Take what the reading process left: rows into tables, the same record from two files only once.

The first file wins, in the order given. A repeated row with the same content confirms it; one with
other content is said: for budget lines as a revision, for everything else as an issue.
"""

from __future__ import annotations

from pathlib import Path

from tiyn.dictionary import Table, tables
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.snapshot import digest
from tiyn.steps.reading.job import PARTS, Answer

SQL = Path(__file__).with_suffix(".sql")
# What names the file a row came from; two prints of one record differ in these.
RECEIPT = ("source_id", "document_id", "locator")


def take(engine: Engine, staging: Path, answers: list[Answer]) -> None:
    """Load every file's rows; repeated records are compared, the first stays."""
    known = tables()
    for name in sorted({table for answer in answers for table in answer.tables}):
        table = known[name]
        if table.bulk:  # its reader saw every file at once and gives each record once
            giving = [answer for answer in answers if name in answer.tables]
            for answer in giving:
                _load(engine, table, staging / str(answer.index))
            if len({answer.reader for answer in giving}) > 1:  # two registers may name one organization by one number
                engine.load(known["issue"], [_conflict(table, key) for key in engine.keep_first(table)])
            continue
        engine.begin(table)
        for answer in answers:
            if name in answer.tables:
                engine.load_file(table, staging / str(answer.index) / name, engine.incoming(table))
        repeated = engine.merge(table, RECEIPT)
        if name == "budget_line":
            engine.run(queries(SQL)["printed_again"])
        elif name != "budget_class":
            engine.load(known["issue"], [_conflict(table, key) for key in repeated])
        engine.end(table)


def _load(engine: Engine, table: Table, folder: Path) -> None:
    if (folder / table.name).is_file():
        engine.load_file(table, folder / table.name)
    parts = sorted((folder / f"{table.name}{PARTS}").glob("*.parquet"))
    if parts:
        engine.load_parts(table, parts)


def _conflict(table: Table, key: str) -> dict[str, str]:
    message = f"{table.name} {key} stands in two files with different content; expected one; the first file given was kept"
    return {"id": digest(message.encode())[:16], "step": "read", "kind": "conflict", "place": key, "message": message}
