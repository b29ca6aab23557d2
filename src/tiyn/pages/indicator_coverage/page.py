"""How much of an edition each indicator of purchases can say anything about, and what keeps it from the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn.view import numbers
from tiyn.view.figures import Link
from tiyn.view.purchase_tables import Grid
from tiyn.view.questions import Questions
from tiyn.view.visit import Visit

PATH = "/indicators/coverage"
ANSWERED = ("flag", "no_flag")


@dataclass(frozen=True)
class Context:
    """The coverage of indicators: one row each; `unit` is what one row counts."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    rows: Grid


def context(visit: Visit) -> Context:
    words, asked = visit.words, Questions(visit)
    by_rule: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in asked.coverage():
        by_rule[row["indicator"]].append(row)
    cells = [_row(visit, asked, identifier, rows) for identifier, rows in by_rule.items() if identifier in asked.rules]
    heads = [{"text": words(key), "num": True} for key in ("t_scope", "t_answered", "t_share", "t_raised")]
    grid = Grid(words("title"), [words("t_indicator"), words("t_level"), *heads, words("t_missing")], cells)
    crumbs = (Link(words("all_indicators"), visit.url("/indicators")), Link(words("title"), ""))
    return Context(words("title"), words("lead"), crumbs, grid)


def _row(visit: Visit, asked: Questions, identifier: str, rows: list[dict[str, Any]]) -> list[Any]:
    words = visit.words
    scope = sum(row["n"] for row in rows if row["state"] != "not_applicable")
    answered = sum(row["n"] for row in rows if row["state"] in ANSWERED)
    raised = sum(row["n"] for row in rows if row["state"] == "flag")
    missing = sorted(
        (row for row in rows if row["state"] in ("not_computable", "suppressed", "error")), key=lambda row: -row["n"]
    )
    share = f"{numbers.number(Decimal(answered * 100) / scope, words, 1)}{words.language.card['percent']}" if scope else "—"
    why = "; ".join(f"{words.name('flag_reason', row['reason'])}: {_count(visit, row['n'])}" for row in missing[:3])
    name = Link(visit.label(f"indicator/{identifier}", "name"), visit.url(f"/indicator/{identifier}"))
    level = words.name("indicator_level", asked.rules[identifier].level)
    return [name, level, _count(visit, scope), _count(visit, answered), share, _count(visit, raised), why]


def _count(visit: Visit, n: int) -> str:
    return numbers.number(Decimal(n), visit.words)


def examples(visit: Visit) -> list[str]:
    return [PATH]
