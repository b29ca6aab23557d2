"""Every programme, and every other thing this edition has statements about, by kind."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import codes
from tiyn.view.facts import Listed
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PATH = "/programmes"
FIRST = "programme"
# Which member of a subject holds its key figure.
KEY_FIGURES = {"programme": "envelope", "contract": "value", "cohort": "money", "audit": "total", "earmarked": "received"}


@dataclass(frozen=True)
class Group:
    """The subjects of one kind."""

    kind: str
    name: str
    subjects: list[Listed]


@dataclass(frozen=True)
class Context:
    """The list: programmes first, then everything else."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    groups: list[Group]


def context(visit: Visit) -> Context:
    words = visit.words
    kinds = [FIRST, *(kind for kind in codes.codes("subject_kind") if kind != FIRST)]
    groups = [Group(kind, words(f"all_{kind}"), _subjects(visit, kind)) for kind in kinds]
    shown = [group for group in groups if group.subjects]
    return Context(words("nav_programmes"), words("lead"), (Link(words("nav_programmes"), ""),), shown)


def _subjects(visit: Visit, kind: str) -> list[Listed]:
    found = []
    for row in visit.rows("subjects", kind=kind):
        owner = f"subject/{row['id']}"
        figure = _key_figure(visit, row["id"], kind)
        found.append(Listed(visit.name(owner), visit.subject_url(row["id"]), "", figure, visit.label(owner, "summary")))
    return sorted(found, key=lambda one: visit.words.sort_key(one.title))


def _key_figure(visit: Visit, subject: str, kind: str) -> Figure | None:
    member = visit.member(subject, KEY_FIGURES[kind]) if kind in KEY_FIGURES else None
    return visit.figure(member) if member else None


def examples(visit: Visit) -> list[str]:
    return [PATH]
