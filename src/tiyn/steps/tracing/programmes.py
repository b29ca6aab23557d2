"""A programme beside the budget of the body in charge: what was named, what is visible as payments.

The budget line belongs to the whole body, not to the programme, so its payments are an upper
bound of what can be seen: "at most". They are never called the programme's own spending.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tiyn.model.amount import exact
from tiyn.steps.tracing.facts import Derived, Facts, receipt
from tiyn.steps.tracing.parts import percentage

MEASURES = ("approved", "revised", "paid")
ANY = "any"
# The rungs money goes down, and the role of what is not found at each; contracts have no register in the edition yet.
RUNGS = {"approved": "not-in-approved", "revised": "not-in-revised", "contracted": "not-in-contracted", "paid": "not-found"}


def programmes(facts: Facts) -> Iterator[Derived]:
    """All linked administrators together, per year (`-approved-Y`, `-revised-Y`, `-paid-Y`); per named year the rests."""
    for subject in sorted({link["subject"] for link in facts.budget_links}):
        links = [link for link in facts.budget_links if link["subject"] == subject]
        lines = [line for line in facts.budget if any(_matches(line, link) for link in links)]
        for year in sorted({line["year"] for line in lines}):
            of_year = [line for line in lines if line["year"] == year]
            yield from _measures(subject, of_year, year)
            yield from _not_found(facts, subject, of_year, year)


def scale(facts: Facts) -> Iterator[Derived]:
    """`-of-X`: a contract's sum in per cent of figures shown for scale only, never as its share of them."""
    for subject, kind in facts.subjects.items():
        value = facts.one(subject, "value")
        if kind != "contract" or value not in facts.amounts:
            continue
        for position, other in enumerate(facts.members.get((subject, "compare"), [])):
            scaled = percentage(facts.amounts[value], facts.amounts[other])
            inputs = (("part", receipt(value)), ("whole", receipt(other)))
            yield Derived(f"{subject}-of-{other}", subject, "compare", scaled, "share", inputs, position=position)


def _matches(line: dict[str, Any], link: dict[str, Any]) -> bool:
    same = line["region"] == link["region"] and line["administrator"] == link["administrator"]
    return same and link["functional_group"] in (ANY, line["functional_group"])


def _measures(subject: str, lines: list[dict[str, Any]], year: int) -> Iterator[Derived]:
    for position, measure in enumerate(MEASURES):
        amount = exact(sum((line[measure] for line in lines), Decimal(0)), "KZT")
        inputs = tuple(("part", f"budget/{line['id']}/{measure}") for line in lines)
        yield Derived(f"{subject}-{measure}-{year}", subject, measure, amount, "sum", inputs, "register", None, year, position)


def _not_found(facts: Facts, subject: str, lines: list[dict[str, Any]], year: int) -> Iterator[Derived]:
    """What was named for the year less what is visible at each rung; with no register of contracts, all of it."""
    visible = {rung: exact(sum((line[rung] for line in lines), Decimal(0)), "KZT") for rung in MEASURES}
    for named in facts.members.get((subject, "named"), []):
        if facts.statements[named]["period"] != str(year) or named not in facts.amounts:
            continue
        whole = ("whole", receipt(named))
        for rung, role in RUNGS.items():
            rest, inputs, reason = facts.amounts[named], (whole,), "not_yet_collected"
            if rung in visible:
                rest = rest.minus(visible[rung])
                inputs, reason = (whole, ("part", f"derived/{subject}-{rung}-{year}")), "published_but_unlinked"
            yield Derived(f"{subject}-{role}-{year}", subject, role, rest, "difference", inputs, "untraced", reason, year)
