"""Classify: which line of the budget classification continues which, and what the rules select.

A code that gets another wording of its name goes on; a code that is given to something else
starts anew, so that no series runs across two different things. A judgement in
`rules/classification.yml` beats the rule.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from tiyn import shelf, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.queries import queries
from tiyn.readers._check import Check

SQL = Path(__file__).with_suffix(".sql")
RULES = shelf.PACKAGE / "rules"
# Two names of one code with at least this share of words in common are one line under two wordings: over the pairs
# of 2023-2025 renamings score 85 and more, lines whose code went to something else 62 and less.
ALIKE = 75
EMPTY = frozenset({"управление", "отдел", "аппарат", "министерство", "агентство", "республики", "казахстан", "области", "города",
                   "республиканского", "значения", "столицы", "района", "гу", "бюджета", "и", "в", "по"})  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One name of a node; `old` is the id its readers gave it."""

    old: str
    node: str
    code: str
    name: str
    first_month: str


@dataclass(frozen=True)
class Judged:
    """How a name follows the one before it."""

    judgement: str
    why: str


def classify(engine: Engine) -> None:
    """Settle ids, chains and continuity of `budget_class`, then fill `budget_selection`."""
    named = queries(SQL)
    engine.run(named["remember"])
    engine.run(named["months"])
    rows = [Named(row["id"], row["node"], row["code"], row["name"], row["first_month"]) for row in engine.rows(named["names"])]
    engine.run(named["settled"])
    engine.run(named["settle"])
    by_hand = _judgements()
    for node, group in groupby(rows, key=lambda row: row.node):
        for row in _versions(node, list(group), by_hand):
            engine.run(named["judge"], row)
            engine.run(named["renamed"], {"id": row["id"], "old": row["old"]})
    engine.run(named["lines"])
    for rule in rules():
        engine.load(tables()["label"], labels(rule))
        for entry in rule["entries"]:
            engine.run(named["select"], _selects(rule, entry))


def _versions(node: str, names: list[Named], by_hand: dict[tuple[str, str], Judged]) -> Iterator[dict[str, Any]]:
    """Every name of a node with its id: the node for the first, `~2`, `~3` … for the others."""
    settled: list[tuple[Named, str, str]] = []
    for position, one in enumerate(names, 1):
        identifier = node if position == 1 else f"{node}~{position}"
        earlier, judged = _before(one, settled, by_hand)
        chain = earlier[2] if earlier and judged.judgement == "renamed" else identifier
        settled.append((one, identifier, chain))
        continues = earlier[1] if earlier and judged.judgement != "reused" else None
        yield {"old": one.old, "id": identifier, "chain": chain, "continues": continues, **judged.__dict__}


def _before(
    one: Named, settled: list[tuple[Named, str, str]], by_hand: dict[tuple[str, str], Judged]
) -> tuple[tuple[Named, str, str] | None, Judged]:
    """The earlier name this one follows, the most alike, and how."""
    if not settled:
        return None, Judged("first", "the first name in these months")
    scored = [(likeness(earlier[0].name, one.name), position) for position, earlier in enumerate(settled)]
    score, position = max(scored)
    earlier = settled[position]
    hand = by_hand.get((one.code, one.name))
    if hand is not None:
        return earlier, hand
    if score >= ALIKE:
        return earlier, Judged("renamed", f"the same code, and the names share {score:.0f} of 100 by words")
    return earlier, Judged("reused", f"the same code, but the names share only {score:.0f} of 100 by words")


def likeness(left: str, right: str) -> float:
    """How much two names of one code share, 0 to 100, words that every name has left out."""
    return fuzz.token_set_ratio(_telling(left), _telling(right))


def _telling(name: str) -> str:
    words = [word.strip("«»\"'(),.").lower() for word in name.split()]
    return " ".join(word for word in words if word and word not in EMPTY) or name.lower()


def rules(folder: Path = RULES) -> list[textyaml.Block]:
    """The rules that select money, by name. Raises DossierRefused with every mistake in them."""
    return [rule for rule in _files(folder) if "entries" in rule]


def purchase_rules(folder: Path = RULES) -> list[textyaml.Block]:
    """The rules that select purchases, by name. Raises DossierRefused with every mistake in them."""
    return [rule for rule in _files(folder) if "purchases" in rule]


def outside_rules(folder: Path = RULES) -> list[textyaml.Block]:
    """The rules that say what the law leaves out of a register, by name. Raises DossierRefused with every mistake in them."""
    return [rule for rule in _files(folder) if "outside" in rule]


def _judgements(folder: Path = RULES) -> dict[tuple[str, str], Judged]:
    found = {}
    for block in _files(folder):
        for one in block.get("judgements", ()):
            found[one["code"], one["name"]] = Judged(one["judgement"], one["why"])
    return found


@functools.cache
def _files(folder: Path) -> tuple[textyaml.Block, ...]:
    mistakes: list[Mistake] = []
    found = []
    for path in shelf.files(folder, ".yml"):
        name = f"rules/{path.name}"
        block = textyaml.load(path, name, mistakes)
        check = Check(name, mistakes)
        if block is None or not check.keys(
            block, ("id", "version", "name"), ("says", "cannot_see", "entries", "judgements", "purchases", "outside")
        ):
            continue
        _checked(check, block)
        found.append(block)
    if mistakes:
        raise DossierRefused(mistakes)
    return tuple(found)


def _checked(check: Check, block: textyaml.Block) -> None:
    """Every text, code and list of one file of rules."""
    for key in ("name", "says", "cannot_see"):
        check.texts(block, key)
    for entry in check.items(block, "entries"):
        if check.keys(entry, ("id", "reports", "kind", "adds", "why"), ("administrators", "words")):
            check.texts(entry, "why")
    for entry in check.items(block, "purchases"):
        if check.keys(entry, ("id", "schemes", "prefixes", "words", "why"), ()):
            check.texts(entry, "why")
    for entry in check.items(block, "outside"):
        if check.keys(entry, ("id", "sources", "grounds", "why"), ()):
            check.texts(entry, "why")
    for one in check.items(block, "judgements"):
        if check.keys(one, ("code", "name", "judgement", "why"), ()):
            check.code(one, "judgement", "continuity")


def labels(rule: textyaml.Block) -> Iterator[dict[str, str]]:
    """The rule's own words, for the page that shows it."""
    owner = f"rule/{rule['id']}"
    for role in ("name", "says", "cannot_see"):
        for lang, text in rule[role].items():
            yield {"owner": owner, "role": role, "lang": lang, "text": text}
    for entry in (*rule.get("entries", ()), *rule.get("purchases", ()), *rule.get("outside", ())):
        for lang, text in entry["why"].items():
            yield {"owner": f"{owner}/{entry['id']}", "role": "why", "lang": lang, "text": text}


def _selects(rule: textyaml.Block, entry: textyaml.Block) -> dict[str, Any]:
    return {
        "rule": rule["id"],
        "entry": entry["id"],
        "kind": entry["kind"],
        "adds": entry["adds"],
        "reports": list(entry["reports"]),
        "administrators": list(entry.get("administrators", ())),
        "words": [word.lower() for word in entry.get("words", ())],
    }
