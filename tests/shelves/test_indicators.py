"""Indicators: every worked case of every folder, six states, evidence that recomputes."""

from decimal import Decimal

import pytest

from tests.cases import load
from tiyn.codes import codes
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.steps.flag import run
from tiyn.steps.flagging.card import INDICATORS, STATES, indicators

FOUND = [one for one in indicators() if not one.purchase]  # those of purchases: test_purchase_indicators.py
CASES = [(indicator, case) for indicator in FOUND for case in load(indicator.folder / "cases.yml")]
LEAST = {
    "statement": {
        "source_id": "s", "document_id": "d", "locator": "x", "at_start": "0", "at_end": "1", "span_sha256": "0", "position": "0",
        "about": "t", "property": "funding", "kind": "figure", "stance": "asserts", "speaker": "unnamed", "unit": "KZT",
        "said_on": "not stated", "state": "one_source",
    },
    "budget_line": {
        "source_id": "s", "document_id": "d", "locator": "x", "report": "regional", "region": "750000000", "level": "local",
        "class_id": "regional.ii.8.3.313", "kind": "administrator", "section": "II", "functional_group": "8",
        "functional_subgroup": "3", "administrator": "313", "year": "2023", "approved": "0", "revised": "0", "adjusted": "0",
        "plan_payments": "0", "plan_obligations": "0", "obligations": "0", "paid": "0", "unpaid": "0",
        "percent_of_period_plan": "0", "percent_of_year_plan": "0",
    },
    "budget_link": {
        "region": "750000000", "administrator": "313", "functional_group": "any", "same_body": "yes", "same_period": "yes",
        "certainty": "institutional",
    },
    "member": {},
}  # fmt: skip


def fill(engine: Engine, case):
    """Put a case's rows into empty tables; `part_of` becomes a tie."""
    for name, least in LEAST.items():
        for given in case.get(name, []):
            row = least | {key: value for key, value in given.items() if key != "part_of"}
            engine.load(tables()[name], [row])
            if "part_of" in given:
                tie = {"from_id": given["id"], "kind": "part_of", "to_id": given["part_of"]}
                engine.load(tables()["statement_link"], [tie])


@pytest.mark.parametrize(("indicator", "case"), CASES, ids=[f"{one.id}: {case['why']}" for one, case in CASES])
def test_a_worked_case_gives_the_state_it_says(indicator, case, empty):
    fill(empty, case)
    assert {row["subject"]: row["state"] for row in run(empty, indicator)} == dict(case["gives"])


@pytest.mark.parametrize("indicator", FOUND, ids=lambda one: one.id)
def test_the_cases_show_a_question_and_its_absence(indicator):
    given = {state for case in load(indicator.folder / "cases.yml") for state in case["gives"].values()}
    assert {"flag", "no_flag"} <= given
    assert given & {"not_computable", "not_applicable"}, "a case must show what the indicator cannot say"


@pytest.mark.parametrize("indicator", FOUND, ids=lambda one: one.id)
def test_the_folder_is_named_after_the_indicator(indicator):
    assert indicator.folder.name == indicator.id
    assert indicator.folder.parent == INDICATORS


def test_every_result_has_a_known_state_and_a_reason_when_it_is_not_an_answer(opened):
    for row in opened.connect().execute("select * from flag order by indicator, subject"):
        assert row["state"] in STATES
        assert row["reason"] is None or row["reason"] in codes("flag_reason")
        assert (row["reason"] is not None) == (row["state"] not in ("flag", "no_flag"))
        assert (row["value"] is None) == (row["state"] not in ("flag", "no_flag"))


def test_the_value_of_every_result_recomputes_from_its_evidence_rows(opened):
    connection = opened.connect()
    lines = {row["id"]: row for row in connection.execute("select * from budget_line")}
    statements = {
        row["id"]: Decimal(row["value"]) for row in connection.execute("select * from statement where value is not null")
    }
    for row in connection.execute("select * from flag where state in ('flag', 'no_flag')"):
        evidence = row["evidence"].split(",")
        if row["indicator"] == "KZ-YEAREND":
            paid = {one: Decimal(lines[one.split("/")[1]]["paid"]) for one in evidence}
            december = sum(value for one, value in paid.items() if lines[one.split("/")[1]]["month"].endswith("-12"))
            november = sum(paid.values()) - december
            assert abs((december - november) * 100 / december - Decimal(row["value"])) < Decimal("0.0001")
        elif row["indicator"] == "PRG-EXEC":
            revised, paid = (Decimal(lines[one.split("/")[1]][one.split("/")[2]]) for one in evidence)
            assert abs(paid * 100 / revised - Decimal(row["value"])) < Decimal("0.0001")
        else:
            whole, *parts = (statements[one.split("/")[1]] for one in evidence)
            assert sum(parts) - whole == Decimal(row["value"])
