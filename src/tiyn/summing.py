"""What `tiyn totals` says: published sums by source, currency and stage, and what was read of every file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn.merkle import plain
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
BUDGET = ("approved", "revised", "paid")
STAGES = ("planned", "tendered", "awarded", "contracted", "paid")


def budget_sums(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Budget execution by source, level and year, in tenge.

    What no budget report holds is null, not nought. Transfers pass from the republican budget to
    the regional ones, so the levels stand apart and are never added.
    """
    measured: dict[tuple[str, str, int], dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(BUDGET, Decimal(0)))
    for row in connection.execute(queries(SQL)["budget_lines"]):
        for name in BUDGET:
            measured[row["source_id"], row["level"], row["year"]][name] += Decimal(row[name])
    nothing = {"awarded": None, "contracted": None}
    return [
        {"source": source, "level": level, "year": year, "currency": "KZT", "planned": plain(values["approved"]), **nothing}
        | {name: plain(value) for name, value in values.items()}
        for (source, level, year), values in measured.items()
    ]


def stage_sums(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Procurement by source and currency: every published sum of every stage, whatever its status.

    `by_status` says how much of each stage has which status, so that cancelled sums can be taken
    off; a stage the source prints nothing of is null. A sum without a currency has the currency "".
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in connection.execute(queries(SQL)["stages"]):
        key = (row["source_id"], row["currency"])
        one = found.setdefault(
            key, {"source": key[0], "currency": key[1], **dict.fromkeys(STAGES), "by_status": {}, "records": {}}
        )
        stage, value = row["stage"], Decimal(row["value"])
        one[stage] = plain(Decimal(one.get(stage) or 0) + value)
        one["by_status"].setdefault(stage, {})[row["status"]] = plain(value)
        one["records"][stage] = one["records"].get(stage, 0) + row["records"]
    return list(found.values())


def files(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Read, accepted and quarantined of every file."""
    return [dict(row) for row in connection.execute(queries(SQL)["readings"])]


def as_lines(budgets: list[dict[str, Any]], stages: list[dict[str, Any]], read: list[dict[str, Any]]) -> list[str]:
    """The same for people: one line per sum and file."""
    lines = [f"{one['source']} {one['level']} {one['year']} KZT: planned {one['planned']}, paid {one['paid']}" for one in budgets]
    for one in stages:
        sums = ", ".join(f"{stage} {one[stage]}" for stage in STAGES if one[stage] is not None)
        lines.append(f"{one['source']} {one['currency'] or '(no currency printed)'}: {sums}")
    if not stages:
        lines.append("awarded, contracted: no register of contracts in this edition; press figures are never added up")
    return lines + [
        f"{one['file']}: read {one['read']}, accepted {one['accepted']}, quarantined {one['quarantined']}" for one in read
    ]
