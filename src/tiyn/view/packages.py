"""Figures of fiscal packages on a page: one amount, or a total with a receipt that says how to make it again.

`fiscal/<amount id>` is one printed amount; `package/<package>/<measure>/<period>` is the exact sum
of every amount of that measure and period, named by a question instead of by thousands of inputs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from pathlib import Path
from typing import Any

from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.model.period import NOT_STATED
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.view.words import Words

SQL = Path(__file__).with_suffix(".sql")
EXACT = Context(prec=60, traps=[Inexact])  # amounts have up to 28 digits, which is all the default context keeps
NO_CURRENCY = "XXX"  # ISO 4217: none


@dataclass(frozen=True)
class Packages:
    """Reads of the fiscal tables for one visit. `read` runs a named SQL text; `make` is the visit's own `make`."""

    words: Words
    read: Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
    make: Callable[..., Figure]

    def amount(self, identifier: str) -> Figure:
        """One amount as printed, times its factor. Raises NotFound for an unknown id, or where no number is printed."""
        row = self.row(identifier)
        if row["amount"] is None:
            raise NotFound(f"no number is printed at {identifier}: {row['printed']!r}; see the package's rows")
        line = f"{row['locator']}: {row['printed']}"
        return self._figure(f"fiscal/{identifier}", Decimal(row["amount"]), row["currency"], row["measure"], line)

    def row(self, identifier: str) -> dict[str, Any]:
        found = self.read(queries(SQL)["amount"], {"id": identifier})
        if not found:
            raise NotFound(f"no amount {identifier} in this edition; see /packages")
        return found[0]

    def total(self, package: str, measure: str, period: str) -> tuple[Figure, int]:
        """(the exact sum of a measure over a period, how many amounts). Raises NotFound for none, or two currencies."""
        rows = self.read(queries(SQL)["amounts"], {"package": package, "measure": measure, "period": period})
        currencies = {row["currency"] for row in rows}
        if len(currencies) != 1:
            found = f"{len(currencies)} currencies" if rows else "no amounts"
            raise NotFound(f"{found} of {measure!r} over {period!r} in the package {package}; see /package/{package}")
        value = functools.reduce(EXACT.add, (Decimal(row["amount"]) for row in rows))
        phase = rows[0]["phase"]
        line = " · ".join(part for part in (phase if phase != NOT_STATED else "", period if period != NOT_STATED else "") if part)
        return self._figure(f"package/{package}/{measure}/{period}", value, currencies.pop(), measure, line), len(rows)

    def _figure(self, address: str, value: Decimal, currency: str, label: str, line: str) -> Figure:
        unit = NO_CURRENCY if currency == NOT_STATED else currency
        return self.make(address, Amount(value, value, value, unit), "register" if value else "zero", label, line, False)


def total_address(rest: str) -> tuple[str, str, str]:
    """(package, measure, period) of `package/…`; a measure may hold slashes. Raises NotFound."""
    package, _, tail = rest.partition("/")
    measure, _, period = tail.rpartition("/")
    if not (package and measure and period):
        raise NotFound(f"package/{rest} is no total; write package/ID/MEASURE/PERIOD")
    return package, measure, period
