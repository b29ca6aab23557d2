"""One thing not known: who should know it, which statement shows it, where it was looked for, and a request ready to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tiyn import legal
from tiyn.pages.gap.letters import OFFICIAL, Letter, file, letters
from tiyn.pages.gap.searched import Absence, absence
from tiyn.view import requests
from tiyn.view.figures import Cited, Gap, Link, Saying
from tiyn.view.requests import Term
from tiyn.view.visit import Visit

PATH = "/gap/{id}"
RECORDS = ("gap/{id}",)  # what the page is of, for its receipt file
TEXTS = tuple(f"request.{lang}" for lang in OFFICIAL)


@dataclass(frozen=True)
class Answer:
    """A published document that answers the gap, the day it was received, and where in its text."""

    document: Cited
    received: str
    day: str
    locator: str


@dataclass(frozen=True)
class Sending:
    """The term for an answer, None where no law gives one, and what it means for a request sent on the edition's day.

    Days are ISO dates, "" for none.
    """

    term: Term | None
    law: str
    deadline: str
    extension: str
    certainty: str
    sent: str
    due: str
    rule: str
    cautions: list[str]
    counting: dict[str, Any]


@dataclass(frozen=True)
class Context:
    """The gap and what shows it; its answers, or else where it was looked for and the letters."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    gap: Gap
    reason_note: str
    saying: Saying | None
    answers: list[Answer]
    absence: Absence | None
    letters: list[Letter]
    sending: Sending
    caution: str

    @property
    def texts(self) -> dict[str, Letter]:
        """The letters that are files of their own, by name."""
        return {f"request.{one.lang}": one for one in self.letters if one.lang in OFFICIAL}


def context(visit: Visit) -> Context:
    row = visit.row("gap", id=visit.params["id"])
    gap, words = visit.gap(row), visit.words
    saying = visit.saying(row["statement"]) if row["statement"] else None
    answers = [_answer(visit, one) for one in visit.rows("gap_answers", gap=row["id"])]
    searched = absence(visit)
    lawful = row["ground"] == requests.ACCESS_LAW
    sending = _sending(visit) if lawful else _free(visit)
    return Context(
        title=gap.what,
        description=words("lead", body=gap.body.name, reason=gap.reason_name),
        breadcrumbs=(Link(words("nav_gaps"), visit.url("/gaps")), Link(gap.subject, gap.subject_url), Link(gap.what, "")),
        gap=gap,
        reason_note=words.note("reason", gap.reason),
        saying=saying,
        answers=answers,
        absence=None if answers else searched,
        letters=[] if answers else letters(visit, row, sending.term, [one.id for one in searched.sources]),
        sending=sending,
        caution=words("caution" if lawful else "caution_free"),
    )


def _answer(visit: Visit, row: dict[str, Any]) -> Answer:
    words = visit.words
    locator = words("characters", start=row["at_start"], end=row["at_end"]) if row["at_end"] else ""
    return Answer(visit.cite(row["document_id"]), row["received"], words.date(row["received"]), locator)


def _sending(visit: Visit) -> Sending:
    words, term = visit.words, requests.term(visit, requests.ANSWER)
    law = words.block(file("law.yml")["name"], "gap.law.name")
    if term is None:
        return Sending(None, law, words("deadline_unknown", law=law), "", "", "", "", "", [], {})
    longer, notice = (requests.term(visit, key) for key in (requests.EXTENSION, requests.NOTICE))
    further = words("extension", term=_spelled(visit, longer), notice=_spelled(visit, notice)) if longer and notice else ""
    sent, calendar = visit.today, legal.calendar()
    due = calendar.due(sent, term.days, term.unit)
    return Sending(
        term=term,
        law=law,
        deadline=words("deadline", law=law, term=_spelled(visit, term)),
        extension=further,
        certainty=words(f"certainty_{term.state}", since=words.date(term.begins)),
        sent=sent.isoformat(),
        due=due.isoformat(),
        rule=words("rule", sent=words.date(sent.isoformat()), due=words.date(due.isoformat())),
        cautions=_cautions(visit, sent, due),
        counting=requests.counting(visit),
    )


def _free(visit: Visit) -> Sending:
    """A request no law obliges anybody to answer: there is no term to count."""
    return Sending(None, "", visit.words("deadline_free"), "", "", "", "", "", [], {})


def _spelled(visit: Visit, term: Term) -> str:
    return visit.words(f"term_{term.unit.split()[0]}", n=term.days)


def _cautions(visit: Visit, sent: date, due: date) -> list[str]:
    """What the calendar of working days does not know about the days of the term."""
    calendar, words = legal.calendar(), visit.words
    found = (("request_year_unknown", calendar.unknown(sent, due)), ("request_year_unchecked", calendar.unchecked(sent, due)))
    return [words(key, years=", ".join(map(str, years))) for key, years in found if years]


def examples(visit: Visit) -> list[str]:
    return [f"/gap/{row['id']}" for row in visit.query("gaps")]
