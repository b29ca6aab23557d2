"""The pages of fiscal packages: every figure proves itself, in three languages; an edition without any says so."""

import html
import json
import re

import pytest
from starlette.testclient import TestClient

from tests.readers.test_fiscal_package import COLUMN_TYPES, write
from tiyn import edition, pipeline
from tiyn.settings import read_settings
from tiyn.web.app import create_app

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    """A client on an edition of one small package: two measures, a dash, a refused record, an odd name."""
    folder = tmp_path_factory.mktemp("package")
    body = json.loads(json.dumps(COLUMN_TYPES).replace("2015 paid", "2015/paid <b>")) | {"title": "Шағын <i> пакет"}
    rows = "01,Общие,01.1,MDL,1.5,-\n02,Другие,02.1,MDL,2.25,7\n03,Третьи,03.1,MDL,many,7\n"
    path = write(folder, body, a=f"Code,Label,Sub,Money,2014 plan,2015/paid <b>\n{rows}")
    settings = read_settings(str(tmp_path_factory.mktemp("home")))
    built = edition.open_edition(pipeline.build(settings, inputs=(path.parent,), only_inputs=True).folder)
    return TestClient(create_app(built, settings), base_url="http://portal.test"), built


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_edition_without_packages_says_so(client, lang):
    answer = client.get(f"/{lang}/packages")
    assert answer.status_code == 200 and answer.json is not None
    assert not client.get(f"/{lang}/packages.json").json()["page"]["packages"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_package_shows_its_totals_and_what_is_missing(packaged, lang):
    client, built = packaged
    listed = client.get(f"/{lang}/packages.json").json()["page"]["packages"]
    assert [one["text"] for one in listed] == ["Шағын <i> пакет"]
    page = client.get(listed[0]["url"])
    assert page.status_code == 200 and "<i>" not in page.text.replace("&lt;i&gt;", "")
    found = client.get(listed[0]["url"] + ".json").json()["page"]
    totals = {one["f"]["label"]: one for one in found["totals"]}
    assert totals["2014 plan"]["f"]["value"] == "3750" and totals["2014 plan"]["f"]["unit"] == "MDL"
    assert totals["2015/paid <b>"]["f"]["value"] == "7000" and totals["2015/paid <b>"]["nil"] == "1"
    assert "3" in found["counts"] and "1" in found["counts"]
    assert [row["number"] for row in found["records"]["rows"]] == ["1", "2"]
    for file in found["files"]:
        assert client.get(file["url"]).status_code == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_a_package_opens_its_receipt(packaged, lang):
    client, built = packaged
    url = client.get(f"/{lang}/packages.json").json()["page"]["packages"][0]["url"]
    receipts = set(re.findall(r'href="(/[a-z]{2}/receipt/[^"]+)"', html.unescape(client.get(url).text)))
    assert len(receipts) == 7, receipts  # two totals, three printed amounts, one total by two codes
    for receipt in receipts:
        answer = client.get(receipt)
        assert answer.status_code == 200, receipt
        proof = client.get(receipt + ".json").json()["page"]
        assert proof["figure"]["value"] in ("3750", "7000", "1500", "2250")
    assert client.get(f"/{lang}/receipt/fiscal/nothing").status_code == 404
    assert client.get(f"/{lang}/receipt/package/nothing").status_code == 404
    assert client.get(f"/{lang}/package/nothing").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_package_is_divided_by_its_codes_level_by_level(packaged, lang):
    client, built = packaged
    url = client.get(f"/{lang}/packages.json").json()["page"]["packages"][0]["url"]
    found = client.get(f"{url}.json").json()["page"]
    assert [one["name"] for one in found["divided"]] == ["Code"] and "Money" in found["single"]
    parts = found["divided"][0]["breakdown"]["parts"]
    assert [(part["f"]["label"], part["f"]["value"], part["length"]) for part in parts] == [
        ("02 Другие", "2250", 1000),
        ("01 Общие", "1500", 666),
    ]
    every = client.get(found["divided"][0]["url"] + ".json").json()["page"]["divided"]
    assert [one["f"]["value"] for one in every] == ["3750", "7000"]
    below = client.get(parts[0]["url"] + ".json").json()["page"]
    assert [one["f"]["label"] for one in below["divided"][0]["parts"]] == ["02.1"]
    for wrong in ("by/2", "by/99", "by/x", "by/1/none", "rows/0", "rows/2", "rows/x", "rows/²"):
        assert client.get(f"{url}/{wrong}").status_code == 404, wrong


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_records_of_a_package_go_page_by_page(tmp_path_factory, lang):
    """60 records and 14 codes: three pages that hold each once, and two codes together with a receipt of their own."""
    folder = tmp_path_factory.mktemp("package")
    rows = "".join(f"c{n % 14},L,s,MDL,{n % 14 + 1},-\n" for n in range(60))
    path = write(folder, COLUMN_TYPES, a=f"Code,Label,Sub,Money,2014 plan,2015 paid\n{rows}")
    settings = read_settings(str(tmp_path_factory.mktemp("home")))
    built = edition.open_edition(pipeline.build(settings, inputs=(path.parent,), only_inputs=True).folder)
    client = TestClient(create_app(built, settings), base_url="http://portal.test")
    url = client.get(f"/{lang}/packages.json").json()["page"]["packages"][0]["url"]
    first = client.get(f"{url}.json").json()["page"]
    assert len(first["records"]["rows"]) == 15
    numbers, address = [], first["rows_url"]
    while address:
        page = client.get(f"{address}.json").json()["page"]
        assert client.get(address).status_code == 200
        numbers += [row["number"] for row in page["records"]["rows"]]
        address = next((way["url"] for way in page["ways"] if way["note"] == "next"), "")
    assert numbers == [str(n) for n in range(1, 61)]
    parts = first["divided"][0]["breakdown"]["parts"]
    assert len(parts) == 13 and parts[-1]["rest"] and "2" in parts[-1]["f"]["label"]
    whole = first["divided"][0]["breakdown"]["f"]["value"]
    assert sum(int(part["f"]["value"]) for part in parts) == int(whole)
    proof = client.get(parts[-1]["f"]["receipt"] + ".json").json()["page"]
    values = [int(step["f"]["value"]) for step in proof["steps"]]
    assert values[0] - sum(values[1:-1]) == values[-1] == int(parts[-1]["f"]["value"])
    assert f'href="{url}"' in html.unescape(client.get(f"/{lang}/search", params={"q": "one"}).text)
