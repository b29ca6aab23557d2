"""An edition: an immutable folder of tables, serving store, search index and manifest.

It is opened read-only, after every file's SHA-256 was held against the manifest: one flipped
bit and it is refused. Publishing is an atomic switch of the link `current`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tiyn import merkle
from tiyn.dictionary import Table, tables
from tiyn.model.errors import EditionRefused, NotFound
from tiyn.snapshot import digest_file

MANIFEST = "manifest.json"
STORE = "store.sqlite"
CURRENT = "current"
# What the search engine leaves beside a sealed index when it is opened where one may write.
ENGINE_FILES = frozenset(
    f"{folder}/{name}"
    for folder in ("search", "register")
    for name in (".managed.json", ".tantivy-meta.lock", ".tantivy-writer.lock")
)


class Stored:
    """The rows of one table of the serving store, in key order."""

    def __init__(self, connection: sqlite3.Connection, table: Table) -> None:
        columns, key = ", ".join(table.names), ", ".join(table.key)
        self.connection, self.sql = connection, f"select {columns} from {table.name} order by {key}"

    def __len__(self) -> int:
        return int(self.connection.execute(f"select count(*) from ({self.sql})").fetchone()[0])

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.connection.execute(self.sql))


@dataclass(frozen=True)
class Edition:
    """A verified edition. `manifest` is its content list; `root` the record root in hex."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        return self.manifest["edition"]

    @property
    def root(self) -> str:
        return self.manifest["records"]["root"]

    @property
    def synthetic(self) -> bool:
        """True when any of it was made up for trial; every page says so."""
        return bool(self.manifest.get("synthetic"))

    @property
    def date(self) -> str:
        return self.manifest["built"][:10]

    def content(self) -> list[tuple[Table, Stored]]:
        """Every table with its rows in key order, decimals and dates as text; read anew at every pass."""
        return stored(self.folder / STORE)

    def connect(self) -> sqlite3.Connection:
        """A read-only connection to the serving store; one per thread."""
        uri = f"file:{quote(str(self.folder / STORE))}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        return connection


def open_edition(folder: Path) -> Edition:
    """Open one edition, verifying every file. Raises EditionRefused naming the first that differs."""
    path = folder / MANIFEST
    if not path.is_file():
        raise EditionRefused(f"{folder}: no {MANIFEST}; expected an edition folder; build one with `tiyn build`")
    expected = path.with_suffix(".sha256")
    if not expected.is_file() or expected.read_bytes().strip() != digest_file(path).encode():
        raise EditionRefused(f"{path}: the manifest itself was changed; fetch the edition again or build it")
    try:
        manifest = json.loads(path.read_bytes())
        listed = manifest["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise EditionRefused(f"{path}: not a manifest ({error}); fetch the edition again or build it") from error
    if set(manifest.get("tables", ())) != set(tables()):
        raise EditionRefused(f"{folder}: made by another version of Tiyn, its tables differ; build it again with `tiyn build`")
    present = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    extra = present - set(listed) - {MANIFEST, expected.name} - ENGINE_FILES
    if extra:
        raise EditionRefused(f"{folder}: {sorted(extra)[0]} is in no manifest; remove it or build again")
    for name, entry in listed.items():
        file = folder / name
        if not file.is_file():
            raise EditionRefused(f"{file}: missing; the manifest names it; fetch the edition again or build it")
        found = digest_file(file)
        if found != entry["sha256"]:
            raise EditionRefused(f"{file}: SHA-256 {found}; the manifest says {entry['sha256']}; it is not served")
    return Edition(folder, manifest)


def verify_records(edition: Edition) -> None:
    """Rebuild the record root from the serving store read back. Raises EditionRefused when it differs."""
    try:
        found = merkle.records_root(encoded(edition.content()))
    except sqlite3.Error as error:
        raise EditionRefused(f"{edition.folder / STORE}: not readable ({error}); it is not served") from error
    if found != edition.root:
        raise EditionRefused(f"{edition.folder}: record root {found}; the manifest says {edition.root}")


def stored(path: Path) -> list[tuple[Table, Stored]]:
    """Every table of a serving store with its rows, read from disk at every pass."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    return [(table, Stored(connection, table)) for table in tables().values()]


def encoded(content: Iterable[tuple[Table, Iterable[tuple[Any, ...]]]]) -> Iterator[bytes]:
    """Every record's canonical bytes, table by table."""
    for table, rows in content:
        encode = merkle.encoder(table.name, table.names)
        for row in rows:
            yield encode(row)


def current(editions: Path) -> Path:
    """The folder `current` points to. Raises NotFound when nothing was published."""
    link = editions / CURRENT
    if not link.is_symlink():
        raise NotFound(f"no edition in {editions}; build one with `tiyn build`")
    return link.resolve()


def publish(editions: Path, name: str) -> None:
    """Point `current` at an edition in one step: a reader sees the old or the new one, never a mixture."""
    staging = editions / f".{CURRENT}.{os.getpid()}"
    staging.unlink(missing_ok=True)
    staging.symlink_to(name)
    staging.replace(editions / CURRENT)


def published(editions: Path) -> list[Path]:
    """Every edition folder, by name; staging folders left out."""
    if not editions.is_dir():
        return []
    return sorted(path for path in editions.iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != ".")
