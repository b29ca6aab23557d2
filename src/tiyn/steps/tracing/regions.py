"""The digital administrators of a region taken together, and all regions together, year by year.

Sums of register rows of one report month; the republic's own administrator stands apart and is
never added to the regions: their budgets feed each other through transfers.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tiyn.model.amount import exact
from tiyn.steps.tracing.facts import Derived, Facts

MEASURES = ("approved", "revised", "paid")
REPUBLIC = "KZ"


def regions(facts: Facts) -> Iterator[Derived]:
    """`region-X-paid-Y` for every region and the republic; `regions-paid-Y` for all regions together."""
    digital = [line for line in facts.budget if line["digital"]]
    years = sorted({line["year"] for line in digital})
    places = sorted({line["region"] for line in digital})
    for year in years:
        of_year = [line for line in digital if line["year"] == year]
        for place in places:
            lines = [line for line in of_year if line["region"] == place]
            if lines:
                yield from _sums(f"region-{place.lower()}", f"region/{place}", lines, year)
        local = [line for line in of_year if line["region"] != REPUBLIC]
        if local:
            yield from _sums("regions", "regions", local, year)


def _sums(prefix: str, subject: str, lines: list[dict[str, Any]], year: int) -> Iterator[Derived]:
    for position, measure in enumerate(MEASURES):
        amount = exact(sum((line[measure] for line in lines), Decimal(0)), "KZT")
        inputs = tuple(("part", f"budget/{line['id']}/{measure}") for line in lines)
        identifier = f"{prefix}-{measure}-{year}"
        yield Derived(identifier, subject, f"region-{measure}", amount, "sum", inputs, "register", None, year, position)
