"""Money and counts as somebody stated them: an interval, and the words it came from.

"166,7 млрд тенге" is not 166,700,000,000: it is somewhere between 166.65 and 166.75 bn,
because the source printed one decimal. "Over 31 billion" has no upper end. Arithmetic
between such figures keeps both ends, so a remainder is as uncertain as its parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from tiyn.model.errors import CurrencyMismatch, NotAnAmount

# Stems, not words: ru and kk inflect, en takes a plural s. Longest stem first.
SCALES: tuple[tuple[str, int], ...] = (
    ("триллион", 12), ("trillion", 12), ("трлн", 12), ("tn", 12), ("trn", 12),
    ("миллиард", 9), ("billion", 9), ("млрд", 9), ("bn", 9),
    ("миллион", 6), ("million", 6), ("млн", 6), ("mn", 6),
    ("тысяч", 3), ("thousand", 3), ("тыс", 3), ("мың", 3),
)  # fmt: skip
CURRENCIES: tuple[tuple[str, str], ...] = (
    ("тенге", "KZT"), ("теңге", "KZT"), ("tenge", "KZT"), ("kzt", "KZT"), ("₸", "KZT"), ("тг", "KZT"),
    ("евро", "EUR"), ("еуро", "EUR"), ("euro", "EUR"), ("eur", "EUR"), ("€", "EUR"),
    ("доллар", "USD"), ("dollar", "USD"), ("usd", "USD"), ("$", "USD"),
)  # fmt: skip
# Which end a phrase leaves open. Read in this order: negated phrases before the words inside them.
BOUNDS: tuple[tuple[str, str], ...] = (
    ("no more than", "most"), ("not more than", "most"), ("no less than", "least"), ("not less than", "least"),
    ("не более", "most"), ("не больше", "most"), ("не свыше", "most"), ("не превышает", "most"), ("не выше", "most"),
    ("не менее", "least"), ("не меньше", "least"), ("не ниже", "least"),
    ("кем емес", "least"), ("көп емес", "most"), ("артық емес", "most"), ("аспайды", "most"), ("аспайтын", "most"),
    ("over", "least"), ("more than", "least"), ("at least", "least"), ("exceeds", "least"), ("свыше", "least"),
    ("более", "least"), ("больше", "least"), ("кемінде", "least"), ("астам", "least"), ("артық", "least"), ("көп", "least"),
    ("up to", "most"), ("at most", "most"), ("less than", "most"), ("under", "most"), ("до", "most"), ("менее", "most"),
    ("меньше", "most"), ("дейін", "most"),
)  # fmt: skip
NEGATIONS = frozenset({"no", "not", "не", "емес"})
# Small numbers written out, in the forms that occur before a counted noun.
SMALL = {
    1: "one один одна одно одного одной бір", 2: "two два две двух двум екі", 3: "three три трёх трех үш",
    4: "four четыре четырёх четырех төрт", 5: "five пять пяти бес", 6: "six шесть шести алты",
    7: "seven семь семи жеті", 8: "eight восемь восьми сегіз", 9: "nine девять девяти тоғыз", 10: "ten десять десяти он",
}  # fmt: skip
WRITTEN = {word: value for value, words in SMALL.items() for word in words.split()}
MONEY_UNITS = frozenset({"KZT", "EUR", "USD"})

_NUMBER = re.compile(r"\d[\d\u00a0\u202f ]*(?:[.,]\d+)*")
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_WORD = re.compile(r"[^\W\d_]+|[₸€$]")


@dataclass(frozen=True)
class Amount:
    """A figure: `value` as printed, `low`..`high` as it can be meant, in whole units of `unit`.

    `low` or `high` is None when the source leaves that end open. `unit` is an ISO 4217 code
    for money, otherwise a code of `codes/unit.yml`. `said` keeps the source's own words; a
    computed figure has none.
    """

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str
    said: str = ""

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY_UNITS

    @property
    def is_exact(self) -> bool:
        return self.low == self.high == self.value

    def agrees(self, other: Amount) -> bool:
        """True when the two intervals overlap: 891.1 mn in the press and 891 100 000 in a register."""
        _same_unit(self, other)
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and self.low > other.high
        return not (below or above)

    def plus(self, other: Amount) -> Amount:
        """The sum as an interval; an open end stays open. Raises CurrencyMismatch."""
        _same_unit(self, other)
        return Amount(self.value + other.value, _add(self.low, other.low), _add(self.high, other.high), self.unit)

    def minus(self, other: Amount) -> Amount:
        """The difference as an interval. A negative end is kept: it says the parts may exceed the whole."""
        _same_unit(self, other)
        return Amount(self.value - other.value, _subtract(self.low, other.high), _subtract(self.high, other.low), self.unit)


def exact(value: Decimal | int, unit: str, said: str = "") -> Amount:
    """A figure known to its last digit, such as a register's."""
    number = Decimal(value)
    return Amount(number, number, number, unit, said)


def total(parts: list[Amount], unit: str) -> Amount:
    """Σ parts as an interval; the sum of nothing is an exact zero of `unit`."""
    running = exact(0, unit)
    for part in parts:
        running = running.plus(part)
    return running


