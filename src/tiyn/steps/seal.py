"""Seal: tables become Parquet, a serving store, a search index and a manifest; then they are read back.

Everything is written in a staging folder, verified from disk, renamed to its final name and
only then pointed to. An edition with the same record root is never built twice.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tiyn import __version__, edition, findable, merkle, search, shelf, store
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import EditionRefused
from tiyn.snapshot import digest, digest_file

ROOT_IN_NAME = 12


def seal(engine: Engine, editions: Path, inputs: str, progress: Callable[[int, int], None]) -> Path:
    """Write, verify and publish the edition; returns its folder. Raises EditionRefused when read-back differs."""
    content = [(table, engine.ordered(table)) for table in tables().values()]
    records = [merkle.record(table.name, table.names, row) for table, rows in content for row in rows]
    root = merkle.records_root(records)
    built = _built()
    name = f"{built[:10]}-{root[:ROOT_IN_NAME]}"
    same = [path for path in edition.published(editions) if path.name.endswith(root[:ROOT_IN_NAME])]
    if same and _still_good(same[-1], inputs):
        edition.publish(editions, same[-1].name)
        return same[-1]
    staging = editions / f".staging.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    (staging / "tables").mkdir(parents=True)
    for position, (table, _) in enumerate(content):
        engine.save(table, staging / "tables" / f"{table.name}.parquet")
        progress(position + 1, len(content))
    store.write(staging / edition.STORE, content)
    for module in shelf.modules("exports"):
        module.export(content, staging / "exports")
    search.build(findable.entries(engine), staging / "search")
    _manifest(staging, name, built, inputs, root, content)
    edition.verify_records(edition.open_edition(staging))
    final = editions / name
    shutil.rmtree(final, ignore_errors=True)
    staging.rename(final)
    edition.publish(editions, name)
    return final


def _still_good(folder: Path, inputs: str) -> bool:
    """True when an edition of the same root and inputs verifies; a damaged one is built again."""
    try:
        return edition.open_edition(folder).manifest["inputs"] == inputs
    except EditionRefused:
        return False


def _built() -> str:
    """The time of the edition: SOURCE_DATE_EPOCH when set, so that a rebuild can bear the same date."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _manifest(staging: Path, name: str, built: str, inputs: str, root: str, content: list[Any]) -> None:
    files = {
        path.relative_to(staging).as_posix(): {"sha256": digest_file(path), "bytes": path.stat().st_size}
        for path in sorted(staging.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }
    for lock in staging.rglob("*.lock"):
        lock.unlink()
    count = sum(len(rows) for _, rows in content)
    body = {
        "schema": "tiyn/edition/v1",
        "edition": name,
        "built": built,
        "code": {"version": __version__, "commit": _commit()},
        "inputs": inputs,
        "records": {"count": count, "root": root},
        "tables": {table.name: {"rows": len(rows)} for table, rows in content},
        "files": files,
    }
    text = json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (staging / edition.MANIFEST).write_text(text, encoding="utf-8")
    (staging / "manifest.sha256").write_text(digest(text.encode()) + "\n")


def _commit() -> str:
    """The code's commit when it runs from a checkout; "not stated" otherwise."""
    here = Path(__file__).resolve().parent
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return "not stated"
    return done.stdout.strip()
