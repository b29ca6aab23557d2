"""What was read of the budget reports, month by month and place by place, and what was not."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.facts import region_link
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/coverage"
BY_PLACE = ("regional", "republican")


@dataclass(frozen=True)
class Span:
    """A year of the table's head: how many of its months the table has."""

    year: str
    months: int


@dataclass(frozen=True)
class Row:
    """One place, or one report: for each month of the head whether it was read, and how many were not."""

    name: Link
    read: list[bool]
    missing: int


@dataclass(frozen=True)
class File:
    """A file that was read, and the hash it is known by."""

    title: str
    url: str
    file: str
    sha256: str


@dataclass(frozen=True)
class Context:
    """The coverage: `months` are the numbers of the months of the head, `read` and `all` count months of places."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    spans: list[Span]
    months: list[str]
    places: list[Row]
    reports: list[Row]
    missing: int
    all: int
    files: list[File]


def context(visit: Visit) -> Context:
    words, rows = visit.words, visit.query("coverage")
    months = sorted({row["month"] for row in rows})
    read = {(row["report"], row["region"], row["month"]): row["lines"] > 0 for row in rows}
    pairs = dict.fromkeys((row["report"], row["region"]) for row in rows)
    places = [_row(region_link(visit, region), read, report, region, months) for report, region in pairs if report in BY_PLACE]
    others = [(report, region) for report, region in pairs if report not in BY_PLACE]
    reports = [_row(Link(words.name("report", report), ""), read, report, region, months) for report, region in others]
    spans = [
        Span(year, len([month for month in months if month.startswith(year)])) for year in sorted({month[:4] for month in months})
    ]
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("nav_regions"), visit.url("/regions")), Link(words("title"), "")),
        spans=spans,
        months=[str(int(month[5:])) for month in months],
        places=sorted(places, key=lambda row: words.sort_key(row.name.text)),
        reports=reports,
        missing=sum(row.missing for row in (*places, *reports)),
        all=len(rows),
        files=[
            File(row["title"], visit.url(f"/source/{row['id']}"), row["file"], row["sha256"]) for row in visit.query("documents")
        ],
    )


def _row(name: Link, read: dict[tuple[str, str, str], bool], report: str, region: str, months: list[str]) -> Row:
    found = [read.get((report, region, month), False) for month in months]
    return Row(name, found, found.count(False))


def examples(visit: Visit) -> list[str]:
    return [PATH]
