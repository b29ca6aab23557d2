"""Suggestions while typing: things whose name begins with, or holds, the words typed so far."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tiyn import codes
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/suggest"
QUERY = dict.fromkeys(("q",), {"type": "string"})
NOINDEX = True
MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """One thing the reader may mean."""

    kind: str
    kind_name: str
    title: str
    url: str


@dataclass(frozen=True)
class Context:
    """The suggestions for what was typed."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    query: str
    results: list[Suggestion]

    def json(self) -> bytes:
        """The suggestions for the search box."""
        results = [vars(one) for one in self.results]
        return json.dumps({"results": results}, ensure_ascii=False).encode("utf-8")


def context(visit: Visit) -> Context:
    query = visit.arguments.get("q", "").strip()
    known = codes.lists()["subject_kind"]
    results = []
    for hit in visit.index.suggest(query, visit.lang, MOST):
        name = visit.words.name("subject_kind" if hit.kind in known else "thing_kind", hit.kind)
        results.append(Suggestion(hit.kind, name, hit.title, visit.url(hit.url)))
    title = visit.words("title")
    return Context(title, "", (Link(title, ""),), query, results)


def examples(visit: Visit) -> list[str]:
    """None: no page links here, the search box asks for the JSON."""
    return []
