"""Indicators of purchases: every worked case, every subject answered once, three answers shown for each rule."""

from decimal import Decimal

import pytest

from tests.cases import load
from tests.purchases import put
from tiyn.codes import codes
from tiyn.dictionary import tables
from tiyn.steps.flagging.card import LEVELS, STATES, indicators
from tiyn.steps.flagging.purchases import flag_purchases

FOUND = [one for one in indicators() if one.purchase]
CASES = [(one, case) for one in FOUND for case in load(one.folder / "cases.yml")]


def answers(engine, one):
    """Every answer of one indicator: `ocid/id` -> state, reason and, of a flag, the value."""
    rows = engine.rows(
        "select c.ocid || '/' || c.id as subject, s.state, s.reason, f.value from checked c"
        " join check_pattern s on s.pattern = c.pattern left join flagged f on f.indicator = s.indicator and f.kind = c.kind"
        " and f.ocid = c.ocid and f.id = c.id where s.indicator = ? order by 1".replace("?", f"'{one.id}'")
    )
    return {row["subject"]: row for row in rows}


@pytest.mark.parametrize(("one", "case"), CASES, ids=[f"{one.id}: {case['why']}" for one, case in CASES])
def test_a_worked_case_gives_the_answers_it_says(one, case, empty):
    put(empty, case)
    _, failed = flag_purchases(empty, [one], {key: int(value) for key, value in case.get("law", {}).items()})
    assert not failed
    found = answers(empty, one)
    for subject, expected in case["gives"].items():
        wanted = {"state": expected} if isinstance(expected, str) else dict(expected)
        assert subject in found, f"{subject} has no answer; there are {sorted(found)[:10]}"
        row = found[subject]
        assert row["state"] == wanted["state"], f"{subject}: {row}"
        if "reason" in wanted:
            assert row["reason"] == wanted["reason"]
        if "value" in wanted:
            assert row["value"] == Decimal(wanted["value"])
    for row in found.values():
        assert row["state"] in STATES
        assert (row["reason"] is None) == (row["state"] in ("flag", "no_flag")), row
        assert row["reason"] is None or row["reason"] in codes("flag_reason"), (
            f"{row['reason']} has no name in codes/flag_reason.yml"
        )
        assert (row["value"] is None) == (row["state"] != "flag"), row


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.id)
def test_the_cases_show_a_question_its_absence_and_what_cannot_be_said(one):
    given = {
        expected if isinstance(expected, str) else expected["state"]
        for case in load(one.folder / "cases.yml")
        for expected in case["gives"].values()
    }
    assert {"flag", "no_flag", "not_computable"} <= given or {"suppressed", "no_flag", "not_computable"} <= given


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.id)
def test_the_folder_is_named_after_the_indicator(one):
    assert one.folder.name == one.id
    assert one.level in LEVELS


def test_every_subject_is_answered_once_by_every_indicator_of_its_level(empty):
    put(empty, {"process": [{"method": "open"}], "lot": [{"id": "l"}, {"id": "m", "position": "2"}], "contract": [{"id": "c"}]})
    _, failed = flag_purchases(empty, FOUND)
    assert not failed
    for level, count in (("lot", 2), ("contract", 1), ("process", 1)):
        for one in FOUND:
            if one.level == level:
                assert len(answers(empty, one)) == count


def test_no_purchases_no_results(empty):
    assert flag_purchases(empty, FOUND) == ({}, [])
    assert empty.rows(f"select count(*) as n from {tables()['checked'].name}") == [{"n": 0}]
