"""The journal of a collection: one line of JSON per answer, appended and synced, never rewritten.

A line: report, type, region, kato, month, state, sha256, bytes, rows, pages, fetched, url and, when
failed, reason. States: `complete` and `empty` (sha256 is the envelope in the archive), `unchanged`
(asked again, the same answer: sha256 is the earlier envelope), `failed` (sha256 is the raw body kept
for study, or null). The later of two `complete` lines of one question is the newer version.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused

try:
    import fcntl
except ImportError:  # a system without it cannot tell two collectors apart; one is asked to run one
    fcntl = None  # type: ignore[assignment]

ANSWERED = ("complete", "empty", "unchanged")
Key = tuple[str, str, str]


class Journal:
    """The journal in a file, held by one process at a time. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last: dict[Key, dict[str, Any]] = {}
        self.answered: dict[Key, dict[str, Any]] = {}

    def __enter__(self) -> Journal:
        """Take the file, drop a last line that a crash tore. Raises InputRefused when it is taken or damaged."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a+b")
        try:
            self._lock()
            self.file.seek(0)
            content = self.file.read()
            whole = content.rfind(b"\n") + 1
            for number, line in enumerate(content[:whole].splitlines(), 1):
                self._note(read_line(line, f"{self.path}:{number}"))
        except InputRefused:
            self.file.close()
            raise
        if whole < len(content):
            self.file.truncate(whole)
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def add(self, line: dict[str, Any]) -> None:
        """Append one line; it is on the disk when this returns."""
        self.file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self._note(line)

    def _note(self, line: dict[str, Any]) -> None:
        key = (line["report"], line["kato"], line["month"])
        self.last[key] = line
        if line["state"] in ANSWERED:
            self.answered[key] = line

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputRefused(f"{self.path}: another collector is at work on it; expected one at a time; wait for it") from error


def read_journal(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a journal nobody writes to now, in order; [] when there is none. Raises InputRefused."""
    if not path.is_file():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    return [read_line(line, f"{path}:{number}") for number, line in enumerate(whole.splitlines(), 1)]


def read_line(line: bytes, where: str) -> dict[str, Any]:
    """One line of a journal. Raises InputRefused: only the last line may be torn, and that one has no line end."""
    try:
        found = json.loads(line)
        if isinstance(found, dict) and all(
            isinstance(found.get(key), str) for key in ("report", "kato", "month", "state", "url")
        ):
            return found
    except ValueError:
        pass
    raise InputRefused(f"{where}: {line[:60]!r} is not a line of the journal; expected JSON; restore the file or remove the line")


def sync(path: Path) -> None:
    """Bring a file and its name to the disk: a journal must never name bytes that a power cut took."""
    for one, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        try:
            handle = os.open(one, flags)
        except PermissionError:  # some systems do not open folders
            continue
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
