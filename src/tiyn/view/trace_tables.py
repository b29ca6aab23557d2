"""Sums of contracts on a page: how much was contracted, how much of it is tied to each rung, what is left and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiyn.view import numbers
from tiyn.view.figures import Link
from tiyn.view.purchase_tables import Grid
from tiyn.view.visit import Visit

RUNGS = ("plan", "lot", "award", "act", "payment")
# Reasons without a sum: nothing is due, nothing was published, or nothing is compared. That is no nought.
NO_SUM = ("void", "no_contract_sum", "currencies_differ")
Row = Mapping[str, Any]


def by_year(visit: Visit, rows: list[dict[str, Any]], link: dict[str, str]) -> Grid:
    """One line per source, year and currency: contracts, their sum, and for payments how many are tied, with their sums."""
    words, reads = visit.words, visit.purchases
    sources = {row["source_id"] for row in rows}
    made = []
    for row in sorted(rows, key=lambda one: (one["source_id"], -one["year"], one["currency"])):
        year = str(row["year"]) if row["year"] else words("year_unknown")
        address = reads.list_url(**link, year=row["year"] or "-", currency=row["currency"] or "-", source=row["source_id"])
        cells: list[Any] = [
            Link(year, address),
            row["currency"] or words("not_stated"),
            count(visit, row["contracts"]),
            tied(visit, row, "payment"),
        ]
        known = row["contracts"] > row["without_sum"]  # where no sum was published there is none, not nought
        cells += [
            reads.figure("trace_total", row, name, words(f"t_{name}")) if known else words("no_sum")
            for name in ("contracted", "payment_contracted", "payment_amount")
        ]
        made.append([*cells, source_name(visit, row["source_id"])] if len(sources) > 1 else cells)
    head: list[Any] = [
        words("t_year"),
        words("t_currency"),
        {"text": words("t_contracts"), "num": True},
        {"text": words("t_paid_tied"), "num": True},
    ]
    head += [{"text": words(f"t_{name}"), "num": True} for name in ("contracted", "payment_contracted", "payment_amount")]
    return Grid(words("g_by_year"), [*head, words("t_source")] if len(sources) > 1 else head, made)


def rungs(visit: Visit, row: Row) -> Grid:
    """Every rung of one line of sums: coverage beside the sums it holds for."""
    words = visit.words
    made: list[list[Any]] = []
    for rung in RUNGS:
        figures = [at_rung(visit, row, rung, name) for name in ("contracted", "amount")]
        made.append([words.name("rung", rung), tied(visit, row, rung), *figures])
    head = [
        words("t_rung"),
        words("t_tied_of"),
        {"text": words("t_their_contracted"), "num": True},
        {"text": words("t_rung_sum"), "num": True},
    ]
    return Grid(words("g_rungs_all"), head, made)


def reasons(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    """What is not followed to a payment, by reason, source, year and currency."""
    words, reads = visit.words, visit.purchases
    made = []
    for row in sorted(rows, key=lambda one: (-one["year"], one["currency"], one["reason"])):
        year = str(row["year"]) if row["year"] else words("year_unknown")
        figure = (
            words(f"sum_{row['reason']}")
            if row["reason"] in NO_SUM
            else reads.figure("trace_reason", row, "remainder", words("t_remainder"))
        )
        made.append(
            [
                words.name("untraced_reason", row["reason"]),
                year,
                row["currency"] or words("not_stated"),
                count(visit, row["contracts"]),
                figure,
            ]
        )
    head = [
        words("t_reason"),
        words("t_year"),
        words("t_currency"),
        {"text": words("t_contracts"), "num": True},
        {"text": words("t_remainder"), "num": True},
    ]
    return Grid(words("g_reasons"), head, made)


def contracted(visit: Visit, row: Row) -> Any:
    """The contracted sum of a line; words where no contract of it has a sum."""
    if row["contracts"] == row["without_sum"]:
        return visit.words("no_sum")
    return visit.purchases.figure("trace_total", row, "contracted", visit.words("t_contracted"))


def at_rung(visit: Visit, row: Row, rung: str, name: str) -> Any:
    """The contracted sum of those tied at a rung, or their sum there; words where none is tied: that is no nought."""
    if not row[f"{rung}_linked"]:
        return visit.words("nothing_tied")
    return visit.purchases.figure(
        "trace_total", row, f"{rung}_{name}", visit.words("t_their_contracted" if name == "contracted" else "t_rung_sum")
    )


def tied(visit: Visit, row: Row, rung: str) -> str:
    """Coverage in words: how many of the contracts with a sum are tied at a rung."""
    known = row["contracts"] - row["without_sum"]
    return visit.words("n_of_m", n=count(visit, row[f"{rung}_linked"]), m=count(visit, known))


def count(visit: Visit, value: int) -> str:
    return numbers.number(numbers.Decimal(value), visit.words)


def source_name(visit: Visit, source: str) -> str:
    return visit.label(f"source/{source}", "name") or source
