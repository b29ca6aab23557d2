"""Figures of fiscal packages on a page: one amount, or a total with a receipt that says how to make it again.

`fiscal/<amount id>` is one printed amount; `package/<address>` an exact sum of them, or what is left of one
(`view/fiscal_totals.py` says how an address is written).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.model.period import NOT_STATED
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.view.fiscal_totals import Divided, Row, Totals
from tiyn.view.words import Words

SQL = Path(__file__).with_suffix(".sql")
NO_CURRENCY = "XXX"  # ISO 4217: none


@dataclass(frozen=True)
class Part:
    """One bar of a breakdown: its figure, its length in thousandths of the longest, and where it is divided further.

    A negative one is drawn in outline. `note` says how many names the file gives the code, when there are several.
    """

    f: Figure
    length: int
    negative: bool
    rest: bool
    url: str
    note: str


@dataclass(frozen=True)
class Breakdown:
    """A total and its codes, largest first by absolute value, with what is left of it."""

    f: Figure
    parts: list[Part]


@dataclass(frozen=True)
class Packages:
    """Reads of the fiscal tables for one visit. `read` runs a named SQL text; `make` is the visit's own `make`."""

    words: Words
    read: Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
    make: Callable[..., Figure]

    @property
    def totals(self) -> Totals:
        """The totals without words."""
        return Totals(self.read)

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

    def total(self, address: str) -> Figure:
        """The figure of an address: a whole, a code, or what is left. Raises NotFound for an address that names none."""
        divided = self.divided_rest(address)
        return self.rest(divided) if divided else self.figure(self.totals.row(address))

    def divided_rest(self, address: str) -> Divided | None:
        """What an address of "others" divides, None for the address of a sum. Raises NotFound where nothing is left."""
        if len(address.split("/")) < 4 or self.totals.known(address):
            return None
        divided = self.totals.divided(address)
        if divided is None or not divided.others:
            raise NotFound(f"nothing is left over at package/{address}; see /packages")
        return divided

    def figure(self, row: Row) -> Figure:
        """A total's figure: the measure, or the code and its name."""
        label = self.code(row) if row["field"] else row["measure"]
        return self._figure(f"package/{row['id']}", row["value"], row["currency"], label, self._line(row, not row["field"]))

    def rest(self, divided: Divided) -> Figure:
        """What the codes that are not shown add up to."""
        value, label = self.totals.rest(divided), self.words("fiscal_others", n=divided.others)
        amount, line = Amount(value, value, value, _unit(divided.parent["currency"])), self._line(divided.parent, False)
        return self.make(f"package/{divided.address}", amount, "derived", label, line, False)

    def code(self, row: Row) -> str:
        """A code as printed, with the first name the file gives it."""
        code = row["code"] or self.words("fiscal_empty")
        return f"{code} {row['label']}" if row["label"] and row["label"] != row["code"] else code

    def shares(self, address: str) -> Breakdown | None:
        """The bars of a total by the codes below an address; None when nothing is divided there."""
        divided = self.totals.divided(address)
        if divided is None:
            return None
        found = [(self.figure(row), row) for row in divided.shown]
        figures = [figure for figure, _ in found] + ([self.rest(divided)] if divided.others else [])
        longest = max((abs(figure.number) for figure in figures), default=Decimal(0)) or Decimal(1)
        rows = [row for _, row in found] + [None] * (len(figures) - len(found))
        parts = [
            Part(
                figure,
                int(abs(figure.number) * 1000 / longest),
                figure.number < 0,
                row is None,
                self._deeper(row, divided.below) if row else "",
                self.words("fiscal_names", n=row["labels"]) if row and row["labels"] > 1 else "",
            )
            for figure, row in zip(figures, rows, strict=True)
        ]
        return Breakdown(self.figure(divided.parent), parts)

    def _deeper(self, row: Row, below: int | None) -> str:
        code = row["id"].rpartition("/")[2]
        return f"/{self.words.code}/package/{row['package']}/by/{below}/{quote(code)}" if below else ""

    def _line(self, row: Row, named: bool = True) -> str:
        """Phase and period, and before them the measure unless it is `named` already; no word twice."""
        phase = row["phase"] if row["phase"] != row["measure"] else NOT_STATED
        said = [phase, row["period"]] if named else list(dict.fromkeys((row["measure"], phase, row["period"])))
        return " · ".join(part for part in said if part != NOT_STATED)

    def _figure(self, address: str, value: Decimal, currency: str, label: str, line: str) -> Figure:
        state = "register" if value else "zero"
        return self.make(address, Amount(value, value, value, _unit(currency)), state, label, line, False)


def _unit(currency: str) -> str:
    return NO_CURRENCY if currency == NOT_STATED else currency
