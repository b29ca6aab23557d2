"""Figures computed from two sums of budget lines: a share, a difference of months, a growth, a part of the year.

An address says all that is needed to compute one again:
`share/<measure>/<region>/<when>/<what>` is the lines ÷ all expenditure of the same place and time;
`part/<measure>/<region>/<when>/<what>` is the lines ÷ the same lines of all twenty regions;
`change/<measure>/<region>/<from>/<to>/<what>` the difference of two months of one year, in tenge;
`growth/…/<from>/<to>/<what>` the same against the year before, periods that end in the same month;
`ratio/…/<from>/<to>/<what>` the part of what `to` shows that came after the month `from`.
Percentages are exact quotients rounded once, to two decimals. Where a term was not read, where the
terms do not cover the same regions or months, or where the divisor is not above zero, there is no figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.view import numbers
from tiyn.view.budgets import MEASURES, REGIONS, REPUBLIC, Budgets, total
from tiyn.view.figures import Figure

FORMS = {"share": 4, "part": 4, "change": 5, "growth": 5, "ratio": 5}
HUNDREDTH = Decimal("0.01")
Rows = list[dict[str, Any]]
Find = Callable[[str, str, str], Rows]


@dataclass(frozen=True)
class Term:
    """One sum that goes in: its lines and where they stand."""

    measure: str
    region: str
    when: str
    what: str
    rows: Rows

    @property
    def value(self) -> Decimal:
        return total(self.rows, self.measure)

    @property
    def receipt(self) -> str:
        """The line's own receipt when it is one line, else the sum's."""
        if len(self.rows) == 1:
            return f"budget/{self.rows[0]['id']}/{self.measure}"
        return f"sum/{self.measure}/{self.region}/{self.when}/{self.what}"


@dataclass(frozen=True)
class Ratio:
    """A computed figure before it has words: `inputs` are the terms with the sign before each."""

    address: str
    form: str
    value: Decimal
    unit: str
    inputs: tuple[tuple[str, Term], ...]


def compute(find: Find, address: str) -> Ratio | None:
    """The figure of an address, None when it cannot be computed. Raises NotFound when it is no address."""
    form, _, rest = address.partition("/")
    parts = rest.split("/")
    if form not in FORMS or len(parts) != FORMS[form] or not all(parts) or parts[0] not in MEASURES:
        known = "share or part/MEASURE/REGION/WHEN/WHAT or change, growth or ratio/MEASURE/REGION/FROM/TO/WHAT"
        raise NotFound(f"{address!r} is no receipt; write {known}")
    measure, region, what = parts[0], parts[1], parts[-1]
    if FORMS[form] == 4:
        wholes = (region, "expenditure") if form == "share" else (REGIONS, what)
        ends = ((region, what), wholes)
        part, whole = (Term(measure, place, parts[2], name, find(place, parts[2], name)) for place, name in ends)
        if not part.rows or not whole.rows or whole.value <= 0 or (form == "part" and not _one_whole(whole, region)):
            return None
        return Ratio(address, form, _percent(part.value, whole.value), "percent", (("", part), ("÷", whole)))
    earlier, later = (Term(measure, region, when, what, find(region, when, what)) for when in parts[2:4])
    if not _alike(form, earlier, later):
        return None
    difference = later.value - earlier.value
    if form == "change":
        return Ratio(address, form, difference, "KZT", (("", later), ("−", earlier)))
    divisor = earlier if form == "growth" else later
    if divisor.value <= 0:
        return None
    inputs = (("", later), ("−", earlier), ("÷", divisor))
    return Ratio(address, form, _percent(difference, divisor.value), "percent", inputs)


def figure(budgets: Budgets, address: str, find: Find | None = None) -> Figure | None:
    """The figure of an address in the words of a visit, None when it cannot be computed. `find` may hold lines read before."""
    found = compute(find or budgets.rows, address)
    if found is None:
        return None
    words, later = budgets.words, found.inputs[0][1]
    label = f"{words.name('measure', later.measure)}: {words.name('ratio', found.form)}"
    line = budgets.describe(later.rows)
    if FORMS[found.form] > 4:
        line = f"{line}; {words('compared_with', when=words.period(found.inputs[1][1].when))}"
    amount = Amount(found.value, found.value, found.value, found.unit)
    made = budgets.make(address, amount, "derived", label, line, False)
    return replace(made, text=numbers.headline(amount, words, False, 2)) if found.unit == "percent" else made


def _one_whole(whole: Term, region: str) -> bool:
    """The regions' lines run to one month, and the republic is no part of them."""
    return region != REPUBLIC and len({row["month"] for row in whole.rows}) == 1


def _alike(form: str, earlier: Term, later: Term) -> bool:
    """Both were read, cover the same regions, and run to months that may be compared."""
    if not earlier.rows or not later.rows:
        return False
    before, after = ({(row["region"], row["month"]) for row in term.rows} for term in (earlier, later))
    if {region for region, _ in before} != {region for region, _ in after}:
        return False
    if form == "growth":
        same = {(region, month[4:]) for region, month in before} == {(region, month[4:]) for region, month in after}
        return same and int(earlier.when[:4]) + 1 == int(later.when[:4])
    months = "-" in earlier.when and "-" in later.when
    return months and earlier.when < later.when and earlier.when[:4] == later.when[:4]


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(HUNDREDTH, ROUND_HALF_EVEN)
