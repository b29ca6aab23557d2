"""From a contract back to the plan item and the budget line it is paid from, or why no published key leads there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.view.figures import Figure, Link
from tiyn.view.purchase_tables import Grid, Tables
from tiyn.view.visit import Visit

Row = Mapping[str, Any]
SHOWN = 20  # plan items of one contract on its page


@dataclass(frozen=True)
class Dead:
    """Where the path ends: the sentence, its code in contract_trace, and what would have to be published."""

    said: str
    code: str
    missing: list[str]


@dataclass(frozen=True)
class Path:
    """Plan items and budget lines of a contract; `no_plan` and `no_line` say why there are none, None where there are."""

    plans: Grid
    lines: Grid
    budget: Figure | None
    no_plan: Dead | None
    no_line: Dead | None


def path(visit: Visit, row: Row, trace: Row, process: Row) -> Path:
    """Keys only: what the contract's items or lots name. A likeness of names or sums ties nothing."""
    words, reads = visit.words, visit.purchases
    lots, items = _lots(visit, row), reads.rows("items", ocid=row["ocid"], kind="contract", parent=row["id"])
    named = list(dict.fromkeys(one["plan_item"] for one in [*items, *lots] if one["plan_item"]))
    plans = [plan for identifier in named[:SHOWN] for plan in reads.rows("plan_item", id=identifier)]
    lines = [line for plan in plans for line in reads.rows("budget_parts", kind="plan_item", owner=plan["id"])]
    if len(reads.rows("contracts", ocid=row["ocid"])) == 1:  # else it is of several contracts, and no one's own
        lines += reads.rows("budget_parts", kind="process", owner=row["ocid"])
    no_plan = (
        None if plans else Dead(words("no_plan"), f"plan_link: {trace['plan_link']}", _missing(visit, row, trace, lots, named))
    )
    why = "line_no_plan" if not plans else "line_not_named"
    no_line = None if lines else Dead(words("no_line"), f"plan_link: {trace['plan_link']}", [words(why)])
    return Path(
        plans=_plans(visit, plans),
        lines=_lines(visit, lines),
        budget=reads.figure("process", process, "budget_value", words("process_budget")),
        no_plan=no_plan,
        no_line=no_line,
    )


def _lots(visit: Visit, row: Row) -> list[dict[str, Any]]:
    """The lots the contract covers: those it names, else those of its award."""
    reads = visit.purchases
    award = next((one for one in reads.rows("awards", ocid=row["ocid"]) if one["id"] == row["award"]), None)
    wanted = set((row["lots"] or (award or {}).get("lots") or "").split())
    return [lot for lot in reads.rows("lots", ocid=row["ocid"]) if lot["id"] in wanted]


def _missing(visit: Visit, row: Row, trace: Row, lots: list[dict[str, Any]], named: list[str]) -> list[str]:
    """Which published key would have led to the plan."""
    words = visit.words
    if named:
        return [words("plan_absent", id=", ".join(named[:3]))]
    if trace["plan_link"] == "not_published":
        return [words("plan_none_of_source")]
    missing = [words("plan_not_in_items")]
    if lots:
        missing.append(words("plan_not_in_lots", lots=", ".join(lot["number"] or lot["id"] for lot in lots[:5])))
    else:
        missing.append(words("plan_direct" if row["direct"] == "yes" else "plan_no_lot"))
    return missing


def _plans(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    words, reads, tables = visit.words, visit.purchases, Tables(visit)
    made: list[list[Any]] = []
    for row in rows:
        title = tables.text((row["title_kk"] if visit.lang == "kk" else None) or row["title"]) or row["id"]
        made.append(
            [
                Link(title, reads.plan_url(row["id"])),
                str(row["year"] or ""),
                row["method"] or "",
                reads.figure("plan_item", row, "amount", words("planned_sum")) or words("not_published"),
            ]
        )
    head = [words("t_plan_item"), words("t_year"), words("t_method_planned"), {"text": words("t_sum"), "num": True}]
    return Grid(words("g_plans"), head, made)


def _lines(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    """Each code in a column of its own; the programme leads to everything bought under it."""
    words, reads = visit.words, visit.purchases
    made: list[list[Any]] = []
    for row in rows:
        programme: Any = row["programme"] or words("not_published")
        if row["administrator"] and row["programme"]:
            programme = Link(row["programme"], reads.list_url(programme=f"{row['administrator']}/{row['programme']}"))
        made.append(
            [
                row["administrator"] or words("not_published"),
                programme,
                row["subprogramme"] or "",
                row["specific"] or words("not_published"),
                reads.figure("budget_part", row, "value", words("line_sum")) or words("not_published"),
            ]
        )
    columns = [words(f"t_{name}") for name in ("administrator", "programme", "subprogramme", "specific")]
    return Grid(words("g_lines"), [*columns, {"text": words("t_sum"), "num": True}], made)
