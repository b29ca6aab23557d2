"""Numbers as a newspaper of each language prints them."""

from decimal import Decimal

import pytest

from tiyn.model.amount import Amount, exact, read_count, read_money, read_percent
from tiyn.settings import read_settings
from tiyn.view.numbers import exact as exact_text
from tiyn.view.numbers import headline, number
from tiyn.view.words import Words, languages

LANGUAGES = languages(read_settings().locales)
NB = "\u00a0"
KZT = "KZT"

HEADLINES = [
    (read_money("166,7 млрд тенге", "ru"), True, "166,7 млрд ₸", "166,7 млрд ₸", "₸166.7 bn"),
    (read_money("400 млн тенге", "ru"), True, "400 млн ₸", "400 млн ₸", "₸400 mn"),
    (read_money("1 trillion 90 billion tenge", "en"), True, "1,09 трлн ₸", "1,09 трлн ₸", "₸1.09 tn"),
    (read_money("over 31 billion tenge", "en"), True, "кемінде 31 млрд ₸", "не менее 31 млрд ₸", "at least ₸31 bn"),
    (read_money("430 тысяч евро", "ru"), True, "430 мың €", "430 тыс. €", "€430 thousand"),
    (exact(Decimal("8305717100"), KZT), False, "8,31 млрд ₸", "8,31 млрд ₸", "₸8.31 bn"),
    (exact(Decimal("11994282900"), KZT), False, "12,0 млрд ₸", "12,0 млрд ₸", "₸12.0 bn"),
    (exact(Decimal("-2500000"), KZT), False, "−2,50 млн ₸", "−2,50 млн ₸", "₸−2.50 mn"),
    (exact(Decimal("0"), KZT), False, "0 ₸", "0 ₸", "₸0"),
    (Amount(Decimal("92.7466"), None, None, "percent"), False, "92,7 %", "92,7 %", "92.7%"),
    (read_percent("11,1 процента", "ru"), True, "11,1 %", "11,1 %", "11.1%"),
]


@pytest.mark.parametrize("case", HEADLINES, ids=lambda case: case[4])
def test_headlines_in_three_languages(case):
    amount, stated, *texts = case
    for code, text in zip(("kk", "ru", "en"), texts, strict=True):
        assert headline(amount, Words(LANGUAGES[code]), stated).replace(NB, " ") == text


def test_numbers_and_their_units_never_break_apart():
    shown = headline(read_money("166,7 млрд тенге", "ru"), Words(LANGUAGES["ru"]), True)
    assert " " not in shown


PLURALS = [("1", "1 система"), ("2", "2 системы"), ("115", "115 систем"), ("21", "21 система"), ("34", "34 системы")]


@pytest.mark.parametrize(("said", "text"), PLURALS)
def test_russian_counts_agree_with_their_noun(said, text):
    shown = headline(read_count(said, "ru", "systems"), Words(LANGUAGES["ru"]), True)
    assert shown.replace(NB, " ") == text


def test_the_exact_number_shows_its_interval():
    text = exact_text(read_money("166,7 млрд тенге", "ru"), Words(LANGUAGES["ru"])).replace(NB, " ")
    assert text == "166 700 000 000 ₸ (166 650 000 000 – 166 750 000 000)"


def test_an_english_thousand_is_grouped_by_commas():
    assert number(Decimal("1641"), Words(LANGUAGES["en"])) == "1,641"


DATES = [
    ("2026-02-10", "2026 ж. 10 ақпан", "10 февраля 2026 г.", "10 February 2026"),
    ("2026", "2026", "2026", "2026"),
    ("not stated", "күні көрсетілмеген", "дата не указана", "date not stated"),
]


@pytest.mark.parametrize("case", DATES, ids=lambda case: case[0])
def test_dates_in_three_languages(case):
    said, *texts = case
    for code, text in zip(("kk", "ru", "en"), texts, strict=True):
        assert Words(LANGUAGES[code]).date(said).replace(NB, " ") == text


PERIODS = [
    ("2022..2030", "2022–2030"),
    ("2015..", "с 2015"),
    ("P2Y", "2 года, какие не указано"),
    ("not stated", "период не указан"),
    ("2023", "2023"),
]


@pytest.mark.parametrize(("said", "text"), PERIODS)
def test_periods_in_words(said, text):
    assert Words(LANGUAGES["ru"]).period(said) == text


def test_kazakh_names_sort_by_the_kazakh_alphabet():
    words = Words(LANGUAGES["kk"])
    assert sorted(["Іле", "Ғарыш", "Ақтау", "Гауһар", "Әулиеата"], key=words.sort_key) == [
        "Ақтау", "Әулиеата", "Гауһар", "Ғарыш", "Іле",
    ]  # fmt: skip
