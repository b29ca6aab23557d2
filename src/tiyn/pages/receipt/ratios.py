"""The receipt of a figure computed from two sums of budget lines: what goes in, with which sign, and the formula."""

from __future__ import annotations

from tiyn.model.errors import NotFound
from tiyn.view.budget_ratios import compute, figure
from tiyn.view.budgets import REGIONS
from tiyn.view.facts import Fact, region_link
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

Step = tuple[str, str, Figure, str]


def shown_on(visit: Visit, region: str, what: str) -> list[Link]:
    """The pages that a sum of budget lines, or a figure computed from sums, belongs to."""
    if region == REGIONS:
        return [Link(visit.words("all_regions"), visit.url("/digital-money"))]
    place = region_link(visit, region)
    kind, _, code = what.partition("-")
    if kind != "administrator":
        return [place]
    return [
        Link(visit.words("administrator_page", code=code, region=place.text), visit.url(f"/administrator/{region}/{code}")),
        place,
    ]


def ratio_parts(visit: Visit, address: str) -> tuple[str, Figure, list[Fact], list[Step], str]:
    """Title, figure, facts, steps without the result, formula. Raises NotFound when it cannot be computed."""
    words, budgets = visit.words, visit.budgets
    found, made = compute(budgets.rows, address), figure(budgets, address)
    if found is None or made is None:
        raise NotFound(f"{address} cannot be computed in edition {visit.edition.id}: a month was not read; see /coverage")
    steps: list[Step] = []
    for sign, term in found.inputs:
        shown = budgets.figure(term.rows, term.measure, term.region, term.when, term.what)
        if shown is not None:
            whole = term.what == "expenditure"
            label = f"{shown.label}, {words.period(term.when)}" + (f", {words('all_expenditure')}" if whole else "")
            label += f", {words('all_regions')}" if found.form == "part" and term.region == REGIONS else ""
            steps.append((sign, label, shown, shown.line))
    later = found.inputs[0][1]
    place = words("all_regions") if later.region == REGIONS else words.name("region", later.region)
    formula = words.note("ratio", found.form)
    title = words("sum_title", region=place, when=words.period(later.when), measure=made.label)
    facts = [
        Fact(words("region"), place),
        Fact(words("lines"), made.line),
        Fact(words("exactly"), made.exact, words("computed_exact_note") if made.unit == "KZT" else words("two_decimals_note")),
    ]
    return title, made, facts, steps, formula
