"""The files made so far: a bounded folder, the least recently used go first; one process makes a file once.

Everything that must hold between processes is a lock of the system on a file, so that a killed maker
leaves nothing locked: one lock a file, and one a core, which makers take in turn.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from tiyn.edition import marked
from tiyn.exporting.wanted import Wanted
from tiyn.model.errors import InputRefused, TiynError
from tiyn.snapshot import digest_file

BESIDE = ".about.json"
MOST_WAITING = 64  # makers of one server process that may stand in the queue
STALE = 3600  # seconds after which the leavings of a killed maker are removed


class NotMade(TiynError):
    """A file is not there now, and may be when it is asked for again."""


@dataclass(frozen=True)
class File:
    """A file that was made: where it lies, its SHA-256 in hex, its bytes and rows."""

    path: Path
    sha256: str
    bytes: int
    rows: int


class Kept:
    """The files of one edition below `folder`; together they stay below `most` bytes."""

    def __init__(self, home: Path, edition: Path, most: int) -> None:
        # Named by the manifest's hash as well: what was made before a record was withdrawn is out of reach after it.
        name = f"{edition.name}+{marked(edition)[:12]}"
        self.root, self.folder, self.edition, self.most = home, home / name, edition, most
        self._makers: dict[str, subprocess.Popen[str]] = {}
        self._lock = Lock()

    def path(self, wanted: Wanted) -> Path:
        return self.folder / f"{wanted.what}-{wanted.key}.{wanted.ending}"

    def get(self, wanted: Wanted) -> File | None:
        """The file when it was made; it is then the last to be removed."""
        path = self.path(wanted)
        try:
            said = json.loads(Path(f"{path}{BESIDE}").read_bytes())
            if path.stat().st_size != said["bytes"]:
                return None
            os.utime(path)
        except (FileNotFoundError, ValueError):
            return None
        return File(path, said["sha256"], said["bytes"], said["rows"])

    def start(self, wanted: Wanted) -> None:
        """See to it that a maker works on the file.

        Raises NotMade when the queue is full or the maker came to an end, InputRefused when there will never be such a file.
        """
        with self._lock:
            self._makers = {key: one for key, one in self._makers.items() if one.poll() is None or key == wanted.key}
            maker = self._makers.get(wanted.key)
            if maker is not None and maker.poll() is None:
                return
            if maker is not None and maker.returncode and self.get(wanted) is None:
                del self._makers[wanted.key]
                raise _refusal(maker)
            if len(self._makers) >= MOST_WAITING:
                raise NotMade(f"{len(self._makers)} files are being made; expected fewer; ask again in a minute")
            self.folder.mkdir(parents=True, exist_ok=True)
            self._makers[wanted.key] = self._process(wanted)

    def working(self, wanted: Wanted) -> bool:
        """Whether a maker of this process is at work on the file."""
        with self._lock:
            maker = self._makers.get(wanted.key)
            return maker is not None and maker.poll() is None

    def waiting(self) -> int:
        """How many makers of this process work or stand in the queue."""
        with self._lock:
            return sum(one.poll() is None for one in self._makers.values())

    def _process(self, wanted: Wanted) -> subprocess.Popen[str]:
        given = {"edition": str(self.edition), "root": str(self.root), "most": self.most, "wanted": vars(wanted)}
        command = [sys.executable, "-m", "tiyn.exporting", json.dumps(given)]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    # ---- what a maker does with the folder

    def put(self, wanted: Wanted, partial: Path, rows: int) -> File:
        """Give a finished file its name, in one step; what is too much goes first."""
        path, size, sha256 = self.path(wanted), partial.stat().st_size, digest_file(partial)
        self.make_room(size)
        beside = Path(f"{partial}{BESIDE}")
        beside.write_text(json.dumps({"sha256": sha256, "bytes": size, "rows": rows}), encoding="utf-8")
        partial.replace(path)
        beside.replace(f"{path}{BESIDE}")
        return File(path, sha256, size, rows)

    def make_room(self, size: int) -> None:
        """Remove the least recently used files, of whatever edition, until `size` more bytes fit."""
        found = []
        for path in self.root.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                if path.name.startswith("."):
                    if path.is_file() and time.time() - stat.st_mtime > STALE and path.suffix != ".lock":
                        path.unlink()
                elif not path.name.endswith(BESIDE):
                    found.append((stat.st_mtime, stat.st_size, path))
        total = sum(one[1] for one in found) + size
        for _, length, path in sorted(found):
            if total <= self.most:
                return
            Path(f"{path}{BESIDE}").unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            total -= length

    @contextlib.contextmanager
    def alone(self, wanted: Wanted) -> Iterator[None]:
        """Hold the lock of one file."""
        with _locked(self.folder / f".{self.path(wanted).name}.lock"):
            yield

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one of as many locks as there are cores, waiting for it."""
        while True:
            for core in range(os.cpu_count() or 1):
                with (self.root / f".core-{core}.lock").open("a") as file:
                    try:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                    yield
                    return
            time.sleep(0.05)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The lock file stays: removing one that another process waits for would let two in."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _refusal(maker: subprocess.Popen[Any]) -> TiynError:
    said = (maker.stdout.read() if maker.stdout else "").strip()
    return (
        InputRefused(said)
        if said
        else NotMade(f"its maker ended with {maker.returncode}; expected 0; ask again, or for fewer rows")
    )
