"""What may be asked of the register, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Filters by equality, and facets counted by default. `class` is any beginning of a classification code that was indexed,
# `question` an indicator that raised one: of these a purchase may have many.
FACETS = ("year", "region", "method", "status", "state", "digital", "currency", "category", "sector")
SIDES = ("buyer", "supplier")
MANY = ("class", "question")
FILTERS = (*FACETS, *SIDES, *MANY, "source", "programme")
SORTS = ("relevance", "-amount", "amount", "-date", "date")
# The value of a filter for what is not stated.
UNKNOWN = "-"


@dataclass(frozen=True)
class Asked:
    """One question. `filters` are of FILTERS; `low` and `high` bound the sum in whole units.

    `cursor` comes from an answer: it leads to the page after, before or at the end of what it was
    given for. `facets` are those to count.
    """

    text: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None
    sort: str = ""
    cursor: str = ""
    limit: int = 25
    facets: tuple[str, ...] = FACETS

    @staticmethod
    def of(arguments: Mapping[str, str], limit: int = 25) -> Asked:
        """What an address asks: q, the filters, min and max as somebody types them, sort, at. Anything else is left out."""
        given = {name: value.strip() for name, value in arguments.items() if value.strip()}
        filters = {name: given[name] for name in FILTERS if name in given}
        low, high = _whole(given.get("min")), _whole(given.get("max"))
        return Asked(given.get("q", ""), filters, low, high, given.get("sort", ""), given.get("at", ""), limit)

    @property
    def order(self) -> str:
        """The order asked for; by relevance needs a text."""
        if self.sort in SORTS and (self.sort != "relevance" or self.text):
            return self.sort
        return "relevance" if self.text else "-amount"


@dataclass(frozen=True)
class Found:
    """One page: keys as (ocid, contract id or ""), the exact count of all, facets as (value, count), cursors.

    `more` says how many values of a facet are not listed; `why` says what was needed: exact, code, stem, spelling …;
    `tried` the spellings found in place of words no purchase holds.
    """

    count: int = 0
    keys: list[tuple[str, str]] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    more: dict[str, int] = field(default_factory=dict)
    following: str = ""
    preceding: str = ""
    last: str = ""
    tried: tuple[str, ...] = ()
    why: str = ""


def _whole(said: str | None) -> int | None:
    """A bound of the sum as somebody types it: 1 000 000."""
    digits = "".join((said or "").split()).replace("\u00a0", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else None