def untraced(parent: Amount, children: list[Amount]) -> Amount:
    """What of `parent` no child accounts for, in the parent's unit (tenge, not millions).

    An interval: rounding in the press makes the remainder uncertain too. A negative `low`
    means the children may exceed the parent, which is reported, not clipped.
    Raises CurrencyMismatch naming both units.
    """
    return parent.minus(total(children, parent.unit))


def share(part: Amount, whole: Amount, digits: int = 6) -> Decimal:
    """part / whole as a percentage of the printed values, rounded half-even to `digits` decimals.

    Raises CurrencyMismatch for different units and NotAnAmount for a zero whole.
    """
    _same_unit(part, whole)
    if whole.value == 0:
        raise NotAnAmount(f"a share of zero {whole.unit} was asked for; a whole must not be zero")
    return (part.value * 100 / whole.value).quantize(Decimal(1).scaleb(-digits))


def read_money(said: str, language: str, currency: str | None = None) -> Amount:
    """Read money from a source's own words in ru, kk or en; `currency` where the words have none.

    The interval is half a unit of the last printed digit either side; "over" and "up to" open
    or close one end. Raises NotAnAmount with the words and the expected form.
    """
    _pieces(said, language)
    unit = _currency(said) or currency
    if unit is None:
        raise NotAnAmount(f"{said!r} names no currency; write `currency: KZT` beside it if the text makes it clear")
    return _read(said, language, unit)


def read_count(said: str, language: str, unit: str) -> Amount:
    """Read a number of things ("more than 20", "1,800", "двух"): a bare number is exact."""
    amount = _read(said, language, unit, exact_when_bare=True)
    return amount


def read_percent(said: str, language: str) -> Amount:
    """Read "11,1 процента", "85%" or "25 %"; rounded to the last printed digit."""
    return _read(said, language, "percent")


def _read(said: str, language: str, unit: str, exact_when_bare: bool = False) -> Amount:
    pieces = _pieces(said, language)
    value = sum((number * Decimal(10) ** power for number, power, _ in pieces), Decimal(0))
    number, power, decimals = pieces[-1]
    bare = exact_when_bare and power == 0 and decimals == 0
    exactly = bare or (power == 0 and decimals == 0 and unit in MONEY_UNITS)
    half = Decimal(0) if exactly else Decimal(10) ** (power - decimals) / 2
    low: Decimal | None = value - half
    high: Decimal | None = value + half
    bound = _bound(said)
    if bound == "least":
        low, high = value, None
    elif bound == "most":
        low, high = None, value
    return Amount(value, low, high, unit, said)


def _pieces(said: str, language: str) -> list[tuple[Decimal, int, int]]:
    """(mantissa, power of ten, printed decimals) of "1 trillion 90 billion" and the like; never empty."""
    found = []
    for match in _NUMBER.finditer(said):
        if said[: match.start()].rstrip().endswith(("-", "\u2212")):
            raise NotAnAmount(f"{said!r} is negative; a source states sums, not debts: write the figure without its sign")
        number, decimals = _number(match.group().strip(), language, said)
        rest = _WORD.match(said[match.end() :].lstrip())
        power = _scale(rest.group().lower()) if rest else 0
        found.append((number, power, decimals))
    if not found:
        found = [(Decimal(WRITTEN[word]), 0, 0) for word in _WORD.findall(said.lower()) if word in WRITTEN]
    if not found:
        raise NotAnAmount(f"{said!r} is not a figure; write it as the source does, e.g. '166,7 млрд тенге'")
    powers = [power for _, power, _ in found]
    if powers != sorted(powers, reverse=True) or len(set(powers)) != len(powers):
        raise NotAnAmount(f"{said!r} holds more than one figure; write one figure per statement")
    return found


def _number(text: str, language: str, said: str) -> tuple[Decimal, int]:
    digits = re.sub(r"[\u00a0\u202f ]", "", text)
    if language == "en" and _GROUPED.match(digits):
        digits = digits.replace(",", "")
    if digits.count(",") + digits.count(".") > 1:
        raise NotAnAmount(f"{text!r} in {said!r} is ambiguous; expected one decimal mark")
    plain = digits.replace(",", ".")
    decimals = len(plain.partition(".")[2])
    return Decimal(plain), decimals


def _scale(word: str) -> int:
    for stem, power in SCALES:
        if word == stem or (len(stem) > 3 and word.startswith(stem)):
            return power
    return 0


def _currency(said: str) -> str | None:
    words = _WORD.findall(said.lower())
    for stem, code in CURRENCIES:
        if any(word == stem or (len(stem) > 3 and word.startswith(stem)) for word in words):
            return code
    return None


def _bound(said: str) -> str | None:
    """`least`, `most` or None. Raises NotAnAmount for a negation this list does not know: it could mean the reverse."""
    text = f" {' '.join(_WORD.findall(said.lower()))} "
    for phrase, end in BOUNDS:
        if f" {phrase} " in text:
            return end
    if NEGATIONS & set(text.split()):
        raise NotAnAmount(f"{said!r} negates something this reader does not know; write the figure alone, e.g. '5 млрд тенге'")
    return None


def _same_unit(left: Amount, right: Amount) -> None:
    if left.unit != right.unit:
        raise CurrencyMismatch(
            f"{left.value} {left.unit} and {right.value} {right.unit} have different units; compare like with like"
        )


def _add(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left + right


def _subtract(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left - right
