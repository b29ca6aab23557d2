"""What changed between two editions: by cause, by table, and row by row with the old and the new value."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote

from tiyn.dictionary import Table, tables
from tiyn.downloads import Column, Sheet
from tiyn.model.errors import InputRefused, NotFound
from tiyn.view.figures import Link
from tiyn.view.numbers import number
from tiyn.view.visit import Visit

PATH = "/changes/{old}/{new}"
QUERY = dict.fromkeys(("cause", "table", "about", "page"), {"type": "string"})
NOINDEX = True
MOST, SHEET = 40, 20_000
LINKS = {"statement": "/receipt/statement/", "derived": "/receipt/derived/", "gap": "/gap/", "document": "/source/"}


@dataclass(frozen=True)
class Cell:
    """One column of a row: its name and what it holds, the old and the new value, "" for none; `shown` as readers read them."""

    name: str
    meaning: str
    old: str
    new: str
    shown: tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One record that came, went or is another: where, how, why, and which cells; `title` what it says, "" for none."""

    table: str
    grain: str
    key: str
    title: str
    url: str
    change: str
    cause: str
    detail: str
    folded: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Context:
    """The difference of two editions, narrowed to a cause, a table or what a record is about."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    old: Link
    new: Link
    causes: list[Link]
    tables: list[tuple[Link, str]]
    rows: list[Row]
    count: int
    shown: str
    chosen: str
    more: Link | None
    sheets: tuple[Sheet, ...]


def context(visit: Visit) -> Context:
    words, asked = visit.words, visit.arguments
    old, new = visit.params["old"], visit.params["new"]
    if visit.history is None:
        raise NotFound("no log beside this edition; nothing to compare")
    found = visit.history.compare(old, new)
    tbl, cause, about = (asked.get(name, "") for name in ("table", "cause", "about"))
    page = asked.get("page", "1")
    if not page.isascii() or not page.isdecimal() or not 1 <= int(page) <= 10_000:
        raise InputRefused(f"page={page[:20]}: expected a number from 1")
    skip, here = (int(page) - 1) * MOST, f"/changes/{old}/{new}"
    count = found.counted(tbl, cause, about)
    rows = [replace(_row(visit, one), title=_title(visit, one)) for one in found.first(MOST, skip, tbl, cause, about)]
    more = Link(words("next"), visit.url(here) + _query(asked, page=str(int(page) + 1))) if skip + MOST < count else None
    chosen = ", ".join(one for one in (cause and words.name("change_cause", cause), tbl, about) if one)
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("changes"), visit.url("/changes")), Link(words("title"), "")),
        old=Link(old, f"/e/{old}/{visit.lang}/"),
        new=Link(new, f"/e/{new}/{visit.lang}/"),
        causes=[
            Link(words.name("change_cause", name), visit.url(here) + f"?cause={name}", str(n))
            for name, n in found.causes().items()
        ],
        tables=_tables(visit, found.by_table(), here),
        rows=rows,
        count=count,
        shown=words("shown", start=min(skip + 1, count), end=min(skip + MOST, count), count=count),
        chosen=chosen,
        more=more,
        sheets=(_sheet(visit, [_row(visit, one) for one in found.first(SHEET, 0, tbl, cause, about)]),),
    )


def _tables(visit: Visit, rows: list[dict[str, object]], here: str) -> list[tuple[Link, str]]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[str(row["tbl"])] = counts.get(str(row["tbl"]), 0) + int(str(row["n"]))
    return [
        (Link(name, visit.url(here) + f"?table={name}", str(n)), visit.words.block(tables()[name].grain, name))
        for name, n in sorted(counts.items())
    ]


def _row(visit: Visit, one: dict[str, str]) -> Row:
    table = tables()[one["tbl"]]
    cells = [_cell(visit, table, name, old or "", new or "") for name, (old, new) in json.loads(one["cells"]).items()]
    kind, _, identifier = one["address"].partition("/")
    gone = one["change"] == "removed" or kind not in LINKS
    words = visit.words
    return Row(
        table=table.name,
        grain=visit.words.block(table.grain, table.name),
        key="/".join(map(str, json.loads(one["key"]))),
        title="",
        url="" if gone else visit.url(LINKS[kind] + quote(identifier)),
        change=words(f"change_{one['change']}"),
        cause=words.name("change_cause", one["cause"]),
        detail=one["detail"],
        folded=one["change"] != "changed",
        cells=cells,
    )


def _cell(visit: Visit, table: Table, name: str, old: str, new: str) -> Cell:
    """A cell by what its column means, numbers with the marks of the language."""
    column = next(one for one in table.columns if one.name == name)
    marked = column.type in ("integer", "decimal", "number")
    shown = tuple(number(Decimal(text), visit.words) if text and marked else text for text in (old, new))
    return Cell(name, visit.words.block(column.meaning, f"{table.name}.{name}"), old, new, (shown[0], shown[1]))


def _title(visit: Visit, one: dict[str, str]) -> str:
    """What a record says, in words of ours; "" where this edition has none."""
    try:
        return visit.link(one["address"]).text if one["address"].partition("/")[0] in LINKS else ""
    except NotFound:
        return ""


def _sheet(visit: Visit, rows: list[Row]) -> Sheet:
    names = ("table", "key", "change", "cause", "detail", "column", "old", "new")
    head = tuple(Column(name, "text", visit.words(f"column_{name}")) for name in names)
    lines = [
        (one.table, one.key, one.change, one.cause, one.detail, cell.name, cell.old, cell.new)
        for one in rows
        for cell in one.cells
    ]
    return Sheet("changes", visit.words("title"), head, tuple(lines))


def _query(asked: object, **more: str) -> str:
    given = {**dict(asked), **more}  # type: ignore[call-overload]
    return "?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in given.items())


def examples(visit: Visit) -> list[str]:
    """The newest edition against the one before it, when both are kept."""
    before = visit.history.before(visit.edition.id) if visit.history else None
    return [f"/changes/{before.name}/{visit.edition.id}"] if before else []
