"""Where things are and who we are: read once from the environment, then frozen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tiyn.shelf import PACKAGE

REPOSITORY = PACKAGE.parent.parent


@dataclass(frozen=True)
class Settings:
    """`home` holds an operator's whole state; the shelves outside the package are the other paths."""

    home: Path
    dossier: Path
    locales: Path
    exports_bytes: int = 20 << 30  # all the files made on request that are kept
    keys: Path = Path("~/.config/tiyn/keys")  # private keys: never in `home`, which is copied and served from

    @property
    def exports(self) -> Path:
        return self.home / "exports-cache"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def editions(self) -> Path:
        return self.home / "editions"

    @property
    def changes(self) -> Path:
        """What changed between editions, a file a pair: made from them, and made again when gone."""
        return self.home / "changes"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def salts(self) -> Path:
        """The seeds of editions' leaves, by what they were made of; a rebuild takes the same."""
        return self.home / "salts"


def read_settings(home: str | None = None) -> Settings:
    """Settings from the environment: TIYN_HOME, TIYN_DOSSIER, TIYN_LOCALES, TIYN_EXPORTS_BYTES, TIYN_KEYS; `home` wins."""
    return Settings(
        home=Path(home or os.environ.get("TIYN_HOME", "var")).resolve(),
        dossier=Path(os.environ.get("TIYN_DOSSIER", REPOSITORY / "dossier")).resolve(),
        locales=Path(os.environ.get("TIYN_LOCALES", REPOSITORY / "locales")).resolve(),
        keys=Path(os.environ.get("TIYN_KEYS", Settings.keys)).expanduser().resolve(),
        exports_bytes=int(os.environ.get("TIYN_EXPORTS_BYTES", "").strip() or Settings.exports_bytes),
    )


def secret(name: str) -> str | None:
    """A publisher's key from the environment, None when it is not set: never written, printed or taken from a command line."""
    return os.environ.get(name, "").strip() or None
