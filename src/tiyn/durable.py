"""Writing so that a power cut finds what was there before or what is there now: bytes first, then the name, then its folder."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file so that after a power cut it is there whole or not at all. One writer at a time."""
    durable_folder(path.parent)
    partial = path.with_name(f".{path.name}.new")
    partial.unlink(missing_ok=True)  # of a run that was killed: its mode may be another
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def durable_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing, each in the folder that holds it for good."""
    missing = [folder, *folder.parents]
    while missing and missing[-1].is_dir():
        missing.pop()
    for one in reversed(missing):
        one.mkdir(mode=mode, exist_ok=True)
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Make what a folder says of its files durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
