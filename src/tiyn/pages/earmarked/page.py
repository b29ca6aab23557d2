"""Earmarked money: what came in, the use that is described, and the rest of which nothing is said."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.charted import Charted
from tiyn.view.drawings import flow
from tiyn.view.figures import Figure, Gap, Link, Saying
from tiyn.view.subjects import Part, SubjectPage, elsewhere, frame, gap_about, open_subject
from tiyn.view.visit import Visit

PATH = "/earmarked/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "earmarked"


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The page of earmarked money. `not_covered` are statements on tools that do not concern it."""

    received: Saying
    purpose: str
    uses: list[Part]
    rest: Figure | None
    rest_share: Figure | None
    rest_gap: Gap | None
    not_covered: list[Saying]
    same_number: list[Link]


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    whole = str(visit.member(subject, "received"))
    received = visit.saying(whole)
    uses = [Part(visit.saying(use), visit.derived(f"{use}-share")) for use in visit.members(subject, "uses")]
    gap = gap_about(visit, *(use.saying.id for use in uses))
    return Context(
        received=received,
        purpose=visit.label(f"subject/{subject}", "purpose"),
        uses=uses,
        rest=visit.derived(f"{whole}-rest"),
        rest_share=visit.derived(f"{whole}-rest-share"),
        rest_gap=gap,
        not_covered=visit.sayings(visit.members(subject, "not_covered")),
        same_number=elsewhere(visit, subject, received.figure),
        charts=_charts(visit, subject, received, uses),
        **frame(visit, subject, [received, *(use.saying for use in uses)], [gap]),
    )


def _charts(visit: Visit, subject: str, received: Saying, uses: list[Part]) -> dict[str, Charted]:
    """What came in, the described use, and the rest."""
    rest = visit.derived(f"{received.id}-rest")
    if rest is None or received.figure is None:
        return {}
    streams = [*((use.saying.what, use.saying.figure) for use in uses), (visit.words("rest"), rest)]
    words = (visit.words("chart_title", rest=rest.text, received=received.figure.text), visit.words("chart_sub"))
    return {"flow": flow(visit, f"/{KIND}/{subject}", "flow", received, streams, words)}


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
