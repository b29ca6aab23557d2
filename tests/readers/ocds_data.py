"""Where the tests of the OCDS reader find others' data, and how they run the reader in this process."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import shared_data


def data(*parts: str) -> Path:
    """A path of the data beside the checkout; skips, saying so, when it is absent (fails when it must not skip)."""
    found = shared_data()
    path = found.joinpath("data", *parts) if found else None
    if path is None or not path.exists():
        message = f"{'/'.join(parts)} is not beside this checkout"
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
