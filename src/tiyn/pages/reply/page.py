"""Right of reply: how to correct a fact or answer it. Nothing is stored here and no form is sent."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/reply"
QUERY = dict.fromkeys(("page",), {"type": "string"})
NOINDEX = True


@dataclass(frozen=True)
class Context:
    """The reply page; `page` is the page the reader came from, None when there is none."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    page: Link | None
    text: str
    lists: list[Link]


def context(visit: Visit) -> Context:
    words = visit.words
    path = _local(visit.arguments.get("page", ""))
    page = Link(path, visit.url(quote(path))) if path else None
    text = words("template", path=path or "/", edition=visit.edition.id)
    lists = [Link(words(f"{name}_title"), visit.url(f"/{name}")) for name in ("corrections", "replies")]
    return Context(words("title"), words("lead"), (Link(words("title"), ""),), page, text, lists)


def _local(said: str) -> str:
    """A path of this site, "" for anything else."""
    plain = said.startswith("/") and not said.startswith("//") and "\\" not in said and all(ord(mark) >= 32 for mark in said)
    return said[:300] if plain else ""


def examples(visit: Visit) -> list[str]:
    return [PATH]
