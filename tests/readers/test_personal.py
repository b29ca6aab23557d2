"""What is hidden in free text, and what must never be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn.model.identifier import check_digit
from tiyn.readers._ocds_party import Known, identified
from tiyn.readers._personal import HIDDEN, hide, is_person, scan


def numbered(first_eleven: str) -> str:
    digit = check_digit(first_eleven)
    assert digit is not None
    return f"{first_eleven}{digit}"


PERSON = numbered("85010130012")
PHONE = "87011234567"
COMPANY = numbered("95044000167")

HITS = [
    (f"ИИН {PERSON}", PERSON),
    (f"ИИН{PERSON}, далее", PERSON),
    (f"KZ-IIN-{PERSON}", PERSON),
    (f"({PERSON})", PERSON),
    ("пишите на a.b+c@mail.example.kz.", "a.b+c@mail.example.kz"),
    ("почта@пример.қаз", "почта@пример.қаз"),
    ("тел. +7 (701) 123-45-67", "+7 (701) 123-45-67"),
    ("+77011234567", "+77011234567"),
    ("звоните 8 701 123 45 67", "8 701 123 45 67"),
    ("моб 87011234567", "87011234567"),
    ("8 (7172) 74-00-00", "8 (7172) 74-00-00"),
    ("моб. 8 7011234567", "8 7011234567"),
    ("+7\u2011701\u2011123\u201145\u201167", "+7\u2011701\u2011123\u201145\u201167"),
    ("тел. +7\u00a0(701)\u2009123–45–67", "+7\u00a0(701)\u2009123–45–67"),
    ("8.701.123.45.67", "8.701.123.45.67"),
    ("８７０１１２３４５６７", "８７０１１２３４５６７"),
    (f"ИИН {PERSON[:6]} {PERSON[6:9]} {PERSON[9:]}", f"{PERSON[:6]} {PERSON[6:9]} {PERSON[9:]}"),
    (f"ИИН {PERSON[:6]}-{PERSON[6:]}", f"{PERSON[:6]}-{PERSON[6:]}"),
    ("name (at) host.kz", "name (at) host.kz"),
    ("name[at]host.kz", "name[at]host.kz"),
    ("name собака host.kz", "name собака host.kz"),
    ("name＠host.kz", "name＠host.kz"),
    ("a(AT)b.kz", "a(AT)b.kz"),
    ("a@b.kz", "a@b.kz"),
    ("+7 ৭০১ ১২৩ ৪৫ ৬৭", "+7 ৭০১ ১২৩ ৪৫ ৬৭"),
]
MISSES = [
    COMPANY,
    f"{COMPANY}/220015/00",
    "26.20.11.100.000.00.0796.000000000001",
    "262011.100.000001",
    "договор № 87-2021/15 от 08.07.2021",
    "8 701 штук",
    PERSON[:-1] + str((int(PERSON[-1]) + 1) % 10),
    numbered("85130130012") if check_digit("85130130012") is not None else "",
    f"{PERSON}.50",
    f"1{PERSON}",
    f"a{PERSON}f",
    "KZ123456789012345678",
    "2021-08-07T10:00:00+05:00",
    "+7 (701)",
    "sum 870112345.67",
    f"{PERSON[:3]} {PERSON[3:6]} {PERSON[6:9]} {PERSON[9:]}",
    f"{COMPANY[:6]} {COMPANY[6:]}",
    "9 742 860 089,00",
    "собака служебная, 2 шт.",
    "made at host.kz",
    "a@b",
    "@",
]


@pytest.mark.parametrize(("text", "expected"), HITS)
def test_found_and_hidden(text, expected):
    assert scan(text) == [expected]
    assert expected not in hide(text) and HIDDEN in hide(text)
    assert scan(hide(text)) == []


@pytest.mark.parametrize("text", MISSES)
def test_left_alone(text):
    assert scan(text) == []
    assert hide(text) is text


def test_a_birthday_and_a_century_make_a_person():
    assert is_person(PERSON)
    assert not is_person(COMPANY)


def grouped(number: int, by: str) -> str:
    return f"{number:,}".replace(",", by)


@given(st.integers(0, 10**14), st.sampled_from([" ", "\u00a0", "\u202f", "."]), st.sampled_from(["", ",00", ",50 тенге", " KZT"]))
def test_sums_in_groups_are_left_alone(number, by, after):
    assert hide(f"сумма {grouped(number, by)}{after}") == f"сумма {grouped(number, by)}{after}"


@given(
    st.integers(0, 10**6),
    st.dates(),
    st.sampled_from(["{d:%d.%m.%Y} № {n}", "{d}/{n}", "ocds-213czf-{n}-{d:%Y%m%d}", "{n}-{d:%y}"]),
)
def test_dates_and_numbers_of_contracts_are_left_alone(number, day, form):
    text = form.format(n=number, d=day)
    assert hide(text) is text


@given(st.text(alphabet="0123456789 +-()78@.aф", max_size=60))
def test_what_is_hidden_stays_hidden(text):
    assert scan(hide(hide(text))) == scan(hide(text))


def test_a_megabyte_of_one_letter_takes_no_time():
    assert scan("a" * 1_000_000 + "@") == []
    assert scan("8 (" * 300_000) == []


@pytest.mark.parametrize("scheme", ["KZ-IIN", "kz-iin", " KZ-IIN "])
def test_a_scheme_of_personal_numbers_is_one_however_it_is_written(scheme):
    assert identified(scheme, "1234") == Known(None, None, None, "personal")
