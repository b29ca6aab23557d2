"""What the method page of an indicator of purchases says besides: answers by state, year and method, the law, the first hits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn.queries import queries
from tiyn.steps.flagging.card import Indicator
from tiyn.view import numbers
from tiyn.view.figures import Link
from tiyn.view.purchase_tables import Grid
from tiyn.view.questions import SQL, Questions
from tiyn.view.visit import Visit

FIRST = 10
# Law 106-VIII changed the periods and when a procedure counts as failed: series before and after do not compare.
BREAK = 2025


@dataclass(frozen=True)
class Purchased:
    """Who else asks it under which code, how well it was tested, its answers and the law it reads."""

    level: str
    codes: str
    strength: str
    settle: str
    answers: Grid
    years: Grid
    methods: Grid
    law: Grid
    hits: list[Link]
    all_hits: str
    history: list[str]
    beside: list[Link]


def purchased(visit: Visit, one: Indicator) -> Purchased:
    words, rows = visit.words, _rows(visit, "totals", indicator=one.id)
    return Purchased(
        level=words.name("indicator_level", one.level),
        codes=", ".join(f"{key.upper()} {value}" for key, value in one.card["codes"].items()),
        strength=words(f"strength_{one.card['strength']}"),
        settle=words.block(one.card["settle"], f"indicator/{one.id}.settle"),
        answers=_answers(visit, rows),
        years=_by(visit, rows, "year"),
        methods=_by(visit, rows, "method"),
        law=_law(visit, one),
        hits=[_hit(visit, row) for row in Questions(visit).hits(one.id, FIRST)],
        all_hits=visit.url(f"/flags/{one.id}"),
        history=[f"{entry['version']} · {entry['date']} · {entry['change']}" for entry in one.card["history"]],
        beside=_beside(visit, one),
    )


def _beside(visit: Visit, one: Indicator) -> list[Link]:
    """Other versions of the same question that this edition answered: R018-k2 beside R018-k1."""
    base, known = one.id.rpartition("-")[0], Questions(visit).rules
    found = [other for other in known if base and other != one.id and other.rpartition("-")[0] == base]
    names = {other: visit.label(f"indicator/{other}", "name") for other in sorted(found)}
    return [Link(f"{other}: {name}", visit.url(f"/indicator/{other}")) for other, name in names.items()]


def _hit(visit: Visit, row: dict[str, Any]) -> Link:
    return Link(" / ".join(part for part in (row["ocid"], row["id"]) if part), Questions.page_of(visit, row))


def _rows(visit: Visit, name: str, **values: Any) -> list[dict[str, Any]]:
    return visit.purchases.read(queries(SQL)[name], values)


def _count(visit: Visit, n: int) -> str:
    return numbers.number(Decimal(n), visit.words)


def _answers(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    """How many subjects got which answer, and why."""
    words, found = visit.words, {}
    for row in rows:
        key = (row["state"], row["reason"] or "")
        found[key] = found.get(key, 0) + row["subjects"]
    cells = [
        [words.name("flag_state", state), words.name("flag_reason", reason) if reason else "", _count(visit, n)]
        for (state, reason), n in sorted(found.items(), key=lambda one: -one[1])
    ]
    return Grid(words("answers"), [words("t_answer"), words("t_reason"), {"text": words("t_subjects"), "num": True}], cells)


def _by(visit: Visit, rows: list[dict[str, Any]], dimension: str) -> Grid:
    """Questions, checked and their share by year or method; the year in which the law changed says so."""
    words, found = visit.words, {}
    for row in rows:
        line = found.setdefault(row[dimension], [0, 0, 0])
        line[0] += row["subjects"] if row["state"] == "flag" else 0
        line[1] += row["subjects"] if row["state"] in ("flag", "no_flag") else 0
        line[2] += row["subjects"] if row["state"] != "not_applicable" else 0
    cells = []
    for key, (raised, checked, scope) in sorted(found.items()):
        name = words("unknown") if key in (0, "") else str(key) if dimension == "year" else words.name("procurement_method", key)
        mark = f" ({words('regime_break')})" if dimension == "year" and key == BREAK else ""
        rate = f"{numbers.number(Decimal(raised * 100) / checked, words, 1)}{words.language.card['percent']}" if checked else "—"
        cells.append([name + mark, _count(visit, raised), _count(visit, checked), rate, _count(visit, scope)])
    heads = [{"text": words(key), "num": True} for key in ("t_raised", "t_checked", "t_rate", "t_scope")]
    return Grid(words(f"by_{dimension}"), [words(f"t_{dimension}"), *heads], cells)


def _law(visit: Visit, one: Indicator) -> Grid:
    """The legal rows its query names, with their dates, citation and whether anybody checked them."""
    words, cells = visit.words, []
    for key in sorted({row["key"] for row in _rows(visit, "law_keys") if f"'{row['key']}'" in one.sql}):
        for row in _rows(visit, "law", key=key):
            until = row["ends"] or words("in_force")
            cells.append(
                [
                    key,
                    f"{row['value']} {row['unit']}",
                    f"{row['begins']} – {until}",
                    row["citation"],
                    words(f"law_{row['state']}"),
                ]
            )
    head = [words(name) for name in ("t_law", "t_value", "t_dates", "t_citation", "t_state")]
    return Grid(words("law"), head, cells)
