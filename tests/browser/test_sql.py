"""The reader's own SQL: a real browser answers what the engine answers, asks nobody else, breaks no policy."""

from __future__ import annotations

import http.server
import json
import os
import threading
import urllib.request

import duckdb
import pytest

from tests.browser.conftest import Reader
from tiyn.web import assets

# Text, whole numbers, exact sums, no value, a semicolon in a text, a file by its name and a table by its.
QUERY = """-- what the sources' figures are; by property
select s.property, count(*) as n, sum(s.value) as total, min(d.title) as title, ';' as mark
from statement s join 'document.parquet' d on d.id = s.document_id
group by all order by n desc, s.property;"""


@pytest.fixture(autouse=True)
def fetched():
    if not assets.complete(assets.VENDOR):
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the SQL engine is not fetched, and browser tests must not be skipped here: python -m tiyn.web.assets")
        pytest.skip("the SQL engine is not fetched: python -m tiyn.web.assets (npm)")


@pytest.fixture
def desk(chromium, base, lang):
    context = chromium.new_context(viewport={"width": 360, "height": 900})
    someone = Reader(context.new_page(), base, lang)
    someone.asked = []
    someone.page.on("request", lambda request: someone.asked.append(request.url))
    someone.page.goto(f"{base}/{lang}/sql")
    yield someone
    context.close()


def run(someone, sql):
    """What the page says and shows after Run: (sentence, rows of cells)."""
    page = someone.page
    page.fill("#sql", sql)
    page.click("form.sql button[type=submit]")
    page.locator("[name=stop]").wait_for(state="hidden", timeout=240_000)
    rows = page.eval_on_selector_all(
        ".sql-answer tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return page.locator(".sql-told").inner_text(), rows


def true_answer(base, folder):
    """The engine's own answer over the same files, as the page writes values."""
    edition = json.load(urllib.request.urlopen(f"{base}/healthz"))["edition"]
    connection = duckdb.connect()
    for name in ("statement", "document"):
        file = folder / f"{name}.parquet"
        file.write_bytes(urllib.request.urlopen(f"{base}/edition/{edition}/tables/{name}.parquet").read())
        connection.execute(f"create view {name} as from '{file}'")
    rows = connection.execute(QUERY.replace("'document.parquet'", "document")).fetchall()
    return [[None if value is None else str(value) for value in row] for row in rows]


def written(value):
    """An exact number without the zeros that say nothing."""
    return value.rstrip("0").rstrip(".") if value is not None and "." in value else value


def test_the_browser_s_answer_is_the_true_one(desk, base, tmp_path):
    heavy = [url for url in desk.asked if "duckdb" in url or url.endswith(".parquet")]
    assert not heavy, "something heavy was loaded before Run was pressed"
    said, rows = run(desk, QUERY)
    true = true_answer(base, tmp_path)
    assert len(true) > 5 and len(rows) == len(true), said
    missing = json.loads(desk.page.locator("form.sql").get_attribute("data-said"))["empty"]
    for shown, told in zip(rows, true, strict=True):
        expected = [told[0], told[1], written(told[2]), told[3], told[4]]
        assert shown == [missing if value is None else value for value in expected]
    assert str(len(rows)) in said
    desk.check()  # no policy violation, no error, no other host, no wider than the window
    loaded = [url for url in desk.asked if "duckdb" in url]
    assert len(loaded) == 2 and all("/static/at/" in url for url in loaded)


def test_it_says_what_it_downloads_before_it_does(desk):
    weighs = desk.page.locator("#sql-weighs")
    desk.page.fill("#sql", "from statement;")
    assert "statement.parquet" in weighs.inner_text() and "3" in weighs.inner_text()
    run(desk, "from statement;")
    assert "statement.parquet" not in weighs.inner_text()
    desk.check()


def test_a_long_answer_is_counted_whole_and_shown_in_part(desk):
    said, rows = run(desk, "select range as n from range(12345)")
    assert len(rows) == 1000 and rows[-1] == ["999"]
    assert "12345" in "".join(sign for sign in said.split(".")[0] if sign.isdigit()) or "12345" in said.translate(
        {ord(sign): None for sign in ",\u00a0\u202f "}
    )


@pytest.mark.parametrize(
    "sql, which",
    [
        ("selec 1", "parser"),
        ("from nowhere", "table"),
        ("select nothing_of_it from statement", "name"),
        ("select no_function(1)", "function"),
        ("select 'x'::integer + 1 from statement", "value"),
        ("install json", "away"),
        ("select json_extract('{}', 'a')", "away"),
    ],
)
def test_a_mistake_is_told_in_plain_words(desk, sql, which):
    said, rows = run(desk, sql)
    words = json.loads(desk.page.locator("form.sql").get_attribute("data-said"))
    assert said == words[f"error_{which}"] and not rows
    assert run(desk, "select 1 as one")[1] == [["1"]]  # a mistake ends nothing


def test_no_query_reaches_another_address(desk):
    heard = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *parts):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        said, _ = run(desk, f"select * from 'http://127.0.0.1:{other.server_port}/x.parquet'")
        other.shutdown()
    words = json.loads(desk.page.locator("form.sql").get_attribute("data-said"))
    assert said == words["error_away"] and heard == []


def test_it_can_be_stopped(desk):
    page = desk.page
    page.fill("#sql", "select count(*) from range(100000000) a, range(100000) b where a.range * b.range % 7 = 3")
    page.click("form.sql button[type=submit]")
    page.locator("[name=stop]").click()
    words = json.loads(page.locator("form.sql").get_attribute("data-said"))
    assert page.locator(".sql-told").inner_text() == words["stopped"]
    assert run(desk, "select 1 as one")[1] == [["1"]]


def test_without_scripts_the_files_and_the_queries_are_there(chromium, base, lang):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/{lang}/sql")
    assert not page.locator("form.sql").is_visible() and page.locator("noscript p").count() == 1
    assert page.locator(".sql-example pre").count() and page.locator('a[href$="statement.parquet"]').count()
    context.close()
