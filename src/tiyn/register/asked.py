"""What may be asked of the register, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

# Filters by equality, and facets counted by default. `class` is any beginning of a classification code that was indexed.
FACETS = ("year", "region", "method", "status", "state", "digital", "currency", "category", "sector")
SIDES = ("buyer", "supplier")
FILTERS = (*FACETS, *SIDES, "class", "source", "programme")
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

    @property
    def order(self) -> str:
        """The order asked for; by relevance needs a text."""
        if self.sort in SORTS and (self.sort != "relevance" or self.text):
            return self.sort
        return "relevance" if self.text else "-amount"


@dataclass(frozen=True)
class Found:
    """One page: keys as (ocid, contract id or ""), the exact count of all, facets as (value, count), cursors.

    `why` says what was needed: exact, code, stem, spelling …; `tried` the spellings found in place of words no purchase holds.
    """

    count: int = 0
    keys: list[tuple[str, str]] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    following: str = ""
    preceding: str = ""
    last: str = ""
    tried: tuple[str, ...] = ()
    why: str = ""
