"""Three fixtures: empty tables, the edition of the dossier and the shelf, and a client on it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tiyn import edition, pipeline
from tiyn.engine import Engine
from tiyn.settings import read_settings

# Private keys of the tests' own logs: never among those of whoever runs the tests.
os.environ["TIYN_KEYS"] = tempfile.mkdtemp(prefix="tiyn-keys-")


@pytest.fixture
def empty() -> Engine:
    """Every table of the dictionary, without rows."""
    return Engine()


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """The repository's own dossier and locales, and a home of the session's own."""
    return read_settings(str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def opened(settings) -> edition.Edition:
    """The edition of the dossier and the sources on the shelf, built once."""
    os.environ["SOURCE_DATE_EPOCH"] = "1795305600"  # 2026-11-22
    try:
        return edition.open_edition(pipeline.build(settings).folder)
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]


@pytest.fixture(scope="session")
def client(opened, settings):
    """A client that asks the application directly: no network, no server."""
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    return TestClient(create_app(opened, settings), base_url="http://portal.test")


def shared_data() -> Path | None:
    """The folder of others' data, beside the checkout, when there is one."""
    path = Path(__file__).resolve().parents[2] / "shared"
    return path if path.is_dir() else None


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The source documents' texts. Absent on most machines; then the tests that need them say so."""
    found = shared_data()
    if found is None or not (found / "seeds").is_dir():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the source documents are absent and must not be skipped here")
        pytest.skip("the source documents are not beside this checkout; quoted spans are not checked")
    return found / "seeds"


def collected_report() -> Path:
    """The whole collection of the Open Budgets reports, 186,982 rows; the tests that need it say so when it is absent."""
    found = shared_data()
    path = found / "data" / "kz" / "budget" / "budget_execution_monthly_2023_2025.parquet" if found else None
    if path is None or not path.is_file():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the collected budget reports are absent and must not be skipped here")
        pytest.skip("the collected budget reports are not beside this checkout")
    return path


def goszakup_samples() -> list[Path]:
    """Real answers of the procurement register; the tests that need them say so when they are absent."""
    found = shared_data()
    folder = found / "data" / "kz" / "api" / "real_samples" if found else None
    if folder is None or not folder.is_dir():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the real answers of the procurement register are absent and must not be skipped here")
        pytest.skip("the real answers of the procurement register are not beside this checkout")
    return sorted(folder.glob("*.json"))


def synthetic_home(tmp_path_factory, processes: int) -> Path:
    """A home with an edition of a made-up country."""
    from tiyn.synth import Synthetic

    home = tmp_path_factory.mktemp("synthetic")
    pipeline.synth(read_settings(str(home)), Synthetic(processes))
    return home
