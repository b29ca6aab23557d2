"""Granian in front of the application: the edition is verified once, before the workers start.

A worker opens it without hashing it again when no file was written since; otherwise it verifies anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from tiyn.edition import Edition, open_verified
from tiyn.settings import Settings, read_settings
from tiyn.web.swap import Swapping

FOLDER, SEEN, FOLLOW = "TIYN_SERVE_EDITION", "TIYN_SERVE_SEEN", "TIYN_SERVE_FOLLOW"


def application() -> Any:
    """Called once in every worker process."""
    settings = read_settings(os.environ["TIYN_HOME"])
    serving = Swapping(open_verified(Path(os.environ[FOLDER]), os.environ[SEEN]), settings, os.environ[FOLLOW] == "yes")
    serving.watch()
    return serving


def serve(edition: Edition, settings: Settings, where: tuple[str, int], workers: int, follow: bool) -> None:
    """Serve a verified edition until stopped; `follow` goes over to what is published later."""
    host, port = where
    os.environ[FOLLOW] = "yes" if follow else "no"
    os.environ["TIYN_HOME"] = str(settings.home)
    os.environ["TIYN_KEYS"] = str(settings.keys)
    os.environ["TIYN_DOSSIER"], os.environ["TIYN_LOCALES"] = str(settings.dossier), str(settings.locales)
    os.environ[FOLDER], os.environ[SEEN] = str(edition.folder), edition.seen
    Granian(
        "tiyn.web.server:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        loop=Loops.auto,
        factory=True,
        log_level="warning",
        websockets=False,
    ).serve()
