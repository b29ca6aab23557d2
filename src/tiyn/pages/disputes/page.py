"""Disputed figures: the competing claims side by side, the same size, never averaged."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Figure, Link, Saying
from tiyn.view.visit import Visit

PATH = "/disputes"
ROLES = ("gap", "outside", "unexplained", "unexplained-share")


@dataclass(frozen=True)
class Dispute:
    """One quantity: its claims in the order of the dossier, and what we computed between them."""

    title: Link
    summary: str
    claims: list[Saying]
    computed: list[Figure]


@dataclass(frozen=True)
class Context:
    """The list of disputed figures."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    disputes: list[Dispute]


def context(visit: Visit) -> Context:
    words = visit.words
    disputes = [_dispute(visit, row["id"]) for row in visit.rows("subjects", kind="quantity")]
    return Context(words("nav_disputes"), words("lead"), (Link(words("nav_disputes"), ""),), disputes)


def _dispute(visit: Visit, subject: str) -> Dispute:
    title = Link(visit.name(f"subject/{subject}"), visit.subject_url(subject))
    claims = visit.sayings(visit.members(subject, "claims"))
    computed = [figure for role in ROLES for figure in visit.derived_of(subject, role)]
    return Dispute(title, visit.label(f"subject/{subject}", "summary"), claims, computed)


def examples(visit: Visit) -> list[str]:
    return [PATH]
