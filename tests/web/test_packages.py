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
    assert [row["number"] for row in found["rows"]] == ["1", "2"]
    for file in found["files"]:
        assert client.get(file["url"]).status_code == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_a_package_opens_its_receipt(packaged, lang):
    client, built = packaged
    url = client.get(f"/{lang}/packages.json").json()["page"]["packages"][0]["url"]
    receipts = set(re.findall(r'href="(/[a-z]{2}/receipt/[^"]+)"', html.unescape(client.get(url).text)))
    assert len(receipts) == 5  # two totals, three printed amounts
    for receipt in receipts:
        answer = client.get(receipt)
        assert answer.status_code == 200, receipt
        proof = client.get(receipt + ".json").json()["page"]
        assert proof["figure"]["value"] in ("3750", "7000", "1500", "2250")
    assert client.get(f"/{lang}/receipt/fiscal/nothing").status_code == 404
    assert client.get(f"/{lang}/receipt/package/nothing").status_code == 404
    assert client.get(f"/{lang}/package/nothing").status_code == 404
