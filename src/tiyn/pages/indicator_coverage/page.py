"""How much of an edition each indicator of purchases can say anything about, and what keeps it from the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from tiyn.view import numbers
from tiyn.view.figures import Link
from tiyn.view.parameters import ONE_YEAR, TEXT
from tiyn.view.purchase_tables import Grid
from tiyn.view.questions import Questions
from tiyn.view.visit import Visit

PATH = "/indicators/coverage"
ANSWERED = ("flag", "no_flag")
QUERY = {"source": TEXT, "year": ONE_YEAR}


@dataclass(frozen=True)
class Context:
    """The coverage of indicators, one row each, of the source and year chosen; `places` has every source and year."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    chosen: str
    all: str
    rows: Grid
    places: Grid


def context(visit: Visit) -> Context:
    words, asked = visit.words, Questions(visit)
    by_rule: dict[str, list[dict[str, Any]]] = defaultdict(list)
    source, year = visit.arguments.get("source", "")[:80], visit.arguments.get("year", "")
    for row in asked.coverage(source, year if year.isdecimal() else ""):
        by_rule[row["indicator"]].append(row)
    cells = [_row(visit, asked, identifier, rows) for identifier, rows in by_rule.items() if identifier in asked.rules]
    heads = [{"text": words(key), "num": True} for key in ("t_scope", "t_answered", "t_share", "t_raised")]
    grid = Grid(words("title"), [words("t_indicator"), words("t_level"), *heads, words("t_missing")], cells)
    crumbs = (Link(words("all_indicators"), visit.url("/indicators")), Link(words("title"), ""))
    chosen = ", ".join(part for part in (source and visit.label(f"source/{source}", "name"), year) if part)
    return Context(words("title"), words("lead"), crumbs, chosen, visit.url(PATH), grid, _places(visit, asked))


def _places(visit: Visit, asked: Questions) -> Grid:
    """Every source and year with the share of answers that could be given; a year leads to its own coverage."""
    words, cells = visit.words, []
    for row in asked.covered():
        source = visit.label(f"source/{row['source_id']}", "name") if row["source_id"] else words("no_source")
        kept = {"source": row["source_id"], "year": str(row["year"]) if row["year"] else ""}
        url = visit.url(PATH) + f"?{urlencode({key: value for key, value in kept.items() if value})}"
        year = Link(str(row["year"]) if row["year"] else words("no_year"), url)
        counts = [_count(visit, row[name]) for name in ("asked", "answered")]
        cells.append([source, year, *counts, _share(visit, row["answered"], row["asked"]), _count(visit, row["raised"])])
    heads = [{"text": words(key), "num": True} for key in ("t_asked", "t_answered", "t_share", "t_raised")]
    return Grid(words("places"), [words("t_source"), words("t_year"), *heads], cells)


def _share(visit: Visit, part: int, whole: int) -> str:
    if not whole:
        return "—"
    return f"{numbers.number(Decimal(part * 100) / whole, visit.words, 1)}{visit.words.language.card['percent']}"


def _row(visit: Visit, asked: Questions, identifier: str, rows: list[dict[str, Any]]) -> list[Any]:
    words = visit.words
    scope = sum(row["n"] for row in rows if row["state"] != "not_applicable")
    answered = sum(row["n"] for row in rows if row["state"] in ANSWERED)
    raised = sum(row["n"] for row in rows if row["state"] == "flag")
    missing = sorted(
        (row for row in rows if row["state"] in ("not_computable", "suppressed", "error")), key=lambda row: -row["n"]
    )
    share = _share(visit, answered, scope)
    why = "; ".join(f"{words.name('flag_reason', row['reason'])}: {_count(visit, row['n'])}" for row in missing[:3])
    name = Link(visit.label(f"indicator/{identifier}", "name"), visit.url(f"/indicator/{identifier}"))
    level = words.name("indicator_level", asked.rules[identifier].level)
    return [name, level, _count(visit, scope), _count(visit, answered), share, _count(visit, raised), why]


def _count(visit: Visit, n: int) -> str:
    return numbers.number(Decimal(n), visit.words)


def examples(visit: Visit) -> list[str]:
    return [PATH]
