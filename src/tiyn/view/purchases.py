"""Procurement on a page: processes, contracts, participants, and figures whose receipts name one cell of one row.

A receipt `record/<table>/<key>/…/<column>` is the cell of the row with that key; a slash inside a
key is written `~1` and a tilde `~0`, an empty key part `~`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tiyn.dictionary import Table, tables
from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.store import one_row
from tiyn.view.figures import Figure
from tiyn.view.words import Words

SQL = Path(__file__).with_suffix(".sql")
# ISO 4217's own code for "no currency": the sum stands, its currency was not printed.
NO_CURRENCY = "XXX"
CURRENCY_OF = {
    "tender_value": "tender_currency",
    "budget_value": "budget_currency",
    "unit_price": "unit_currency",
    "total": "unit_currency",
}
COMPUTED = frozenset({"contract_trace", "trace_total", "trace_reason", "stage_total", "pair_total", "unit_price", "flagged"})
UNIT_OF = {
    "contracts": "contracts",
    "without_sum": "contracts",
    "prices": "prices",
    "prepayment": "percent",
    "quantity": "records",
}
UNNAMED = {"natural_person": "participant_person", "withheld": "participant_withheld"}
FIGURES = frozenset({"number", "decimal", "integer"})
_CODE = re.compile(r"[A-Z]{3}")
Row = Mapping[str, Any]
Read = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Side:
    """A buyer or supplier as a page names it; `named` is False when the source names nobody or a natural person."""

    id: str
    name: str
    url: str
    named: bool
    lang: str


@dataclass(frozen=True)
class Purchases:
    """Reads of the procurement tables for one visit. `read` runs a named SQL text; `make` is the visit's own `make`."""

    words: Words
    read: Read
    make: Callable[..., Figure]

    def rows(self, name: str, **values: Any) -> list[dict[str, Any]]:
        """A query of `purchases.sql`."""
        return self.read(queries(SQL)[name], values)

    def row(self, name: str, **values: Any) -> dict[str, Any]:
        """The one row of a query. Raises NotFound."""
        found = self.rows(name, **values)
        if not found:
            raise NotFound(f"no {name} {next(iter(values.values()), '')!r} in this edition; see /contracts")
        return found[0]

    # ---- addresses

    def process_url(self, ocid: str) -> str:
        return f"/{self.words.code}/process/{segment(ocid)}"

    def contract_url(self, ocid: str, identifier: str) -> str:
        return f"/{self.words.code}/contract/{segment(ocid)}/{segment(identifier)}"

    def plan_url(self, identifier: str) -> str:
        return f"/{self.words.code}/plan/{segment(identifier)}"

    def participant_url(self, identifier: str) -> str:
        return f"/{self.words.code}/participant/{segment(identifier)}"

    def list_url(self, **filters: Any) -> str:
        """The list of contracts with some filters set; an empty one is left out."""
        kept = {name: value for name, value in filters.items() if value not in (None, "")}
        return f"/{self.words.code}/contracts" + (f"?{urlencode(kept)}" if kept else "")

    # ---- sides

    def side(self, identifier: str | None) -> Side | None:
        """A participant; None for none. A natural person is never named."""
        if not identifier:
            return None
        found = self.rows("participant", id=identifier)
        if not found:
            return Side(identifier, self.words("participant_not_stated"), self.participant_url(identifier), False, "")
        return self.side_of(found[0])

    def side_of(self, row: Row) -> Side:
        """A participant from its row: in Kazakh by its Kazakh name when one was published."""
        name = (row["name_kk"] if self.words.code == "kk" else None) or row["name"]
        if row["kind"] == "natural_person" or not name:
            word = UNNAMED.get(row["kind"], "participant_unnamed")
            return Side(row["id"], self.words(word), self.participant_url(row["id"]), False, "")
        lang = "kk" if self.words.code == "kk" and row["name_kk"] else "ru" if re.search("[а-яё]", name.lower()) else ""
        return Side(row["id"], name, self.participant_url(row["id"]), True, lang)

    # ---- figures

    def figure(self, table: str, row: Row, column: str, label: str = "", line: str = "") -> Figure | None:
        """One cell of one row as a figure with its receipt; None where nothing was published, or no figure.

        `label` defaults to the meaning of the column in the page's language.
        """
        known = tables()[table]
        kind = known.types[column]
        if row[column] is None or kind not in FIGURES:
            return None
        value = Decimal(str(row[column]))
        if table == "flagged" and column in ("value", "threshold"):
            value, unit = _measured(value, row["unit"])
            return self.make(
                address(known, row, column),
                Amount(value, value, value, unit),
                "zero" if value == 0 else "derived",
                label,
                line,
                True,
            )
        counted = "contracts" if column.endswith("_linked") else "records"
        unit = UNIT_OF.get(column) or (self._unit(row, column) if kind == "number" else counted)
        state = "zero" if value == 0 else "derived" if table in COMPUTED else "register"
        meaning = next(one.meaning for one in known.columns if one.name == column)
        text = label or meaning.get(self.words.code, column)
        return self.make(address(known, row, column), Amount(value, value, value, unit), state, text, line, True)

    def _unit(self, row: Row, column: str) -> str:
        code = row.get(CURRENCY_OF.get(column, "currency")) or ""
        return code if _CODE.fullmatch(code) else NO_CURRENCY

    def by_receipt(self, rest: str) -> Figure | None:
        """The figure of `<table>/<key>/…/<column>`. Raises NotFound for another form or an unknown row."""
        table, row, column = cell(self.read, rest)
        return self.figure(table.name, row, column)


def _measured(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The value of a flag as it is read: a share in per cent, money in its currency, the rest in its unit."""
    if unit == "share":
        return value * 100, "percent"
    return value, unit if _CODE.fullmatch(unit) or unit in ("days", "working_days", "hours", "index") else "records"


def cell(read: Read, rest: str) -> tuple[Table, dict[str, Any], str]:
    """Table, row and column of a receipt's address without `record/`. Raises NotFound."""
    name, *parts = rest.split("/")
    table = tables().get(name)
    if table is None or not table.bulk or len(parts) != len(table.key) + 1 or parts[-1] not in table.names:
        raise NotFound(f"record/{rest[:80]} is no receipt; write record/TABLE/KEY…/COLUMN, e.g. record/contract/OCID/ID/value")
    *key, column = parts
    values = {one: unescaped(part) for one, part in zip(table.key, key, strict=True)}
    found = read(one_row(table), values)
    if not found:
        raise NotFound(f"no {name} {'/'.join(values.values())!r} in this edition; see /contracts")
    return table, found[0], column


def address(table: Table, row: Row, column: str) -> str:
    """`record/contract/ocds-1/c~1 1/value`: the receipt of one cell."""
    return "/".join(["record", table.name, *(escaped(row[one]) for one in table.key), column])


def segment(text: str) -> str:
    """An id as one segment of an address."""
    return quote(escaped(text), safe="~:")


def unsegment(text: str) -> str:
    """The id of a segment the server has already unquoted."""
    return unescaped(text)


def escaped(value: Any) -> str:
    """One part of a receipt's address."""
    text = str(value)
    if text in (".", ".."):  # a browser takes such a segment out of the address
        return text.replace(".", "~2")
    return text.replace("~", "~0").replace("/", "~1") or "~"


def unescaped(part: str) -> str:
    return "" if part == "~" else part.replace("~2", ".").replace("~1", "/").replace("~0", "~")
