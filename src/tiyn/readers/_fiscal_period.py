"""When an amount of a fiscal table is about: its row's date, else its column's name, else the package's period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from tiyn.model.errors import RecordRefused
from tiyn.model.period import NOT_STATED

_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:[-/–]([0-9]{2}|(?:19|20)[0-9]{2}))?(?![0-9])")
_ISO = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
_PART = re.compile(r"^[0-9]{1,2}$")


def of_name(*names: str) -> str | None:
    """The period a measure or its column is called by: "2015-16", "Budget 2014"; None when none, or several, are named."""
    for name in names:
        found = {match.group(0) for match in _NAME.finditer(name)}
        if len(found) == 1:
            return found.pop()
    return None


def of_package(start: str | None, end: str | None) -> str | None:
    """The fiscal period of the package: 2014, 2014-01-01..2020-12-31, 2014.. or None when none is stated."""
    if start and end and start[4:] == "-01-01" and end == f"{start[:4]}-12-31":
        return start[:4]
    return f"{start or ''}..{end or ''}" if start or end else None


def of_date(cell: str, form: str | None) -> str:
    """A date's cell as ISO text when the package declares how it is written, else as printed. Raises RecordRefused."""
    text = cell.strip()
    if not text or not form or "%" not in form:
        return text
    try:
        found = datetime.strptime(text, form)
    except ValueError as error:
        raise RecordRefused(f"the date {cell!r}; expected the form {form!r} the package declares; mend the cell") from error
    parts = {"%d": found.date().isoformat(), "%m": f"{found:%Y-%m}"}
    return next((shown for mark, shown in parts.items() if mark in form), f"{found:%Y}")


def of_dimension(parts: Sequence[str]) -> str:
    """One date out of a dimension's cells in the order of its key: year, month and day are put together."""
    first, *rest = parts or [""]
    if _ISO.match(first) and len(first) == 4:
        for part in rest:
            if not _PART.match(part):
                break
            first = f"{first}-{part:0>2}"
    return first


def of_row(dates: Sequence[str]) -> str | None:
    """What all the dates of a row agree on: the day, else the month, else the year, else nothing.

    A payment registered on 30 and executed on 31 December is of December; which of the two the
    amount is about is not ours to choose.
    """
    stated = [date for date in dates if date]
    if len(set(stated)) == 1:
        return stated[0]
    if not stated or not all(_ISO.match(date) for date in stated):
        return None
    for length in (7, 4):
        common = {date[:length] for date in stated}
        if len(common) == 1 and all(len(date) >= length for date in stated):
            return common.pop()
    return None


def choose(row: str | None, measure: str | None, package: str | None) -> tuple[str, str]:
    """(period, where it comes from): row, measure, package or none."""
    for text, where in ((row, "row"), (measure, "measure"), (package, "package")):
        if text:
            return text, where
    return NOT_STATED, "none"
