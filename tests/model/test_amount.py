"""Amounts: read from the source's own words, kept as intervals, never of two units at once."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import load
from tiyn.model.amount import Amount, exact, read_count, read_money, read_percent, share, total, untraced
from tiyn.model.errors import CurrencyMismatch, NotAnAmount

CASES = load(Path(__file__).with_name("money_mentions.yml"))
DOCUMENT_LANGUAGE = {"orda-audit": "en", "inbusinesskz-2025-01-22": "en"}


def language(case):
    return case.get("language") or DOCUMENT_LANGUAGE.get(case.get("document", ""), "ru")


def number(text):
    return Decimal(text) if text else None


def expect(amount, case):
    assert amount.value == Decimal(case["value"])
    assert (amount.low, amount.high) == (number(case["low"]), number(case["high"]))
    assert amount.said == case["said"]


@pytest.mark.parametrize("case", [*CASES["documents"], *CASES["synthetic"]], ids=lambda case: case["said"])
def test_money_is_read_from_the_sources_own_words(case):
    amount = read_money(case["said"], language(case), None if case["currency"] else "KZT")
    expect(amount, case)
    assert amount.unit == (case["currency"] or "KZT")


@pytest.mark.parametrize("case", [case for case in CASES["documents"] if not case["currency"]], ids=lambda case: case["said"])
def test_money_without_a_currency_is_refused_unless_the_dossier_names_it(case):
    with pytest.raises(NotAnAmount, match="currency: KZT"):
        read_money(case["said"], language(case))


@pytest.mark.parametrize("case", CASES["counts"], ids=lambda case: case["said"])
def test_counts_are_exact_unless_the_words_open_an_end(case):
    expect(read_count(case["said"], language(case), "things"), case)


@pytest.mark.parametrize("case", CASES["percents"], ids=lambda case: case["said"])
def test_percentages_are_read_with_their_rounding(case):
    expect(read_percent(case["said"], language(case)), case)


@pytest.mark.parametrize("case", CASES["no_amount"], ids=str)
def test_words_that_are_no_figure_are_refused_with_the_words(case):
    said = case["said"] if isinstance(case, dict) else case
    with pytest.raises(NotAnAmount) as error:
        read_money(said, "ru", "KZT")
    assert repr(said) in str(error.value)


def test_two_units_never_meet():
    with pytest.raises(CurrencyMismatch, match="EUR"):
        exact(1, "KZT").plus(exact(1, "EUR"))


def test_rounded_press_and_exact_register_agree_when_intervals_overlap():
    press = read_money("891,1 млн тенге", "ru")
    assert press.agrees(exact(891_100_000, "KZT"))
    assert not read_money("700 миллиардов тенге", "ru").agrees(read_money("41 миллиард тенге", "ru"))


def test_a_remainder_below_zero_is_kept_not_clipped():
    rest = untraced(exact(10, "KZT"), [exact(7, "KZT"), exact(5, "KZT")])
    assert (rest.value, rest.low, rest.high) == (-2, -2, -2)


def test_an_open_part_leaves_the_remainder_open_below():
    rest = untraced(exact(95, "startups"), [exact(32, "startups"), read_count("over 20", "en", "startups")])
    assert (rest.value, rest.low, rest.high) == (43, None, 43)


def test_the_share_of_zero_is_refused():
    with pytest.raises(NotAnAmount):
        share(exact(1, "KZT"), exact(0, "KZT"))


tiyn = st.integers(min_value=-(10**17), max_value=10**17)


@st.composite
def amounts(draw):
    value, below, above = draw(tiyn), draw(st.integers(0, 10**12)), draw(st.integers(0, 10**12))
    low = None if draw(st.booleans()) else Decimal(value - below)
    high = None if draw(st.booleans()) else Decimal(value + above)
    return Amount(Decimal(value), low, high, "KZT")


@given(amounts(), st.lists(amounts(), max_size=6))
def test_parts_and_remainder_make_the_whole_exactly(whole, parts):
    rest = untraced(whole, parts)
    assert total(parts, "KZT").plus(rest).value == whole.value


@given(amounts(), amounts())
def test_bounds_hold_the_value_through_arithmetic(left, right):
    for result in (left.plus(right), left.minus(right)):
        assert result.low is None or result.low <= result.value
        assert result.high is None or result.value <= result.high


@given(amounts(), amounts())
def test_agreeing_is_mutual(left, right):
    assert left.agrees(right) == right.agrees(left)


@given(st.integers(1, 999), st.integers(0, 9), st.sampled_from(["млн", "млрд", "трлн"]))
def test_every_printed_figure_lies_inside_its_own_interval(whole, tenths, scale):
    amount = read_money(f"{whole},{tenths} {scale} тенге", "ru")
    assert amount.low < amount.value < amount.high


@given(st.text(max_size=60))
def test_no_words_crash_the_parser(said):
    try:
        read_money(said, "ru", "KZT")
    except NotAnAmount as error:
        assert str(error)
