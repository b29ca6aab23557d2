"""Figures in running text, and the terms under which equal figures meet.

"46,5 млрд", "46.5 bn" and "46500000000" are one value. A bare "46,5" is a mantissa: it may
mean any scale. Wider than `model.amount` on purpose: people type what no source would print.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tiyn.model.amount import CURRENCIES, SCALES

# Also what people type: Latin short forms, and the two commonest misspellings.
_TYPED_SCALES = (
    ("trln", 12), ("bln", 9), ("mlrd", 9), ("млд", 9), ("милиард", 9), ("milliard", 9), ("billiard", 9),
    ("mln", 6), ("mio", 6), ("милион", 6), ("тыщ", 3),
)  # fmt: skip
_ATTACHED_SCALES = {"b": 9, "m": 6, "k": 3}  # 41b, 891m: only directly behind the digits
_NUMBER = re.compile(
    r"(?<![0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі])"
    r"([0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
    r"(?:([ \u00a0\u202f]*)([^\W\d_]+)\.?)?"
)
_DIGIT = re.compile("[0-9]")
_SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
_CURRENCY = re.compile(r"\s*([^\W\d_]+|[₸€$])")
_LONGEST = 24  # digits; a longer run is not a figure
_REGISTER_DIGITS = 10  # from here an unbroken run may be a BIN, whose leading zero counts
_SPOKEN = Decimal(10_000)  # from here people say a scale word instead of all the digits
_SPOKEN_DECIMALS = 3  # with more, a number is a register's, and nobody shortens it
_SCALES = tuple(Decimal(10) ** power for power in (12, 9, 6, 3))


@dataclass(frozen=True)
class Figure:
    """One figure at `start`..`end` of its text (currency and scale words included).

    `values` in units (two when "1,090" may be read two ways), `mantissas` as printed, `power` of
    ten of its scale word (None when it had none), `digits` as printed when unbroken and bare, else "".
    """

    start: int
    end: int
    values: tuple[Decimal, ...]
    mantissas: tuple[Decimal, ...]
    power: int | None
    digits: str

    def index_terms(self) -> frozenset[str]:
        """Every term under which a query for this figure may come."""
        terms = {f"d{self.digits}"} if self.digits else set()
        if self._is_register_number():
            return frozenset(terms)
        for value in self.values:
            terms.add(f"v{_text(value)}")
            spoken = _spoken(value)
            terms.update(f"n{_text(near)}" for near in _near_values(value))
            for mantissa in (*spoken, *self.mantissas):
                terms.add(f"m{_text(mantissa)}")
                terms.update(f"t{whole}" for whole in _wholes(mantissa))
        return frozenset(terms)

    def exact_terms(self) -> frozenset[str]:
        """The terms of documents that state this figure: any of them will do."""
        if self._is_register_number():
            return frozenset({f"d{self.digits}"})
        terms = {f"v{_text(value)}" for value in self.values}
        if self.power is None:
            terms.update(f"m{_text(mantissa)}" for mantissa in self.mantissas)
        return frozenset(terms)

    def near_terms(self) -> frozenset[str]:
        """The terms of figures that this one may shorten: 891 for 891.1, 891 mn for 891.1 mn."""
        if self.power is not None:
            return frozenset(f"n{_text(value)}" for value in self.values)
        return frozenset(f"t{_text(m)}" for m in self.mantissas if m == m.to_integral_value())

    def _is_register_number(self) -> bool:
        """A leading zero makes it a BIN or a code, never an amount."""
        return self.digits.startswith("0") and len(self.digits) >= _REGISTER_DIGITS


def figures(text: str) -> list[Figure]:
    """The figures of `text` in order; "1 trillion 90 billion" is one."""
    found: list[Figure] = []
    if not _DIGIT.search(text):
        return found  # most texts: ten times quicker than looking for whole numbers
    for figure in _single(text):
        if found and _continues(found[-1], figure, text):
            last = found.pop()
            values = (last.values[0] + figure.values[0],)
            figure = Figure(last.start, figure.end, values, _spoken(values[0]), figure.power, "")
        found.append(figure)
    return found


def _single(text: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        number, gap, word = match.group(1), match.group(2) or "", match.group(3) or ""
        if sum(map(str.isdigit, number)) > _LONGEST:
            continue
        power = _power(word.casefold(), attached=not gap)
        if power is None and word and not gap and not _is_currency(word):
            continue  # 5G, 12А: a code, found as a word
        mantissas = _readings(number)
        values = tuple(mantissa.scaleb(power or 0) for mantissa in mantissas)
        end = match.end() if power is not None else match.end(1)
        bare = number.isdigit() and power is None
        yield Figure(match.start(), _past_currency(text, end), values, mantissas, power, number if bare else "")


def _continues(first: Figure, second: Figure, text: str) -> bool:
    """Whether `second` goes on where `first` stopped: 1 триллион | 90 миллиардов."""
    if first.power is None or second.power is None or text[first.end : second.start].strip():
        return False
    return second.power < first.power and second.mantissas[0] < 1000


def _power(word: str, attached: bool) -> int | None:
    if attached and word in _ATTACHED_SCALES:
        return _ATTACHED_SCALES[word]
    for stem, power in SCALES + _TYPED_SCALES:
        if word == stem or (word.startswith(stem) and (len(stem) > 3 or not stem.isascii())):
            return power
    return None


def _is_currency(word: str) -> bool:
    return any(word.casefold().startswith(stem) for stem, _ in CURRENCIES)


def _past_currency(text: str, end: int) -> int:
    match = _CURRENCY.match(text, end)
    return match.end() if match and _is_currency(match.group(1)) else end


def _readings(number: str) -> tuple[Decimal, ...]:
    """The numbers the digits may mean: "1,090" is 1.09 in Almaty and 1090 in London."""
    joined = _SPACES.sub("", number)
    if joined.count(",") > 1:
        return (Decimal(joined.replace(",", "")),)
    if joined.count(".") > 1:
        return (Decimal(joined.replace(".", "")),)
    decimal = Decimal(joined.replace(",", "."))
    head, _, tail = joined.partition(",")
    if len(tail) == 3 and 1 <= len(head) <= 3 and head != "0":
        return decimal, Decimal(head + tail)
    return (decimal,)


def _spoken(value: Decimal) -> tuple[Decimal, ...]:
    """The mantissas under which people name a large value: 1.09 (trn) and 1090 (bn)."""
    if value < _SPOKEN:
        return ()
    quotients = (value / scale for scale in _SCALES)
    return tuple(quotient for quotient in quotients if Decimal("0.1") <= quotient < _SPOKEN)


def _wholes(mantissa: Decimal) -> set[str]:
    """The whole numbers that shorten a mantissa: 891 for 891.1, 166 and 167 for 166.7."""
    if mantissa == mantissa.to_integral_value() or mantissa < 10 or mantissa != round(mantissa, _SPOKEN_DECIMALS):
        return set()
    return {_text(Decimal(int(mantissa))), _text(Decimal(round(mantissa)))}


def _near_values(value: Decimal) -> set[Decimal]:
    """The values a shortened mantissa would give at the largest scale that fits."""
    scale = next((scale for scale in _SCALES if value >= scale), None)
    if scale is None:
        return set()
    return {Decimal(whole) * scale for whole in _wholes(value / scale)}


def _text(number: Decimal) -> str:
    """The number in plain digits without trailing zeros: the one way to write it in a term."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
