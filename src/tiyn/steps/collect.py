"""Collect: put what we are given into the archive, by hash; no meaning is read here.

`texts` takes a folder of source documents the operator holds: those whose SHA-256 a dossier
document names are kept, so that pages can show the quoted words.
"""

from __future__ import annotations

from pathlib import Path

from tiyn.snapshot import Archive, digest
from tiyn.steps.reading.job import File

MAX_BYTES = 64 << 20


def bundled(archive: Archive, path: Path) -> str:
    """Archive one file that comes with a source and return its SHA-256."""
    return archive.put(path.read_bytes())


def collected(archive: Archive) -> list[File]:
    """What the collectors fetched: the latest snapshot of every answer first."""
    return []


def texts(archive: Archive, folder: Path, wanted: dict[str, str]) -> dict[str, str]:
    """Archive the files of `folder` whose hash is wanted (sha256 -> document id); returns the documents found."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            continue
        content = path.read_bytes()
        sha256 = digest(content)
        if sha256 in wanted:
            archive.put(content)
            found[wanted[sha256]] = sha256
    return found
