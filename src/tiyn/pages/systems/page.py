"""Counted information systems: how many, how many of them are named, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.subjects import SubjectPage, frame, open_subject
from tiyn.view.systems import Counted, Filter, choices, counted, shown
from tiyn.view.visit import Visit

PATH = "/systems/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
QUERY = dict.fromkeys(("body",), {"type": "string"})
KIND = "systems"


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The page of counted systems; `as_of` is the day of the edition in words."""

    counted: list[Counted]
    filter: Filter
    as_of: str


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    one = counted(visit, subject, visit.arguments.get("body", ""))
    every = counted(visit, subject)
    return Context(
        counted=[one],
        filter=choices(visit, [subject], f"/{KIND}/{subject}"),
        as_of=visit.words.date(visit.edition.date),
        **frame(visit, subject, shown(every), [counter.gap for counter in every.counters]),
    )


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
