"""Budget execution as a flat CSV: a row is one functional line of one administrator in one report.

Columns: report, kato, region, month, row, section, group, group_name, subgroup, subgroup_name,
administrator, administrator_name, then the measures approved, revised, adjusted, obligations,
paid in thousand tenge, exactly as published. Tenge = thousand tenge × 1000, nothing is rounded.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

from tiyn.model.errors import InputRefused, RecordRefused
from tiyn.model.period import first_day

TABLE = "budget_line"
MEASURES = ("approved", "revised", "adjusted", "obligations", "paid")
COLUMNS = (
    "report", "kato", "region", "month", "row", "section", "group", "group_name", "subgroup", "subgroup_name",
    "administrator", "administrator_name", *MEASURES,
)  # fmt: skip
REPUBLIC = "000000000"
MAX_DIGITS = 18
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def recognises(head: bytes) -> bool:
    """True when the first line holds exactly our columns."""
    return head.split(b"\n", 1)[0].strip().decode("utf-8", "replace") == ",".join(COLUMNS)


def read(content: bytes, source: str, document: str) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """(budget_line rows, quarantined records as (line, message)); their counts add up to the records read.

    Raises InputRefused when the file is not UTF-8 or its header is not ours.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused(f"{document}: byte {error.start} is not UTF-8; expected UTF-8 CSV; save it again") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if tuple(header) != COLUMNS:
        raise InputRefused(f"{document}:1: found the columns {header}; expected {','.join(COLUMNS)}; mend the header")
    accepted: dict[str, dict[str, Any]] = {}
    quarantined: list[tuple[int, str]] = []
    for record in reader:
        line = reader.line_num
        try:
            row = _row(record, source, document, line)
            if row["id"] in accepted:
                raise RecordRefused(f"the line {row['id']} stands twice; expected it once; keep one")
            accepted[row["id"]] = row
        except RecordRefused as error:
            quarantined.append((line, f"{document}:{line}: {error}"))
    return list(accepted.values()), quarantined


def _row(record: list[str], source: str, document: str, line: int) -> dict[str, Any]:
    if len(record) != len(COLUMNS):
        raise RecordRefused(f"{len(record)} cells; expected {len(COLUMNS)}; mend the line")
    cell = dict(zip(COLUMNS, record, strict=True))
    month = first_day(cell["month"])
    republican = cell["kato"] == REPUBLIC
    region = "KZ" if republican else cell["kato"]
    section = cell["section"].split(".")[0].lower()
    place = f"{region}-{cell['administrator']}-{cell['group']}.{cell['subgroup']}-{section}-{cell['month']}"
    row: dict[str, Any] = {
        "id": place.lower(),
        "source_id": source,
        "document_id": document,
        "locator": f"{cell['report']}, {cell['region']}, {cell['month']}, row {cell['row']} (line {line} of the file)",
        "region": region,
        "level": "republican" if republican else "local",
        "functional_group": cell["group"],
        "functional_group_name": cell["group_name"],
        "functional_subgroup": cell["subgroup"],
        "section": cell["section"],
        "administrator": cell["administrator"],
        "administrator_name": cell["administrator_name"],
        "month": cell["month"],
        "year": month.year,
    }
    return row | {measure: _tenge(cell[measure], measure) for measure in MEASURES}


def _tenge(text: str, measure: str) -> Decimal:
    """Thousand tenge as printed, in tenge. Raises RecordRefused for anything but a plain decimal."""
    if len(text) > MAX_DIGITS + 8:
        raise RecordRefused(f"{measure} of {len(text)} characters; expected at most {MAX_DIGITS} digits; check the file")
    if not _PLAIN.fullmatch(text):
        raise RecordRefused(f"{measure} {text!r}; expected a plain decimal such as 5455945.5; mend the cell")
    thousands = Decimal(text)
    if abs(thousands) >= Decimal(10) ** MAX_DIGITS:
        raise RecordRefused(f"{measure} {text!r}; expected a number below 10^{MAX_DIGITS}; check the file")
    return thousands * 1000
