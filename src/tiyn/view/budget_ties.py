"""The judged ties between a subject and an administrator's budget: confirmed ones, and hypotheses apart."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.codes import codes
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

CONFIRMED = "confirmed"
SAME = ("body", "period", "scope")


@dataclass(frozen=True)
class BudgetTie:
    """One tie: whose budget, what is known to be the same, how sure, and why. A hypothesis enters no sum."""

    budget: Link
    confirmed: bool
    judgement: str
    certainty: str
    same: list[str]
    why: str


def budget_ties(visit: Visit, subject: str) -> list[BudgetTie]:
    """The ties of a subject, confirmed ones first."""
    found = []
    for row in visit.rows("budget_links", subject=subject):
        words = visit.words
        place = words.name("region", row["region"])
        group = "" if row["functional_group"] == "any" else f", {row['functional_group']}"
        name = words.name("administrator", row["administrator"]) if row["administrator"] in codes("administrator") else ""
        text = f"{place}, {row['administrator']}{group} {name}".strip()
        role = f"budget:{row['region']}-{row['administrator']}-{row['functional_group']}:why"
        found.append(
            BudgetTie(
                budget=Link(text, visit.url(f"/administrator/{row['region']}/{row['administrator']}")),
                confirmed=row["judgement"] == CONFIRMED,
                judgement=words.name("judgement", row["judgement"]),
                certainty=words.name("certainty", row["certainty"]),
                same=[f"{words(f'same_{name}')}: {words.name('same', row[f'same_{name}'])}" for name in SAME],
                why=visit.label(f"subject/{subject}", role),
            )
        )
    return found
