"""Which edition readers see: the one `current` points to, changed between two requests and never within one.

Every worker looks for itself: a new edition is opened and verified beside the old one, which goes on serving;
an edition that does not verify is not taken. Once a day every byte of the served one is read again, and an edition
that was changed on disk is served no longer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tiyn import edition
from tiyn.edition import Edition
from tiyn.log.tiles import CHECKPOINT
from tiyn.model.errors import TiynError
from tiyn.settings import Settings
from tiyn.web.app import create_app

LOG = logging.getLogger(__name__)
SECONDS, SCRUB_SECONDS = 1.0, 24 * 3600.0
DAMAGED = b"This edition was changed on disk since it was verified, and is not served. Another copy can be had from a mirror.\n"


class Swapping:
    """An ASGI application that hands each request to the edition of that moment."""

    def __init__(self, first: Edition, settings: Settings, follow: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings, self.follow, self.clock = settings, follow, clock
        self.edition, self.app = first, create_app(first, settings)
        self.seen = self._seen(first.folder)
        self.damaged = False
        self.refused: tuple[Any, ...] | None = None
        self.scrubbed = clock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.damaged and scope["type"] == "http":
            head = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"600")]
            await send({"type": "http.response.start", "status": 503, "headers": head})
            await send({"type": "http.response.body", "body": DAMAGED})
            return
        await self.app(scope, receive, send)

    def watch(self) -> threading.Thread:
        """Look every second from a thread that ends with the process."""

        def forever() -> None:
            while True:
                time.sleep(SECONDS)
                self.look()

        thread = threading.Thread(target=forever, name="editions", daemon=True)
        thread.start()
        return thread

    def look(self) -> None:
        """Take the current edition when it is another one and verifies; read the served one again when a day has passed."""
        try:
            now = edition.current(self.settings.editions) if self.follow else self.edition.folder
            if self._seen(now) not in (self.seen, self.refused):
                self._take(now)
        except (TiynError, OSError, ValueError) as error:  # what is served goes on being served, and is looked after
            LOG.warning("%s", error)
        if self.clock() - self.scrubbed >= SCRUB_SECONDS:
            self.scrubbed = self.clock()
            self._scrub()

    def _scrub(self) -> None:
        """Read every byte of the served edition again; one that was changed is served no longer, a pruned one is left alone."""
        try:
            edition.open_edition(self.edition.folder)
        except (TiynError, OSError) as error:
            LOG.error("%s", error)
            self.damaged = self.edition.folder.is_dir()

    def _seen(self, folder: Path) -> tuple[Any, ...]:
        """What readers are shown of an edition: its folder and manifest, the log's head with who signed it, and the day."""
        path = self.settings.log / CHECKPOINT
        head = path.read_bytes() if path.is_file() else b""
        return folder, edition.marked(folder), head, datetime.now(UTC).date()

    def _take(self, now: Path) -> None:
        """Open and verify beside the served one, then change over; what does not verify is not tried again."""
        seen = self._seen(now)
        try:
            same = now == self.edition.folder and edition.marked(now) == self.edition.mark
            opened = self.edition if same else edition.open_edition(now)
            app = create_app(opened, self.settings)  # holds it against the log
        except (TiynError, ValueError):
            self.refused = seen
            raise
        if not same:
            LOG.warning("now serving edition %s", opened.id)
        self.edition, self.app, self.seen, self.damaged = opened, app, seen, False  # requests under way keep theirs
