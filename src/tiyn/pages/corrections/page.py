"""Every correction and every refusal to correct: what was wrong, what is right, why, and when each was decided."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.downloads import Column, Sheet
from tiyn.view.figures import Correction, Link
from tiyn.view.visit import Visit

PATH = "/corrections"
TEXTS = ("id", "outcome", "wrong", "right", "reason", "decided_by")
TIMES = ("reported", "acknowledged", "decided", "published")


@dataclass(frozen=True)
class Context:
    """The log, the latest first. Counts are of our own decisions, not figures of a source."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    counts: list[str]
    corrections: list[Correction]
    sheets: tuple[Sheet, ...]


def context(visit: Visit) -> Context:
    words, found = visit.words, visit.answered.corrections()
    refused = sum(one.outcome == "refused" for one in found)
    return Context(
        title=words("corrections_title"),
        description=words("lead"),
        breadcrumbs=(Link(words("corrections_title"), ""),),
        counts=[words("corrections_n", n=len(found) - refused), words("refusals_n", n=refused)],
        corrections=found,
        sheets=(_sheet(visit, found),),
    )


def _sheet(visit: Visit, found: list[Correction]) -> Sheet:
    """One row per decision, with the addresses it affects."""
    words = visit.words
    head = [Column(name, "text", words(f"column_{name}")) for name in TEXTS]
    head += [Column(name, "date", words(f"time_{name}")) for name in TIMES]
    head.append(Column("affected", "text", words("column_affected")))
    rows = []
    for one in found:
        days = {time.name: time.day for time in one.times}
        affected = " ".join(row["address"] for row in visit.rows("affected", id=one.id))
        rows.append((*(getattr(one, name) for name in TEXTS), *(days.get(name, "") for name in TIMES), affected))
    return Sheet("corrections", words("corrections_title"), tuple(head), tuple(rows))


def examples(visit: Visit) -> list[str]:
    return [PATH]
