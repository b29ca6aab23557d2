"""The editions of a home in the order of its log, and what changed between any two of them."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tiyn import differing, edition, publishing
from tiyn.log.tiles import Log
from tiyn.model.errors import InputRefused, NotFound
from tiyn.publishing import EDITION
from tiyn.queries import queries
from tiyn.settings import Settings

SQL = Path(differing.__file__).with_suffix(".sql")
# Above this many records two editions are not compared while a reader waits; publishing has compared neighbours.
MOST_RECORDS = 400_000
ALONE = threading.Lock()  # one comparison at a time, however many readers ask: each takes an engine of its own


@dataclass(frozen=True)
class Entry:
    """One edition of the log: `here` when its folder is kept, `readable` when this version can open it."""

    number: int
    name: str
    built: str
    here: bool
    readable: bool
    records: int


class History:
    """Reads the log and the folders anew each time: another process may have published."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def editions(self) -> list[Entry]:
        """Every edition of the log, newest first; one that was published twice stands twice."""
        found = [one for one in publishing.read_entries(Log(self.settings.log)) if one["schema"] == EDITION]
        return [self._entry(one) for one in reversed(found)]

    def _entry(self, one: dict[str, Any]) -> Entry:
        folder = self.settings.editions / one["name"]
        here = (folder / edition.MANIFEST).is_file()
        return Entry(one["edition"], one["name"], one["built"], here, here and edition.readable(folder), one["records"]["n"])

    def before(self, name: str) -> Entry | None:
        """The readable edition published before this one, another than it; None for the first."""
        found = self.editions()
        at = next((place for place, one in enumerate(found) if one.name == name), len(found))
        return next((one for one in found[at + 1 :] if one.readable and one.name != name), None)

    def path(self, old: str, new: str) -> Path:
        """Named by the manifests as well: what was compared before a record was withdrawn is out of reach after it."""
        names = [f"{one}+{edition.marked(self.settings.editions / one)[:12]}" for one in (old, new)]
        return self.settings.changes / f"{'..'.join(names)}.sqlite"

    def compare(self, old: str, new: str, patient: bool = False) -> Changes:
        """What changed between two editions by name. Raises NotFound, InputRefused for what cannot be compared (now)."""
        known = {one.name: one for one in self.editions()}
        for name in (old, new):
            if name not in known or not known[name].here:
                raise NotFound(f"no edition {name} is kept here; see /changes")
        path = self.path(old, new)
        if not path.is_file():
            if not patient and max(known[old].records, known[new].records) > MOST_RECORDS:
                raise InputRefused(f"{old}..{new}: not compared yet; the operator can: tiyn diff {old} {new}")
            with ALONE:
                if not path.is_file():
                    differing.write(self.settings.editions / old, self.settings.editions / new, path)
            if path != self.path(old, new):  # it may hold what was withdrawn meanwhile
                path.unlink(missing_ok=True)
                raise InputRefused(f"{old}..{new}: changed while they were compared; ask again")
        return Changes(path)


class Changes:
    """One file of changes, read."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row

    def causes(self) -> dict[str, int]:
        return {row["cause"]: row["n"] for row in self.connection.execute(queries(SQL)["causes"])}

    def by_table(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.connection.execute(queries(SQL)["by_table"])]

    def first(self, most: int, skip: int = 0, tbl: str = "", cause: str = "", about: str = "") -> list[dict[str, Any]]:
        values = {"most": most, "skip": skip, "tbl": tbl, "cause": cause, "about": about}
        return [dict(row) for row in self.connection.execute(queries(SQL)["first"], values)]

    def counted(self, tbl: str = "", cause: str = "", about: str = "") -> int:
        values = {"tbl": tbl, "cause": cause, "about": about}
        return int(self.connection.execute(queries(SQL)["counted"], values).fetchone()["n"])
