"""How far the contracts of the edition are followed: rung by rung, what is tied, and what is not, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Figure, Link
from tiyn.view.purchase_tables import Grid
from tiyn.view.trace_tables import count, reasons, rungs, source_name
from tiyn.view.visit import Visit

PATH = "/trace"
DIMENSIONS = ("buyer", "supplier", "programme", "region", "method", "digital")
MOST = 12


@dataclass(frozen=True)
class Line:
    """One source, year and currency: its contracted sum, and every rung."""

    title: str
    contracts: str
    contracted: Figure | None
    rungs: Grid


@dataclass(frozen=True)
class Context:
    """The trace of the whole edition; the levels of different currencies are never added."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    lines: list[Line]
    more: str
    reasons: Grid
    ways: list[Link]


def context(visit: Visit) -> Context:
    words, reads = visit.words, visit.purchases
    rows = sorted(
        reads.rows("totals", dimension="all", member=""), key=lambda row: (-row["year"], row["source_id"], row["currency"])
    )
    left = reads.rows("reasons", dimension="all", member="")
    lines = []
    for row in rows[:MOST]:
        year = str(row["year"]) if row["year"] else words("year_unknown")
        title = words(
            "line_title", year=year, source=source_name(visit, row["source_id"]), currency=row["currency"] or words("not_stated")
        )
        without = words("without_sum", n=count(visit, row["without_sum"])) if row["without_sum"] else ""
        contracts = " ".join((words("contracts_n", n=row["contracts"], number=count(visit, row["contracts"])), without)).strip()
        lines.append(
            Line(
                title,
                contracts,
                reads.figure("trace_total", row, "contracted", words("t_contracted"))
                if row["contracts"] > row["without_sum"]
                else None,
                rungs(visit, row),
            )
        )
    crumbs = (Link(words("contracts_page"), reads.list_url()), Link(words("title"), ""))
    more = words("more_lines", n=len(rows) - MOST) if len(rows) > MOST else ""
    ways = [Link(words(f"by_{name}"), visit.url(f"/trace/{name}")) for name in DIMENSIONS] if rows else []
    return Context(words("title"), words("lead"), crumbs, lines, more, reasons(visit, left), ways)


def examples(visit: Visit) -> list[str]:
    """The page, where there is anything to follow: an edition without a register links it nowhere."""
    return [PATH] if len(visit.register) else []
