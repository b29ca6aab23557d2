"""What an address of the explorer asks for: a place, a year, a measure, and a group or subgroup."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tiyn.model.errors import NotFound
from tiyn.view.budget_tables import checked_measure, checked_year, place_name, usual_year
from tiyn.view.budgets import REGIONS
from tiyn.view.visit import Visit

USUAL_MEASURE = "paid"
_CODE = re.compile(r"\d{1,3}(\.\d{1,3})?")


@dataclass(frozen=True)
class Asked:
    """`code` is "" for everything, 8 for a functional group, 8.3 for a subgroup; `name` says it in words."""

    region: str
    year: str
    measure: str
    code: str
    place: str
    name: str
    group_name: str

    @property
    def what(self) -> str:
        """The last part of the receipts of these lines."""
        return "expenditure" if not self.code else f"subgroup-{self.code}" if "." in self.code else f"group-{self.code}"

    def path(self, code: str, year: str = "") -> str:
        """The address of another level or year of the same place and measure, without language."""
        return f"/explorer/{self.region}/{year or self.year}/{self.measure}" + (f"/{code}" if code else "")


def read_asked(visit: Visit) -> Asked:
    """The address, with the usual year and measure where it names none. Raises NotFound naming what is wrong."""
    parts = [part for part in visit.params.get("asked", "").split("/") if part]
    if len(parts) > 4:
        raise NotFound(f"/explorer/{'/'.join(parts)} is too long; write /explorer/REGION/YEAR/MEASURE/GROUP.SUBGROUP")
    region, year, measure, code = [*parts, *("",) * (4 - len(parts))]
    region = region or REGIONS
    place = place_name(visit, region)
    year = checked_year(visit, year) if year else usual_year(visit)
    measure = checked_measure(measure or USUAL_MEASURE)
    if code and not _CODE.fullmatch(code):
        raise NotFound(f"{code!r} is no functional group; write 8, or 8.3 for a subgroup")
    name, group = _names(visit, region, year, code)
    return Asked(region, year, measure, code, place, name, group)


def _names(visit: Visit, region: str, year: str, code: str) -> tuple[str, str]:
    """The asked level and its group in words; the report must have them."""
    if not code:
        return visit.words("everything"), ""
    group = code.partition(".")[0]
    rows = visit.budgets.rows(region, year, f"group-{group}")
    if not rows:
        raise NotFound(f"no functional group {group} of {region} in {year}; see /explorer/{region}/{year}")
    name = f"{group} {visit.budgets.group(rows[0])}"
    if code == group:
        return name, name
    lines = visit.budgets.rows(region, year, f"subgroup-{code}")
    if not lines:
        raise NotFound(f"no subgroup {code} of {region} in {year}; see /explorer/{region}/{year}")
    return f"{code} «{lines[0]['name']}»", name
