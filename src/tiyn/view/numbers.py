"""Numbers as a newspaper prints them: 166,7 млрд ₸, ₸166.7 bn, 92,7 %, 95 стартапов.

A stated figure keeps the decimals its source printed; a computed one is shown to one decimal
from ten upwards, to two below. The exact value always stands beside it.
"""

from __future__ import annotations

import functools
from decimal import ROUND_HALF_EVEN, Decimal

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

from tiyn.model.amount import MONEY_UNITS, Amount
from tiyn.view.words import Words

NBSP = "\u00a0"
MINUS = "\u2212"
SIGNS = {"KZT": "₸", "EUR": "€", "USD": "$", "XXX": "¤"}  # XXX: ISO 4217 for no currency
SCALES = ((12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand"))


@functools.cache
def _pattern(text: str) -> NumberPattern:
    return parse_pattern(text)


@functools.lru_cache(maxsize=1 << 16)
def _marked(pattern: str, value: Decimal, locale: Locale) -> str:
    """A number with a language's marks; lists show the same counts again and again."""
    text = _pattern(pattern).apply(value, locale, decimal_quantization=False)
    return text.replace("\u202f", NBSP).replace(" ", NBSP)


def number(value: Decimal, words: Words, decimals: int | None = None) -> str:
    """A number with the language's marks and a real minus; `decimals` fixed, or as many as it has."""
    pattern = "#,##0." + ("#" * 4 if decimals is None else "0" * decimals)
    rounded = value if decimals is None else value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    text = _marked(pattern.rstrip("."), abs(rounded), words.language.locale)
    return (MINUS if rounded < 0 else "") + text


def headline(amount: Amount, words: Words, stated: bool, decimals: int | None = None) -> str:
    """The figure in one short phrase, with its open end in words: "over 31 bn", "at most 43"."""
    text = plain(amount, words, stated, decimals)
    if amount.low is None and amount.high is None:
        return text
    if amount.high is None:
        return words("at_least", figure=text)
    if amount.low is None:
        return words("at_most", figure=text)
    return text


def plain(amount: Amount, words: Words, stated: bool, decimals: int | None = None) -> str:
    """The figure without its bounds; `decimals` when the usual number of them would hide something."""
    if amount.unit == "percent":
        usual = _printed(amount.value) if stated else 1
        return number(amount.value, words, usual if decimals is None else decimals) + words.language.card["percent"]
    if is_money(amount.unit):
        return _money(amount.value, amount.unit, words, stated, decimals)
    decimals = _printed(amount.value) if stated or amount.value == int(amount.value) else 1
    shown = number(amount.value, words, decimals)
    bounded = (amount.low is None) != (amount.high is None)
    return f"{shown}{NBSP}{words.name('unit', amount.unit, _plural_number(amount.value, bounded))}"


def exact(amount: Amount, words: Words) -> str:
    """The whole figure, and its interval when it is one: 166 700 000 000 ₸ (166 650 000 000 – 166 750 000 000)."""
    text = _signed(number(amount.value, words), amount.unit, words)
    if amount.is_exact or (amount.low is None and amount.high is None):
        return text
    low = number(amount.low, words) if amount.low is not None else "…"
    high = number(amount.high, words) if amount.high is not None else "…"
    return f"{text} ({low} – {high})"


def _money(value: Decimal, unit: str, words: Words, stated: bool, fixed: int | None = None) -> str:
    for power, name in SCALES:
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1:
            usual = _printed(scaled) if stated else (1 if abs(scaled) >= 10 else 2)
            decimals = usual if fixed is None else fixed
            text = f"{number(scaled, words, decimals)}{NBSP}{words.language.card['scales'][name]}"
            return _signed(text, unit, words)
    return _signed(number(value, words, _printed(value)), unit, words)


def is_money(unit: str) -> bool:
    """Whether a unit is a currency: one with a sign of its own, or any other by its ISO 4217 code."""
    return unit in MONEY_UNITS or (len(unit) == 3 and unit.isascii() and unit.isupper())


def _signed(text: str, unit: str, words: Words) -> str:
    if is_money(unit):
        return words.language.card["money"].format(number=text, sign=SIGNS.get(unit, unit)).replace(" ", NBSP)
    return text + words.language.card["percent"] if unit == "percent" else text


def _printed(value: Decimal) -> int:
    """How many decimals a value has once trailing zeros are gone, four at most."""
    exponent = value.normalize().as_tuple().exponent
    return min(4, max(0, -int(exponent)))


def _plural_number(value: Decimal, bounded: bool) -> int:
    """The number whose plural form the word takes; after "at most" Russian wants the genitive: 43 as 5, 21 as 2."""
    if value != int(value):
        return 2
    count = int(value)
    if not bounded or count == 1:
        return count
    return 2 if count % 10 == 1 and count % 100 != 11 else 5
