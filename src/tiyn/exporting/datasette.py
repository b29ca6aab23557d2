"""One SQLite file of the whole edition, and `metadata.json` that tells Datasette what its tables and columns mean.

The file opens in anything that reads SQLite. Views join what is asked for most; keys that lead to another
table are named in the metadata, since a published id may lead nowhere and no constraint may hide the row.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from tiyn import store
from tiyn.dictionary import Table, tables
from tiyn.edition import Edition
from tiyn.queries import queries

FILE_NAME, METADATA = "tiyn.sqlite", "metadata.json"
SQL = Path(__file__).with_suffix(".sql")
LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
# column -> the table its values are keys of
LEADS = {
    "ocid": "process", "buyer": "participant", "supplier": "participant", "tenderer": "participant", "payer": "participant",
    "payee": "participant", "procuring_entity": "participant", "source_id": "source", "document_id": "document",
}  # fmt: skip


def export(opened: Edition, folder: Path) -> list[Path]:
    """Write both files below a folder; returns them. An older file of that name is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    path, partial = folder / FILE_NAME, folder / f".{FILE_NAME}.part"
    partial.unlink(missing_ok=True)
    connection = sqlite3.connect(partial, isolation_level=None, uri=True)
    try:
        for pragma in ("journal_mode = off", "synchronous = off"):
            connection.execute(f"pragma {pragma}").fetchall()
        for name in (store.STORE, *store.BULK):
            source = f"file:{opened.folder / name}?mode=ro&immutable=1"
            connection.execute("attach database ? as origin", [source])
            for table in store.held(name):
                connection.execute(store.create(table))
                connection.execute(queries(SQL)["copy"].format(table=table.name, columns=", ".join(table.names)))
            connection.execute("detach database origin")
        for statement in [*store.indexes(tables()), *(queries(SQL)[name] for name in ("purchases", "payments"))]:
            connection.execute(statement)
    finally:
        connection.close()
    partial.replace(path)
    told = folder / METADATA
    told.write_text(json.dumps(metadata(opened), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path, told]


def metadata(opened: Edition) -> dict[str, Any]:
    """What Datasette shows beside the tables: licence, source, meanings; in English, the other languages beside it."""
    named = {table.name: _described(table) for table in tables().values()}
    return {
        "title": f"Tiyn, edition {opened.id}",
        "license": LICENCE[0],
        "license_url": LICENCE[1],
        "source": f"Tiyn, edition {opened.id}, record root {opened.root}",
        "databases": {Path(FILE_NAME).stem: {"tables": named}},
    }


def _described(table: Table) -> dict[str, Any]:
    leads = {name: LEADS[name] for name in table.names if name in LEADS and LEADS[name] != table.name and LEADS[name] in tables()}
    return {
        "description": table.grain["en"],
        "description_by_language": dict(table.grain),
        "columns": {column.name: column.meaning["en"] for column in table.columns},
        "columns_by_language": {column.name: dict(column.meaning) for column in table.columns},
        "leads_to": {name: f"{target}.{'ocid' if target == 'process' else 'id'}" for name, target in leads.items()},
        "primary_key": list(table.key),
    }
