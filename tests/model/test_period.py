"""Periods: partial dates, open ranges, durations, "not stated"."""

from datetime import date

import pytest

from tiyn.model.errors import NotAPeriod
from tiyn.model.period import last_day, read_period

READ = [
    ("2023", date(2023, 1, 1), date(2023, 12, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2026-02-10", date(2026, 2, 10), date(2026, 2, 10)),
    ("2022..2030", date(2022, 1, 1), date(2030, 12, 31)),
    ("2015..", date(2015, 1, 1), None),
    ("..2024", None, date(2024, 12, 31)),
    ("2018-12..2019-01", date(2018, 12, 1), date(2019, 1, 31)),
    ("P2Y", None, None),
    ("not stated", None, None),
]


@pytest.mark.parametrize(("said", "start", "end"), READ)
def test_a_period_covers_whole_days(said, start, end):
    period = read_period(said)
    assert (period.start, period.end, period.said) == (start, end, said)


@pytest.mark.parametrize("said", ["", "..", "2030..2022", "2023-13", "2023-02-30", "soon", "23", "2023/01", "0000"])
def test_what_is_no_period_is_refused_with_the_words(said):
    with pytest.raises(NotAPeriod) as error:
        read_period(said)
    assert said in str(error.value)


def test_a_deadline_given_as_a_year_is_its_last_day():
    assert last_day("2026") == date(2026, 12, 31)


def test_a_duration_covers_no_year_because_none_is_named():
    assert read_period("P2Y").years == 2
    assert not read_period("P2Y").covers_year(2023)


def test_a_range_covers_its_years():
    plan = read_period("2022..2030")
    assert [year for year in (2021, 2022, 2030, 2031) if plan.covers_year(year)] == [2022, 2030]
