"""One row of the Open Budgets portal as a `budget_line` row, whatever file it came in.

A row has the columns of FIELDS, all text. Amounts are thousand tenge; the tenge figure is that
times 1000, exactly. The portal computes some columns in binary and prints the noise
(23503.123999999996): a number within a tiyn of three decimals is that number, and what was
printed is kept beside it. Anything else finer than a tiyn is refused.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tiyn import codes
from tiyn.model.errors import RecordRefused
from tiyn.readers._budget_place import REPUBLIC, Place, flat_place, tree_place
from tiyn.readers._record import Extra, Given, Record, Refused

KEYS = ("report", "kato", "region", "month", "row_id", "level", "section", "code", "name", "path")
MEASURES = {
    "approved": "approved", "revised": "revised", "adjusted_year_plan": "adjusted",
    "period_plan_payments": "plan_payments", "period_plan_obligations": "plan_obligations",
    "obligations_accepted": "obligations", "executed_paid": "paid", "obligations_unpaid": "unpaid",
}  # fmt: skip
PERCENTS = {"pct_of_period_plan": "percent_of_period_plan", "pct_of_year_plan": "percent_of_year_plan"}
FIELDS = (*KEYS, *MEASURES, *PERCENTS)
# Reports printed as a tree although the collected table gives no path: rebuilt from row order and level.
BY_ORDER = {"republican:priority_investments"}
MAX_DIGITS, MAX_TEXT = 15, 2000
TIYN = Decimal("0.00001")  # in thousand tenge
_AMOUNT = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,5}))?")
_LONG = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
_PERCENT = re.compile(r"-?\d{1,25}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def tenge(text: str, name: str) -> tuple[int | Decimal, bool]:
    """Thousand tenge as printed → (tenge, True when what was printed is binary noise). Raises RecordRefused."""
    plain = _plain(text)
    return _unusual(text, name) if plain is None else (plain, False)


@functools.lru_cache(1 << 16)
def _plain(text: str) -> int | Decimal | None:
    """The common forms, exactly; None for the others. Figures repeat from month to month, so they are kept."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    sign, whole, decimals = found.groups()
    if decimals is None:
        return int(f"{sign}{whole}000")
    return int(f"{sign}{whole}{decimals:0<3}") if len(decimals) <= 3 else Decimal(text) * 1000


def _unusual(text: str, name: str) -> tuple[int | Decimal, bool]:
    """An amount printed with an exponent or with more than five decimals."""
    shown = text if len(text) <= 40 else f"{text[:20]}… ({len(text)} characters)"
    if len(text) > 60 or not _LONG.fullmatch(text):
        raise RecordRefused(f"{name} {shown!r}; expected thousand tenge such as 5455945.5; mend the cell")
    value = Decimal(text)
    if abs(value) >= Decimal(10) ** MAX_DIGITS:
        raise RecordRefused(f"{name} {shown!r}; expected a number below 10^{MAX_DIGITS}; check the file")
    near = round(value, 3)
    if value == round(value, 5):
        return value * 1000, False
    if abs(value - near) > TIYN:
        raise RecordRefused(f"{name} {shown!r} is finer than a tiyn; expected at most five decimals; check the file")
    return int(near * 1000), True


