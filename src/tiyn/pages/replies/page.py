"""Every reply of those concerned, verbatim: who replied to what, when it came and when it was published."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.downloads import Column, Sheet
from tiyn.view.figures import Link, Reply
from tiyn.view.visit import Visit

PATH = "/replies"
TEXTS = ("id", "language", "text", "signed_off_by", "sha256")
TIMES = ("asked", "received", "published")


@dataclass(frozen=True)
class Context:
    """The replies, the latest first."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    count: str
    replies: list[Reply]
    sheets: tuple[Sheet, ...]


def context(visit: Visit) -> Context:
    words, found = visit.words, visit.answered.replies()
    return Context(
        title=words("replies_title"),
        description=words("lead"),
        breadcrumbs=(Link(words("replies_title"), ""),),
        count=words("replies_n", n=len(found)),
        replies=found,
        sheets=(_sheet(visit, found),),
    )


def _sheet(visit: Visit, found: list[Reply]) -> Sheet:
    """One row per reply, with who replies and the addresses it answers."""
    words = visit.words
    head = [Column("who", "text", words("column_who"))]
    head += [Column(name, "text", words(f"column_{name}")) for name in TEXTS]
    head += [Column(name, "date", words(f"time_{name}")) for name in TIMES]
    head.append(Column("answers", "text", words("column_answers")))
    rows = []
    for one in found:
        days = {time.name: time.day for time in one.times}
        answers = " ".join(row["address"] for row in visit.rows("answered", id=one.id))
        rows.append((one.who.text, *(getattr(one, name) for name in TEXTS), *(days.get(name, "") for name in TIMES), answers))
    return Sheet("replies", words("replies_title"), tuple(head), tuple(rows))


def examples(visit: Visit) -> list[str]:
    return [PATH]
