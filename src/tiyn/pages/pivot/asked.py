"""What an address of the pivot asks for: two axes, a measure, and what neither axis says: a place and a year."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.model.errors import NotFound
from tiyn.view.budget_tables import checked_measure, checked_year, place_name, usual_year
from tiyn.view.budgets import REGIONS
from tiyn.view.visit import Visit

AXES = ("region", "group", "administrator", "year", "month")
TIME = ("year", "month")
ADDED = ("region", "group", "administrator")  # parts of one whole: only along these may cells be added


@dataclass(frozen=True)
class Asked:
    """`region` holds where no axis is the region, `year` where no axis is the year."""

    rows: str
    columns: str
    measure: str
    region: str
    year: str

    @property
    def axes(self) -> tuple[str, str]:
        return self.rows, self.columns

    @property
    def kind(self) -> str:
        """The kind of lines the cells are made of."""
        return "administrator" if "administrator" in self.axes else "group" if "group" in self.axes else "section"

    @property
    def too_many(self) -> bool:
        """Months of the administrators of twenty regions: tens of thousands of lines for one page."""
        return "administrator" in self.axes and "month" in self.axes and self.region == REGIONS


def read_asked(visit: Visit) -> Asked:
    """The address and its filters. Raises NotFound naming what is wrong."""
    text = visit.params.get("asked", "") or "region/year"
    parts = text.split("/")
    if len(parts) not in (2, 3) or parts[0] not in AXES or parts[1] not in AXES or parts[0] == parts[1]:
        raise NotFound(f"/pivot/{text} is no table; write /pivot/ROWS/COLUMNS/MEASURE, rows and columns two of {', '.join(AXES)}")
    region = visit.arguments.get("region", "") or REGIONS
    place_name(visit, region)
    year = visit.arguments.get("year", "")
    year = checked_year(visit, year) if year else usual_year(visit)
    region = REGIONS if "region" in parts[:2] else region
    return Asked(parts[0], parts[1], checked_measure(parts[2] if len(parts) == 3 else "paid"), region, year)
