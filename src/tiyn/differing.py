"""What changed between two editions, row by row, each with its cause.

The order of causes: a correction or reply of ours that names the record, the law, the rule, the source (added, changed,
vanished), another reading of the same source by other code, our own edit that no correction explains, and for what
is computed: that its inputs changed. Withdrawn records are in neither edition any more; they are counted, not shown.
"""

from __future__ import annotations

import functools
import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.dictionary import Table, tables
from tiyn.edition import MANIFEST, of_another_version
from tiyn.engine import Engine
from tiyn.leaves import Leaves
from tiyn.model.errors import DossierRefused, InputRefused, Mistake
from tiyn.queries import queries

SQL, FILE, MEMORY = Path(__file__).with_suffix(".sql"), Path(__file__).with_suffix(".yml"), "2GB"
Row = Mapping[str, Any]


@functools.cache
def _kinds() -> dict[str, Any]:
    mistakes: list[Mistake] = []
    body = textyaml.load(FILE, FILE.name, mistakes)
    if mistakes or body is None:
        raise DossierRefused(mistakes)
    return dict(body)


class Difference:
    """Two edition folders of one version of the tables. Raises InputRefused for editions that cannot be compared."""

    def __init__(self, old: Path, new: Path, scratch: Path) -> None:
        self.manifests = [json.loads((folder / MANIFEST).read_bytes()) for folder in (old, new)]
        for folder, manifest in zip((old, new), self.manifests, strict=True):
            if of_another_version(manifest):
                raise InputRefused(
                    f"{folder.name}: its tables are those of another version of Tiyn; expected one of this version; "
                    "compare editions built since"
                )
        self.engine = Engine.bare(scratch, MEMORY)
        for name in tables():
            for mark, folder in (("old", old), ("new", new)):
                self.engine.view(f"{mark}_{name}", folder / "tables" / f"{name}.parquet")
        self.known: dict[str, tuple[str, str]] = {}
        self.withdrawn = len(Leaves.of(old).withdrawn)
        self._read()

    def _read(self) -> None:
        named = {name: self.engine.rows(sql) for name, sql in queries(SQL).items() if name in READ}
        self.documents = [{row["id"]: row["sha256"] for row in named[f"{mark}_documents"]} for mark in ("old", "new")]
        self.rules = {row["indicator"] for row in named["rules"]}
        self.said = {row["address"]: (row["cause"], row["id"]) for row in named["said"]}
        self.files = {row["file"] for row in named["files"]}
        self.other_code = self.manifests[0]["code"] != self.manifests[1]["code"]

    def changes(self) -> Iterator[dict[str, Any]]:
        """Every change: {table, key, address, about, change, cause, detail, cells}; cells are {column: [old, new]}."""
        beside = _kinds()["beside"]
        order = sorted(tables().values(), key=lambda table: (table.name in beside, table.name))
        files = [manifest["files"] for manifest in self.manifests]
        for table in order:  # what stands for another record comes after it, and takes its cause
            path = f"tables/{table.name}.parquet"
            if files[0][path]["sha256"] != files[1][path]["sha256"]:
                for before, after in self.engine.differing(table, f"old_{table.name}", f"new_{table.name}"):
                    yield self._change(table, before, after)

    def _change(self, table: Table, before: list[Any] | None, after: list[Any] | None) -> dict[str, Any]:
        old, new = (dict(zip(table.names, row, strict=True)) if row else None for row in (before, after))
        row: Row = new or old or {}
        address = f"{table.name}/{row[table.key[0]]}" if len(table.key) == 1 else ""
        cause, detail = self._cause(table, row, address)
        if address:
            self.known[address] = (cause, detail)
        changed = [name for name in table.names if (old or {}).get(name) != (new or {}).get(name)]
        return {
            "table": table.name,
            "key": json.dumps([row[name] for name in table.key], ensure_ascii=False),
            "address": address,
            "about": _about(row),
            "change": "changed" if old and new else "added" if new else "removed",
            "cause": cause,
            "detail": detail,
            "cells": json.dumps({name: [(old or {}).get(name), (new or {}).get(name)] for name in changed}, ensure_ascii=False),
        }

    def _cause(self, table: Table, row: Row, address: str) -> tuple[str, str]:
        kinds, name = _kinds(), table.name
        beside = row.get(kinds["beside"].get(name, ""), "")
        other = beside if "/" in str(beside) else f"statement/{beside}"
        for one in (address, other if beside else ""):
            if one in self.said:
                return self.said[one]
        if name.startswith(("correction", "reply")):
            return name.split("_")[0], ""
        if beside and other in self.known:
            return self.known[other]
        if name == "legal_parameter":
            return "law", str(row["key"])
        if name == "indicator_version" or row.get("indicator") in self.rules:
            return "rule", str(row["indicator"])
        document = row["id"] if name == "document" else row.get("document_id")
        if document:
            return self._source(str(document), name)
        if name in kinds["curated"]:
            return "ours", ""
        if table.bulk and self.files and "ocid" in row:
            return "source_changed", ""
        return "computed", ""

    def _source(self, document: str, table: str) -> tuple[str, str]:
        """What became of the document a row stands in."""
        old, new = (known.get(document) for known in self.documents)
        if old is None or new is None:
            return ("source_added" if old is None else "source_vanished"), document
        if old != new:
            return "source_changed", document
        return (
            "ours" if table in _kinds()["curated"] or table == "document" else "reading" if self.other_code else "computed"
        ), document

    def close(self) -> None:
        self.engine.close()


READ = ("old_documents", "new_documents", "rules", "said", "files")


def _about(row: Row) -> str:
    """The address of what a row is about, "" when it does not say."""
    for column, kind in _kinds()["about"].items():
        if row.get(column):
            return f"{kind}/{row[column]}" if kind else str(row[column])
    return ""


def write(old: Path, new: Path, target: Path) -> None:
    """Write the changes between two edition folders as a SQLite file, whole or not at all. Raises InputRefused."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")  # several may write the same
    partial.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="tiyn-diff-") as scratch:
        found = Difference(old, new, Path(scratch))
        connection = sqlite3.connect(partial, isolation_level=None)
        try:
            connection.execute("begin")
            for name in ("create", "create_about"):
                connection.execute(queries(SQL)[name])
            connection.executemany(queries(SQL)["insert"], found.changes())
            for _ in range(found.withdrawn):
                connection.execute(queries(SQL)["withdrawn"])
            connection.execute("commit")
        finally:
            connection.close()
            found.close()
    partial.replace(target)
