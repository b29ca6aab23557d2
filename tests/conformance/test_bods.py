"""BODS 0.4: the standard's own 192 invalid and 111 valid files, its examples, and 122 cases of its rules."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.conftest import shared_data
from tiyn.bods.rules import CODES, breaches
from tiyn.bods.structure import departures

RULES = yaml.safe_load((Path(__file__).parent / "bods_rules.yml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)


def folder(*parts: str) -> Path:
    found = shared_data()
    path = Path(found or "absent", "data", "bods", *parts)
    if not path.is_dir():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the cases of BODS 0.4 are absent and must not be skipped here")
        pytest.skip("the cases of BODS 0.4 are not beside this checkout")
    return path


def read(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_each_invalid_file_is_rejected_with_the_expected_error():
    cases = folder("data-standard-0.4", "tests", "data", "invalid-statements")
    rows = list(csv.reader((cases / "expected_errors.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 192
    for name, keyword, path, _ in rows:
        found = {(one.keyword, one.path) for one in departures(read(cases / name.strip()))}
        assert (keyword.strip(), path.strip()) in found, f"{name}: {found}"


def test_each_valid_file_and_every_example_is_accepted():
    valid = sorted(folder("data-standard-0.4", "tests", "data", "valid-statements").glob("*.json"))
    assert len(valid) == 111
    for path in [*valid, *folder("data-standard-0.4", "examples").glob("*.json")]:
        assert departures(read(path)) == [], path.name


def test_the_cases_of_rules_agree_but_for_the_listed_ones():
    known = {read(path)["code"] for path in folder("..", "orgid", "lists").glob("*/*.json")}
    cases = sorted(folder("additional-checks-0.4").glob("*.json"))
    assert len(cases) == 122
    differ = {}
    for path in cases:
        assert departures(read(path)) == [], path.name
        family, label, _ = path.stem.rsplit("-", 2)
        found = {one.code for one in breaches(read(path), TODAY, known)}
        agrees = found & set(RULES["rules"][family].split()) if label == "invalid" else not found
        if not agrees:
            differ[path.stem] = " ".join(sorted(found))
    assert differ == {name: one["found"] for name, one in RULES["disagreements"].items()}


def test_every_rule_has_cases():
    assert {code for codes in RULES["rules"].values() for code in codes.split()} == set(CODES)


def statement(**more):
    base = {
        "statementId": "s" * 32,
        "declarationSubject": "e1",
        "statementDate": "2024-01-01",
        "recordId": "e1",
        "recordType": "entity",
    }
    return base | {"recordDetails": {"isComponent": False, "entityType": {"type": "registeredEntity"}}} | more


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (None, "$"),
        ({}, "$"),
        ([None], "$[0]"),
        ([[]], "$[0]"),
        ([statement(recordType=["entity"])], "$[0].recordType"),
        ([statement(recordDetails=None)], "$[0].recordDetails"),
        ([statement(recordDetails={"isComponent": 1, "entityType": []})], "$[0].recordDetails.isComponent"),
        ([statement(statementDate="2024-02-30")], "$[0].statementDate"),
        ([statement(statementDate="2024-01-01T00:00:00")], "$[0].statementDate"),
    ],
)
def test_odd_values_are_told_with_their_place(value, path):
    assert path in {one.path for one in departures(value)}
    breaches(value if isinstance(value, list) else [], TODAY)  # nothing crashes


def test_a_number_that_is_none_is_below_every_bound():
    share = {"interests": [{"share": {"exact": float("nan")}}], "isComponent": False, "subject": "e1", "interestedParty": "e1"}
    found = departures([statement(recordType="relationship", recordDetails=share)])
    assert [one.keyword for one in found] == ["minimum"]
