"""A made-up country of a few hundred processes, sealed; a client on it."""

from __future__ import annotations

import pytest

from tiyn import edition, pipeline
from tiyn.settings import read_settings
from tiyn.synth import Synthetic


@pytest.fixture(scope="session")
def land_settings(tmp_path_factory):
    return read_settings(str(tmp_path_factory.mktemp("land")))


@pytest.fixture(scope="session")
def land(land_settings) -> edition.Edition:
    return edition.open_edition(pipeline.synth(land_settings, Synthetic(600)).folder)


@pytest.fixture(scope="session")
def reader(land, land_settings):
    """A client that asks the application directly."""
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    return TestClient(create_app(land, land_settings), base_url="http://portal.test")
