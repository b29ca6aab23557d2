"""The archive: the bytes we were given, under their own hash, never changed.

`archive/ab/abcdef…` holds the bytes. The words of a source live only here, outside the
repository; an edition names them by hash and character range.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tiyn.durable import durable_folder, sync_folder
from tiyn.model.errors import InputRefused


def digest(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file, read in pieces of 1 MiB."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(paths: Sequence[Path]) -> list[str]:
    """SHA-256 of files, two at a time: hashing leaves the interpreter, so large files take both cores."""
    with ThreadPoolExecutor(2) as both:
        return list(both.map(digest_file, paths))


class Archive:
    """A content-addressed store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, content: bytes) -> str:
        """Store bytes and return their hash; storing the same bytes twice is one file."""
        sha256 = digest(content)
        target = self.path(sha256)
        if not target.is_file():
            durable_folder(target.parent)
            partial = target.with_suffix(f".{os.getpid()}.part")
            partial.write_bytes(content)
            self.adopt(partial, sha256)
        return sha256

    def adopt(self, file: Path, sha256: str) -> Path:
        """Move a file of that hash into the store; where it lies then. It is on the same disk."""
        target = self.path(sha256)
        if not target.is_file():
            with file.open("rb") as content:
                os.fsync(content.fileno())
            durable_folder(target.parent)  # a name that is there holds what it says, after a power cut too
            file.replace(target)
            sync_folder(target.parent)
        return target

    def get(self, sha256: str) -> bytes | None:
        """The bytes with that hash, None when they are not held. Raises InputRefused when damaged."""
        if not self.holds(sha256):
            return None
        content = self.path(sha256).read_bytes()
        if digest(content) != sha256:
            raise InputRefused(f"{self.path(sha256)} does not have the hash it is named by; remove it, collect again")
        return content
