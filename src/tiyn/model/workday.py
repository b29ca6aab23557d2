"""Working days: which days a calendar knows, when a term ends, how many working days lie between two days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

CALENDAR_DAYS, WORKING_DAYS = "calendar days", "working days"
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """`off` are days of rest that are not a weekend, `on` working weekends, of the `years` that are known.

    `checked` are the stretches (first day, last day) that were held against a source. A year that is not
    known is counted by its weekends alone, and whoever counts says so.
    """

    years: frozenset[int]
    off: frozenset[date]
    on: frozenset[date]
    checked: tuple[tuple[date, date], ...]

    def works(self, day: date) -> bool:
        return day in self.on or (day.weekday() < SATURDAY and day not in self.off)

    def is_checked(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.checked)

    def between(self, start: date, end: date) -> int:
        """Working days in (start, end]; below nought when the end lies before the start."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(day) for day in _days(start, end))

    def unknown(self, start: date, end: date) -> tuple[int, ...]:
        """The years in (start, end] of which only the weekends are known."""
        return tuple(sorted({day.year for day in _days(start, end)} - self.years))

    def unchecked(self, start: date, end: date) -> tuple[int, ...]:
        """The known years with a day in (start, end] that nobody held against a source."""
        return tuple(sorted({day.year for day in _days(start, end) if day.year in self.years and not self.is_checked(day)}))

    def due(self, sent: date, days: int, unit: str) -> date:
        """The last day of a term that begins on the day after `sent`.

        A term in calendar days that would end on a day of rest ends on the next working day. Raises
        ValueError for a unit that is neither CALENDAR_DAYS nor WORKING_DAYS.
        """
        if unit not in (CALENDAR_DAYS, WORKING_DAYS):
            raise ValueError(f"the unit {unit!r}; expected {CALENDAR_DAYS!r} or {WORKING_DAYS!r}; mend the legal parameter")
        day, left = sent, days
        while left or not self.works(day):
            day += timedelta(days=1)
            left -= 1 if left and (unit == CALENDAR_DAYS or self.works(day)) else 0
        return day


def _days(start: date, end: date) -> Iterator[date]:
    """The days of (start, end]."""
    for number in range((end - start).days):
        yield start + timedelta(days=number + 1)
