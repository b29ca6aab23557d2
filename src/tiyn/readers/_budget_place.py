"""Where a row stands in the budget classification: its node, its parent, and what kind of line it is.

Expenditure is classified as functional group > subgroup > administrator (ABP) > programme >
subprogramme (the unified budget classification); the portal prints it as a path of codes and
names, "2 II. ЗАТРАТЫ > 8 Культура … > 3 Информационное пространство > 313 Управление …".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anyascii import anyascii

from tiyn.model.errors import RecordRefused

REPUBLIC = "000000000"
SHORT = {"republican:priority_investments": "investments"}
TOTAL = "Итого"
_SECTION = re.compile(r"^([IVX]{1,4})\. ")
_PART = re.compile(r"^(\d{1,6}) (.*)$")
_SLUG = re.compile(r"[^a-z0-9]+")
EXPENDITURE = ("group", "subgroup", "administrator", "programme", "subprogramme")
INVESTMENTS = ("total", "group", "administrator", "programme", "subprogramme")
FLAT = {"abp": "administrator", "functional": "group", "economic": "economic"}
# Below these lines of the other sections the classification of expenditure goes on.
SPENDING = {"БЮДЖЕТНЫЕ КРЕДИТЫ", "ПРИОБРЕТЕНИЕ ФИНАНСОВЫХ АКТИВОВ", "ПОГАШЕНИЕ ЗАЙМОВ"}


@dataclass(frozen=True)
class Place:
    """`node` and `parent` are paths of codes with the report before them; None where the report has no such level."""

    node: str
    kind: str
    section: str | None = None
    group: str | None = None
    subgroup: str | None = None
    administrator: str | None = None
    programme: str | None = None
    parent: str | None = None


def flat_place(report: str, level: int, code: str, name: str) -> Place:
    """The place of a row of a flat report. Raises RecordRefused for a row that should have had a path."""
    kind = FLAT.get(report.partition(":")[2])
    if kind is None or level != 0:
        raise RecordRefused(f"{report}, level {level}, without a path; expected the path of the line; fill it in")
    prefix = slug_of(report)
    if name.startswith(TOTAL):
        return Place(f"{prefix}.total", "total")
    key = code or slug(name)
    codes = {"group": code or None} if kind == "group" else {"administrator": code or None} if kind == "administrator" else {}
    return Place(f"{prefix}.{key}", kind, parent=f"{prefix}.total", **codes)


def tree_place(report: str, level: int, code: str, name: str, path: str) -> Place:
    """The place of a row with a path. Raises RecordRefused when the path is not the row's own."""
    parts = [part.strip() for part in path.split(" > ")]
    if len(parts) != level + 1:
        raise RecordRefused(f"level {level} with a path of {len(parts)} parts; expected {level + 1}; mend the level or the path")
    if parts[-1] != f"{code} {name}".strip():
        raise RecordRefused(f"the path ends in {parts[-1][:60]!r}; expected {f'{code} {name}'[:60]!r}; mend the path or the name")
    cut = [_cut(part) for part in parts]
    section = _SECTION.match(cut[0][1])
    keys = [section.group(1).lower() if section else slug(cut[0][1]) if ":" not in report else cut[0][0] or slug(cut[0][1])]
    keys += [code or slug(name) for code, name in cut[1:]]
    prefix = slug_of(report)
    place = {"section": section.group(1) if section else None}
    place |= _codes(report, section.group(1) if section else None, cut)
    kind = place.pop("kind") or "item"
    parent = ".".join([prefix, *keys[:-1]]) if level else None
    return Place(".".join([prefix, *keys]), str(kind), parent=parent, **place)


def _codes(report: str, section: str | None, cut: list[tuple[str, str]]) -> dict[str, str | None]:
    """The kind of the last part and the codes of every level of the expenditure classification on the way."""
    level = len(cut) - 1
    if report in SHORT:
        kinds: tuple[str, ...] = INVESTMENTS
    elif section == "II":
        kinds = ("section", *EXPENDITURE)
    elif section and level >= 1 and cut[1][1] in SPENDING:
        kinds = ("section", "item", *EXPENDITURE)
    else:
        kinds = ("section",)
    named = dict(zip(kinds, cut, strict=False))
    found = {name: named[name][0] or None for name in ("group", "subgroup", "administrator", "programme") if name in named}
    return {"kind": kinds[level] if level < len(kinds) else "item", **found}


def _cut(part: str) -> tuple[str, str]:
    """A part of a path as (code, name); the code is "" when none is printed."""
    found = _PART.match(part)
    if found:
        return found.group(1), found.group(2)
    return (part, "") if part.isdigit() else ("", part)


def slug(name: str) -> str:
    """A line without a code is known by its name, in Latin letters."""
    return _SLUG.sub("-", anyascii(name).lower()).strip("-")[:60].strip("-") or "not-stated"


def slug_of(report: str) -> str:
    """The report as part of an id: republican, regional, state-abp, investments."""
    return SHORT.get(report, report.replace(":", "-"))
