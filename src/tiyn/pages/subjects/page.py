"""Everything this edition has statements about, by kind."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.subjects import capital
from tiyn.view.visit import Visit

PATH = "/subjects"


@dataclass(frozen=True)
class Kind:
    """One kind of subject and its subjects; `note` of a link is the subject's summary."""

    code: str
    name: str
    subjects: list[Link]


@dataclass(frozen=True)
class Context:
    """The list of subjects, kinds in the order of their code list."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    kinds: list[Kind]


def context(visit: Visit) -> Context:
    words = visit.words
    found: dict[str, list[Link]] = {}
    for row in visit.query("all"):
        owner = f"subject/{row['id']}"
        link = Link(visit.name(owner), visit.url(f"/{row['kind']}/{row['id']}"), visit.label(owner, "summary"))
        found.setdefault(row["kind"], []).append(link)
    kinds = [
        Kind(code, capital(words.name("subject_kind", code)), sorted(links, key=lambda link: words.sort_key(link.text)))
        for code, links in found.items()
    ]
    return Context(words("title"), words("description"), (Link(words("title"), ""),), kinds)


def examples(visit: Visit) -> list[str]:
    return [PATH]
