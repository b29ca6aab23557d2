"""An audit as sources report it: the total, its itemised parts, the rest, and what followed."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.charted import Charted
from tiyn.view.drawings import bars
from tiyn.view.figures import Figure, Gap, Party, Saying
from tiyn.view.subjects import Card, Order, Part, SubjectPage, card, frame, gap_about, open_subject, order, parts
from tiyn.view.visit import Visit

PATH = "/audit/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "audit"


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The audit page. `related` findings stand apart: no source says they are part of the total."""

    auditor: Party | None
    audited: list[Party]
    total: Saying | None
    parts: list[Part]
    itemised: Figure | None
    rest: Figure | None
    rest_share: Figure | None
    rest_gap: Gap | None
    related: list[Saying]
    orders: list[Order]
    follow_up: Gap | None
    later: list[Saying]
    cards: list[Card]


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    whole = visit.member(subject, "total")
    total = visit.saying(whole) if whole else None
    itemised = parts(visit, whole) if whole else []
    related = visit.sayings(visit.members(subject, "related"))
    orders = [order(visit, statement) for statement in visit.members(subject, "orders")]
    rest_gap = gap_about(visit, whole) if whole else None
    follow_up = gap_about(visit, *(one.saying.id for one in orders))
    auditor = visit.member(subject, "auditor")
    shown = [total, *(part.saying for part in itemised), *(one.saying for one in orders)]
    return Context(
        auditor=visit.party(auditor) if auditor else None,
        audited=[visit.party(party) for party in visit.members(subject, "audited")],
        total=total,
        parts=itemised,
        itemised=visit.derived(f"{whole}-sum"),
        rest=visit.derived(f"{whole}-rest"),
        rest_share=visit.derived(f"{whole}-rest-share"),
        rest_gap=rest_gap,
        related=related,
        orders=orders,
        follow_up=follow_up,
        later=visit.sayings(visit.members(subject, "later")),
        cards=[card(visit, total.document.id)] if total else [],
        charts=_charts(visit, subject, total, itemised),
        **frame(visit, subject, shown, [rest_gap, follow_up]),
    )


def _charts(visit: Visit, subject: str, total: Saying | None, itemised: list[Part]) -> dict[str, Charted]:
    """The total, its itemised parts and the rest; findings named apart are not drawn."""
    rest = visit.derived(f"{total.id}-rest") if total else None
    if total is None or total.figure is None or rest is None:
        return {}
    rows = [(total.what, total.figure), *((part.saying.what, part.saying.figure) for part in itemised), (rest.label, rest)]
    title = visit.words("chart_title", rest=rest.text, total=total.figure.text)
    return {"parts": bars(visit, f"/{KIND}/{subject}", "parts", rows, title, visit.words("chart_sub"))}


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
