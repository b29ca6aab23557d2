"""The corpus of `corpus.yml`, indexed once."""

from pathlib import Path

import pytest
import yaml

from tiyn.search import Entry, Index, build

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    listed = yaml.safe_load((HERE / "corpus.yml").read_text(encoding="utf-8"))
    tuples = {"names", "numbers"}
    return [Entry(**{key: tuple(value) if key in tuples else value for key, value in row.items()}) for row in listed]


@pytest.fixture(scope="session")
def index(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index")
    assert build(reversed(entries), folder) == len(entries)
    return Index(folder)
