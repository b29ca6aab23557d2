"""The entries of an axis: their keys, their names, their order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import babel.dates

from tiyn import codes
from tiyn.model.period import read_period
from tiyn.pages.pivot.asked import TIME, Asked
from tiyn.pages.pivot.lines import Lines, when_of
from tiyn.view.budget_tables import administrator_lang, group_lang, place_name
from tiyn.view.budgets import REGIONS, REPUBLIC
from tiyn.view.visit import Visit

ALL_REGIONS = 20


@dataclass(frozen=True)
class Entry:
    """One head of a row or column: `lang` when the name is the printed one; `apart` is never added to the others."""

    key: str
    name: str
    lang: str = ""
    url: str = ""
    note: str = ""
    apart: bool = False


def entries(visit: Visit, asked: Asked, axis: str, lines: Lines) -> list[Entry]:
    """Every entry of an axis that any line has; for a region, every region, read or not."""
    if axis in TIME:
        return _times(visit, asked, axis, lines)
    make = {"region": _regions, "group": _groups, "administrator": _administrators}[axis]
    return make(visit, asked, lines)


def _regions(visit: Visit, asked: Asked, lines: Lines) -> list[Entry]:
    codes = sorted(
        {place for place, _ in lines.coverage} - {REGIONS, REPUBLIC},
        key=lambda code: visit.words.sort_key(place_name(visit, code)),
    )
    found = [Entry(code, place_name(visit, code), url=visit.url(f"/region/{code}")) for code in codes]
    republic = Entry(REPUBLIC, place_name(visit, REPUBLIC), url=visit.url(f"/region/{REPUBLIC}"), apart=True)
    return [*found, republic] if (REPUBLIC, asked.year) in lines.coverage else found


def _groups(visit: Visit, asked: Asked, lines: Lines) -> list[Entry]:
    first = {heap.group: heap for heap in reversed(lines.every)}
    return [
        Entry(code, f"{code} {_named(visit, 'functional_group', code, first[code].name)}", group_lang(visit, code))
        for code in sorted(first, key=lambda code: (len(code), code))
    ]


def _administrators(visit: Visit, asked: Asked, lines: Lines) -> list[Entry]:
    """The largest first, by the largest sum of one time: years and months are never added, nor the republic to regions."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    first = {heap.administrator: heap for heap in reversed(lines.every)}
    for heap in lines.every:
        alone = heap.region == REPUBLIC and "region" in asked.axes
        sums[heap.administrator, heap.time] += 0 if alone else heap.value
    size: dict[str, Decimal] = {}
    for (code, _), value in sums.items():
        size[code] = max(value, size.get(code, value))
    found = []
    for code in sorted(first, key=lambda code: (-size[code], code)):
        url = "" if asked.region == REGIONS else visit.url(f"/administrator/{asked.region}/{code}")
        name = _named(visit, "administrator", code, first[code].name)
        found.append(Entry(code, f"{code} {name}", administrator_lang(visit, code), url))
    return found


def _named(visit: Visit, code_list: str, code: str, printed: str) -> str:
    """The name in the page's language when the code is on our list, else as printed."""
    return visit.words.name(code_list, code) if code in codes.codes(code_list) else printed


def _times(visit: Visit, asked: Asked, axis: str, lines: Lines) -> list[Entry]:
    """Years, months of the year asked for, or months by name when the other axis is the year."""
    times = sorted({heap.time for heap in lines.every})
    if axis == "year":
        return [
            Entry(year, year, note=_read_note(visit, asked, {"year": year}, lines)) for year in sorted({one[:4] for one in times})
        ]
    found = []
    for month in sorted({one[5:] for one in times}):
        day = read_period(f"{asked.year}-{month}").start
        name = babel.dates.format_date(day, "LLLL", locale=visit.words.language.locale) if day else month
        note = _read_note(visit, asked, {"month": month}, lines) if "year" not in asked.axes else ""
        found.append(Entry(month, name, note=note))
    return found


def _read_note(visit: Visit, asked: Asked, spot: dict[str, str], lines: Lines) -> str:
    """A sum over regions of which not all were read says so."""
    if asked.region != REGIONS or "region" in asked.axes or ("month" in asked.axes and "month" not in spot):
        return ""
    read = lines.coverage.get((REGIONS, when_of(asked, spot)), 0)
    return visit.words("regions_read", n=read, all=ALL_REGIONS) if read < ALL_REGIONS else ""
