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
from tiyn.history import History
from tiyn.model.errors import NotFound
from tiyn.settings import Settings

HELD = 3


class Permalinks:
    """Opens editions of a home by name; `make` builds a portal of one under a prefix."""

    def __init__(self, current: Edition, settings: Settings, make: Callable[[Edition, Settings, str], Any]) -> None:
        self.current, self.settings, self.make, self.history = current, settings, make, History(settings)
        self.held: OrderedDict[str, Any] = OrderedDict()
        self.verified: dict[str, str] = {}  # what their files looked like: an edition opened again is not read whole again
        self.gate = threading.Lock()

    def edition(self, name: str) -> Edition:
        """An edition by name, verified. Raises NotFound for one that is not in the log or not kept, EditionRefused."""
        if name == self.current.id:
            return self.current
        return self.portal(name).edition

    def portal(self, name: str) -> Any:
        """The portal of an edition under its own prefix; the one least asked for gives way."""
        with self.gate:
            if name not in self.held:
                self.held[name] = self._open(name)
                while len(self.held) > HELD:
                    self.held.popitem(last=False)
            self.held.move_to_end(name)
            return self.held[name]

    def _open(self, name: str) -> Any:
        known = next((one for one in self.history.editions() if one.name == name), None)
        if known is None:
            raise NotFound(f"no edition {name[:80]!r} in the log; see /changes")
        if not known.readable:
            raise NotFound(f"edition {name} is in the log, but not kept here in a form this version reads; see /changes")
        folder = self.settings.editions / name
        opened = self.current if name == self.current.id else editions.open_verified(folder, self.verified.get(name, ""))
        self.verified[name] = opened.seen
        return self.make(opened, self.settings, f"/e/{name}")


def memento(portal: Any) -> dict[str, str]:
    """The headers that say which edition this is, and of when (RFC 7089)."""
    built = datetime.fromisoformat(portal.edition.manifest["built"].replace("Z", "+00:00"))
    return {"Tiyn-Edition": portal.edition.id, "Memento-Datetime": format_datetime(built, usegmt=True)}
