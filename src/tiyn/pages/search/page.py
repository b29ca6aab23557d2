"""Search: everything of the edition, any spelling, in three languages, results of all kinds together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tiyn import codes
from tiyn.register import Asked
from tiyn.search import Hit
from tiyn.view.figures import Link
from tiyn.view.parameters import NUMBER, TEXT
from tiyn.view.purchase_rows import purchases
from tiyn.view.visit import Visit

PATH = "/search"
QUERY = {"q": TEXT, "kind": TEXT, "page": NUMBER}
NOINDEX = True
PER_PAGE = 20
PURCHASE = "purchase"


@dataclass(frozen=True)
class Piece:
    """A piece of matched text; `on` where the query matched."""

    text: str
    on: bool


@dataclass(frozen=True)
class Result:
    """One result: what it is, where it is, and why it was found."""

    id: str
    kind: str
    kind_name: str
    title: str
    url: str
    matched: list[Piece]
    why: str
    why_name: str


@dataclass(frozen=True)
class Facet:
    """One kind of results and how many there are."""

    kind: str
    name: str
    n: str
    url: str
    current: bool


@dataclass(frozen=True)
class Context:
    """The answer to a query; `first` is the number of the first result shown."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    query: str
    kind: str
    count: int
    sentence: str
    facets: list[Facet]
    results: list[Result]
    tried: list[str]
    earlier: str
    later: str
    tries: list[Link]
    purchases: str
    register: bool

    def json(self) -> bytes:
        """The results for machines."""
        names = ("id", "kind", "kind_name", "title", "url", "why")
        results = [{name: getattr(one, name) for name in names} for one in self.results]
        body: dict[str, Any] = {"query": self.query, "count": self.count, "tried": self.tried}
        body["kinds"] = {facet.kind: int(facet.n) for facet in self.facets if facet.kind}
        return json.dumps(body | {"results": results}, ensure_ascii=False, indent=1).encode("utf-8")


def context(visit: Visit) -> Context:
    query = visit.arguments.get("q", "").strip()
    kind = visit.arguments.get("kind", "")
    kind = kind if kind in _kinds() else ""
    page = _page(visit.arguments.get("page", ""))
    found, words = _found(visit, query, kind, page), visit.words
    return Context(
        title=words("title_query", query=query) if query else words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("title"), ""),),
        query=query,
        kind=kind,
        count=found.count,
        sentence=words("found", n=found.count) if query else "",
        facets=_facets(visit, query, kind, found.kinds),
        results=found.results,
        tried=found.tried,
        earlier=_address(visit, query, kind, page - 1) if page > 1 else "",
        later=_address(visit, query, kind, page + 1) if found.count > page * PER_PAGE else "",
        tries=[] if found.count else _tries(visit),
        purchases=visit.purchases.list_url(q=query) if found.kinds.get(PURCHASE) else "",
        register=len(visit.register) > 0,
    )


@dataclass(frozen=True)
class Found:
    """One page over all kinds: things of the dossier and participants first, then purchases; a number's purchase before all."""

    count: int
    kinds: dict[str, int]
    results: list[Result]
    tried: list[str]


def _found(visit: Visit, query: str, kind: str, page: int) -> Found:
    start = (page - 1) * PER_PAGE
    if not query:
        return Found(0, {}, [], [])
    bought = visit.register.ask(Asked(query, limit=0, facets=()))
    first = kind in ("", PURCHASE) and bought.why == "code"  # an exact number means that purchase
    ahead = bought.count if first else 0
    things = visit.index.search(query, visit.lang, kind or None, PER_PAGE, max(0, start - ahead)) if kind != PURCHASE else None
    others = things or visit.index.search(query, visit.lang, None, 0, 0)
    counts = {**others.kinds, **({PURCHASE: bought.count} if bought.count else {})}
    known = things.count if things else 0
    wanted = bought.count if kind in ("", PURCHASE) else 0
    hits = [_result(visit, hit) for hit in things.hits] if things else []
    if first:
        results = [*_bought(visit, query, start, min(PER_PAGE, max(0, ahead - start))), *hits][:PER_PAGE]
    else:
        results = [*hits, *_bought(visit, query, max(0, start - known), PER_PAGE - len(hits) if wanted else 0)]
    return Found(known + wanted, counts, results, [*(others.tried or []), *bought.tried])


def _bought(visit: Visit, query: str, start: int, many: int) -> list[Result]:
    """Purchases by relevance."""
    if many <= 0:
        return []
    asked = Asked(query, sort="relevance", cursor=f"o{start}" if start else "", limit=many, facets=())
    found, made = visit.register.ask(asked), []
    for (ocid, contract), one in zip(found.keys, purchases(visit, found.keys), strict=True):
        text = " · ".join(
            part
            for part in (one.buyer.name if one.buyer else "", one.supplier.name if one.supplier else "", one.when, one.number)
            if part
        )
        name = visit.words.name("thing_kind", PURCHASE)
        why = {"code": "number", "typo": "typo"}.get(found.why, "stem")
        pieces = [Piece(text, False)]
        made.append(
            Result(f"purchase/{ocid}/{contract}", PURCHASE, name, one.title, one.url, pieces, why, visit.words(f"why_{why}"))
        )
    return made


def _kinds() -> list[str]:
    return [*codes.codes("subject_kind"), *codes.codes("thing_kind")]


def kind_name(visit: Visit, kind: str) -> str:
    """The name of a kind of result in the visit's language."""
    known = codes.lists()["subject_kind"]
    return visit.words.name("subject_kind", kind) if kind in known else visit.words.name("thing_kind", kind)


def _result(visit: Visit, hit: Hit) -> Result:
    matched = [Piece(text, on) for text, on in hit.matched]
    name, why = kind_name(visit, hit.kind), visit.words(f"why_{hit.why}")
    return Result(hit.id, hit.kind, name, hit.title, visit.url(hit.url), matched, hit.why, why)


def _facets(visit: Visit, query: str, kind: str, kinds: dict[str, int]) -> list[Facet]:
    if not kinds:
        return []
    total = str(sum(kinds.values()))
    facets = [Facet("", visit.words("everything"), total, _address(visit, query, "", 1), kind == "")]
    for code, n in kinds.items():
        facets.append(Facet(code, kind_name(visit, code), str(n), _address(visit, query, code, 1), kind == code))
    return facets


def _address(visit: Visit, query: str, kind: str, page: int) -> str:
    given = {"q": query, "kind": kind, "page": str(page) if page > 1 else ""}
    return visit.url("/search") + "?" + urlencode({name: value for name, value in given.items() if value})


def _page(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and 0 < int(said[:4]) < 500 and len(said) < 4 else 1


def _tries(visit: Visit) -> list[Link]:
    """Things worth trying: names of the first subjects of the main kinds."""
    names = [visit.name(f"subject/{row['id']}") for row in visit.query("first_of_kinds")]
    return [Link(name, _address(visit, name, "", 1)) for name in names]


def examples(visit: Visit) -> list[str]:
    return [PATH]
