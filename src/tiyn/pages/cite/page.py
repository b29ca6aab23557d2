"""How to cite a page: one line with the title, the edition, its date and its record root."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from tiyn.view.citation import bibtex, citation, permalink
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/cite"
QUERY = dict.fromkeys(("page",), {"type": "string"})
NOINDEX = True


@dataclass(frozen=True)
class Context:
    """The citation of the page asked for, of the edition when none was."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    page: Link
    text: str
    bibtex: str
    permalink: str
    edition: str
    root: str


def context(visit: Visit) -> Context:
    words = visit.words
    path = local(visit.arguments.get("page", "/"))
    name = words("edition") if path == "/" else path.rsplit("/", 1)[-1]
    about = named(visit, path) or (words("page_at", path=path) if path != "/" else words("whole_edition"))
    page = Link(path, visit.url(quote(path)), name)
    text = citation(visit, path, about)
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("title"), ""),),
        page=page,
        text=text,
        bibtex=bibtex(visit, path, about),
        permalink=permalink(visit, path),
        edition=visit.edition.id,
        root=visit.edition.root,
    )


def named(visit: Visit, path: str) -> str:
    """What the page of a subject, party, gap or record of ours is about, "" for another page."""
    kind, _, identifier = path.removeprefix("/receipt").removeprefix("/").partition("/")
    owners = {"organisation": "party", "person": "party", "gap": "gap", "statement": "statement"}
    owner = f"{owners.get(kind, 'subject')}/{identifier}"
    if owner.startswith("subject/") and not any(row["kind"] == kind for row in visit.rows("subject", id=identifier)):
        return ""
    return visit.label(owner, "name") or visit.label(owner, "what")


def local(said: str) -> str:
    """A path of this site, "/" for anything else."""
    plain = said.startswith("/") and not said.startswith("//") and "\\" not in said and all(ord(mark) >= 32 for mark in said)
    return said[:300] if plain else "/"


def examples(visit: Visit) -> list[str]:
    return [PATH]
