"""What must hold of every rule when the register grows, moves in time or is read in parts, and where each such property is tested.

The table INVARIANTS names, for each of the twenty-six properties, the tests that hold it, or why nothing on the shelf has it.
"""

from __future__ import annotations

import copy
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cases import load
from tests.shelves.test_indicator_invariants import FOUND, OWN, results, world
from tiyn.engine import Engine
from tiyn.steps.flagging.card import Indicator

INVARIANTS = load(Path(__file__).with_name("invariants.yml"))
TESTS = Path(__file__).parents[1]
DATES = {
    "process": ("announced", "tender_start", "tender_end"), "bid": ("date",), "award": ("date",), "contract": ("signed",), "payment": ("date",),
}  # fmt: skip
# Rules of a threshold, and the same rule asked more strictly.
STRICTER = {
    "R024-k1": {"most": 1}, "R031-k1": {"least": 1_000_000}, "R059-k1": {"least": 300_000},
    "R061-k1": {"most": 0}, "R063-k1": {"most": 200}, "R064-k1": {"least": 5}, "R068-k1": {"most": 1_300_000}, "R069-k1": {"least": 400_000},
}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return world(7, 24)


@pytest.fixture(scope="module")
def before(made):
    return results(made)


def test_every_invariant_is_held_somewhere_or_said_to_be_of_nothing_here():
    assert [one["id"] for one in INVARIANTS] == [f"I{n}" for n in range(1, 27)]
    for one in INVARIANTS:
        assert one.get("tests") or one.get("absent"), one["id"]
        for name in one.get("tests", []):
            path, _, function = name.partition("::")
            assert re.search(rf"def {function}\b", (TESTS / path).read_text(encoding="utf-8")), f"{one['id']}: there is no {name}"


def test_parts_of_a_register_answer_of_their_own_purchases_as_the_whole(made, before):
    ocids = [row["ocid"] for row in made["process"]]
    rules = [one for one in FOUND if one.id in OWN]
    found: dict = {}
    for part in (set(ocids[::3]), set(ocids[1::3]), set(ocids[2::3])):
        found |= results({table: [row for row in rows if row["ocid"] in part] for table, rows in made.items()}, rules)
    assert found == {key: answer for key, answer in before.items() if key[0] in OWN}


def test_one_thread_and_four_give_the_same(made, before, monkeypatch):
    plain = Engine.__init__
    for threads in (1, 4):
        monkeypatch.setattr(Engine, "__init__", lambda self, number=threads, scratch=None: plain(self, number, scratch))
        assert results(made) == before


def test_a_year_of_whole_weeks_later_nothing_else_is_answered(made, before):
    moved = copy.deepcopy(made)
    for table, columns in DATES.items():
        for row in moved[table]:
            for column in columns:
                if row.get(column):
                    day = datetime.date.fromisoformat(row[column][:10]) - datetime.timedelta(weeks=52)
                    row[column] = f"{day}{row[column][10:]}"
    after = results(moved)
    whole = [key for key in before if key[1] in ("lot", "contract", "process")]
    assert {key: after[key] for key in whole} == {key: before[key] for key in whole}


def test_one_more_bidder_never_makes_a_single_one(made, before):
    more = copy.deepcopy(made)
    more["bid"] += [bid(row["ocid"], "valid") for row in made["process"]]
    after = results(more)
    for key, answer in before.items():
        if key[0] in ("R018-k1", "KZ-EFF-SINGLE") and answer[0] == "no_flag":
            assert after[key][0] == "no_flag", key


def test_one_more_rejected_bidder_never_takes_the_question_of_rejections_away(made, before):
    more = copy.deepcopy(made)
    more["bid"] += [bid(row["ocid"], "disqualified") for row in made["process"]]
    after = results(more)
    asked = [key for key, answer in before.items() if key[0] == "R035-k1" and answer[0] == "flag"]
    assert asked
    assert all(after[key][0] == "flag" and after[key][2] == before[key][2] + 1 for key in asked)


def bid(ocid: str, status: str) -> dict[str, str]:
    return {"ocid": ocid, "id": "more", "position": "99", "tenderer": "newcomer", "tenderers": "1", "lots": "l", "status": status,
            "value": "1000", "currency": "KZT", "date": "2024-01-02T12:00:00+05:00"}  # fmt: skip


@dataclass(frozen=True)
class Stricter(Indicator):
    """A rule with some of its numbers changed."""

    @property
    def parameters(self) -> dict[str, Decimal]:
        return super().parameters | {name: Decimal(value) for name, value in STRICTER[self.id].items()}


def test_a_stricter_threshold_asks_no_new_question(made, before):
    after = results(made, [Stricter(one.folder, one.card) for one in FOUND if one.id in STRICTER])
    assert {key[0] for key in after} == set(STRICTER)
    fewer = 0
    for key, answer in after.items():
        assert answer[0] != "flag" or before[key][0] == "flag", key
        fewer += before[key][0] == "flag" and answer[0] == "no_flag"
    assert fewer > 5, "no threshold was felt at all"
