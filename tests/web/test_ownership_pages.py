"""Pages about owners: what a register publishes and no more, in three languages; neighbourhoods in the field's formats."""

from __future__ import annotations

import html
import json
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from tests.exporting.test_ownership import company, made, owner, owns, statement
from tiyn import edition, pipeline
from tiyn.bods.rules import breaches
from tiyn.bods.structure import departures
from tiyn.exporting import ftm
from tiyn.settings import read_settings

LANGUAGES = ("kk", "ru", "en")
HOSTILE = "ТОО «Дар» <script>&\u202e\u0000\u0007"
STATEMENTS = [
    company("c", "ТОО «Дар»", "240740028291", foundingDate="2019-02-03"),
    company("d", "Дар ЖШС"),
    owner("p", "Аскаров Асан"),
    owns("r1", "p", share={"minimum": 25, "exclusiveMaximum": 50}, startDate="2020-01-01", directOrIndirect="direct"),
    owns("r2", "d", status="closed", share={"exact": 10}, endDate="2022-01-01"),
    statement("r3", "relationship", {"subject": "c", "interestedParty": {"reason": "subjectExemptFromDisclosure"}}),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    home = tmp_path_factory.mktemp("owners")
    bods, entities = home / "bods.json", home / "ftm.json"
    bods.write_text(json.dumps(STATEMENTS, ensure_ascii=False), encoding="utf-8")
    lines = [
        made("x", "Company", name=HOSTILE.replace("\u0000", "")),
        made("y", "Company", name="ТОО «Мир»"),
        made("o", "Ownership", owner="x", asset="y"),
    ]
    entities.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    settings = read_settings(str(home))
    done = pipeline.build(settings, inputs=(bods, entities), only_inputs=True)
    return TestClient(create_app(edition.open_edition(done.folder), settings), base_url="http://portal.test")


def shown(client, address, **arguments):
    return html.unescape(client.get(address, params=arguments).text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_owners_stand_with_shares_dates_and_receipts(client, lang):
    page = shown(client, f"/{lang}/entity/KZ-BIN-240740028291")
    assert "Аскаров Асан" in page and "25" in page and "50" in page and "1970" not in page
    exempt = {"kk": "босатылған", "ru": "освобождена", "en": "exempt"}[lang]
    ended = {"kk": "аяқталған", "ru": "прекращено", "en": "ended"}[lang]
    assert exempt in page and ended in page
    assert page.count("/receipt/record/relationship/") >= 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_is_alike_is_said_and_not_joined(client, lang):
    page = shown(client, f"/{lang}/entity/KZ-BIN-240740028291")
    assert "/entity/input~1d" in page  # the same name without a number: alike, not confirmed
    assert "/entity/KZ-BIN-240740028291" in shown(client, f"/{lang}/names", q="Dar LLP")
    by_number = shown(client, f"/{lang}/names", q="кто угодно", bin="240740028291")
    assert "ТОО «Дар»" in by_number


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_path_through_a_register_has_its_receipt(client, lang):
    page = shown(client, f"/{lang}/path/entity~1input~1p/entity~1KZ-BIN-240740028291")
    assert 'data-edges="1"' in page and "/receipt/record/relationship/input~1r1~10/kind" in page
    before = shown(client, f"/{lang}/path/entity~1input~1p/entity~1KZ-BIN-240740028291", at="2018")
    assert 'data-edges="1"' not in before  # it began in 2020
    assert client.get(f"/{lang}/path/entity~1input~1p/entity~1nobody").status_code == 404
    assert client.get(f"/{lang}/path/entity~1input~1p/entity~1input~1d", params={"at": "yesterday"}).status_code in (400, 404)


def test_a_neighbourhood_opens_in_every_format(client):
    graph = client.get("/en/export/links/2/entity~1KZ-BIN-240740028291.graphml")
    root = ET.fromstring(graph.content)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{space}edge")) == 3 and len(root.findall(f".//{space}node")) == 4
    bods = client.get("/en/export/links/1/entity~1KZ-BIN-240740028291.bods.json").json()
    assert departures(bods) == [] and breaches(bods, date(2026, 12, 1)) == [] and len(bods) == 6
    table = client.get("/en/export/links/1/entity~1KZ-BIN-240740028291.csv").text.splitlines()
    assert len(table) == 4 and table[0].startswith("\ufeffstart,start_name,kind")
    told = client.get("/en/export/links/1/entity~1KZ-BIN-240740028291.json").json()
    assert {one["distance"] for one in told["nodes"]} == {0, 1} and len(told["ties"]) == 3
    lines = client.get("/en/export/links/1/entity~1KZ-BIN-240740028291.ftm.jsonl").text.splitlines()
    assert all(set(json.loads(one)["properties"]) <= ftm.schemata()[json.loads(one)["schema"]] for one in lines)
    assert {json.loads(one)["schema"] for one in lines} == {"Company", "Person", "Ownership"}


def test_a_hostile_name_harms_no_page_and_no_file(client):
    page = client.get("/ru/entity/input~1x").text
    assert "<script>&" not in page.replace("<script type", "") and "\u202e" not in page
    root = ET.fromstring(client.get("/ru/export/links/1/entity~1input~1y.graphml").content)
    assert any("<script>" in (one.text or "") for one in root.iter())
    assert client.get("/ru/export/links/1/entity~1nobody.graphml").status_code == 404
