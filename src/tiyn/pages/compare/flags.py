"""What keeps the sides of a comparison from being like and like, each in one sentence."""

from __future__ import annotations

from tiyn.pages.compare.places import Side
from tiyn.view.budgets import REPUBLIC
from tiyn.view.visit import Visit


def differences(visit: Visit, sides: list[Side]) -> list[str]:
    """Every difference of definition there is; [] when there is none to be seen."""
    return [
        *_wholes(visit, sides),
        *_bodies(visit, sides),
        *_functions(visit, sides),
        *_months(visit, sides),
        *_unread(visit, sides),
        *_assets(visit, sides),
    ]


def _assets(visit: Visit, sides: list[Side]) -> list[str]:
    """Years in which digital money holds more than expenditure: the bodies' own rows below do not."""
    found = []
    for side in sides:
        years = [year for year in side.lines if visit.budgets.rows(side.region, year, "assets-digital-money")]
        if years:
            found.append(visit.words("assets_counted", side=side.name, years=", ".join(years)))
    return found


def _wholes(visit: Visit, sides: list[Side]) -> list[str]:
    found = []
    if len({bool(side.administrator) for side in sides}) > 1:
        found.append(visit.words("whole_and_body"))
    if len({side.region == REPUBLIC for side in sides}) > 1:
        found.append(visit.words("republic_and_region"))
    return found


def _bodies(visit: Visit, sides: list[Side]) -> list[str]:
    """Different codes are different bodies; one code may bear several printed names over the years."""
    bodies = [side for side in sides if side.administrator]
    found = []
    if len({side.administrator for side in bodies}) > 1:
        found.append(visit.words("codes_differ", codes=", ".join(sorted({side.administrator for side in bodies}))))
    for side in bodies:
        names = sorted({str(row["name"]) for rows in side.lines.values() for row in rows})
        if len(names) > 1:
            quoted = ", ".join(f"«{name}»" for name in names)
            found.append(visit.words("names_changed", side=f"{side.administrator}", names=quoted))
    return found


def _functions(visit: Visit, sides: list[Side]) -> list[str]:
    """The functional groups a body's money stands in, when they are not the same for all."""
    sets = {}
    for side in sides:
        if side.administrator:
            rows = [row for lines in side.lines.values() for row in lines]
            sets[side.key] = {str(row["functional_group"]): visit.budgets.group(row) for row in rows}
    if len({tuple(sorted(groups)) for groups in sets.values()}) < 2:
        return []
    said = []
    for key, groups in sets.items():
        listed = ", ".join(f"{code} «{groups[code]}»" for code in sorted(groups, key=lambda code: (len(code), code)))
        said.append(f"{key}: {listed}")
    return [visit.words("functions_differ", functions="; ".join(said))]


def _months(visit: Visit, sides: list[Side]) -> list[str]:
    """A year whose last month read differs is not one year for all."""
    words, found = visit.words, []
    for year in sides[0].lines:
        ends = {side.region: max(row["month"] for row in side.lines[year]) for side in sides if side.lines[year]}
        if len(set(ends.values())) > 1:
            said = "; ".join(f"{words.name('region', region)}: {words.period(month)}" for region, month in ends.items())
            found.append(words("months_differ", year=year, months=said))
        if any(not side.lines[year] for side in sides):
            names = "; ".join(side.key for side in sides if not side.lines[year])
            found.append(words("year_missing", year=year, sides=names))
    return found


def _unread(visit: Visit, sides: list[Side]) -> list[str]:
    words, found = visit.words, []
    for region in dict.fromkeys(side.region for side in sides):
        months = visit.budgets.missing(region)
        if months:
            said = ", ".join(words.period(month) for month in months)
            found.append(words("months_missing", place=words.name("region", region), months=said))
    return found
