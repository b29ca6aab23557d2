"""Two to four regions or bodies side by side: the same measures, every year, on one scale, with what keeps them apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiyn.charts.bars import Bars, bar
from tiyn.downloads import Column, Sheet
from tiyn.model.errors import NotFound
from tiyn.pages.compare.flags import differences
from tiyn.pages.compare.places import MOST, Side, read_form, read_sides
from tiyn.view import budget_ratios
from tiyn.view.budget_tables import Field, cite, place_field, places, usual_year
from tiyn.view.budgets import MEASURES, REGIONS
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Moved, Visit

PATH = "/compare/{sides?}"
DRAWN = ("approved", "revised", "obligations", "paid")
STAGES = {"approved": "plan", "revised": "approved", "obligations": "contracted", "paid": "paid"}
DIGITAL, SPENT = "rule-digital-money", "spent-digital-money"
GOOD = (
    "750000000:313/710000000:310",
    "750000000/710000000/790000000",
    "710000000/KZ",
    "750000000:313/750000000",
)


@dataclass(frozen=True)
class Cell:
    """A figure, or why there is none."""

    figure: Figure | None
    why: str


@dataclass(frozen=True)
class Row:
    """One measure: its cells side by side, years within each side."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Shown:
    """A side as its columns say it; `ends` has the last month read of each year that is not whole, else ""."""

    name: str
    lang: str
    url: str
    ends: list[str]


@dataclass(frozen=True)
class Chosen:
    """One line of the form: a place and, if wanted, the code of one of its administrators."""

    number: str
    place: Field
    administrator: str


@dataclass(frozen=True)
class Context:
    """The comparison; without sides the form and examples alone."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    form: list[Chosen]
    sides: list[Shown]
    years: list[str]
    rows: list[Row]
    shares: list[Row]
    flags: list[str]
    permalink: str
    examples: list[Link]
    charts: dict[str, Charted] = field(default_factory=dict)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The table one cell a row."""
        names = (("side", "text"), ("year", "text"), ("measure", "text"), ("amount", "figure"), ("why_none", "text"))
        columns = [(side.name, year) for side in self.sides for year in self.years]
        rows = tuple(
            (side, year, row.name, cell.figure or "", cell.why)
            for row in (*self.rows, *self.shares)
            for (side, year), cell in zip(columns, row.cells, strict=True)
        )
        head = tuple(Column(name, kind, name) for name, kind in names)
        return (Sheet("comparison", self.title, head, rows),) if rows else ()


def context(visit: Visit) -> Context:
    text = visit.params.get("sides", "")
    asked = "" if text else read_form(visit)
    if asked:
        raise Moved(visit.url(f"/compare/{asked}"))
    sides, words = read_sides(visit, text), visit.words
    for side in sides:
        cite(visit, [row for rows in side.lines.values() for row in rows])
    possible = _possible(visit)
    return Context(
        title=words("title_of", sides=" · ".join(_short(visit, side) for side in sides)) if sides else words("compare"),
        description=words("lead"),
        breadcrumbs=(Link(words("explorer"), visit.url("/explorer")), Link(words("compare"), "")),
        form=[_chosen(visit, number, sides) for number in range(MOST)],
        sides=[_shown(visit, side) for side in sides],
        years=list(sides[0].lines) if sides else [],
        rows=[_row(visit, sides, measure) for measure in MEASURES] if sides else [],
        shares=_shares(visit, sides),
        flags=differences(visit, sides) if sides else [],
        permalink=visit.url(f"/compare/{text}") if sides else "",
        examples=[
            Link(words(f"example_{number}"), visit.url(f"/compare/{path}"))
            for number, path in enumerate(GOOD, 1)
            if path in possible
        ],
        charts=_charts(visit, sides, text),
    )


def _possible(visit: Visit) -> list[str]:
    """The good examples whose every side has lines in this edition."""
    found = []
    for path in GOOD:
        try:
            read_sides(visit, path)
        except NotFound:
            continue
        found.append(path)
    return found


