"""What a request for information is counted by: the term of the law on the day of the edition, and the working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tiyn import legal
from tiyn.view.visit import Visit

ACCESS_LAW = "access_law"  # of codes/request_ground: the only ground that has a term
ANSWER, EXTENSION, NOTICE = "request_answer", "request_extension", "request_notice"
WORDS = ("due", "ended", "forget", "last_day", "left", "not_kept", "over", "sent", "year_unchecked", "year_unknown")


@dataclass(frozen=True)
class Term:
    """A term of the law: so many `unit` (model/workday.py), since a day; `state` is verified or recalled."""

    days: int
    unit: str
    begins: str
    state: str
    citation: str


def term(visit: Visit, key: str) -> Term | None:
    """The term as it stood on the day of the edition, None when the edition has no row for it."""
    found = visit.rows("law_on", key=key, day=visit.edition.date)
    return Term(found[0]["value"], *(found[0][name] for name in ("unit", "begins", "state", "citation"))) if found else None


def counting(visit: Visit, free: Sequence[str] = ()) -> dict[str, Any]:
    """What the reader's own browser counts by (static/request.js), all requests but the `free`; empty when no term is known."""
    answer, calendar, words = term(visit, ANSWER), legal.calendar(), visit.words
    if answer is None:
        return {}
    return {
        "free": list(free),
        "days": answer.days,
        "unit": answer.unit,
        "years": sorted(calendar.years),
        "off": [day.isoformat() for day in sorted(calendar.off)],
        "on": [day.isoformat() for day in sorted(calendar.on)],
        "checked": [[first.isoformat(), last.isoformat()] for first, last in calendar.checked],
        "locale": words.language.card["locale"].replace("_", "-"),
        "dates": [_pattern(visit, month) for month in range(1, 13)],
        "words": {name: words.forms(f"request_{name}") for name in WORDS},
    }


def _pattern(visit: Visit, month: int) -> str:
    """A day of a month in words with {day} and {year} open: not every browser knows the months in Kazakh."""
    return visit.words.date(f"2001-{month:02}-03").replace("2001", "{year}").replace("3", "{day}")
