"""Granian in front of the application; each worker opens the edition itself, verified."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from tiyn.edition import open_edition
from tiyn.settings import Settings, read_settings
from tiyn.web.app import create_app

FOLDER = "TIYN_SERVE_EDITION"


def application() -> Any:
    """Called once in every worker process."""
    settings = read_settings(os.environ["TIYN_HOME"])
    return create_app(open_edition(Path(os.environ[FOLDER])), settings)


def serve(folder: Path, settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    os.environ["TIYN_HOME"] = str(settings.home)
    os.environ["TIYN_DOSSIER"], os.environ["TIYN_LOCALES"] = str(settings.dossier), str(settings.locales)
    os.environ[FOLDER] = str(folder)
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
