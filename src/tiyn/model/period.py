"""When: partial dates, years, ranges open at an end, durations, and "not stated"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tiyn.model.errors import NotAPeriod

NOT_STATED = "not stated"
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_DURATION = re.compile(r"^P(\d+)([YMD])$")


@dataclass(frozen=True)
class Period:
    """`start` and `end` are the first and last day covered, None where open or unknown.

    `said` is the form the dossier uses: 2023, 2022..2030, 2015.., 2024-09, P2Y, not stated.
    A duration such as P2Y (two years, which ones is not stated) has `years` and no ends.
    """

    said: str
    start: date | None = None
    end: date | None = None
    years: int | None = None

    @property
    def is_stated(self) -> bool:
        return self.said != NOT_STATED

    def covers_year(self, year: int) -> bool:
        """True when the period is known to include some of that calendar year."""
        if self.start is None and self.end is None:
            return False
        after = self.start is None or self.start.year <= year
        before = self.end is None or year <= self.end.year
        return after and before


def read_period(said: str) -> Period:
    """Read the dossier's period forms. Raises NotAPeriod with the words and the forms allowed."""
    if said == NOT_STATED:
        return Period(said)
    duration = _DURATION.match(said)
    if duration:
        years = int(duration.group(1)) if duration.group(2) == "Y" else None
        return Period(said, years=years)
    first, dots, last = said.partition("..")
    if not dots:
        return Period(said, first_day(said), last_day(said))
    if not first and not last:
        raise NotAPeriod(f"{said!r} has no end at all; write 2015.., ..2024 or 2022..2030")
    start = first_day(first) if first else None
    end = last_day(last) if last else None
    if start and end and end < start:
        raise NotAPeriod(f"{said!r} ends before it starts; write the earlier date first")
    return Period(said, start, end)


def first_day(partial: str) -> date:
    """The first day of 2026, 2026-02 or 2026-02-10. Raises NotAPeriod."""
    year, month, day = _parts(partial)
    return _day(year, month or 1, day or 1, partial)


def last_day(partial: str) -> date:
    """The last day of 2026, 2026-02 or 2026-02-10: a deadline "2026" is the end of 2026."""
    year, month, day = _parts(partial)
    if day:
        return _day(year, month, day, partial)
    if month:
        following = _day(year + month // 12, month % 12 + 1, 1, partial)
        return following - timedelta(days=1)
    return _day(year, 12, 31, partial)


def _parts(partial: str) -> tuple[int, int, int]:
    match = _PARTIAL.match(partial)
    if not match:
        raise NotAPeriod(f"{partial!r} is not a date; write 2026, 2026-02, 2026-02-10, 2022..2030, P2Y or not stated")
    year, month, day = match.groups()
    return int(year), int(month or 0), int(day or 0)


def _day(year: int, month: int, day: int, partial: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotAPeriod(f"{partial!r} is no day of the calendar ({error}); check month and day") from error
