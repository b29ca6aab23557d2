"""The review queue at a terminal: pairs that are merely alike, side by side, and a human's judgement of each.

A judgement is appended to `dossier/same.yml` and nothing there is ever rewritten: a later one takes an earlier one back.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tiyn import codes, textyaml, who
from tiyn.model.errors import DossierRefused, InputRefused, Mistake
from tiyn.naming.letters import visible
from tiyn.queries import queries
from tiyn.who import Pair

SQL = Path(__file__).with_suffix(".sql")
VERDICTS = {"s": "same", "d": "different", "u": "unsure"}
Ask = Callable[[str], str | None]
KEYS = "s same, d different, u unsure, k skip, q quit"


@dataclass(frozen=True)
class Reviewer:
    """Who judges, when, and for which file of judgements."""

    by: str
    on: date
    file: Path


def review(
    connection: sqlite3.Connection, pairs: list[Pair], ask: Callable[[str], str | None], reviewer: Reviewer
) -> dict[str, int]:
    """Show each pair, ask for a verdict and why, append it; how many of each verdict. `ask` gives a line, or None at the end.

    Raises InputRefused when the file of judgements cannot be read as it stands: nothing is appended to a broken file.
    """
    judged = _judged(reviewer.file)
    counts = dict.fromkeys([*VERDICTS.values(), "skipped"], 0)
    for number, pair in enumerate(pairs, 1):
        if frozenset((pair.left, pair.right)) in judged:
            continue
        answer = _choice(ask, f"{side_by_side(connection, pair)}\n[{number}/{len(pairs)}] {KEYS}: ")
        if answer in ("", "q"):
            break
        if answer == "k":
            counts["skipped"] += 1
            continue
        why = (ask("why (what did you see, where): ") or "").strip()
        if not why:  # a judgement nobody can retrace is none
            counts["skipped"] += 1
            continue
        append(reviewer, pair, VERDICTS[answer], why)
        counts[VERDICTS[answer]] += 1
    return counts


def _choice(ask: Ask, question: str) -> str:
    while True:
        line = ask(question)
        if line is None:
            return ""
        answer = line.strip().lower()[:1]
        if answer in (*VERDICTS, "k", "q"):
            return answer
        question = f"found {line.strip()!r}; expected {KEYS}: "


def side_by_side(connection: sqlite3.Connection, pair: Pair) -> str:
    """Both subjects with their names, BIN, region, contracts and where the names stand; marks nobody sees are not printed."""
    reason = codes.lists()["name_reason"][pair.reason]["name"]["en"]
    lines = [f"\n{reason}: {visible(pair.left_name)}  |  {visible(pair.right_name)}"]
    for subject in (pair.left, pair.right):
        lines.append(f"  {subject}")
        names = who.names_of(connection, subject)
        lines += [f"    {visible(row['text'])}" for row in names]
        beside = {"BIN": names[0]["bin"], "region": names[0]["region"]} if names else {}
        row = connection.execute(queries(SQL)["evidence"], {"id": subject.partition("/")[2]}).fetchone()
        beside |= {"source": row["source_id"], "contracts": str(row["contracts"])} if row else {}
        lines.append("    " + ", ".join(f"{name} {value or 'not known'}" for name, value in beside.items()))
    return "\n".join(lines)


def append(reviewer: Reviewer, pair: Pair, verdict: str, why: str) -> None:
    """One more judgement at the end of the file, on the disk before the next question is asked."""
    values = {"left": pair.left, "right": pair.right, "verdict": verdict, "by": reviewer.by, "on": reviewer.on.isoformat()}
    lines = [f"{'- ' if name == 'left' else '  '}{name}: {_scalar(value)}" for name, value in (values | {"why": why}).items()]
    with reviewer.file.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _scalar(value: str) -> str:
    """A text as YAML reads it back: dates and verdicts plain, everything else in double quotes."""
    return (
        value if value in VERDICTS.values() or value[:2] == "20" and len(value) == 10 else json.dumps(value, ensure_ascii=False)
    )


def _judged(file: Path) -> set[frozenset[str]]:
    if not file.is_file():
        return set()
    mistakes: list[Mistake] = []
    try:
        items = textyaml.load(file, file.name, mistakes)
    except DossierRefused as wrong:
        raise InputRefused(f"{file}: {wrong}") from wrong
    if mistakes:
        raise InputRefused(f"{file}: {mistakes[0]}; mend it first, nothing was appended")
    return {frozenset((str(item["left"]), str(item["right"]))) for item in items or ()}
