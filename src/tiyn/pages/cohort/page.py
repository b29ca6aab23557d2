"""A cohort: organisations funded together, what became of them, and how many are known by name."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.charted import Charted
from tiyn.view.drawings import bars
from tiyn.view.figures import Figure, Gap, Party, Saying
from tiyn.view.subjects import Part, SubjectPage, frame, gap_about, open_subject
from tiyn.view.visit import Visit

PATH = "/cohort/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "cohort"


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The cohort page. `neither` counts members of whom the source says nothing more."""

    money: Saying | None
    members: Saying | None
    outcomes: list[Part]
    neither: Figure | None
    mean: Figure | None
    identified: Figure | None
    known: list[Party]
    list_gap: Gap | None


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    money, members = (_saying(visit, subject, role) for role in ("money", "members"))
    outcomes = [Part(visit.saying(outcome), visit.derived(f"{outcome}-share")) for outcome in visit.members(subject, "outcomes")]
    gap = gap_about(visit, *(saying.id for saying in (members, money) if saying))
    shown = [money, members, *(outcome.saying for outcome in outcomes)]
    return Context(
        money=money,
        members=members,
        outcomes=outcomes,
        neither=visit.derived(f"{subject}-neither"),
        mean=visit.derived(f"{subject}-mean"),
        identified=visit.derived(f"{subject}-identified"),
        known=[visit.party(party) for party in visit.members(subject, "known")],
        list_gap=gap,
        charts=_charts(visit, subject, members, outcomes),
        **frame(visit, subject, shown, [gap]),
    )


def _charts(visit: Visit, subject: str, members: Saying | None, outcomes: list[Part]) -> dict[str, Charted]:
    """The members, what became of some, and those of whom nothing is said."""
    neither = visit.derived(f"{subject}-neither")
    if members is None or neither is None:
        return {}
    rows = [(part.saying.what, part.saying.figure) for part in (Part(members, None), *outcomes)]
    title = visit.words("chart_title", neither=neither.text)
    drawn = bars(visit, f"/{KIND}/{subject}", "outcomes", [*rows, (neither.label, neither)], title, visit.words("chart_sub"))
    return {"outcomes": drawn}


def _saying(visit: Visit, subject: str, role: str) -> Saying | None:
    found = visit.member(subject, role)
    return visit.saying(found) if found else None


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
