"""Budget figures on a page: one line's measure, or a sum of lines with a receipt that lists them.

A sum's address says all that is needed to make it again: `sum/<measure>/<region>/<when>/<what>`.
`region` is a KATO code, KZ, or `regions` (all twenty, without the republic); `when` a month
(2023-12) or a year (2023: each region's last month of it that was read; months run from January,
so two are never added); `what` is `expenditure`, `group-8`, `subgroup-8.3`, `administrator-313`
(`administrator-8.313` in one group, `administrator-8.3.313` in one subgroup), `except-120.313` (every
administrator but those), `rest-15` (the administrators after the fifteen that paid most) or
`rule-digital-money`. All are lines of the regional and republican reports: of section II (expenditure),
and for a rule also the loans given and assets bought of its administrators: `spent-digital-money` are its
expenditure lines alone, `assets-digital-money` the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn import codes as code_lists
from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.view.words import Words

SQL = Path(__file__).with_suffix(".sql")
MEASURES = ("approved", "revised", "adjusted", "plan_payments", "plan_obligations", "obligations", "paid", "unpaid")
REPUBLIC, REGIONS = "KZ", "regions"
EXCEPT = "except"
KINDS = {
    "expenditure": "section",
    "group": "group",
    "subgroup": "subgroup",
    "administrator": "administrator",
    EXCEPT: "administrator",
}
RULED = ("rule", "spent", "assets")
GROUPED = ("group", "subgroup")
_WHEN = re.compile(r"[0-9]{4}(-[0-9]{2})?")
Row = Mapping[str, Any]
Read = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Budgets:
    """Reads of the budget tables for one visit. `read` runs a named SQL text; `make` is the visit's own `make`."""

    words: Words
    read: Read
    make: Callable[..., Figure]

    def line(self, identifier: str, measure: str) -> Figure:
        """One measure of one budget line. Raises NotFound for an unknown line or measure."""
        found = self._rows("line", id=identifier)
        if not found:
            raise NotFound(f"no budget line {identifier} in this edition; see /explorer")
        return self.figure(found, measure, "", "", "")

    def rows(self, region: str, when: str, what: str) -> list[dict[str, Any]]:
        """The lines an address names, in order of region and line; [] when there are none. Raises NotFound for no address."""
        return lines_of(self.read, region, when, what)

    def of_kind(self, kind: str, when: str, region: str = REGIONS, group: str = "", subgroup: str = "") -> list[dict[str, Any]]:
        """Every line of a kind (section, group, subgroup, administrator) in a year or month, regions or one place."""
        values = {"region": None if region == REGIONS else region, "month": when if "-" in when else None, "administrator": None}
        return self._rows("of_kind", **values, kind=kind, year=int(when[:4]), group=group or None, subgroup=subgroup or None)

    def sum(self, measure: str, region: str, when: str, what: str) -> Figure | None:
        """The figure of an address, None when no line was read."""
        return self.figure(self.rows(region, when, what), measure, region, when, what)

    def figure(self, rows: Sequence[Row], measure: str, region: str, when: str, what: str) -> Figure | None:
        """One line: its own receipt. Several: their exact sum, with the receipt of the address. None: no figure."""
        if measure not in MEASURES:
            raise NotFound(f"{measure!r} is no measure; write one of {', '.join(MEASURES)}")
        if not rows:
            return None
        value = total(rows, measure)
        address = f"budget/{rows[0]['id']}/{measure}" if len(rows) == 1 else f"sum/{measure}/{region}/{when}/{what}"
        text = self.describe(rows)
        state = "register" if value else "zero"
        return self.make(address, Amount(value, value, value, "KZT"), state, self.words.name("measure", measure), text, False)

    def describe(self, rows: Sequence[Row]) -> str:
        """What the lines are: the administrator or group, and the month they run to."""
        first = rows[0]
        months = sorted({row["month"] for row in rows})
        until = (
            self.words.period(months[0])
            if len(months) == 1
            else f"{self.words.period(months[0])} – {self.words.period(months[-1])}"
        )
        if len(rows) > 1 and len({row["administrator"] for row in rows}) > 1:
            return f"{self.words('lines_count', n=len(rows))}; {until}"
        if len(rows) > 1 and first["kind"] == "administrator":
            return f"{first['administrator']} {self.administrator(first)}; {self.words('lines_count', n=len(rows))}; {until}"
        return f"{self.name(first)}; {until}"

    def name(self, row: Row) -> str:
        """The line in words: administrator and function, by code lists where they have the code, else as printed."""
        if row["kind"] == "administrator":
            return f"{row['administrator']} {self.administrator(row)}; {row['functional_group']} {self.group(row)}"
        if row["kind"] == "group":
            return f"{row['functional_group']} {self.group(row)}"
        return str(row["name"])

    def administrator(self, row: Row) -> str:
        """The administrator's name in the page's language when the code is on our list, else as printed."""
        return self._named("administrator", row["administrator"], row["name"] if row["kind"] == "administrator" else "")

    def group(self, row: Row) -> str:
        """The functional group's name in the page's language, else as printed."""
        printed = row["name"] if row["kind"] == "group" else ""
        return self._named("functional_group", row["functional_group"], printed)

    def years(self) -> list[int]:
        """The years with budget lines, the latest last."""
        return [row["year"] for row in self._rows("years")]

    def full_years(self) -> list[int]:
        """The years whose December was read somewhere, the latest last."""
        return [row["year"] for row in self._rows("full_years")]

    def months(self, region: str) -> list[str]:
        """The months read for a region (or KZ), in order."""
        return [row["month"] for row in self._rows("months", region=region)]

    def missing(self, region: str) -> list[str]:
        """The months of the span that were not read for a region (or KZ), in order."""
        return [row["month"] for row in self._rows("missing", region=region)]

    def _named(self, code_list: str, code: str | None, printed: str) -> str:
        return self.words.name(code_list, code) if code and code in code_lists.codes(code_list) else printed

    def _rows(self, name: str, **values: Any) -> list[dict[str, Any]]:
        return self.read(queries(SQL)[name], values)


