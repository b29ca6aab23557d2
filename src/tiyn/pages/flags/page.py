"""Every flag of one indicator, page by page to the last, by year, method and region."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from tiyn.model.errors import NotFound
from tiyn.view import numbers
from tiyn.view.figures import Link
from tiyn.view.parameters import METHOD, ONE_YEAR, TEXT
from tiyn.view.purchase_tables import Grid
from tiyn.view.questions import Questions
from tiyn.view.visit import Visit

PATH = "/flags/{id}"
PER_PAGE = 50
FILTERS = ("year", "method", "region")
BETWEEN = "\x1f"
QUERY = {"year": ONE_YEAR, "method": METHOD, "region": TEXT, "at": TEXT}


@dataclass(frozen=True)
class Chooser:
    """One filter: its name and the values that have flags, each an address."""

    name: str
    values: list[Link]


@dataclass(frozen=True)
class Context:
    """A page of flags of one indicator; `count` is exact for year and method, which the edition counted."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    indicator: Link
    sentence: str
    choosers: list[Chooser]
    hits: Grid
    following: str
    first: str
    purchases: str


def context(visit: Visit) -> Context:
    words, asked = visit.words, Questions(visit)
    rule = asked.rules.get(visit.params["id"])
    if rule is None:
        raise NotFound(f"no indicator of purchases {visit.params['id'][:60]!r}; see /indicators")
    name = visit.label(f"indicator/{rule.id}", "name")
    chosen = {key: visit.arguments.get(key, "")[:60] for key in FILTERS}
    if not chosen["year"].isdecimal():
        chosen["year"] = ""
    after = tuple(visit.arguments.get("at", "").split(BETWEEN))
    place = (after[0], after[1], after[2]) if len(after) == 3 else ("", "", "")
    rows = asked.hits(rule.id, PER_PAGE + 1, place, **chosen)
    shown, more = rows[:PER_PAGE], len(rows) > PER_PAGE
    following = BETWEEN.join((shown[-1]["kind"], shown[-1]["ocid"], shown[-1]["id"])) if more else ""
    totals = asked.totals(rule.id)
    return Context(
        title=name,
        description=visit.label(f"indicator/{rule.id}", "meaning"),
        breadcrumbs=(
            Link(words("all_indicators"), visit.url("/indicators")),
            Link(name, visit.url(f"/indicator/{rule.id}")),
            Link(words("hits"), ""),
        ),
        indicator=Link(words("rule"), visit.url(f"/indicator/{rule.id}")),
        sentence=_sentence(visit, totals, chosen),
        choosers=[_chooser(visit, rule.id, totals, key, chosen) for key in ("year", "method")],
        hits=_grid(visit, shown),
        following=_url(visit, rule.id, chosen | {"at": following}) if more else "",
        first=_url(visit, rule.id, chosen) if place[0] else "",
        purchases=visit.purchases.list_url(question=rule.id, **chosen) if rule.level in ("lot", "contract", "process") else "",
    )


def _url(visit: Visit, indicator: str, chosen: dict[str, str]) -> str:
    kept = {key: value for key, value in chosen.items() if value}
    return visit.url(f"/flags/{indicator}") + (f"?{urlencode(kept)}" if kept else "")


def _flagged(totals: list[dict[str, Any]], **chosen: str) -> int:
    rows = [row for row in totals if row["state"] == "flag"]
    return sum(row["subjects"] for row in rows if all(not value or str(row[key]) == value for key, value in chosen.items()))


def _sentence(visit: Visit, totals: list[dict[str, Any]], chosen: dict[str, str]) -> str:
    count = _flagged(totals, year=chosen["year"], method=chosen["method"])
    number = numbers.number(Decimal(count), visit.words)
    return visit.words("count_of_region" if chosen["region"] else "count", n=number)


def _chooser(visit: Visit, indicator: str, totals: list[dict[str, Any]], key: str, chosen: dict[str, str]) -> Chooser:
    words, values = visit.words, sorted({str(row[key]) for row in totals if row["state"] == "flag" and row[key] not in (0, "")})
    links = [Link(words("any"), _url(visit, indicator, chosen | {key: ""}))]
    for value in values:
        count = numbers.number(Decimal(_flagged(totals, **{key: value})), words)
        name = value if key == "year" else words.name("procurement_method", value)
        links.append(Link(f"{name} ({count})", _url(visit, indicator, chosen | {key: value})))
    return Chooser(words(f"by_{key}"), links)


def _grid(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    words, reads = visit.words, visit.purchases
    cells = []
    for row in rows:
        name = " / ".join(part for part in (row["ocid"], row["id"]) if part)
        value = reads.figure("flagged", row, "value", words("question_value"))
        threshold = reads.figure("flagged", row, "threshold", words("question_threshold"))
        cells.append(
            [
                Link(name, Questions.page_of(visit, row)),
                reads.side(row["buyer"]) or "",
                str(row["year"] or ""),
                value or "",
                threshold or "",
            ]
        )
    head = [
        words("t_subject"),
        words("t_buyer"),
        words("by_year"),
        {"text": words("question_value"), "num": True},
        {"text": words("question_threshold"), "num": True},
    ]
    return Grid(words("hits"), head, cells)


def examples(visit: Visit) -> list[str]:
    """One list for every indicator, where there is a register."""
    return [f"/flags/{identifier}" for identifier in Questions(visit).rules] if len(visit.register) else []
