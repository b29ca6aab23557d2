"""The sides of a comparison: a region, the republic, or one body of either, with its lines of every year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.view.budget_tables import administrator_lang, place_name
from tiyn.view.budgets import REGIONS
from tiyn.view.visit import Visit

FEWEST, MOST = 2, 4
_SIDE = re.compile(r"(KZ|\d{9})(?::(\d{3}))?")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Side:
    """One side; `administrator` is "" for a whole budget. `lines`: year -> its lines, [] where there are none."""

    region: str
    administrator: str
    name: str
    lang: str
    lines: dict[str, Rows]

    @property
    def key(self) -> str:
        return f"{self.region}:{self.administrator}" if self.administrator else self.region

    @property
    def what(self) -> str:
        return f"administrator-{self.administrator}" if self.administrator else "expenditure"

    @property
    def place(self) -> str:
        """The path of its own page, without language."""
        return f"/administrator/{self.region}/{self.administrator}" if self.administrator else f"/region/{self.region}"


def read_sides(visit: Visit, text: str) -> list[Side]:
    """The sides an address names, [] for none. Raises NotFound naming what is wrong with which."""
    keys = [part for part in text.split("/") if part]
    if not keys:
        return []
    if not FEWEST <= len(keys) <= MOST or len(set(keys)) != len(keys):
        raise NotFound(f"/compare/{text}: {len(keys)} sides; name two to four different ones, e.g. 750000000/710000000:310")
    return [_side(visit, key) for key in keys]


def _side(visit: Visit, key: str) -> Side:
    found = _SIDE.fullmatch(key)
    if found is None:
        raise NotFound(f"{key!r} is no side of a comparison; write KZ or a KATO code, and :313 after it for one administrator")
    region, administrator = found.group(1), found.group(2) or ""
    name = place_name(visit, region)
    what = f"administrator-{administrator}" if administrator else "expenditure"
    lines = {str(year): visit.budgets.rows(region, str(year), what) for year in visit.budgets.years()}
    last = next((rows for rows in reversed(list(lines.values())) if rows), None)
    if last is None:
        whose = f"administrator {administrator} of {region}" if administrator else f"budget of {region}"
        raise NotFound(f"no lines of the {whose} in edition {visit.edition.id}; see /region/{region}")
    if not administrator:
        return Side(region, "", name, visit.lang, lines)
    own = visit.budgets.administrator(last[0])
    return Side(region, administrator, f"{name}: {administrator} {own}", administrator_lang(visit, administrator), lines)


def read_form(visit: Visit) -> str:
    """The path the form asks for, "" when it names fewer than two sides."""
    keys = []
    for number in range(1, MOST + 1):
        region = visit.arguments.get(f"p{number}", "")
        administrator = visit.arguments.get(f"a{number}", "").strip()
        if region and region != REGIONS:
            keys.append(f"{region}:{administrator}" if administrator else region)
    keys = list(dict.fromkeys(keys))
    return "/".join(keys) if len(keys) >= FEWEST else ""
