"""An edition: an immutable folder of tables, serving store, search index and manifest.

It is opened read-only, after every file's SHA-256 was held against the manifest: one flipped
bit and it is refused. Publishing is an atomic switch of the link `current`.
"""

from __future__ import annotations

import functools
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tiyn.dictionary import Table, tables
from tiyn.leaves import SALT, WITHDRAWN
from tiyn.model.errors import EditionRefused, NotFound
from tiyn.snapshot import digest, digest_file, digests
from tiyn.store import BULK, STORE, held, layout

MANIFEST, MARK = "manifest.json", "manifest.sha256"
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
    """A verified edition. `manifest` is its content list, `mark` the hash of that; `root` the record root in hex.

    `seen` is its fingerprint when it was verified.
    """

    folder: Path
    manifest: dict[str, Any]
    seen: str = ""
    mark: str = ""

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
        """The ordinary tables with their rows in key order, decimals and dates as text; read anew at every pass.

        Bulk tables are not among them: they are published as Parquet, and read from the store page by page.
        """
        return stored(self.folder / STORE)

    def connect(self) -> sqlite3.Connection:
        """A read-only connection to the serving store, ordinary and bulk tables alike; one per thread."""
        return attached(self.folder)


def attached(folder: Path) -> sqlite3.Connection:
    """A read-only connection to all files of the serving store in a folder."""
    connection = sqlite3.connect(_readonly(folder / STORE), uri=True, check_same_thread=False)
    for number, name in enumerate(BULK, 1):
        connection.execute(f"attach database ? as bulk_{number}", [_readonly(folder / name)])
    connection.row_factory = sqlite3.Row
    return connection


def open_edition(folder: Path) -> Edition:
    """Open one edition, verifying every file. Raises EditionRefused naming the first that differs."""
    other = of_another_version(read_manifest(folder))
    if other:
        raise EditionRefused(
            f"{folder}: made by another version of Tiyn, it differs in {', '.join(other[:3])}; build again with `tiyn build`"
        )
    return check_files(folder)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an edition, this version's or another's, when it is as it was sealed. Raises EditionRefused."""
    path = folder / MANIFEST
    if not path.is_file():
        raise EditionRefused(f"{folder}: no {MANIFEST}; expected an edition folder; build one with `tiyn build`")
    expected = folder / MARK
    if not expected.is_file() or expected.read_bytes().strip() != digest_file(path).encode():
        raise EditionRefused(f"{path}: the manifest itself was changed; fetch the edition again or build it")
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        if not all(isinstance(manifest[name], dict) for name in ("files", "tables", "records")):
            raise TypeError("expected files, tables and records")
    except (ValueError, KeyError, TypeError) as error:
        raise EditionRefused(f"{path}: not a manifest ({error}); fetch the edition again or build it") from error
    return manifest


def check_files(folder: Path) -> Edition:
    """An edition, this version's or another's, when every file is as it was sealed. Raises EditionRefused."""
    manifest = read_manifest(folder)
    listed = manifest["files"]
    seen = fingerprint(folder)  # before the first byte is read: what is written meanwhile shows
    present = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    extra = present - set(listed) - {MANIFEST, MARK} - ENGINE_FILES
    if extra:
        raise EditionRefused(f"{folder}: {sorted(extra)[0]} is in no manifest; remove it or build again")
    missing = [name for name in listed if not (folder / name).is_file()]
    if missing:
        raise EditionRefused(f"{folder / missing[0]}: missing; the manifest names it; fetch the edition again or build it")
    for (name, entry), found in zip(listed.items(), digests([folder / name for name in listed]), strict=True):
        if found != entry["sha256"]:
            raise EditionRefused(f"{folder / name}: SHA-256 {found}; the manifest says {entry['sha256']}; it is not served")
    return Edition(folder, manifest, seen, marked(folder))


def of_another_version(manifest: Mapping[str, Any]) -> list[str]:
    """The tables and files in which an edition differs from what this version makes; empty for one that is damaged at most."""
    here = {name: layout(table) for name, table in tables().items()}
    there = {name: told.get("layout") for name, told in manifest["tables"].items()}
    others = {name for name in {*here, *there} if here.get(name) != there.get(name)}
    return sorted(others) + sorted({STORE, *BULK, SALT, WITHDRAWN} - set(manifest["files"]))


def readable(folder: Path) -> bool:
    """Whether this version reads the edition in a folder; not whether its files are whole."""
    try:
        written = (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return False
    return _readable(folder, marked(folder), written)


@functools.lru_cache(maxsize=512)
def _readable(folder: Path, mark: str, written: int) -> bool:
    try:
        return bool(mark) and not of_another_version(read_manifest(folder))
    except (EditionRefused, AttributeError):
        return False


def marked(folder: Path) -> str:
    """What an edition says the hash of its manifest is, "" when it says nothing; another one: other files under one name."""
    path = folder / MARK
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def fingerprint(folder: Path) -> str:
    """What the file system says of an edition's files: names, sizes, when they were last written.

    Whoever verified every byte hands it on, so that another process can tell that nothing was written since.
    """
    found = {file.relative_to(folder).as_posix(): file.stat() for file in folder.rglob("*") if file.is_file()}
    told = [[name, one.st_size, one.st_mtime_ns, one.st_ino] for name, one in sorted(found.items()) if name not in ENGINE_FILES]
    return digest(json.dumps(told).encode())


def open_verified(folder: Path, seen: str) -> Edition:
    """Open an edition another process verified when its fingerprint was `seen`; verify it anew when that differs."""
    if fingerprint(folder) != seen:
        return open_edition(folder)
    return Edition(folder, json.loads((folder / MANIFEST).read_bytes()), seen, marked(folder))


def stored(path: Path) -> list[tuple[Table, Stored]]:
    """Every table of one file of a serving store with its rows, read from disk at every pass."""
    connection = sqlite3.connect(_readonly(path), uri=True, check_same_thread=False)
    return [(table, Stored(connection, table)) for table in held(path.name)]


def _readonly(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=ro&immutable=1"


def current(editions: Path) -> Path:
    """The folder `current` points to. Raises NotFound when nothing was published."""
    link = editions / CURRENT
    if not link.is_symlink():
        raise NotFound(f"no edition in {editions}; build one with `tiyn build`")
    return link.resolve()


def publish(editions: Path, name: str) -> None:
    """Point `current` at an edition in one step: a reader sees the old or the new one, never a mixture."""
    staging = editions / f".{CURRENT}.{os.getpid()}"
    for left in editions.glob(f".{CURRENT}.*"):  # of runs that were killed: who publishes holds the lock
        left.unlink(missing_ok=True)
    staging.symlink_to(name)
    staging.replace(editions / CURRENT)


def published(editions: Path) -> list[Path]:
    """Every edition folder, by name; staging folders left out."""
    if not editions.is_dir():
        return []
    return sorted(path for path in editions.iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != ".")
