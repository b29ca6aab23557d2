"""The page for a reader's own SQL: every query on it runs over the files it names."""

import duckdb
import pytest


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_queries_run_over_the_edition_s_files(reader, land, lang, monkeypatch):
    page = reader.get(f"/{lang}/sql.json").json()["page"]
    assert reader.get(f"/{lang}/sql").status_code == 200 and len(page["examples"]) == 3
    monkeypatch.chdir(land.folder / "tables")
    for one in page["examples"]:
        assert one["sql"].startswith(f"-- {one['about']}\n")
        assert duckdb.connect().execute(one["sql"]).fetchall()
    for file in page["files"]:
        assert (land.folder / "tables" / file["name"]).is_file()


def test_a_file_of_the_edition_can_be_read_in_ranges(reader):
    url = reader.get("/en/sql.json").json()["page"]["files"][0]["url"]
    whole = reader.get(url)
    part = reader.get(url, headers={"Range": "bytes=0-3"})
    assert part.status_code == 206 and part.content == whole.content[:4] == b"PAR1"
    assert whole.headers["repr-digest"].startswith("sha-256=:") and whole.headers["etag"].startswith('"')
