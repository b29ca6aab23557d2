"""How far the exhaustive tests go: a short form here, the whole under `make torture`."""

import os

import pytest


@pytest.fixture
def exhaustive() -> int:
    return 512 if os.environ.get("TIYN_TORTURE") else 130
