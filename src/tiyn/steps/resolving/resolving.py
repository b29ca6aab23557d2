"""Every known subject's names with their keys, the pairs that are one or alike, and the canonical id of each.

Merged are: subjects of one valid BIN, and an organisation without a number with the only one of its name in its region.
Everything else alike waits for a human. A curator's latest judgement goes before every rule and can be taken back by a
later one. Nobody's money is moved by this: sums stay where the register put them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.naming.decide import DIFFERENT, REVIEW, SAME, Decision, decide
from tiyn.naming.keys import name_key
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
MOST = 50  # subjects of one key; a name that more bear says nothing, and its pairs would be thousands
OUTCOMES = {"same": SAME, "different": DIFFERENT, "unsure": REVIEW}
RULE = "rule"


def resolve_names(engine: Engine) -> dict[str, int]:
    """Fill `name`, `resolution` and `canonical`; how many pairs have each outcome."""
    named, known = queries(SQL), tables()
    engine.load(known["name"], _keyed(engine.stream(named["named"])))
    judged = _judged(engine.rows(named["judged"]))
    rows = {(row["left_id"], row["right_id"]): row for row in _ruled(engine, named)} | judged
    engine.load(known["resolution"], (rows[pair] for pair in sorted(rows)))
    engine.load(known["canonical"], _canonical(engine, named))
    counts: dict[str, int] = defaultdict(int)
    for row in rows.values():
        counts[row["outcome"]] += 1
    return dict(counts)


def _keyed(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _, group in groupby(rows, key=lambda row: row["subject"]):
        for position, row in enumerate(group):
            yield row | {"position": position, "key": name_key(row["text"], row["people"] == "yes")}


def _ruled(engine: Engine, named: dict[str, str]) -> Iterator[dict[str, Any]]:
    """One row for each pair the rules have something to say about: one BIN, one name and region, or merely alike."""
    by_number = {(row["left_id"], row["right_id"]) for row in engine.rows(named["numbered"])}
    for left, right in sorted(by_number):
        yield _row(left, right, Decision(SAME, "identifier_same"))
    pairs = engine.stream(named["pairs"], {"most": MOST})
    for (left, right), group in groupby(pairs, key=lambda row: (row["left_id"], row["right_id"])):
        found = _likeliest(group)
        if found is not None:
            yield _row(left, right, *found)


def _likeliest(group: Iterable[dict[str, Any]]) -> tuple[Decision, dict[str, Any]] | None:
    """The likeliest of a pair's names; the first that are one name end the search. None when all differ."""
    best = None
    for row in group:
        found, alike = _judge(row)
        if alike:
            return found, row
        if found.outcome == REVIEW and best is None:
            best = found, row
    return best


def _judge(row: dict[str, Any]) -> tuple[Decision, bool]:
    """What one pair of names says of two subjects of which at most one has a BIN; and whether the names are one."""
    people = row["people"] == "yes"
    found = decide(row["left_name"], row["right_name"], people)
    if found.outcome != SAME:
        return found, False
    if people:
        return Decision(REVIEW, "person_name"), True
    if row["bearers"] == 2 and bool(row["left_bin"]) != bool(row["right_bin"]) and _registers(row):
        return Decision(SAME, "name_and_region"), True
    return Decision(REVIEW, "name_alone"), True


def _registers(row: dict[str, Any]) -> bool:
    """The dossier's own parties are joined by hand alone: their pages quote persons."""
    return not row["left_id"].startswith("party/") and not row["right_id"].startswith("party/")


def _row(left: str, right: str, found: Decision, names: dict[str, Any] | None = None) -> dict[str, Any]:
    row = {"left_id": left, "right_id": right, "outcome": found.outcome, "reason": found.reason, "made_by": RULE}
    return row | ({"left_name": names["left_name"], "right_name": names["right_name"]} if names else {})


def _judged(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The latest judgement of each pair; whichever way round it was written."""
    found = {}
    for row in rows:
        left, right = sorted((row["left_id"], row["right_id"]))
        judged = Decision(OUTCOMES[row["verdict"]], "judged")
        found[left, right] = _row(left, right, judged) | {"made_by": row["made_by"], "made_on": row["made_on"]}
    return found


def _canonical(engine: Engine, named: dict[str, str]) -> Iterator[dict[str, str]]:
    """Each merged id with the id that stands for all: one with a BIN where there is one, else the least.

    What a curator keeps apart is never joined by a chain of others, whatever the rules say.
    """
    apart: dict[str, set[str]] = defaultdict(set)
    for row in engine.rows(named["apart"]):
        apart[row["left_id"]].add(row["right_id"])
        apart[row["right_id"]].add(row["left_id"])
    group_of: dict[str, set[str]] = {}
    for row in engine.rows(named["same"]):
        left, right = (group_of.setdefault(row[side], {row[side]}) for side in ("left_id", "right_id"))
        if left is right or any(apart[one] & right for one in left if one in apart):
            continue
        left |= right
        group_of |= dict.fromkeys(right, left)
    numbered = {row["subject"] for row in engine.rows(named["with_bin"])}
    for one in sorted(group_of):
        group = group_of[one]
        chosen = min(group, key=lambda each: (not each.startswith("party/"), each not in numbered, each))
        if len(group) > 1:
            yield {"id": one, "canonical": chosen}
