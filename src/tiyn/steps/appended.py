"""Files only ever appended to: one line of JSON an entry, synced before anybody relies on it.

A file is held by one process at a time. Only its last line may be torn, by a crash; it is dropped
when the file is taken. Collectors keep their journals in such files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused

try:
    import fcntl
except ImportError:  # a system without it cannot tell two collectors apart; one is asked to run one
    fcntl = None  # type: ignore[assignment]

Line = dict[str, Any]


class Appended:
    """Such a file, held while in a `with`. `is_line` says whether what was read is a line of it; `note` sees every line."""

    def __init__(self, path: Path, is_line: Callable[[Line], bool], note: Callable[[Line], None]) -> None:
        self.path, self.is_line, self.note = path, is_line, note

    def __enter__(self) -> Appended:
        """Take the file, drop a last line that a crash tore. Raises InputRefused when it is taken or damaged."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a+b")
        try:
            self._lock()
            self.file.seek(0)
            content = self.file.read()
            whole = content.rfind(b"\n") + 1
            for number, line in enumerate(content[:whole].splitlines(), 1):
                self.note(read_line(line, f"{self.path}:{number}", self.is_line))
        except InputRefused:
            self.file.close()
            raise
        if whole < len(content):
            self.file.truncate(whole)
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def add(self, line: Line) -> None:
        """Append one line; it is on the disk when this returns."""
        self.file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.note(line)

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputRefused(f"{self.path}: another collector is at work on it; expected one at a time; wait for it") from error


def read_lines(path: Path, is_line: Callable[[Line], bool]) -> list[Line]:
    """The whole lines of a file nobody writes to now, in order; [] when there is none. Raises InputRefused."""
    if not path.is_file():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    return [read_line(line, f"{path}:{number}", is_line) for number, line in enumerate(whole.splitlines(), 1)]


def read_line(line: bytes, where: str, is_line: Callable[[Line], bool]) -> Line:
    """One line of a journal. Raises InputRefused: only the last line may be torn, and that one has no line end."""
    try:
        found = json.loads(line)
        if isinstance(found, dict) and is_line(found):
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
