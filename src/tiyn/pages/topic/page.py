"""A topic: what was said about it, what was ordered by when, and the sums that are spoken of but not printed."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Gap, Saying
from tiyn.view.subjects import Order, SubjectPage, frame, gap_about, open_subject, order
from tiyn.view.visit import Visit

PATH = "/topic/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "topic"


@dataclass(frozen=True)
class OpenSum:
    """A sum the source speaks of without printing it, what was said of it, and whom to ask."""

    saying: Saying
    answers: list[Saying]
    gap: Gap | None


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The page of a topic. Orders and promises come first by deadline; `as_of` is the edition's day in words."""

    open_sums: list[OpenSum]
    orders: list[Order]
    as_of: str


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    sums = [_open_sum(visit, row["id"]) for row in visit.query("open_sums", subject=subject)]
    orders = [order(visit, row["id"]) for row in visit.query("orders", subject=subject)]
    shown = [saying for one in sums for saying in (one.saying, *one.answers)] + [one.saying for one in orders]
    return Context(
        open_sums=sums,
        orders=orders,
        as_of=visit.words.date(visit.edition.date),
        **frame(visit, subject, shown, [one.gap for one in sums]),
    )


def _open_sum(visit: Visit, statement: str) -> OpenSum:
    answers = visit.sayings(row["id"] for row in visit.rows("tied", id=statement, kind="answers"))
    return OpenSum(visit.saying(statement), answers, gap_about(visit, statement))


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
