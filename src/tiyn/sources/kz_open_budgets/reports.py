"""What can be asked of the portal: reports.yml as questions, one per report, region and month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake, NotAPeriod, NotFound
from tiyn.steps.collect import Options

FILE = Path(__file__).with_name("reports.yml")
LIMIT = 10000
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Question:
    """One answer to ask for; `type` and `region` as the portal spells them, `month` as 2023-01."""

    report: str
    type: str
    region: str
    kato: str
    month: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.report, self.kato, self.month

    @property
    def date(self) -> str:
        """The month as the portal writes it: MM.YYYY."""
        return f"{self.month[5:]}.{self.month[:4]}"

    def __str__(self) -> str:
        return f"{self.report}{' ' + self.region if self.report == 'regional' else ''} {self.month}"

    def url(self, base: str, page: int, millis: int) -> str:
        """The address of one page; `millis` is the grid's own guard against caches."""
        asked = {"type": self.type, "region": self.region, "date": self.date, "unit": "qwe", "_search": "false", "nd": millis}
        asked |= {"rows": LIMIT, "page": page, "sidx": "id", "sord": "asc"}
        return f"{base.rstrip('/')}{catalogue()['path']}?{urlencode(asked, quote_via=quote)}"


@cache
def catalogue() -> dict[str, Any]:
    """reports.yml: base, path, reports by id, regions by KATO code. Raises DossierRefused when it is not as expected."""
    mistakes: list[Mistake] = []
    content = textyaml.load(FILE, FILE.name, mistakes)
    if content is None or mistakes:
        raise DossierRefused(mistakes)
    return content


def questions(options: Options) -> list[Question]:
    """Every question of the range, month by month, in the order of reports.yml.

    Raises NotAPeriod for a range that is none, NotFound for a report or region the portal has not.
    """
    content = catalogue()
    _known("report", options.reports, content["reports"])
    _known("region", options.regions, content["regions"])
    found = []
    for month in months(options.first, options.last):
        for report, one in content["reports"].items():
            if options.reports and report not in options.reports:
                continue
            places = {one["kato"]: one["region"]} if "region" in one else content["regions"]
            for kato, region in places.items():
                if not options.regions or kato in options.regions:
                    found.append(Question(report, one["type"], region, kato, month))
    return found


def months(first: str | None, last: str | None) -> list[str]:
    """The months from first to last, both included, as 2023-01. Raises NotAPeriod."""
    for name, month in (("--from", first), ("--to", last)):
        if month is None or not _MONTH.fullmatch(month):
            raise NotAPeriod(f"{name} {month}: not a month; expected year and month; write it like 2023-01")
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (str(first), str(last)))
    if start > end:
        raise NotAPeriod(f"--from {first} --to {last}: the first month is after the last; expected them in order; swap them")
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


def _known(what: str, asked: tuple[str, ...], there: dict[str, Any]) -> None:
    for one in asked:
        if one not in there:
            raise NotFound(f"--{what} {one}: no such {what}; there is: {', '.join(there)}")
