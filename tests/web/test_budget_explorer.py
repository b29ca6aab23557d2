"""The explorer, the comparison and the pivot: known figures, three forms that agree, what is not there said plainly.

The bundled edition holds the digital administrators and section totals. What needs the whole report
is tested on an edition of it, when the collected report lies beside the checkout.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from tests.conftest import collected_report
from tiyn import edition, pipeline
from tiyn.settings import read_settings

LANGUAGES = ("kk", "ru", "en")
# path -> amounts that stand on it, in the bundled edition
KNOWN = {
    "/explorer": ["15049842185826", "1591047901736", "23106551975464"],
    "/explorer/750000000/2024/paid": ["1591047901736"],
    "/explorer/KZ/2024/paid": ["23106551975464"],
    "/explorer/regions/2025/approved": [],
    "/compare": [],
    "/compare/750000000:313/710000000:310": ["8305717100"],
    "/compare/750000000:313/750000000": ["8305717100", "1591047901736"],
    "/compare/750000000/710000000/790000000/KZ": ["1591047901736", "1274128590245", "23106551975464"],
    "/pivot": ["1591047901736", "15049842185826"],
    "/pivot/region/year/paid": ["1591047901736", "15049842185826", "23106551975464"],
    "/pivot/administrator/year/paid?region=750000000": ["8305717100", "1591047901736"],
    "/pivot/region/month/paid?year=2025": [],
    "/pivot/group/year": [],
}
REFUSED = (
    "/explorer/999", "/explorer/regions/1999", "/explorer/regions/2024/spent", "/explorer/regions/2024/paid/x", "/explorer/KZ/2024/paid/77",
    "/compare/750000000", "/compare/1/2", "/compare/KZ/KZ", "/compare/750000000:999/KZ", "/compare/KZ/KZ/KZ/KZ/KZ",
    "/pivot/region/region", "/pivot/region", "/pivot/region/colour", "/pivot/region/year/spent", "/pivot/region/year?year=1999",
)  # fmt: skip
ASKED = (
    ("/explorer?region=KZ&year=2023&measure=approved", "/explorer/KZ/2023/approved"),
    ("/explorer?region=KZ&year=2023&measure=paid&what=8", "/explorer/KZ/2023/paid/8"),
    ("/compare?p1=750000000&a1=313&p2=710000000&a2=&p3=", "/compare/750000000:313/710000000"),
    ("/pivot?rows=region&columns=year&measure=paid&region=KZ&year=2024", "/pivot/region/year/paid"),
    ("/pivot?rows=group&columns=month&measure=paid&region=KZ&year=2024", "/pivot/group/month/paid?region=KZ&year=2024"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A client on an edition of the whole collected report."""
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    settings = read_settings(str(tmp_path_factory.mktemp("whole")))
    os.environ["SOURCE_DATE_EPOCH"] = "1795305600"
    try:
        opened = edition.open_edition(pipeline.build(settings, inputs=(collected_report(),)).folder)
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
    return TestClient(create_app(opened, settings), base_url="http://portal.test")


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text[-300:])
    return unescape(answer.text).replace("&#x2f;", "/")


