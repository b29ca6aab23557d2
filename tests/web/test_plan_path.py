"""From a contract one click leads to its plan item and budget line with receipts, or the page says why none does."""

from __future__ import annotations

import pytest

from tests.conftest import synthetic_home
from tests.web.test_purchase_pages import figures
from tiyn import edition
from tiyn.settings import read_settings
from tiyn.view.purchases import segment


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return synthetic_home(tmp_path_factory, 600)


@pytest.fixture(scope="module")
def opened_synthetic(made):
    return edition.open_edition(edition.current(read_settings(str(made)).editions))


@pytest.fixture(scope="module")
def portal(opened_synthetic, made):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    return TestClient(create_app(opened_synthetic, read_settings(str(made))), base_url="http://portal.test")


@pytest.fixture(scope="module")
def store(opened_synthetic):
    return opened_synthetic.connect()


def shown(portal, row, lang="en"):
    path = f"/{lang}/contract/{segment(row['ocid'])}/{segment(row['contract'])}"
    return portal.get(path), portal.get(f"{path}.json").json()["page"]


def test_one_click_to_plan_and_budget_line_with_receipts(portal, store):
    row = store.execute("select * from contract_trace where administrator is not null order by ocid limit 1").fetchone()
    answer, page = shown(portal, row)
    found = page["path"]
    assert found["no_plan"] is None and found["no_line"] is None
    link = found["plans"]["rows"][0][0]["url"]
    line = found["lines"]["rows"][0]
    assert line[0] == row["administrator"] and line[1]["text"] == row["programme"] and line[3]
    plan = portal.get(link)
    assert plan.status_code == 200 and row["administrator"] in plan.text
    for figure in figures(found):
        receipt = portal.get(figure["receipt"] + ".json").json()["page"]
        assert receipt["figure"]["value"] == figure["value"] and receipt["hashes"], figure["receipt"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_where_no_key_leads_the_page_says_what_is_missing_and_why(portal, store, lang):
    row = store.execute("select * from contract_trace where plan_link = 'unlinked' order by ocid limit 1").fetchone()
    answer, page = shown(portal, row, lang)
    dead = page["path"]["no_plan"]
    assert dead["code"] == "plan_link: unlinked" and len(dead["missing"]) == 2
    assert dead["said"] in answer.text and not page["path"]["plans"]["rows"]
    assert page["path"]["no_line"]["missing"]


def test_a_plan_item_without_codes_says_that_no_path_leads_on(portal, store):
    row = store.execute(
        "select * from contract_trace where plan_link = 'linked' and administrator is null order by ocid limit 1"
    ).fetchone()
    _, page = shown(portal, row)
    assert page["path"]["plans"]["rows"] and page["path"]["no_plan"] is None and page["path"]["no_line"]["missing"]
    plan = portal.get(page["path"]["plans"]["rows"][0][0]["url"])
    assert "No documented path to a budget line" in plan.text


def test_versions_acts_and_payments_stand_in_the_order_of_time(portal, store):
    row = store.execute(
        "select t.* from contract_trace t where exists (select 1 from payment p where p.ocid = t.ocid and p.contract = t.contract)"
        " and exists (select 1 from contract_version v where v.ocid = t.ocid and v.contract = t.contract) order by t.ocid limit 1"
    ).fetchone()
    answer, page = shown(portal, row)
    assert len(page["charts"]["moments"]["rows"]) >= 2 and 'id="chart-moments"' in answer.text
    drawn = portal.get(f"/en/contract/{segment(row['ocid'])}/{segment(row['contract'])}/moments.svg")
    assert drawn.status_code == 200 and drawn.headers["content-type"].startswith("image/svg")
    assert "/reply?page=" in answer.text.replace("&#x2f;", "/") and "Right of reply" in answer.text


def test_a_plan_item_that_is_not_there_is_not_found(portal):
    assert portal.get("/en/plan/nothing").status_code == 404
