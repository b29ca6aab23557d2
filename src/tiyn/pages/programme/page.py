"""A programme: what was promised, what is visible as money, what is not found, and who said so."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Gap, Link, Party, Saying
from tiyn.view.visit import Visit

PATH = "/programme/{id}"
MEASURES = ("approved", "revised", "paid")


@dataclass(frozen=True)
class Year:
    """One year: what was named for it and what the register of the body in charge shows."""

    year: str
    named: Figure | None
    approved: Figure | None
    revised: Figure | None
    paid: Figure | None
    not_found: Figure | None


@dataclass(frozen=True)
class Candidate:
    """A contract that may or may not belong to the programme; never added to it."""

    title: str
    url: str
    figure: Figure | None
    why: str


@dataclass(frozen=True)
class Context:
    """The programme page. `parts` are the envelope's itemised parts, `parts_sum` their check."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    envelope: Saying | None
    parts: list[Saying]
    parts_sum: Figure | None
    parts_share: list[Figure]
    not_found: Figure | None
    years: list[Year]
    budget_why: list[str]
    candidates: list[Candidate]
    bodies: list[Party]
    quantities: list[Link]
    statements: list[Saying]
    cautions: list[str]
    gaps: list[Gap]
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    subject = visit.params["id"]
    visit.row("subject_of_kind", id=subject, kind="programme")
    owner, words = f"subject/{subject}", visit.words
    envelope = visit.member(subject, "envelope")
    parts = [row["id"] for row in visit.rows("tied", id=envelope, kind="part_of")] if envelope else []
    years = _years(visit, subject)
    missing = [year.not_found for year in years if year.not_found]
    return Context(
        title=visit.name(owner),
        description=visit.label(owner, "summary"),
        breadcrumbs=(Link(words("nav_programmes"), visit.url("/programmes")), Link(visit.name(owner), "")),
        envelope=visit.saying(envelope) if envelope else None,
        parts=visit.sayings(parts),
        parts_sum=visit.derived(f"{envelope}-sum"),
        parts_share=[figure for part in parts if (figure := visit.derived(f"{part}-share"))],
        not_found=missing[-1] if missing else None,
        years=years,
        budget_why=[row["text"] for row in visit.query("budget_why", owner=owner, lang=visit.lang)],
        candidates=_candidates(visit, subject),
        bodies=[visit.party(party) for party in visit.members(subject, "bodies")],
        quantities=_quantities(visit, subject),
        statements=visit.about(subject),
        cautions=visit.cautions(subject),
        gaps=visit.gaps(subject),
    )


def _years(visit: Visit, subject: str) -> list[Year]:
    """One row per year for which something was named or a register has figures."""
    named = {}
    for statement in visit.members(subject, "named"):
        named[visit.row("statement", id=statement)["period"]] = visit.figure(statement)
    recorded = {str(row["year"]) for row in visit.query("years", subject=subject)}
    years = []
    for year in sorted(set(named) | recorded):
        found = {measure: visit.derived(f"{subject}-{measure}-{year}") for measure in MEASURES}
        years.append(Year(year, named.get(year), **found, not_found=visit.derived(f"{subject}-not-found-{year}")))
    return years


def _candidates(visit: Visit, subject: str) -> list[Candidate]:
    found = []
    for contract in visit.members(subject, "candidates"):
        value = visit.member(contract, "value")
        why = ""
        for position, other in enumerate(visit.members(contract, "not_part_of")):
            if other == subject:
                why = visit.label(f"subject/{contract}", f"not_part_of:{position}:why")
        figure = visit.figure(value) if value else None
        found.append(Candidate(visit.name(f"subject/{contract}"), visit.subject_url(contract), figure, why))
    return found


def _quantities(visit: Visit, subject: str) -> list[Link]:
    """Disputed quantities that name this programme: those whose id starts with its id."""
    rows = visit.query("quantities", prefix=f"{subject}-%")
    return [Link(visit.name(f"subject/{row['id']}"), visit.subject_url(row["id"])) for row in rows]


def examples(visit: Visit) -> list[str]:
    return [f"/programme/{row['id']}" for row in visit.rows("subjects", kind="programme")]
