"""The cuts of one level: groups, subgroups or administrators, with their shares, and the treemap that draws them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tiyn.charts.treemap import Leaf, Treemap
from tiyn.draw import Key
from tiyn.model.errors import NotFound
from tiyn.pages.explorer.asked import Asked
from tiyn.view import budget_ratios
from tiyn.view.budget_tables import PRINTED, administrator_lang, group_lang, grouped, held, largest_first
from tiyn.view.budgets import EXCEPT, REGIONS
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure
from tiyn.view.visit import Visit

TOP = 25
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One part of a whole. `share` is of all expenditure of the place, None where it cannot be computed."""

    code: str
    name: str
    lang: str
    url: str
    figure: Figure
    share: Figure | None


@dataclass(frozen=True)
class Cut:
    """One way to cut the level asked for; `charts` draws it."""

    title: str
    head: str
    parts: list[Part]
    note: str = ""
    charts: dict[str, Charted] = field(default_factory=dict)


def levels(visit: Visit, asked: Asked, whole: Rows) -> Cut:
    """The next level down: groups of everything, subgroups of a group, administrators of a subgroup."""
    words, budgets = visit.words, visit.budgets
    if "." in asked.code:
        found = _administrators(visit, asked, whole, TOP)
        cut = Cut(words("by_administrator"), words("administrator"), found)
    else:
        kind = "subgroup" if asked.code else "group"
        rows = budgets.of_kind(kind, asked.year, asked.region) if asked.year else []
        rows = [row for row in rows if not asked.code or row["functional_group"] == asked.code]
        cut = Cut(words(f"by_{kind}"), words(kind), _groups(visit, asked, whole, rows, kind))
    charts = {"parts": _treemap(visit, asked, cut)} if any(part.figure.number > 0 for part in cut.parts) else {}
    return Cut(cut.title, cut.head, cut.parts, _shares_note(visit, cut.parts), charts)


def administrators(visit: Visit, asked: Asked, whole: Rows) -> Cut:
    """The administrators of everything or of a group: the largest, and the others as one sum."""
    words = visit.words
    if "." in asked.code or not asked.year:
        return Cut("", "", [])
    parts = _administrators(visit, asked, whole, TOP)
    note = words("administrators_all_regions") if asked.region == REGIONS and not asked.code else ""
    return Cut(words("by_administrator"), words("administrator"), parts, note)


def _groups(visit: Visit, asked: Asked, whole: Rows, rows: Rows, kind: str) -> list[Part]:
    names = ("functional_group", "functional_subgroup") if kind == "subgroup" else ("functional_group",)
    sets = {".".join(key): lines for key, lines in grouped(rows, *names).items()}
    parts = []
    for code, lines, _ in largest_first(sets, asked.measure):
        row = lines[0]
        name = visit.budgets.group(row) if kind == "group" else str(row["name"])
        lang = group_lang(visit, code) if kind == "group" else PRINTED
        parts.append(_part(visit, asked, whole, lines, f"{kind}-{code}", (code, name, lang, visit.url(asked.path(code)))))
    return parts


def _administrators(visit: Visit, asked: Asked, whole: Rows, most: int) -> list[Part]:
    """Administrators by their codes; for everything those beyond `most` become one sum with a receipt of its own."""
    group, _, subgroup = asked.code.partition(".")
    rows = visit.budgets.of_kind("administrator", asked.year, asked.region)
    rows = [row for row in rows if not group or row["functional_group"] == group]
    rows = [row for row in rows if not subgroup or row["functional_subgroup"] == subgroup]
    listed = largest_first({key[0]: lines for key, lines in grouped(rows, "administrator").items()}, asked.measure)
    first = listed if asked.code or len(listed) <= most + 1 else listed[:most]
    inside = f"{asked.code}." if asked.code else ""
    parts = [_administrator(visit, asked, whole, lines, f"administrator-{inside}{code}") for code, lines, _ in first]
    if len(first) == len(listed):
        return parts
    named = ".".join(sorted(code for code, _, _ in first))
    rest = [row for row in rows if row["administrator"] not in {code for code, _, _ in first}]
    name = visit.words("others", n=len(listed) - len(first))
    return [*parts, _part(visit, asked, whole, rest, f"{EXCEPT}-{named}", ("", name, visit.lang, ""))]


def _administrator(visit: Visit, asked: Asked, whole: Rows, lines: Rows, what: str) -> Part:
    row = lines[0]
    code = str(row["administrator"])
    url = "" if asked.region == REGIONS else visit.url(f"/administrator/{asked.region}/{code}")
    said = (code, visit.budgets.administrator(row), administrator_lang(visit, code), url)
    return _part(visit, asked, whole, lines, what, said)


def _part(visit: Visit, asked: Asked, whole: Rows, lines: Rows, what: str, said: tuple[str, str, str, str]) -> Part:
    lines = list(lines)
    figure = visit.budgets.figure(lines, asked.measure, asked.region, asked.year, what)
    if figure is None:
        raise NotFound(f"no lines of {what} in {asked.region}, {asked.year}; see /explorer")
    budgets = held(visit, {(asked.region, asked.year, what): lines, (asked.region, asked.year, asked.what): whole})
    share = budget_ratios.figure(budgets, f"share/{asked.measure}/{asked.region}/{asked.year}/{what}") if not asked.code else None
    return Part(*said, figure, share)


def _shares_note(visit: Visit, parts: list[Part]) -> str:
    """A part below zero has no area: say that the table has it."""
    return visit.words("below_zero") if any(part.figure.number < 0 for part in parts) else ""


def _treemap(visit: Visit, asked: Asked, cut: Cut) -> Charted:
    words = visit.words
    leaves = []
    for part in cut.parts:
        label = f"{part.code} {part.name}".strip()
        lang = part.lang if part.lang != visit.lang else ""
        href = part.url or part.figure.receipt
        leaves.append(Leaf(label, part.figure.number, part.figure.text, href, not part.code, part.code, lang))
    title = words("treemap", cut=cut.title, place=asked.place, year=asked.year)
    subtitle = words("treemap_sub", measure=words.name("measure", asked.measure))
    key = (Key("planned", words("others_key")),) if any(leaf.others for leaf in leaves) else ()
    drawing = Treemap("parts", title, subtitle, tuple(leaves), key, (cut.head, words.name("measure", asked.measure)))
    return visit.chart(asked.path(asked.code), "parts", drawing, title, subtitle)