class Lines:
    """Rows of one file, one after the other: accepted, refused, or kept until the whole report is seen."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.seen: set[str] = set()
        self.places: dict[tuple[str, str, str, str, str], tuple[Place, str]] = {}
        self.classes: dict[str, dict[str, Any]] = {}
        self.waiting: list[tuple[int, Sequence[str]]] = []
        self.regions = set(codes.codes("region"))
        self.reports = set(codes.codes("report"))

    def read(self, number: int, cells: Sequence[str]) -> Record | Refused | None:
        """The row of line `number`; None when it has to wait for the rest of its report (see `rest`)."""
        if len(cells) != len(FIELDS):
            return self.refused(number, f"{len(cells)} cells; expected {len(FIELDS)}; mend the line")
        if cells[0] in BY_ORDER and not cells[9]:
            self.waiting.append((number, cells))
            return None
        return self._accepted(number, cells, cells[9])

    def rest(self) -> Iterator[Record | Refused | Extra]:
        """The rows that waited, with the path their order and level give them; then the lines of the classification."""
        groups: dict[tuple[str, ...], list[tuple[int, Sequence[str]]]] = {}
        for number, cells in self.waiting:
            groups.setdefault((cells[0], cells[1], cells[3]), []).append((number, cells))
        for rows in groups.values():
            yield from self._by_order(rows)
        self.waiting = []
        yield Extra(tuple(("budget_class", row) for row in self.classes.values()))

    def _by_order(self, rows: list[tuple[int, Sequence[str]]]) -> Iterator[Record | Refused]:
        trail: list[str] = []
        for number, cells in sorted(rows, key=lambda row: (_integer(row[1][4]), row[0])):
            level = _integer(cells[5])
            if level > len(trail):
                yield self.refused(number, f"level {cells[5]} below nothing of level {level - 1}; expected its parent above it")
                continue
            trail[level:] = [f"{cells[7]} {cells[8]}".strip()]
            yield self._accepted(number, cells, " > ".join(trail))

    def refused(self, number: int, message: str) -> Refused:
        return Refused(f"{self.given.name}:{number}", f"{self.given.name}:{number}: {message}")

    def _accepted(self, number: int, cells: Sequence[str], path: str) -> Record | Refused:
        try:
            return Record((("budget_line", self._row(number, cells, path)),))
        except RecordRefused as error:
            return self.refused(number, str(error))

    def _row(self, number: int, cells: Sequence[str], path: str) -> dict[str, Any]:
        report, kato, _, month, row, level = cells[:6]
        self._check(cells)
        found = _MONTH.fullmatch(month)
        if found is None:
            raise RecordRefused(f"month {month[:20]!r}; expected YYYY-MM such as 2023-12; mend the cell")
        place, class_id = self._place(report, cells, path)
        region = "KZ" if kato in ("", REPUBLIC) else kato
        line = f"{region.lower()}-{place.node}-{month}"
        if line in self.seen:
            raise RecordRefused(f"the line {line} stands twice; expected it once; keep one")
        values, printed = _amounts(cells)
        result = {
            "id": line,
            "source_id": self.given.source,
            "document_id": self.given.document,
            "locator": f"{report}, {kato or REPUBLIC}, {month}, row {row} (line {number} of the file)",
            "report": report,
            "region": region,
            "level": "local" if region != "KZ" else report.split(":")[0],
            "class_id": class_id,
            "kind": place.kind,
            "section": place.section,
            "functional_group": place.group,
            "functional_subgroup": place.subgroup,
            "administrator": place.administrator,
            "programme": place.programme,
            "parent": f"{region.lower()}-{place.parent}-{month}" if place.parent else None,
            "month": month,
            "year": int(month[:4]),
            **values,
            "printed": printed,
        }
        self.seen.add(line)
        if class_id not in self.classes:
            self.classes[class_id] = _class(class_id, report, cells, place)
        return result

    def _check(self, cells: Sequence[str]) -> None:
        """What every row must have, before its numbers are looked at."""
        report, kato, _, _, row, level = cells[:6]
        if report not in self.reports:
            raise RecordRefused(f"report {report[:40]!r}; expected one of codes/report; mend the cell")
        if kato not in ("", REPUBLIC) and kato not in self.regions:
            raise RecordRefused(f"region {kato[:20]!r}; expected a KATO code of a region; mend the cell")
        if not (row.isascii() and row.isdigit() and len(row) <= 9):
            raise RecordRefused(f"row {row[:20]!r}; expected a whole number; mend the cell")
        if not (level.isascii() and level.isdigit() and len(level) == 1):
            raise RecordRefused(f"level {level[:20]!r}; expected 0 to 9; mend the cell")
        said = " ".join(cells[: len(KEYS)])
        if len(said) <= MAX_TEXT and not _CONTROL.search(said):
            return
        for name, text in zip(KEYS, cells, strict=False):
            if len(text) > MAX_TEXT:
                raise RecordRefused(f"{name} of {len(text)} characters; expected at most {MAX_TEXT}; check the file")
            if _CONTROL.search(text):
                raise RecordRefused(f"{name} holds a control character; expected plain text; mend the cell")

    def _place(self, report: str, cells: Sequence[str], path: str) -> tuple[Place, str]:
        """The place, and the id of the line of the classification under this very name."""
        key = (report, cells[5], cells[7], cells[8], path)
        found = self.places.get(key)
        if found is None:
            if path:
                place = tree_place(report, int(cells[5]), cells[7], cells[8], path)
            else:
                place = flat_place(report, int(cells[5]), cells[7], cells[8])
            found = place, f"{place.node}#{hashlib.sha256(cells[8].encode()).hexdigest()[:8]}"
            self.places[key] = found
        return found


def _class(class_id: str, report: str, cells: Sequence[str], place: Place) -> dict[str, Any]:
    """A line of the classification as this file names it; months and continuity are found when all files are read."""
    return {
        "id": class_id,
        "report": report,
        "kind": place.kind,
        "code": cells[7],
        "name": cells[8],
        "functional_group": place.group,
        "functional_subgroup": place.subgroup,
        "administrator": place.administrator,
        "programme": place.programme,
        "first_month": cells[3],
        "last_month": cells[3],
        "chain": place.node,
        "judgement": "first",
        "why": "",
    }


def _amounts(cells: Sequence[str]) -> tuple[Mapping[str, Any], str | None]:
    """The measures in tenge, the percentages as printed, and what was printed otherwise than its tenge figure."""
    values: dict[str, Any] = {}
    noise = []
    for position, (theirs, ours) in enumerate(MEASURES.items(), len(KEYS)):
        values[ours], noisy = tenge(cells[position], theirs)
        if noisy:
            noise.append(f"{ours}={cells[position]}")
    for position, (theirs, ours) in enumerate(PERCENTS.items(), len(KEYS) + len(MEASURES)):
        text = cells[position]
        if not _PERCENT.fullmatch(text):
            shown = text if len(text) <= 40 else f"{text[:20]}… ({len(text)} characters)"
            raise RecordRefused(f"{theirs} {shown!r}; expected a number such as 94.95; mend the cell")
        values[ours] = text
    return values, ";".join(noise) or None


def _integer(text: str) -> int:
    """A row number or level for sorting; what is none sorts first and is refused later."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
