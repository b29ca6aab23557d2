"""Disagreements and records set aside: what the steps could not take in, said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/issues"
MOST = 40


@dataclass(frozen=True)
class Issue:
    """One issue: where (with its receipt when it is about a figure), and what. In English, as the command prints it."""

    place: Link
    message: str


@dataclass(frozen=True)
class Kind:
    """The issues of one kind: how many there are, and the first of them."""

    id: str
    name: str
    count: str
    issues: list[Issue]
    more: str


@dataclass(frozen=True)
class Context:
    """The issues of the edition, by kind."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    kinds: list[Kind]


def context(visit: Visit) -> Context:
    words = visit.words
    kinds = [_kind(visit, row["kind"], row["n"]) for row in visit.query("kinds")]
    crumbs = (Link(words("nav_method"), visit.url("/method")), Link(words("title"), ""))
    return Context(words("title"), words("lead"), crumbs, kinds)


def _kind(visit: Visit, kind: str, count: int) -> Kind:
    shown = [Issue(_place(visit, row), row["message"]) for row in visit.query("issues", kind=kind, most=MOST)]
    more = visit.words("more", n=count - len(shown)) if count > len(shown) else ""
    return Kind(kind, visit.words.name("issue_kind", kind), visit.words("count", n=count), shown, more)


def _place(visit: Visit, row: dict[str, Any]) -> Link:
    is_receipt = row["place"].startswith("budget/") and row["place"].count("/") == 2
    return Link(
        row["place"], visit.url(f"/receipt/{row['place']}") if is_receipt and row["place"].split("/")[2][:7] != "percent" else ""
    )


def examples(visit: Visit) -> list[str]:
    return [PATH]
