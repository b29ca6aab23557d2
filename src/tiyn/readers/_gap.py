"""What is missing about a subject, and the published documents that answered it."""

from __future__ import annotations

from typing import Any

from tiyn.model.errors import NotAPeriod
from tiyn.model.period import read_period
from tiyn.readers._check import Check
from tiyn.readers._rows import Rows, add_labels
from tiyn.readers._statement import read_place
from tiyn.textyaml import Block

ACCESS_LAW = "access_law"  # of codes/request_ground: what a request rests on unless the gap says otherwise


def read_gaps(block: Block, subject: str, check: Check, rows: Rows) -> None:
    """Append the gaps of one subject, their questions and their answers; every mistake in them is collected."""
    for position, item in enumerate(check.items(block, "missing")):
        if not check.keys(item, ("id", "what", "body", "reason", "ask"), ("statement", "ground", "answers")):
            continue
        gap = check.identifier(item, "id") or "?"
        row = {"id": gap, "subject": subject, "body": check.text(item, "body"), "position": position}
        row |= {"reason": check.code(item, "reason", "reason"), "statement": check.text(item, "statement")}
        row |= {"ground": check.code(item, "ground", "request_ground") if "ground" in item else ACCESS_LAW}
        rows["gap"].append(row | {"place": (check.file, item.line)})
        for role in ("what", "ask"):
            add_labels(rows, f"gap/{gap}", role, check.texts(item, role))
        _answers(item, gap, check, rows)


def _answers(item: Block, gap: str, check: Check, rows: Rows) -> None:
    seen: set[str | None] = set()
    for position, answer in enumerate(check.items(item, "answers")):
        if not check.keys(answer, ("document", "received"), ("at",)):
            continue
        document = check.text(answer, "document")
        if document in seen:
            check.wrong(answer.line, f"the document {document!r} again", "each document once", "keep one of the two answers")
            continue
        seen.add(document)
        row: dict[str, Any] = {"gap": gap, "document_id": document, "received": check.parsed(answer, "received", _day)}
        if "at" in answer:
            row |= {key: value for key, value in read_place(answer, check).items() if key != "locator"}
        rows["gap_answer"].append(row | {"position": position, "place": (check.file, answer.line)})


def _day(said: str) -> str:
    """A whole day as ISO text. Raises NotAPeriod."""
    period = read_period(said)
    if len(said) != len("2026-02-10") or period.start is None or period.start != period.end:
        raise NotAPeriod(f"{said!r} is not a day; write it as 2026-02-10")
    return said
