"""When a term ends and how many working days are left, over holidays, weekends and years nobody knows."""

from datetime import date
from pathlib import Path

import pytest

from tests.cases import load
from tiyn import legal

CASES = load(Path(__file__).with_name("due_dates.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_term_ends_on_a_working_day_and_says_what_is_not_known(case):
    calendar, sent = legal.calendar(), date.fromisoformat(case["sent"])
    due = calendar.due(sent, int(case["days"]), case["unit"])
    assert due.isoformat() == case["due"]
    assert calendar.works(due)
    assert [str(year) for year in calendar.unknown(sent, due)] == case["unknown"]
    assert [str(year) for year in calendar.unchecked(sent, due)] == case["unchecked"]
    assert calendar.between(date.fromisoformat(case["today"]), due) == int(case["left"])


def test_a_unit_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="mend the legal parameter"):
        legal.calendar().due(date(2025, 3, 6), 5, "days")


def test_the_rules_count_the_days_of_the_same_calendar():
    days = {day: (works, checked) for day, works, checked in legal.workdays()}
    assert len(days) == 365
    assert days[date(2025, 3, 10)] == (False, True)
    assert days[date(2025, 1, 5)] == (True, False)
    assert not [one for one in legal.parameters() if one.key.startswith("request_") and one.state == "verified"]
