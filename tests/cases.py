"""Cases kept as YAML beside their test: they are the tests and the documentation at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiyn import textyaml


def load(path: Path) -> Any:
    """The cases of one file, every scalar as text."""
    mistakes: list[Any] = []
    found = textyaml.load(path, path.name, mistakes)
    assert not mistakes, "\n".join(map(str, mistakes))
    return found
