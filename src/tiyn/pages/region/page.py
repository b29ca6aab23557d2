"""A region or the republic: what its digitalization administrators' budgets show, and what was said of it."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import codes
from tiyn.model.errors import NotFound
from tiyn.view.facts import Listed
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/region/{id}"
MEASURES = ("approved", "revised", "paid")
REPUBLIC = "KZ"


@dataclass(frozen=True)
class Year:
    """All digitalization lines of the region in one year, taken together."""

    year: str
    approved: Figure | None
    revised: Figure | None
    paid: Figure | None


@dataclass(frozen=True)
class Line:
    """One line of the report: an administrator, a functional group, a year."""

    year: str
    administrator: str
    line: str
    lang: str
    approved: Figure
    revised: Figure
    paid: Figure


@dataclass(frozen=True)
class Context:
    """The page of a region. `paid` is the latest year's payments, None when nothing is visible."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    code: str
    paid: Figure | None
    years: list[Year]
    lines: list[Line]
    subjects: list[Listed]
    bodies: list[Link]
    limits: str
    republic: bool


def context(visit: Visit) -> Context:
    code, words = visit.params["id"], visit.words
    if code not in codes.codes("region"):
        raise NotFound(f"no region {code}; write a KATO code such as 750000000, or KZ; see /regions")
    name = words.name("region", code)
    years = [_year(visit, code, str(year)) for year in visit.budgets.years()]
    years = [year for year in years if year.paid]
    limits = visit.query("limits", lang=visit.lang)
    return Context(
        title=name,
        description=words("lead_republic") if code == REPUBLIC else words("lead"),
        breadcrumbs=(Link(words("regions"), visit.url("/regions")), Link(name, "")),
        code=code,
        paid=years[-1].paid if years else None,
        years=years,
        lines=_lines(visit, code),
        subjects=_subjects(visit, code),
        bodies=_bodies(visit, code),
        limits=limits[0]["text"] if limits else "",
        republic=code == REPUBLIC,
    )


def _year(visit: Visit, code: str, year: str) -> Year:
    figures = {name: visit.derived(f"region-{code.lower()}-{name}-{year}") for name in MEASURES}
    return Year(year, **figures)


def _lines(visit: Visit, code: str) -> list[Line]:
    found = []
    for year in visit.budgets.years():
        for row in visit.budgets.rows(code, str(year), "rule-digital-money"):
            visit.cite(row["document_id"])
            measures = {name: visit.budget(row["id"], name) for name in MEASURES}
            administrator = f"{row['administrator']} {visit.budgets.administrator(row)}"
            found.append(Line(visit.words.period(row["month"]), administrator, visit.budgets.group(row), visit.lang, **measures))
    return found


def _subjects(visit: Visit, code: str) -> list[Listed]:
    found = []
    for row in visit.query("subjects", region=code):
        owner, kind = f"subject/{row['id']}", visit.words.name("subject_kind", row["kind"])
        found.append(Listed(visit.name(owner), visit.subject_url(row["id"]), kind, None, visit.label(owner, "summary")))
    return found


def _bodies(visit: Visit, code: str) -> list[Link]:
    parties = [visit.party(row["id"]) for row in visit.query("bodies", region=code)]
    return [Link(party.name, party.url) for party in parties]


def examples(visit: Visit) -> list[str]:
    return [f"/region/{code}" for code in codes.codes("region")]
