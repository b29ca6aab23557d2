"""Seal: tables become Parquet, a serving store, a search index and a manifest; then they are read back.

Everything is written in a staging folder, verified from disk, renamed to its final name and
only then pointed to. An edition with the same record root is never built twice.
"""

from __future__ import annotations

import fcntl
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
    root = merkle.records_root(edition.encoded(content))
    built = _built()
    editions.mkdir(parents=True, exist_ok=True)
    with (editions / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds at once: the second waits and finds the first one's edition
        kept = _kept(editions, root, inputs)
        if kept is None:
            kept = _write(engine, editions, (content, root), (built, inputs), progress)
        edition.publish(editions, kept.name)
    return kept


def _kept(editions: Path, root: str, inputs: str) -> Path | None:
    """A whole edition of the same records and inputs; a damaged one is left where it is and built again."""
    for folder in edition.published(editions):
        try:
            manifest = edition.open_edition(folder).manifest
        except EditionRefused:
            continue
        if manifest["records"]["root"] == root and manifest["inputs"] == inputs:
            return folder
    return None


def _free_name(editions: Path, name: str) -> str:
    """A name no folder has: what was published once is never written over."""
    number, free = 1, name
    while (editions / free).exists():
        number += 1
        free = f"{name}.{number}"
    return free


def _write(
    engine: Engine, editions: Path, records: tuple[Any, str], made: tuple[str, str], progress: Callable[[int, int], None]
) -> Path:
    """Everything in a staging folder, verified from disk, then renamed to a name of its own."""
    (content, root), (built, inputs) = records, made
    name = _free_name(editions, f"{built[:10]}-{root[:ROOT_IN_NAME]}")
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
    staging.rename(final)
    return final


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
