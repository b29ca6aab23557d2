"""Disagreements and records set aside: what the steps could not take in, said aloud."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/issues"


@dataclass(frozen=True)
class Issue:
    """One issue: at which step, where, and what to do. The message is in English, as the command prints it."""

    step: str
    kind: str
    place: str
    message: str


@dataclass(frozen=True)
class Context:
    """The issues of the edition."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    issues: list[Issue]


def context(visit: Visit) -> Context:
    words = visit.words
    issues = [Issue(**row) for row in visit.query("issues")]
    crumbs = (Link(words("nav_method"), visit.url("/method")), Link(words("title"), ""))
    return Context(words("title"), words("lead"), crumbs, issues)


def examples(visit: Visit) -> list[str]:
    return [PATH]
