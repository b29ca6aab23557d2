"""A table of one's own: two of region, group, administrator, year and month against each other, every cell with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from tiyn.downloads import Column, Sheet
from tiyn.pages.pivot.asked import AXES, Asked, read_asked
from tiyn.pages.pivot.axis import Entry, entries
from tiyn.pages.pivot.lines import Lines, Spot, figure, read_lines
from tiyn.view.budget_tables import Choice, Field, measure_field, partial, place_field, place_name, until, year_field
from tiyn.view.figures import Figure, Link
from tiyn.view.parameters import MEASURE, ONE_YEAR, REGION
from tiyn.view.visit import Moved, Visit

PATH = "/pivot/{asked?}"
_AXIS = {"enum": list(AXES)}
QUERY = {"rows": _AXIS, "columns": _AXIS, "measure": MEASURE, "region": REGION, "year": ONE_YEAR}
MOST_ROWS, MOST_COLUMNS = 40, 21
GOOD = ("region/year", "group/year", "region/group", "group/month?region=KZ", "administrator/year?region=750000000")


@dataclass(frozen=True)
class Cell:
    """One cell: its anchor, and its figure or why there is none."""

    id: str
    figure: Figure | None
    why: str


@dataclass(frozen=True)
class Line:
    """One row: its head, its cells, and its sum where adding them is lawful."""

    head: Entry
    cells: list[Cell]
    sum: Cell | None


@dataclass(frozen=True)
class Context:
    """The table. `left_out` says how many rows and columns are not shown; `sums` is the row of sums."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    fields: list[Field]
    axis: str
    columns: list[Entry]
    lines: list[Line]
    sum_head: str
    sums: Line | None
    until: list[str]
    partial: str
    problem: str
    left_out: list[str]
    filters: list[str]
    notes: list[str]
    examples: list[Link]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The cells one a row: a table that programs can read back."""
        kinds = (("row", "text"), ("row_name", "text"), ("column", "text"), ("column_name", "text"), ("amount", "figure"))
        head = (*(Column(name, kind, name) for name, kind in kinds), Column("why_none", "text", "why_none"))
        rows = tuple(
            (line.head.key, line.head.name, column.key, column.name, cell.figure or "", cell.why)
            for line in self.lines
            for column, cell in zip(self.columns, line.cells, strict=True)
        )
        return (Sheet("cells", self.title, head, rows),)


def context(visit: Visit) -> Context:
    _move(visit)
    asked = read_asked(visit)
    lines = read_lines(visit, asked) if not asked.too_many else Lines({}, {}, [])
    for document in sorted({heap.document for heap in lines.every}):
        visit.cite(document)
    rows = entries(visit, asked, asked.rows, lines)
    columns = entries(visit, asked, asked.columns, lines)
    shown, across = rows[:MOST_ROWS], columns[:MOST_COLUMNS]
    words = visit.words
    names = {name: words(f"axis_{name}") for name in AXES}
    return Context(
        title=words("title", rows=names[asked.rows], columns=names[asked.columns], measure=words.name("measure", asked.measure)),
        description=words("lead"),
        breadcrumbs=(Link(words("explorer"), visit.url("/explorer")), Link(words("pivot"), "")),
        fields=_fields(visit, asked),
        axis=names[asked.rows],
        columns=across,
        lines=[_line(visit, asked, lines, row, across) for row in shown],
        sum_head=_sum_name(visit, asked, asked.columns) if across else "",
        sums=_sums(visit, asked, lines, across) if shown else None,
        until=_until(visit, asked, lines),
        partial=partial(visit) if asked.kind != "section" and _lacks(visit) else "",
        problem=words("too_many") if asked.too_many else "" if rows and columns else words("nothing"),
        left_out=_left_out(visit, (len(rows) - len(shown), "rows_left"), (len(columns) - len(across), "columns_left")),
        filters=_filters(visit, asked),
        notes=_notes(visit, asked),
        examples=[Link(_example(visit, path), visit.url(f"/pivot/{path}")) for path in GOOD],
    )


def _move(visit: Visit) -> None:
    """The form asks with arguments; its answer is a path with what the axes do not say."""
    given = {name: visit.arguments.get(name, "") for name in ("rows", "columns", "measure", "region", "year")}
    if visit.params.get("asked") or not (given["rows"] and given["columns"]):
        return
    rest = {name: given[name] for name in ("region", "year") if given[name] and name not in (given["rows"], given["columns"])}
    path = "/".join(given[name] for name in ("rows", "columns", "measure") if given[name])
    raise Moved(visit.url(f"/pivot/{path}") + (f"?{urlencode(rest)}" if rest else ""))


def _fields(visit: Visit, asked: Asked) -> list[Field]:
    words = visit.words

    def axis(name: str, chosen: str) -> Field:
        return Field(name, words(name), [Choice(one, words(f"axis_{one}"), one == chosen) for one in AXES])

    place = place_field(visit, "region", words("budget_region"), asked.region)
    return [
        axis("rows", asked.rows),
        axis("columns", asked.columns),
        measure_field(visit, asked.measure),
        place,
        year_field(visit, asked.year),
    ]


def _line(visit: Visit, asked: Asked, lines: Lines, row: Entry, columns: list[Entry]) -> Line:
    cells = [_cell(visit, asked, lines, {asked.rows: row.key, asked.columns: column.key}) for column in columns]
    apart = asked.columns == "region"
    name = _sum_name(visit, asked, asked.columns)
    total = _cell(visit, asked, lines, {asked.rows: row.key}) if name and not (apart and asked.rows == "region") else None
    return Line(row, cells, total)


def _sums(visit: Visit, asked: Asked, lines: Lines, columns: list[Entry]) -> Line | None:
    """The row of sums, where the rows are parts of one whole."""
    name = _sum_name(visit, asked, asked.rows)
    if not name:
        return None
    cells = [_cell(visit, asked, lines, {asked.columns: column.key}) for column in columns]
    if asked.rows == "region":
        name = place_name(visit, "regions")
    corner = _cell(visit, asked, lines, {}) if _sum_name(visit, asked, asked.columns) else None
    return Line(Entry("sum", name), cells, corner)


def _sum_name(visit: Visit, asked: Asked, axis: str) -> str:
    """What the sum along an axis is called, "" where adding is not lawful: years and months run from January."""
    if axis == "region":
        return visit.words("all_regions")
    return visit.words("whole") if axis in ("group", "administrator") else ""


def _cell(visit: Visit, asked: Asked, lines: Lines, spot: Spot) -> Cell:
    heaps = lines.at(asked, spot)
    anchor = "-".join(["c", spot.get(asked.rows, "sum"), spot.get(asked.columns, "sum")])
    if heaps:
        return Cell(anchor, figure(visit, asked, spot, heaps), "")
    return Cell(anchor, None, visit.words("budget_no_line" if lines.read(asked, spot) else "budget_not_read"))


def _lacks(visit: Visit) -> bool:
    """Whether the edition lacks the lines by group: then it holds the digital administrators alone."""
    return not visit.query("has_groups")


def _left_out(visit: Visit, *parts: tuple[int, str]) -> list[str]:
    return [visit.words(word, n=count) for count, word in parts if count > 0]


def _until(visit: Visit, asked: Asked, lines: Lines) -> list[str]:
    """Up to which month each year runs, where no axis is the month."""
    if "month" in asked.axes:
        return []
    said = []
    for year in sorted({heap.time for heap in lines.every}):
        rows = visit.budgets.of_kind("section", year, asked.region)
        said += [f"{year}. {line}" if "year" in asked.axes else line for line in until(visit, rows)]
    return said


def _filters(visit: Visit, asked: Asked) -> list[str]:
    """What holds for every cell: the place and the year that no axis says."""
    found = [] if "region" in asked.axes else [place_name(visit, asked.region)]
    return found if "year" in asked.axes or not asked.year else [*found, asked.year]


def _notes(visit: Visit, asked: Asked) -> list[str]:
    words = visit.words
    found = [words("budget_republic_note")] if "region" in asked.axes else []
    found += [words("never_months")] if "month" in asked.axes else []
    found += [words("never_years")] if "year" in asked.axes else []
    found += [words("whole_note")] if asked.kind != "section" else []
    return found


def _example(visit: Visit, path: str) -> str:
    axes, _, query = path.partition("?region=")
    rows, columns = axes.split("/")
    name = f"{visit.words(f'axis_{rows}')} × {visit.words(f'axis_{columns}').lower()}"
    return f"{name}: {place_name(visit, query)}" if query else name


def examples(visit: Visit) -> list[str]:
    """The front, and the tables every edition can fill."""
    return ["/pivot", *(f"/pivot/{path}" for path in GOOD if "?" not in path)]