def figures(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "receipt" in value and "unit" in value:
            yield value["receipt"], value["value"]
        for one in value.values():
            yield from figures(one)
    elif isinstance(value, list):
        for one in value:
            yield from figures(one)


def drawn(page: str) -> set[tuple[str, str]]:
    found = re.findall(r'data-receipt="([^"]+)"[^>]*? data-amount="([^"]+)"', page)
    return set(found)


def three_forms(client, path: str) -> set[tuple[str, str]]:
    """What HTML, JSON and CSV hold; they must agree."""
    stem, mark, query = path.partition("?")
    html = drawn(read(client, f"/en{path}"))
    stored = set(figures(client.get(f"/en{stem}.json{mark}{query}").json()["page"]))
    body = client.get(f"/en{stem}.csv{mark}{query}").content.decode("utf-8-sig")
    listed = {(row["receipt"].removeprefix("http://portal.test"), row["value"]) for row in csv.DictReader(io.StringIO(body))}
    assert html == stored == listed, (path, sorted(html ^ stored)[:3], sorted(html ^ listed)[:3])
    return html


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", KNOWN)
def test_known_figures_stand_on_the_page(client, path, lang):
    page = read(client, f"/{lang}{path}")
    amounts = {amount for _, amount in drawn(page)}
    assert set(KNOWN[path]) <= amounts, set(KNOWN[path]) - amounts
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id twice"
    assert not re.search(r'\sstyle="|\son\w+="', page)


@pytest.mark.parametrize("path", KNOWN)
def test_three_forms_agree_and_every_receipt_resolves(client, path):
    found = three_forms(client, path)
    for receipt, amount in sorted(found)[:: max(1, len(found) // 25)]:
        assert f'data-amount="{amount}"' in read(client, receipt), receipt


@pytest.mark.parametrize("path", REFUSED)
def test_an_address_that_names_nothing_says_what_is_wrong(client, path):
    answer = client.get(f"/ru{path}")
    assert answer.status_code == 404
    assert client.get(f"/ru{path.replace('?', '.json?') if '?' in path else path + '.json'}").json()["error"]


@pytest.mark.parametrize(("form", "path"), ASKED)
def test_a_form_is_answered_by_a_permanent_address(client, form, path):
    answer = client.get(f"/kk{form}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/kk{path}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_edition_without_the_whole_report_says_so(client, lang):
    explorer = read(client, f"/{lang}/explorer/750000000/2024/paid")
    assert "tiyn build --input" in explorer and re.search(r"1.704", explorer)
    assert 'id="chart-parts"' not in explorer
    assert "tiyn build --input" in read(client, f"/{lang}/pivot/group/year")
    assert "tiyn build --input" not in read(client, f"/{lang}/pivot/region/year")


def test_a_month_not_read_is_said_and_is_no_zero(client):
    page = read(client, "/en/pivot/region/month/paid?year=2025")
    cell = re.search(r'<td id="c-750000000-03"[^>]*>(.*?)</td>', page)
    assert cell and "not read" in cell.group(1) and "data-amount" not in cell.group(1)
    assert 'id="c-750000000-01"' in page and "Years are never added" not in page


def test_what_must_not_be_added_is_not(client):
    months = client.get("/en/pivot/region/month/paid.json?year=2024").json()["page"]
    assert months["sum_head"] == "" and all(line["sum"] is None for line in months["lines"])
    regions = client.get("/en/pivot/region/year/paid.json").json()["page"]
    column = [line["cells"][1]["figure"]["value"] for line in regions["lines"] if line["head"]["key"] != "KZ"]
    assert len(column) == 20
    assert sum(map(Decimal, column)) == Decimal(regions["sums"]["cells"][1]["figure"]["value"]), "the republic is not among them"
    assert regions["sums"]["cells"][1]["figure"]["receipt"] == "/en/receipt/sum/paid/regions/2024/expenditure"


def test_growth_is_of_like_periods_only(client):
    regions = {one["code"]: one for one in client.get("/en/explorer/regions/2025/paid.json").json()["page"]["regions"]}
    assert regions["750000000"]["growth"] is None and regions["750000000"]["why_growth"]
    page = client.get("/en/explorer/regions/2024/paid.json").json()["page"]
    grown = {one["code"]: one for one in page["regions"]}["750000000"]["growth"]
    assert grown["value"] == "13.86" and page["republic"]["part"] is None
    parts = [Decimal(one["part"]["value"]) for one in page["regions"]]
    assert abs(sum(parts) - 100) < Decimal("0.2")


def test_a_comparison_says_first_what_is_not_alike(client):
    flags = " ".join(client.get("/en/compare/750000000:313/710000000:310.json").json()["page"]["flags"])
    assert "310, 313" in flags and "January 2025" in flags and "March 2025" in flags
    flags = " ".join(client.get("/en/compare/750000000:313/KZ.json").json()["page"]["flags"])
    assert "whole budget" in flags and "transfers" in flags
    flags = client.get("/en/compare/710000000/790000000.json").json()["page"]["flags"]
    assert len(flags) == 1 and "Astana City, 2024: digital money also counts financial assets" in flags[0]
    assert client.get("/en/compare/790000000/630000000.json").json()["page"]["flags"] != flags


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "csv"])
@pytest.mark.parametrize("path", ["/explorer", "/compare/710000000/KZ", "/pivot/region/year/paid"])
def test_downloads_hold_the_tables(client, path, ending):
    answer = client.get(f"/en{path}.{ending}")
    assert answer.status_code == 200 and len(answer.content) > 500


@pytest.mark.parametrize("path", ["explorer", "compare", "pivot"])
def test_examples_are_bounded_and_each_answers(client, path):
    listed = set(re.findall(rf"<loc>http://portal\.test/en(/{path}[^<]*)</loc>", client.get("/sitemap.xml").text))
    assert 1 < len(listed) <= 150
    for one in sorted(listed):
        read(client, f"/en{one}")


@pytest.mark.parametrize(("query", "url"), [("313", "/administrator/750000000/313"), ("Шымкент", "/region/790000000")])
def test_search_finds_regions_and_administrators(client, query, url):
    found = client.get("/ru/search.json", params={"q": query}).json()["results"]
    assert f"/ru{url}" in {one["url"] for one in found}, found[:3]


def test_the_whole_report_is_cut_to_its_groups_and_bodies(whole):
    page = whole.get("/en/explorer/750000000/2024/paid.json").json()["page"]
    assert page["partial"] == ""
    groups = {part["code"]: part["figure"]["value"] for part in page["tables"][0]["parts"]}
    assert groups["4"] == "470354843859" and groups["14"] == "5210725501" and len(groups) == 15
    bodies = page["tables"][1]["parts"]
    assert len(bodies) == 26 and bodies[-1]["figure"]["receipt"].startswith("/en/receipt/sum/paid/750000000/2024/except-")
    lines = whole.get("/en/explorer/regions/2024/paid/8.json").json()["page"]["tables"]
    assert sum(Decimal(part["figure"]["value"]) for part in lines[1]["parts"]) == Decimal("746469157947")
    assert 'id="chart-parts"' in read(whole, "/kk/explorer/750000000/2024/paid")


@pytest.mark.parametrize(
    "path",
    [
        "/explorer/regions/2024/paid", "/explorer/KZ/2023/approved/4", "/explorer/750000000/2024/paid/8.3",
        "/pivot/administrator/region/paid", "/pivot/group/administrator/paid", "/pivot/administrator/month/paid?region=KZ&year=2025",
        "/compare/750000000:360/710000000:360",
    ],
)  # fmt: skip
def test_the_whole_report_in_three_forms_with_receipts_that_resolve(whole, path):
    found = three_forms(whole, path)
    assert len(found) > 4
    for receipt, amount in sorted(found)[:: max(1, len(found) // 12)]:
        assert f'data-amount="{amount}"' in read(whole, receipt), receipt


def test_what_a_page_leaves_out_is_counted(whole):
    page = whole.get("/en/pivot/administrator/region/paid.json").json()["page"]
    assert len(page["lines"]) == 40 and page["left_out"] == ["182 more rows are not shown."], page["left_out"]
    assert "KZ" in {one["key"] for one in page["columns"]} and page["lines"][0]["head"]["key"] == "261"


def test_every_dataclass_of_a_page_is_frozen():
    from tiyn.pages.compare import page as compare
    from tiyn.pages.explorer import page as explorer
    from tiyn.pages.pivot import page as pivot

    for module in (compare, explorer, pivot):
        assert dataclasses.fields(module.Context) and module.Context.__dataclass_params__.frozen, json.dumps(module.__name__)
