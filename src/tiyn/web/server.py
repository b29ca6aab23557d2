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
from tiyn.web.app import create_app

FOLDER, SEEN = "TIYN_SERVE_EDITION", "TIYN_SERVE_SEEN"


def application() -> Any:
    """Called once in every worker process."""
    settings = read_settings(os.environ["TIYN_HOME"])
    return create_app(open_verified(Path(os.environ[FOLDER]), os.environ[SEEN]), settings)


def serve(edition: Edition, settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve a verified edition until stopped."""
    os.environ["TIYN_HOME"] = str(settings.home)
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
