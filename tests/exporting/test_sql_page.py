"""The page for a reader's own SQL: every query on it runs over the files it names."""

import duckdb
import pytest

from tiyn.web.shelf_pages import pages


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_queries_run_over_the_edition_s_files(reader, land, lang, monkeypatch):
    page = reader.get(f"/{lang}/sql.json").json()["page"]
    assert reader.get(f"/{lang}/sql").status_code == 200 and len(page["examples"]) >= 3
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


def test_every_file_says_its_columns_in_the_page_s_language(reader):
    shown = [reader.get(f"/{lang}/sql.json").json()["page"]["files"] for lang in ("kk", "ru", "en")]
    for kk, ru, en in zip(*shown, strict=True):
        assert kk["bytes"] == ru["bytes"] > 0 and len({kk["grain"], ru["grain"], en["grain"]}) == 3
        assert [one["name"] for one in kk["columns"]] == [one["name"] for one in en["columns"]] != []


def test_without_the_engine_the_page_says_how_to_run_it_elsewhere(reader, monkeypatch, tmp_path):
    page = next(one for one in pages() if one.name == "sql")
    monkeypatch.setattr(page.module, "VENDOR", tmp_path)
    shown = reader.get("/en/sql?without").text
    assert "is not installed" in shown and "<textarea" not in shown and "static/sql.js" not in shown.replace("&#x2f;", "/")
    assert reader.get("/en/sql.json?without").json()["page"]["engine"] is None


def test_webassembly_is_allowed_there_and_nowhere_else(reader):
    assert "'wasm-unsafe-eval'; worker-src 'self'" in reader.get("/ru/sql").headers["content-security-policy"]
    for path in ("/ru/", "/ru/data", "/ru/sql.json", "/ru/nothing", "/static/sql.js", "/healthz", "/ru/verify"):
        assert "wasm" not in reader.get(path).headers["content-security-policy"]
    again = reader.get("/ru/sql", headers={"If-None-Match": reader.get("/ru/sql").headers["etag"]})
    assert again.status_code == 304 and "content-security-policy" not in again.headers  # what is kept keeps its own