def lines_of(read: Read, region: str, when: str, what: str) -> list[dict[str, Any]]:
    """The lines an address names, for those who have no page: `read` runs an SQL text. Raises NotFound for no address."""
    if not _WHEN.fullmatch(when):
        raise NotFound(f"{when[:40]!r} is no time; write a year such as 2023 or a month such as 2023-12")
    name, code = _parse(what)
    place = None if region == REGIONS else region
    values: dict[str, Any] = {"region": place, "kind": KINDS.get(name, name), "month": when if "-" in when else None}
    values["year"] = int(when[:4])
    named = queries(SQL)
    if name in RULED:
        return read(named["of_rule"], {**values, "rule": code})
    if name == "rest":
        values |= {"kind": "administrator", "administrator": None, "group": None, "subgroup": None}
        every = read(named["of_kind"], values)
        kept = {administrator for administrator, _ in ranked(every)[: int(code)]}
        return [row for row in every if row["administrator"] not in kept]
    if name == "administrator" and "." not in code:
        return read(named["of_administrator"], {**values, "administrator": code})
    above, _, own = code.rpartition(".") if name == "administrator" else (code if name in GROUPED else "", "", "")
    group, _, subgroup = above.partition(".")
    found = read(named["of_kind"], {**values, "administrator": own or None, "group": group or None, "subgroup": subgroup or None})
    return [row for row in found if row["administrator"] not in code.split(".")] if name == EXCEPT else found


def ranked(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The administrators of some lines with their lines, those that paid most first, then by code."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["administrator"], []).append(row)
    return sorted(found.items(), key=lambda one: (-total(one[1], "paid"), one[0]))


def total(rows: Iterable[Row], measure: str) -> Decimal:
    """The exact sum of one measure, in tenge."""
    return sum((Decimal(row[measure]) for row in rows), Decimal(0))


def _parse(what: str) -> tuple[str, str]:
    """`administrator-313` → (administrator, 313). Raises NotFound naming the forms."""
    name, _, code = what.partition("-")
    if name in RULED and code:
        return name, code
    if name == "rest" and code.isascii() and code.isdigit() and len(code) < 4:
        return name, code
    if name not in KINDS or bool(code) == (name == "expenditure"):
        raise NotFound(
            f"{what!r} names no lines; write expenditure, group-8, subgroup-8.3, administrator-313, administrator-8.3.313, "
            "except-120.313, rest-15 or rule-digital-money"
        )
    return name, code


def sum_address(rest: str) -> tuple[str, str, str, str]:
    """`paid/750000000/2023/administrator-313` → its four parts. Raises NotFound when there are not four."""
    parts = rest.split("/")
    if len(parts) != 4 or not all(parts):
        raise NotFound(
            f"sum/{rest} is no receipt; write sum/MEASURE/REGION/WHEN/WHAT, e.g. sum/paid/750000000/2023/administrator-313"
        )
    return parts[0], parts[1], parts[2], parts[3]
