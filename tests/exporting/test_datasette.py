"""One SQLite file of the whole edition: the same rows, views that answer, metadata that names every column."""

import json
import sqlite3

import pytest

from tiyn.cli import main
from tiyn.dictionary import tables


@pytest.fixture(scope="module")
def folder(land, land_settings, tmp_path_factory):
    found = tmp_path_factory.mktemp("datasette")
    assert main(["--home", str(land_settings.home), "export", "sqlite", "--to", str(found)]) == 0
    return found


def test_every_table_is_there_with_every_row(folder, land):
    connection = sqlite3.connect(folder / "tiyn.sqlite")
    for name in tables():
        assert connection.execute(f"select count(*) from {name}").fetchone()[0] == land.manifest["tables"][name]["rows"], name
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    contracts = land.manifest["tables"]["contract"]["rows"]
    assert connection.execute("select count(*) from purchases").fetchone()[0] == contracts > 0
    assert connection.execute("select count(*) from payments where contract_value is not null").fetchone()[0] > 0


def test_the_metadata_tells_licence_source_and_every_column(folder, land):
    told = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert told["license"] == "CC BY 4.0" and land.root in told["source"]
    described = told["databases"]["tiyn"]["tables"]
    assert {name: set(one["columns"]) for name, one in described.items()} == {
        name: set(table.names) for name, table in tables().items()
    }
    assert described["contract"]["leads_to"]["supplier"] == "participant.id"


def test_datasette_opens_it(folder):
    app = pytest.importorskip("datasette.app", reason="Datasette is not installed: only SQLite itself opened the file")
    assert app.Datasette(
        [str(folder / "tiyn.sqlite")], metadata=json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    )
