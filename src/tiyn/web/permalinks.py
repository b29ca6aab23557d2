"""Earlier editions under their own addresses: /e/EDITION/ru/…, for ever the same, few of them held open at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from tiyn import edition as editions
from tiyn.edition import Edition
from tiyn.history import Entry, History
from tiyn.model.errors import NotFound
from tiyn.settings import Settings

HELD = 3


class Permalinks:
    """Opens editions of a home by name; `make` builds a portal of one under a prefix."""

    def __init__(self, current: Edition, settings: Settings, make: Callable[[Edition, Settings, str], Any]) -> None:
        self.current, self.settings, self.make, self.history = current, settings, make, History(settings)
        self.held: OrderedDict[str, Any] = OrderedDict()
        self.verified: dict[str, str] = {}  # what their files looked like: an edition opened again is not read whole again
        self.others: dict[str, Edition] = {}
        self.gate = threading.Lock()

    def edition(self, name: str) -> Edition:
        """An edition by name, verified. Raises NotFound for one that is not in the log or not kept, EditionRefused."""
        if name == self.current.id:
            return self.current
        return self.portal(name).edition

    def files(self, name: str) -> Edition:
        """An edition to serve files of, one of another version too, whose pages cannot be. Raises NotFound, EditionRefused."""
        if self._known(name).readable:
            return self.edition(name)
        with self.gate:
            if name not in self.others:
                self.others[name] = editions.check_files(self.settings.editions / name)
            return self.others[name]

    def portal(self, name: str) -> Any:
        """The portal of an edition under its own prefix; the one least asked for gives way."""
        with self.gate:
            if name not in self.held:
                self.held[name] = self._open(name)
                while len(self.held) > HELD:
                    self.held.popitem(last=False)
            self.held.move_to_end(name)
            return self.held[name]

    def _known(self, name: str) -> Entry:
        """What the log says of an edition that is kept here. Raises NotFound."""
        known = next((one for one in self.history.editions() if one.name == name), None)
        if known is None:
            raise NotFound(f"no edition {name[:80]!r} in the log; see /changes")
        if not known.here:
            raise NotFound(f"edition {name} is in the log, but its files are not kept here; see /changes")
        return known

    def _open(self, name: str) -> Any:
        if not self._known(name).readable:
            files = f"its files are at /edition/{name}/manifest.json"
            raise NotFound(f"edition {name} was made by another version, which alone shows its pages; {files}")
        folder = self.settings.editions / name
        opened = self.current if name == self.current.id else editions.open_verified(folder, self.verified.get(name, ""))
        self.verified[name] = opened.seen
        return self.make(opened, self.settings, f"/e/{name}")


def memento(portal: Any) -> dict[str, str]:
    """The headers that say which edition this is, and of when (RFC 7089)."""
    built = datetime.fromisoformat(portal.edition.manifest["built"].replace("Z", "+00:00"))
    return {"Tiyn-Edition": portal.edition.id, "Memento-Datetime": format_datetime(built, usegmt=True)}
