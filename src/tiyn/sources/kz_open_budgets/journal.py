"""The journal of a collection: one line of JSON per answer, appended and synced, never rewritten.

A line: report, type, region, kato, month, state, sha256, bytes, rows, pages, fetched, url and, when
failed, reason. States: `complete` and `empty` (sha256 is the envelope in the archive), `unchanged`
(asked again, the same answer: sha256 is the earlier envelope), `failed` (sha256 is the raw body kept
for study, or null). The later of two `complete` lines of one question is the newer version.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiyn.steps.appended import Appended, read_lines, sync

__all__ = ["ANSWERED", "Journal", "Key", "read_journal", "sync"]
ANSWERED = ("complete", "empty", "unchanged")
Key = tuple[str, str, str]


class Journal(Appended):
    """The journal in a file, held by one process at a time. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _is_line, self._note)
        self.last: dict[Key, dict[str, Any]] = {}
        self.answered: dict[Key, dict[str, Any]] = {}

    def __enter__(self) -> Journal:
        super().__enter__()
        return self

    def _note(self, line: dict[str, Any]) -> None:
        key = (line["report"], line["kato"], line["month"])
        self.last[key] = line
        if line["state"] in ANSWERED:
            self.answered[key] = line


def read_journal(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a journal nobody writes to now, in order; [] when there is none. Raises InputRefused."""
    return read_lines(path, _is_line)


def _is_line(line: dict[str, Any]) -> bool:
    return all(isinstance(line.get(key), str) for key in ("report", "kato", "month", "state", "url"))
