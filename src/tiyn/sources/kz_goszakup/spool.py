"""Pages on their way into the archive, and the journal that says how far each walk has come.

A page is appended to the open segment of its object and synced, then its line is appended to the
journal and synced. A full segment (50 pages), or the last one, goes into the archive whole. A run
stopped at any moment therefore goes on with the page it was at, and ends with the same segments.

Lines: `walk` (number, spec, base), `page` (walk, object, page, rows, after, end: bytes of the open
segment so far, fetched, asked), `segment` (walk, object, number, first, last, sha256, bytes),
`failed` (walk, object, reason, sha256 of what came instead), `note` (walk, object, text).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused
from tiyn.readers._goszakup_answer import Page, member
from tiyn.snapshot import Archive
from tiyn.steps.appended import Appended, read_lines, sync

SEGMENT = 50
ID = "kz_goszakup"


@dataclass
class Done:
    """How far one object of one walk has come: pages and rows there, the next cursor, whether it is the end."""

    pages: int = 0
    rows: int = 0
    after: str | None = None
    ended: bool = False
    end: int = 0
    segments: int = 0
    kept: int = 0


def folder(home: Path) -> Path:
    """Where the collection of an operator's home lies."""
    return home / "collected" / ID


def lines_of(home: Path) -> list[dict[str, Any]]:
    """The journal's lines, [] when there is none. Raises InputRefused when it is damaged."""
    return read_lines(folder(home) / "journal.jsonl", _is_line)


class Spool(Appended):
    """The journal and the open segments of a home, held by one process at a time. Use it in a `with`."""

    def __init__(self, home: Path, archive: Archive) -> None:
        super().__init__(folder(home) / "journal.jsonl", _is_line, self._note)
        self.archive = archive
        self.walks: dict[int, dict[str, Any]] = {}
        self.done: dict[tuple[int, str], Done] = {}
        self.segments: dict[tuple[int, str], list[str]] = {}

    def __enter__(self) -> Spool:
        super().__enter__()
        return self

    def walk(self, spec: str, base: str, again: bool) -> int:
        """The number of the walk of that spec: the last one, or a new one when there is none or `again` is wanted."""
        same = [number for number, line in self.walks.items() if line["spec"] == spec]
        if same and not (again and self.walks[same[-1]].get("complete")):  # an unfinished walk is gone on with
            return same[-1]
        number = max(self.walks, default=0) + 1
        self.add({"kind": "walk", "walk": number, "spec": spec, "base": base})
        return number

    def complete(self, walk: int) -> None:
        """Note that a walk has come to its end: `--refresh` begins another."""
        if not self.walks[walk].get("complete"):
            self.add(self.walks[walk] | {"complete": True})

    def state(self, walk: int, name: str) -> Done:
        return self.done.setdefault((walk, name), Done())

    def keep(self, page: Page, after: str | None, ended: bool, rows: int, told: dict[str, Any]) -> None:
        """Append a page; when this returns, it is on the disk. `ended`: no page follows."""
        state = self.state(page.walk, page.object)
        path = self._part(page.walk, page.object)
        content = member(page)
        with path.open("ab") as file:
            file.truncate(state.end)
            file.seek(state.end)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        line = {"kind": "page", "walk": page.walk, "object": page.object, "page": page.page, "rows": rows}
        self.add(line | {"after": after, "ended": ended, "end": state.end + len(content)} | told)
        self.close_segment(page.walk, page.object)

    def end(self, walk: int, name: str, note: str) -> None:
        """Note that an object of a walk has no (more) pages."""
        state = self.state(walk, name)
        line = {"kind": "page", "walk": walk, "object": name, "page": state.pages, "rows": 0, "after": None, "ended": True}
        self.add(line | {"end": state.end, "note": note})
        self.close_segment(walk, name)

    def close_segment(self, walk: int, name: str) -> None:
        """Move the open segment into the archive when it is full or the last."""
        state = self.state(walk, name)
        path = self._part(walk, name)
        if state.pages == state.kept or not (state.ended or state.pages - state.kept >= SEGMENT):
            return
        if not path.is_file() or path.stat().st_size < state.end:
            raise InputRefused(
                f"{path}: {state.end} bytes were written here and are gone; restore it or begin with another --home"
            )
        with path.open("r+b") as file:
            file.truncate(state.end)
        sha256 = self.archive.put(path.read_bytes())
        sync(self.archive.path(sha256))
        line = {"kind": "segment", "walk": walk, "object": name, "number": state.segments + 1, "first": state.kept + 1}
        self.add(line | {"last": state.pages, "sha256": sha256, "bytes": state.end if state.end else 0})
        path.unlink(missing_ok=True)

    def recover(self) -> None:
        """After a crash: what was journalled last may still have to go into the archive, or be removed once it is there."""
        for walk, name in list(self.done):
            state = self.state(walk, name)
            if state.pages == state.kept:  # the segment is journalled; nothing of the open file counts
                self._part(walk, name).unlink(missing_ok=True)
            self.close_segment(walk, name)

    def paths(self, walk: int, name: str) -> Iterator[Path]:
        """The files that hold an object's pages so far: its segments, then the open one."""
        yield from (self.archive.path(sha256) for sha256 in self.segments.get((walk, name), ()))
        state, part = self.state(walk, name), self._part(walk, name)
        if state.pages > state.kept and part.is_file():
            yield part

    def lost(self, walk: int, name: str) -> bool:
        """Whether a segment's bytes are gone from the archive or are others."""
        found = self.segments.get((walk, name), ())
        return any(not self.archive.holds(sha256) for sha256 in found)

    def _part(self, walk: int, name: str) -> Path:
        path = self.path.parent / "open" / f"{walk}-{name.replace('/', '-')}.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _note(self, line: dict[str, Any]) -> None:
        if line["kind"] == "walk":
            self.walks[line["walk"]] = {**self.walks.get(line["walk"], {}), **line}
            return
        state = self.done.setdefault((line["walk"], line["object"]), Done())
        if line["kind"] == "page":
            state.pages, state.after, state.ended, state.end = line["page"], line["after"], line["ended"], line["end"]
            state.rows += line["rows"]
        elif line["kind"] == "segment":
            state.kept, state.segments, state.end = line["last"], line["number"], 0
            self.segments.setdefault((line["walk"], line["object"]), []).append(line["sha256"])


def _is_line(line: dict[str, Any]) -> bool:
    kind = line.get("kind")
    if type(line.get("walk")) is not int or kind not in ("walk", "page", "segment", "failed", "note"):
        return False
    return all(isinstance(line.get(key), str) for key in (("spec", "base") if kind == "walk" else ("object",)))
