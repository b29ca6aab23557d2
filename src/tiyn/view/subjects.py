"""What the pages of all subjects share: the frame, orders with their deadlines, gaps beside figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tiyn.model.period import NOT_STATED, read_period
from tiyn.view.charted import Charted
from tiyn.view.figures import Beside, Cited, Figure, Gap, Link, Saying
from tiyn.view.visit import Visit

LISTS = {
    "programme": ("/programmes", "nav_programmes"),
    "quantity": ("/disputes", "nav_disputes"),
    "systems": ("/systems", "nav_systems"),
}


@dataclass(frozen=True, kw_only=True)
class SubjectPage:
    """The frame of a subject's page; `statements` are those its other fields do not show, `see` those about other things."""

    title: str
    description: str
    kicker: str
    breadcrumbs: tuple[Link, ...]
    statements: list[Saying]
    see: list[Saying]
    cautions: list[str]
    gaps: list[Gap]
    beside: Beside | None
    charts: dict[str, Charted] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """An order or promise: `days` to its deadline as of the edition, negative when past, None without one."""

    saying: Saying
    deadline: str
    days: int | None
    overdue: bool


@dataclass(frozen=True)
class Card:
    """A document and what a careful reader should know about it."""

    document: Cited
    author: str
    signed: bool
    reliability: str
    reprint: str


@dataclass(frozen=True)
class Part:
    """A stated part of a whole and its computed share, when there is one."""

    saying: Saying
    share: Figure | None


def open_subject(visit: Visit, kind: str) -> str:
    """The id of the subject in the address. Raises NotFound when it is of another kind."""
    subject = visit.params["id"]
    visit.row("subject_of_kind", id=subject, kind=kind)
    return subject


def section(visit: Visit, kind: str) -> Link:
    """The list a subject of a kind stands in."""
    path, word = LISTS.get(kind, (f"/subjects#{kind}", ""))
    return Link(visit.words(word) if word else capital(visit.words.name("subject_kind", kind)), visit.url(path))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def frame(visit: Visit, subject: str, shown: Iterable[Saying | None] = (), gaps: Iterable[Gap | None] = ()) -> dict[str, Any]:
    """The fields of SubjectPage but for charts; `shown` statements and `gaps` are not shown twice."""
    owner, kind = f"subject/{subject}", visit.row("subject", id=subject)["kind"]
    already = {saying.id for saying in shown if saying is not None}
    known = {gap.id for gap in gaps if gap is not None}
    return {
        "title": visit.name(owner),
        "description": visit.label(owner, "summary"),
        "kicker": visit.words.name("subject_kind", kind),
        "breadcrumbs": (section(visit, kind), Link(visit.name(owner), "")),
        "statements": [saying for saying in visit.about(subject) if saying.id not in already],
        "see": visit.sayings(visit.members(subject, "see")),
        "cautions": visit.cautions(subject),
        "gaps": [gap for gap in visit.gaps(subject) if gap.id not in known],
        "beside": visit.answered.of(owner),
    }


def parts(visit: Visit, whole: str) -> list[Part]:
    """The itemised parts of a statement, each with its share."""
    found = [row["id"] for row in visit.rows("tied", id=whole, kind="part_of")]
    return [Part(visit.saying(part), visit.derived(f"{part}-share")) for part in found]


def order(visit: Visit, statement: str) -> Order:
    """An order or promise with its deadline, counted from the day of the edition."""
    said = visit.row("statement", id=statement)["deadline"]
    saying = visit.saying(statement)
    end = read_period(said).end if said and said != NOT_STATED else None
    if end is None:
        return Order(saying, visit.words("deadline_not_stated"), None, False)
    days = (end - visit.today).days
    return Order(saying, visit.words.date(end.isoformat()), days, days < 0)


def gap_about(visit: Visit, *statements: str) -> Gap | None:
    """The first gap that one of the statements shows."""
    for statement in statements:
        for row in visit.rows("gaps_of_statement", statement=statement):
            return visit.gap(row)
    return None


def card(visit: Visit, document: str) -> Card:
    """A document's source card."""
    row, owner = visit.row("document", id=document), f"document/{document}"
    author = "" if row["author"] == NOT_STATED else row["author"]
    signed, known = row["signed"] == "yes", (visit.label(owner, role) for role in ("reliability", "reprint"))
    return Card(visit.cite(document), author, signed, *known)


def elsewhere(visit: Visit, subject: str, figure: Figure | None) -> list[Link]:
    """Other subjects in which the same number stands for other money."""
    if figure is None:
        return []
    rows = visit.rows("same_number", value=figure.value, unit=figure.unit, subject=subject)
    return [Link(visit.name(f"subject/{row['id']}"), visit.subject_url(row["id"])) for row in rows]
