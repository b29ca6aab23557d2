"""A file of pairs of names judged one by one, and how the judgements agree with its labels where it has some."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from tiyn.model.errors import InputRefused
from tiyn.naming.decide import REVIEW, SAME, decide_identified

NEEDED = ("left", "right")


def judged(path: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """([left, right, outcome, reason], counts): the counts are empty where no pair is labelled.

    Columns `left`, `right`; optional `left_bin`, `right_bin`, `kind` (beginning with `person` or `org`, `gov`) and `same` (1, 0).
    Raises InputRefused for a file that is not such a table, with the line.
    """
    rows, labelled = [], Counter[tuple[str, str]]()
    for number, row in _lines(path):
        kind = row.get("kind") or ""
        people = kind.startswith("person") if kind else None
        found = decide_identified(row["left"], row["right"], row.get("left_bin") or "", row.get("right_bin") or "", people)
        rows.append({"left": row["left"], "right": row["right"], "outcome": found.outcome, "reason": found.reason})
        label = (row.get("same") or "").strip()
        if label not in ("", "0", "1"):
            raise InputRefused(f"{path.name}: line {number}: same is {label!r}; expected 1, 0 or nothing; mend the line")
        if label:
            labelled[label, found.outcome] += 1
    return rows, _counts(labelled)


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            missing = [name for name in NEEDED if name not in (table.fieldnames or [])]
            if missing:
                raise InputRefused(
                    f"{path.name}: line 1: no column {', '.join(missing)}; expected a CSV with a header of left and right; add it"
                )
            rows = [(table.line_num, row) for row in table]
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputRefused(f"{path.name}: {error}; expected a CSV in UTF-8; save it so") from error
    for number, row in rows:
        if None in row.values() and any(row[name] is None for name in NEEDED):
            raise InputRefused(f"{path.name}: line {number}: fewer cells than the header; expected left and right; mend the line")
    return rows


def _counts(labelled: Counter[tuple[str, str]]) -> dict[str, str]:
    true = sum(n for (label, _), n in labelled.items() if label == "1")
    merged = labelled["1", SAME] + labelled["0", SAME]
    if not labelled:
        return {}
    share = {
        "pairs": str(sum(labelled.values())),
        "merged": str(merged),
        "wrongly": str(labelled["0", SAME]),
    }
    if merged:
        share["precision"] = f"{labelled['1', SAME] / merged:.3f}"
    if true:
        share["recall"] = f"{labelled['1', SAME] / true:.3f}"
        share["recall with review"] = f"{(labelled['1', SAME] + labelled['1', REVIEW]) / true:.3f}"
    return share
