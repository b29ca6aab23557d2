"""Every folder of the shelf shows each answer its rule can give; what it cannot give is said with the reason, as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cases import load
from tiyn.steps.flagging.card import indicators

FOUND = indicators()
EXCUSES = load(Path(__file__).with_name("indicator_states.yml"))
CATALOGUE = load(Path(__file__).with_name("catalogue_cases.yml"))
TESTS = Path(__file__).parents[1]
EXCUSED = {(rule, state) for excuse in EXCUSES for rule in excuse["rules"] for state in excuse["states"]}
WANTED = ("flag", "no_flag", "not_computable", "not_applicable")
# What the state of a rate is comes from steps/flagging/rates.py, not from the rule's own query.
RATE = {"flag", "no_flag", "not_computable"}


def shown(one) -> set[str]:
    """The states of the folder's worked cases."""
    given = [expected for case in load(one.folder / "cases.yml") for expected in case["gives"].values()]
    return {expected if isinstance(expected, str) else expected["state"] for expected in given}


def named(one) -> set[str]:
    """The states the rule's query can give."""
    if one.purchase and one.rate:
        return RATE
    return {state for state in (*WANTED, "suppressed", "error") if re.search(f"'{state}'", one.sql)}


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.id)
def test_the_cases_show_every_answer_the_rule_can_give(one):
    wanted = {state for state in WANTED if (one.id, state) not in EXCUSED} | (named(one) & {"suppressed", "error"})
    assert wanted <= shown(one), f"{one.folder}/cases.yml shows no case of {sorted(wanted - shown(one))}: add one to it"


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.id)
def test_no_rule_is_excused_from_an_answer_its_query_names(one):
    excused = {state for rule, state in EXCUSED if rule == one.id}
    assert not excused & named(one)
    assert set(WANTED) - excused <= named(one), "the query cannot give an answer that its cases are asked for"


def test_every_excuse_names_a_rule_of_the_shelf_and_a_reason():
    assert {rule for rule, _ in EXCUSED} <= {one.id for one in FOUND}
    assert all(excuse["why"].strip() for excuse in EXCUSES)


@pytest.mark.parametrize("case", CATALOGUE, ids=lambda case: case["id"])
def test_a_case_of_the_catalogue_is_held_or_said_to_be_absent(case):
    assert case.get("rules") or case.get("tests") or case.get("absent")
    assert set(case.get("rules", ())) <= {one.id for one in FOUND}
    for name in case.get("tests", ()):
        path, _, function = name.partition("::")
        assert f"def {function}(" in (TESTS / path).read_text(encoding="utf-8"), f"there is no {name}"


def test_the_catalogue_has_eighteen_cases():
    assert [case["id"] for case in CATALOGUE] == [f"T{n}" for n in range(1, 19)]
