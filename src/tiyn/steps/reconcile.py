"""Reconcile: hold the published budget figures against each other, and repair none of them.

Months that are missing become coverage rows; a figure a later month prints otherwise becomes a
revision; every broken identity becomes an issue that names the receipt of the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.snapshot import digest

SQL = Path(__file__).with_suffix(".sql")
CHECKS = ("identities", "percentages", "children", "balances", "reports", "trees")
SAYS = {
    "unpaid_differs": "unpaid obligations printed {found}, obligations less paid make {expected}; shown as printed",
    "percent_differs": "per cent printed {found}, paid over plan makes {expected}; shown as printed",
    "children_differ": "the line and the lines below it differ by {found} tenge; expected {expected}; shown as printed",
    "balance_differs": "the balance is printed {found}, its parts make {expected}; shown as printed",
    "reports_differ": "this report prints {found} tenge paid, the other report {expected}; both are shown, neither is chosen",
}


def reconcile(engine: Engine) -> int:
    """Fill coverage, revisions and the issues of the published identities; returns how many issues."""
    named = queries(SQL)
    engine.run(named["coverage"])
    engine.run(named["revisions"])
    return sum(engine.load(tables()["issue"], _issues(engine.rows(named[check]))) for check in CHECKS)


def _issues(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        message = f"{row['place']}: " + SAYS[row["kind"]].format(found=row["found"], expected=row["expected"])
        body = {"step": "trace", "kind": row["kind"], "place": row["place"], "message": message}
        yield {"id": digest(f"{row['kind']}\n{message}".encode())[:16], **body}
