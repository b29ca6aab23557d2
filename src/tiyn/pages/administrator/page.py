"""A body as an administrator of budget programmes: its years and months, its lines, and everything that points to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tiyn import codes
from tiyn.model.errors import NotFound
from tiyn.pages.administrator import parts
from tiyn.pages.administrator.parts import Differing, Line, Name, Raised, Tied
from tiyn.view.budget_years import BudgetMonth, BudgetYear, Lines, months_chart
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/administrator/{region}/{code}"
REPUBLIC = "KZ"


@dataclass(frozen=True)
class Context:
    """The page of an administrator. Sums are of its expenditure lines; loans and assets stand among `lines` only.

    `printed` is its name as the last report prints it, `lang` the language of the title. Counts say how many
    there are when a list is cut.
    """

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    region: Link
    code: str
    lang: str
    printed: str
    paid: Figure | None
    paid_until: str
    share: Figure | None
    last_part: Figure | None
    years: list[BudgetYear]
    months: list[BudgetMonth]
    lines: list[Line]
    investments: list[Line]
    investments_count: int
    rule_why: list[str]
    confirmed: list[Tied]
    hypotheses: list[Tied]
    bodies: list[Link]
    names: list[Name]
    differing: list[Differing]
    differing_count: int
    flags: list[Raised]
    flags_count: int
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    region, code, words = visit.params["region"], visit.params["code"], visit.words
    if region not in codes.codes("region"):
        raise NotFound(f"no region {region}; write a KATO code such as 750000000, or KZ; see /regions")
    found = visit.query("lines", region=region, code=code)
    if not found:
        raise NotFound(f"no lines of administrator {code} in {region} in edition {visit.edition.id}; see /region/{region}")
    own = Lines(visit, region, f"administrator-{code}")
    years, months = own.years(visit.budgets.years(), share=True, december=True), own.months()
    full = {str(year) for year in visit.budgets.full_years()}
    key = next((year for year in reversed(years) if year.year in full), years[-1] if years else None)
    place = Link(words.name("region", region), visit.url(f"/region/{region}"))
    name, lang = _named(visit, found[0])
    return Context(
        title=name,
        description=words("lead", code=code, region=place.text),
        breadcrumbs=(Link(words("regions"), visit.url("/regions")), place, Link(code, "")),
        region=place,
        code=code,
        lang=lang,
        printed=found[0]["name"],
        paid=key.paid if key else None,
        paid_until=key.until if key else "",
        share=key.share if key else None,
        last_part=key.last_part if key else None,
        years=years,
        months=[month for month in months if month.paid],
        charts=_charts(visit, region, code, months) if years else {},
        **_others(visit, region, code, found[0]["report"]),
    )


def _others(visit: Visit, region: str, code: str, report: str) -> dict[str, Any]:
    """Everything but the figures of years and months."""
    republican = region == REPUBLIC
    projects, projects_count = parts.investments(visit, code) if republican else ([], 0)
    differing, differing_count = parts.differing(visit, code) if republican else ([], 0)
    flags, flags_count = parts.raised(visit, region, code)
    entries = [row["entry"] for row in visit.query("entry", region=region, code=code)]
    return {
        "lines": parts.lines(visit, region, code),
        "investments": projects,
        "investments_count": projects_count,
        "rule_why": [visit.label(f"rule/digital-money/{entry}", "why") for entry in entries],
        "confirmed": parts.tied(visit, region, code, "confirmed"),
        "hypotheses": parts.tied(visit, region, code, "unconfirmed"),
        "bodies": parts.bodies(visit, region, code),
        "names": parts.names(visit, region, code, report),
        "differing": differing,
        "differing_count": differing_count,
        "flags": flags,
        "flags_count": flags_count,
    }


def _named(visit: Visit, row: dict[str, Any]) -> tuple[str, str]:
    """The name in the page's language when our code list has it, else as printed."""
    known = row["administrator"] in codes.codes("administrator")
    return (visit.words.name("administrator", row["administrator"]), visit.lang) if known else (row["name"], parts.PRINTED)


def _charts(visit: Visit, region: str, code: str, months: list[BudgetMonth]) -> dict[str, Charted]:
    """Payments since January against the plan, and each month's own payments."""
    words, path = visit.words, f"/administrator/{region}/{code}"
    return {
        "months": months_chart(visit, path, "months", months, words("chart_months")),
        "own": months_chart(visit, path, "own", months, words("chart_own"), own=True),
    }


def examples(visit: Visit) -> list[str]:
    """The administrators of the digital money rule; a region's page leads to the others."""
    return [f"/administrator/{row['region']}/{row['administrator']}" for row in visit.query("selected")]