def _shown(visit: Visit, side: Side) -> Shown:
    ends = [said if (said := _ends(visit, side, year)) != year else "" for year in side.lines]
    return Shown(side.name, side.lang, visit.url(side.place), ends)


def _short(visit: Visit, side: Side) -> str:
    """A side in a title: the place, and the code of its body."""
    name = visit.words.name("region", side.region)
    return f"{name}, {side.administrator}" if side.administrator else name


def _chosen(visit: Visit, number: int, sides: list[Side]) -> Chosen:
    side = sides[number] if number < len(sides) else None
    known = [code for code in places() if code != REGIONS]
    label = visit.words("side", number=number + 1)
    return Chosen(
        str(number + 1),
        place_field(visit, f"p{number + 1}", label, side.region if side else "", known),
        side.administrator if side else "",
    )


def _row(visit: Visit, sides: list[Side], measure: str) -> Row:
    cells = [_cell(visit, side, year, measure) for side in sides for year in side.lines]
    return Row(visit.words.name("measure", measure), cells)


def _cell(visit: Visit, side: Side, year: str, measure: str) -> Cell:
    figure = visit.budgets.figure(side.lines[year], measure, side.region, year, side.what)
    return Cell(figure, "" if figure else visit.words("budget_no_line" if side.administrator else "budget_not_read"))


def _shares(visit: Visit, sides: list[Side]) -> list[Row]:
    """Digital money of the place, its share of all expenditure, and a body's own share."""
    if not sides:
        return []
    words, digital = visit.words, Row(visit.words("digital"), [])
    share, own = Row(words("digital_share"), []), Row(words("own_share"), [])
    for side in sides:
        for year in side.lines:
            rows = visit.budgets.rows(side.region, year, DIGITAL)
            none = words("no_digital")
            money = visit.budgets.figure(rows, "paid", side.region, year, DIGITAL)
            address = f"share/paid/{side.region}/{year}"
            digital.cells.append(Cell(money, "" if money else none))
            part = budget_ratios.figure(visit.budgets, f"{address}/{SPENT}") if money else None
            share.cells.append(Cell(part, "" if part else none))
            body = budget_ratios.figure(visit.budgets, f"{address}/{side.what}") if side.administrator else None
            own.cells.append(Cell(body, "" if body else words("budget_no_line" if side.administrator else "whole_budget")))
    return [digital, share, own] if any(side.administrator for side in sides) else [digital, share]


def _ends(visit: Visit, side: Side, year: str) -> str:
    """A whole year by its number, a part of one by its last month read: they must not look alike."""
    last = max((str(row["month"]) for row in side.lines[year]), default="")
    return year if not last or last.endswith("-12") else visit.words("until_month", month=visit.words.period(last))


def _charts(visit: Visit, sides: list[Side], text: str) -> dict[str, Charted]:
    """What was paid in every year, and the stages of the usual year: bars of all sides on one scale each."""
    if not sides:
        return {}
    words, usual = visit.words, usual_year(visit)
    years = [
        (f"{_ends(visit, side, year)}, {_short(visit, side)}", side, year, "paid") for year in sides[0].lines for side in sides
    ]
    stages = [(f"{words.name('measure', name)}, {_short(visit, side)}", side, usual, name) for name in DRAWN for side in sides]
    titles = {"years": words("chart_years"), "stages": words("chart_stages", year=usual)}
    found = {}
    for name, listed in (("years", years), ("stages", stages)):
        rungs = []
        for label, side, year, measure in listed:
            figure = _cell(visit, side, year, measure).figure
            value, said, href = (figure.number, figure.text, figure.receipt) if figure else (None, "?", "")
            rungs.append(bar(label, value, said, href, stage=STAGES[measure]))
        title, subtitle = titles[name], words("chart_sub")
        drawing = Bars(name, title, subtitle, tuple(rungs), (), (words("what"), words("amount")))
        found[name] = visit.chart(f"/compare/{text}", name, drawing, title, subtitle)
    return found


def examples(visit: Visit) -> list[str]:
    """The form, and comparisons every edition can make."""
    return ["/compare", *(f"/compare/{path}" for path in _possible(visit))]
