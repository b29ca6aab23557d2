"""A region or the republic: its digital money beside its whole expenditure, its administrators, and what was said of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiyn import codes
from tiyn.model.errors import NotFound
from tiyn.pages.region.tables import Counted, Part, Selected, administrators, groups, selected
from tiyn.view.budget_years import ASSETS, RULE, BudgetMonth, BudgetYear, Lines, months_chart, until
from tiyn.view.charted import Charted
from tiyn.view.facts import Listed
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/region/{id}"
REPUBLIC = "KZ"


@dataclass(frozen=True)
class Context:
    """The page of a region. `paid` is what the digital administrators paid in the last full year, None when there are none.

    `parts_until` says what the tables of groups and administrators cover; `rest` is what the administrators
    after the first fifteen paid together, `whole` says whether the edition holds every administrator.
    """

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    code: str
    year: str
    paid: Figure | None
    assets: Figure | None
    share: Figure | None
    growth: Figure | None
    expenditure: Figure | None
    digital_years: list[BudgetYear]
    all_years: list[BudgetYear]
    parts_until: str
    groups: list[Part]
    administrators: list[Part]
    rest: Part | None
    whole: bool
    selected: list[Selected]
    missing: list[str]
    revised: list[Counted]
    subjects: list[Listed]
    bodies: list[Link]
    limits: str
    republic: bool
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    code, words = visit.params["id"], visit.words
    if code not in codes.codes("region"):
        raise NotFound(f"no region {code}; write a KATO code such as 750000000, or KZ; see /regions")
    name, full, years = words.name("region", code), visit.budgets.full_years(), visit.budgets.years()
    year = str(full[-1]) if full else ""
    digital, every = Lines(visit, code, RULE), Lines(visit, code, "expenditure")
    digital_years = digital.years(years, share=True)
    key = next((one for one in digital_years if one.year == year), None)
    months = digital.months() if digital_years else []
    listed, rest = administrators(visit, code, year) if year else ([], None)
    spent = every.figure("paid", year) if year else None
    limits = visit.query("limits", lang=visit.lang)
    return Context(
        title=name,
        description=words("lead_republic") if code == REPUBLIC else words("lead"),
        breadcrumbs=(Link(words("regions"), visit.url("/regions")), Link(name, "")),
        code=code,
        year=year,
        paid=key.paid if key else None,
        assets=visit.budgets.sum("paid", code, year, ASSETS) if key else None,
        share=key.share if key else None,
        growth=key.growth if key else None,
        expenditure=spent,
        digital_years=digital_years,
        all_years=every.years(years),
        parts_until=until(visit, max(row["month"] for row in every.rows(year))) if spent else "",
        groups=groups(visit, code, year) if year else [],
        administrators=listed,
        rest=rest,
        whole=bool(visit.budgets.of_kind("group", year, code)) if year else False,
        selected=selected(visit, code),
        missing=[words.period(month) for month in visit.budgets.missing(code)],
        revised=_revised(visit, code),
        subjects=_subjects(visit, code),
        bodies=_bodies(visit, code),
        limits=limits[0]["text"] if limits else "",
        republic=code == REPUBLIC,
        charts=_charts(visit, code, name, months),
    )  # fmt: skip


def _revised(visit: Visit, code: str) -> list[Counted]:
    rows = visit.query("revised", region=code)
    kinds = ((row["kind"], row["n"]) for row in rows)
    return [Counted(visit.words.name("revision", kind), n, visit.url(f"/revisions/{kind}/{code}")) for kind, n in kinds]


def _charts(visit: Visit, code: str, name: str, months: list[BudgetMonth]) -> dict[str, Charted]:
    """Payments since January against the plan; nothing for a place without digital lines."""
    if not months:
        return {}
    return {"months": months_chart(visit, f"/region/{code}", "months", months, visit.words("chart", region=name))}


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
