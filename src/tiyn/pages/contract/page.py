"""A contract: buyer, supplier, sum, what the source leaves out, and how large it is beside other sums."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.budget_ties import BudgetTie, budget_ties
from tiyn.view.figures import Figure, Gap, Link, Party, Reply, Saying
from tiyn.view.subjects import Card, SubjectPage, card, frame, open_subject
from tiyn.view.visit import Visit

PATH = "/contract/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "contract"
FIELDS = ("subject", "number", "date", "method", "payments", "vat")


@dataclass(frozen=True)
class Field:
    """One field of a contract: the statement that gives it, or None and the words for its absence."""

    name: str
    saying: Saying | None
    absent: str


@dataclass(frozen=True)
class Scale:
    """The contract's sum in per cent of another stated sum: its size, never its share."""

    percent: Figure
    other: Saying


@dataclass(frozen=True)
class Apart:
    """A programme the contract is not said to belong to."""

    programme: Link
    why: str


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The contract page. `buyer_id` and `contract` start a search for a documented path."""

    contract: str
    buyer: Party
    buyer_id: str
    supplier: Party
    value: Saying | None
    fields: list[Field]
    scales: list[Scale]
    apart: list[Apart]
    ties: list[BudgetTie]
    cards: list[Card]
    register_gap: Gap | None
    replies: list[Reply]


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    value = visit.member(subject, "value")
    saying = visit.saying(value) if value else None
    buyer = str(visit.member(subject, "buyer"))
    given = [_field(visit, subject, name) for name in FIELDS]
    register = next((visit.gap(row) for row in visit.rows("gaps", subject=subject) if row["reason"] == "not_yet_collected"), None)
    documents = dict.fromkeys(row["document_id"] for row in visit.query("documents", subject=subject))
    return Context(
        contract=subject,
        buyer=visit.party(buyer),
        buyer_id=buyer,
        supplier=visit.party(str(visit.member(subject, "supplier"))),
        value=saying,
        fields=given,
        scales=_scales(visit, subject),
        apart=_apart(visit, subject),
        ties=budget_ties(visit, subject),
        cards=[card(visit, document) for document in documents],
        register_gap=register,
        replies=_replies(visit, subject),
        **frame(visit, subject, [saying, *(one.saying for one in given)], [register]),
    )


def _field(visit: Visit, subject: str, name: str) -> Field:
    rows = [row for row in visit.rows("roles", subject=subject) if row["role"] == f"field:{name}"]
    told = rows[0]["target"] if rows and rows[0]["target_kind"] == "statement" else None
    return Field(visit.words(f"field_{name}"), visit.saying(told) if told else None, visit.words(f"absent_{name}"))


def _replies(visit: Visit, subject: str) -> list[Reply]:
    """The supplier's replies to what is said about this contract."""
    spoken = {f"subject/{subject}", *(f"statement/{row['id']}" for row in visit.rows("about", subject=subject))}
    replies = visit.answered.replies_by(str(visit.member(subject, "supplier")))
    return [one for one in replies if spoken & {row["address"] for row in visit.rows("answered", id=one.id)}]


def _scales(visit: Visit, subject: str) -> list[Scale]:
    found = []
    for other in visit.members(subject, "compare"):
        percent = visit.derived(f"{subject}-of-{other}")
        if percent is not None:
            found.append(Scale(percent, visit.saying(other)))
    return found


def _apart(visit: Visit, subject: str) -> list[Apart]:
    return [
        Apart(
            Link(visit.name(f"subject/{other}"), visit.subject_url(other)),
            visit.label(f"subject/{subject}", f"not_part_of:{position}:why"),
        )
        for position, other in enumerate(visit.members(subject, "not_part_of"))
    ]


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
