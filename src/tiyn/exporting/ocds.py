"""Open contracting data out."""

from __future__ import annotations
from pathlib import Path
from tiyn.exporting.kept import Kept
from tiyn.exporting.wanted import Wanted


def make(kept: Kept, wanted: Wanted, target: Path, scratch: Path) -> int:
    raise NotImplementedError
