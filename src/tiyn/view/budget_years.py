"""What pages about a budget share: its years, its months, and their chart.

Figures of a report run from January, so a year is its last month read (named beside it), a month's own
payments are the difference of two printed months, and a month not read stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import babel.dates

from tiyn.charts.months import Month, Months
from tiyn.draw import Key
from tiyn.model.amount import Amount
from tiyn.view import budget_ratios, numbers
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure
from tiyn.view.visit import Visit

RULE, SPENT, ASSETS = "rule-digital-money", "spent-digital-money", "assets-digital-money"
MEASURES = ("approved", "revised", "adjusted", "obligations", "paid")
SHOWN_MONTHS = 36


@dataclass(frozen=True)
class BudgetYear:
    """One year of some lines, from January to `until` (in words). `share` is of all expenditure, `growth` against the
    year before, `last_part` what fell on December: each None when it cannot be computed."""

    year: str
    until: str
    approved: Figure | None
    revised: Figure | None
    adjusted: Figure | None
    obligations: Figure | None
    paid: Figure | None
    share: Figure | None = None
    growth: Figure | None = None
    last_part: Figure | None = None


@dataclass(frozen=True)
class BudgetMonth:
    """One month. `paid` and `plan` run from January; `own` is the month's own payments, or `note` says why there is none."""

    month: str
    label: str
    read: bool
    paid: Figure | None
    plan: Figure | None
    own: Figure | None
    note: str


@dataclass
class Lines:
    """The lines of one address in one region, each month read from the store once."""

    visit: Visit
    region: str
    what: str
    kept: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, when: str, what: str = "") -> list[dict[str, Any]]:
        key = (when, what or self.what)
        if key not in self.kept:
            self.kept[key] = self.visit.budgets.rows(self.region, *key)
        return self.kept[key]

    def figure(self, measure: str, when: str) -> Figure | None:
        return self.visit.budgets.figure(self.rows(when), measure, self.region, when, self.what)

    def ratio(self, form: str, measure: str, *when: str) -> Figure | None:
        """A computed figure of these lines; `when` is one period for a share, two for the others."""
        what = SPENT if form == "share" and self.what == RULE else self.what  # expenditure is held against expenditure
        address = "/".join((form, measure, self.region, *when, what))
        return budget_ratios.figure(self.visit.budgets, address, lambda _, moment, what: self.rows(moment, what))

    def years(self, years: Iterable[int], share: bool = False, december: bool = False) -> list[BudgetYear]:
        """The years that have such lines, the earliest first; the documents they stand in are cited."""
        found = []
        for year in (str(number) for number in years):
            rows = self.rows(year)
            if not rows:
                continue
            for row in rows:
                self.visit.cite(row["document_id"])
            extra = {"growth": self.ratio("growth", "paid", str(int(year) - 1), year)}
            if share:
                extra["share"] = self.ratio("share", "paid", year)
            if december:
                extra["last_part"] = self.ratio("ratio", "paid", f"{year}-11", f"{year}-12")
            measures = {name: self.figure(name, year) for name in MEASURES}
            found.append(BudgetYear(year, until(self.visit, max(row["month"] for row in rows)), **measures, **extra))
        return found

    def months(self) -> list[BudgetMonth]:
        """Every month of the span, read or not, the earliest first; the last 36 when there are more."""
        budgets, words = self.visit.budgets, self.visit.words
        read = set(budgets.months(self.region))
        found = []
        for month in sorted(read | set(budgets.missing(self.region)))[-SHOWN_MONTHS:]:
            label = words.period(month)
            if month not in read:
                found.append(BudgetMonth(month, label, False, None, None, None, words("month_not_read")))
            elif not self.rows(month):
                found.append(BudgetMonth(month, label, True, None, None, None, words("no_line_in_month")))
            else:
                own, note = self._own(month, read)
                shown = (self.figure("paid", month), self.figure("plan_payments", month))
                found.append(BudgetMonth(month, label, True, *shown, own, note))
        return found

    def _own(self, month: str, read: set[str]) -> tuple[Figure | None, str]:
        """What was paid in the month itself, or why that is not known."""
        if month.endswith("-01"):
            return self.figure("paid", month), ""
        before = f"{month[:5]}{int(month[5:]) - 1:02d}"
        if before not in read:
            return None, self.visit.words("month_before_not_read")
        made = self.ratio("change", "paid", before, month)
        return made, "" if made else self.visit.words("no_line_month_before")


def until(visit: Visit, month: str) -> str:
    """What a figure of a month covers: January–March 2025; January 2025."""
    year, number = month[:4], int(month[5:])
    if number == 1:
        return visit.words.period(month)
    return visit.words("january_to", first=_month_name(visit, 1), last=_month_name(visit, number), year=year)


def _month_name(visit: Visit, number: int) -> str:
    """A month in the nominative, with a capital only where the language writes one inside a sentence."""
    locale = visit.words.language.locale
    alone = babel.dates.get_month_names("wide", context="stand-alone", locale=locale)[number]
    inside = babel.dates.get_month_names("wide", context="format", locale=locale)[number]
    return alone if inside[:1].isupper() else alone.lower()


def months_chart(visit: Visit, path: str, name: str, months: Sequence[BudgetMonth], title: str, own: bool = False) -> Charted:
    """The months as bars: paid since January against the plan of payments, or (`own`) each month's own payments."""
    words = visit.words
    drawn = []
    for one in months:
        shown = one.own if own else one.paid
        plan = None if own else one.plan
        text = shown.text if shown else one.note
        drawn.append(
            Month(
                one.month[:4], int(one.month[5:]), one.label, shown.number if shown else None, text,
                shown.receipt if shown else "", plan.number if plan else None, plan.text if plan else "", _known(one, own),
            )
        )  # fmt: skip
    values = [value for one in drawn for value in (one.value, one.plan) if value is not None]
    key = [Key("paid", words("paid_in_month" if own else "paid_since_january"))]
    if not own:
        key.append(Key("plan", words.name("measure", "plan_payments")))
    if any(not one.read for one in drawn):
        key.append(Key("untraced", words("cannot_tell" if own else "month_not_read")))
    head = (words("month"), key[0].label, "" if own else words.name("measure", "plan_payments"))
    subtitle = words("own_sub" if own else "since_january_sub")
    drawing = Months(name, title, subtitle, tuple(drawn), ticks(visit, values), tuple(key), head)
    return visit.chart(path, name, drawing, title, subtitle)


def _known(one: BudgetMonth, own: bool) -> bool:
    """Whether a blank is the report's: a month's own payments are unknown when the month before was not read."""
    return one.read and not (own and one.paid is not None and one.own is None)


def ticks(visit: Visit, values: Iterable[Decimal]) -> tuple[tuple[Decimal, str], ...]:
    """Two to four round values of an axis with their words; none when nothing is above zero."""
    top = max(values, default=Decimal(0))
    if top <= 0:
        return ()
    power = Decimal(1).scaleb(top.adjusted() - 1)
    step = next(power * size for size in (1, 2, 5, 10, 20, 50, 100) if top / (power * size) <= 4)
    marks = [step * number for number in range(1, int(top / step) + 1)]
    return tuple((mark, numbers.plain(Amount(mark, mark, mark, "KZT"), visit.words, True)) for mark in marks)
