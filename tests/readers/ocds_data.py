"""Where the tests of the OCDS reader find others' data, and how they run the reader in this process."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import shared_data
from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.readers import _ocds_gather, ocds
from tiyn.readers._record import Given, Record, Refused


def data(*parts: str) -> Path:
    """A path of the data beside the checkout; skips, saying so, when it is absent (fails when it must not skip)."""
    found = shared_data()
    path = found.joinpath("data", *parts) if found else None
    if path is None or not path.exists():
        message = f"{'/'.join(parts)} is not beside this checkout"
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


class Told:
    """What a run of the reader gave: rows by table, counts per file."""

    def __init__(self, files, gathered) -> None:
        self.rows: dict[str, list[dict]] = {}
        self.accepted = [0] * len(files)
        self.refused: list[list[str]] = [[] for _ in files]
        for number, one in gathered:
            if isinstance(one, Refused):
                self.refused[number].append(one.message)
                continue
            self.accepted[number] += isinstance(one, Record)
            for name, row in one.rows:
                line(tables()[name], row).encode("utf-8")  # whatever is given can be written
                self.rows.setdefault(name, []).append(dict(row))

    def table(self, name: str) -> list[dict]:
        """A table's rows, by key; fails when a key comes twice."""
        key = tables()[name].key
        rows = self.rows.get(name, [])
        keys = [tuple(row.get(one) for one in key) for row in rows]
        assert len(set(keys)) == len(keys), f"{name}: a key twice"
        for row in rows:
            for one in tables()[name].columns:
                assert not one.required or row.get(one.name) is not None, f"{name}.{one.name} is empty: {row}"
        return [row for _, row in sorted(zip(map(str, keys), rows, strict=True), key=lambda both: both[0])]

    def all(self) -> dict[str, list[dict]]:
        return {name: self.table(name) for name in sorted(self.rows)}

    def total(self, name: str, column: str) -> Decimal:
        return sum((Decimal(row[column]) for row in self.rows.get(name, []) if row.get(column) is not None), Decimal(0))


def told(*paths: Path, source: str = "input-test") -> Told:
    """Run the reader over files in this process alone (test_ocds_shared.py holds two processes against one)."""
    _ocds_gather.SHARED = _ocds_gather.QUICK = 1 << 60
    files = [(path, Given(source, f"document-{number}", path.name)) for number, path in enumerate(paths)]
    return Told(files, ocds.together(files, lambda index: None))
