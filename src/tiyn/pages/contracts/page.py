"""Every purchase of the edition: sought by words and numbers, filtered, counted exactly, paged to the last row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tiyn.register import SORTS, Asked, Found
from tiyn.register.asked import FILTERS
from tiyn.view import numbers
from tiyn.view.figures import Link
from tiyn.view.parameters import PURCHASES, SORT, TEXT
from tiyn.view.purchase_rows import Purchase, named, purchases
from tiyn.view.visit import Visit

PATH = "/contracts"
PER_PAGE = 25
SHOWN = 12  # values of one facet before it is cut, and said to be
TEXTS = ("q", "min", "max", "sort", "at")
QUERY = {**PURCHASES, "sort": SORT, "at": TEXT}
FORMATS = ("csv", "xlsx", "jsonl", "parquet")


@dataclass(frozen=True)
class Value:
    """One value of a facet, how many purchases have it, and the address that chooses or drops it."""

    name: str
    n: str
    url: str
    current: bool


@dataclass(frozen=True)
class Facet:
    """One facet; `cut` says how many further values are not listed."""

    id: str
    name: str
    values: list[Value]
    cut: str


@dataclass(frozen=True)
class Context:
    """A page of purchases. `hidden` are the filters a search must carry along."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    query: str
    low: str
    high: str
    sort: str
    count: int
    sentence: str
    void: str
    why: str
    tried: tuple[str, ...]
    chosen: list[Link]
    facets: list[Facet]
    sorts: list[Link]
    hidden: list[Link]
    rows: list[Purchase]
    pages: list[Link]
    exports: list[Link]
    whole: int


def context(visit: Visit) -> Context:
    words, given = visit.words, _given(visit.arguments)
    asked = Asked.of(given, PER_PAGE)
    found = visit.register.ask(asked)
    number = numbers.number(found.count, words)
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("title"), ""),),
        query=given.get("q", ""),
        low=given.get("min", ""),
        high=given.get("max", ""),
        sort=asked.order,
        count=found.count,
        sentence=words("found", n=found.count, number=number),
        void=_void(visit, given, found),
        why=words(f"why_{found.why}") if found.why else "",
        tried=found.tried,
        chosen=_chosen(visit, given),
        facets=[_facet(visit, given, name, found) for name in asked.facets if found.facets.get(name)],
        sorts=_sorts(visit, given, asked),
        hidden=[Link(given[name], "", name) for name in (*FILTERS, "sort") if given.get(name)],
        rows=purchases(visit, found.keys),
        pages=_pages(visit, given, found),
        exports=[Link(one.upper(), _export(visit, given, one)) for one in FORMATS] if found.count else [],
        whole=len(visit.register),
    )  # fmt: skip


def _given(arguments: Mapping[str, str]) -> dict[str, str]:
    """What the address says, what it may not say left out."""
    return {name: value.strip() for name, value in arguments.items() if name in (*FILTERS, *TEXTS) and value.strip()}


def _url(visit: Visit, given: Mapping[str, str], **changed: str) -> str:
    """The address of this question with some parts changed; a page is only kept when it is given."""
    kept = {name: value for name, value in given.items() if name != "at"} | changed
    ordered = [(name, kept[name]) for name in ("q", *FILTERS, "min", "max", "sort", "at") if kept.get(name)]
    return visit.url(PATH) + (f"?{urlencode(ordered)}" if ordered else "")


def _facet(visit: Visit, given: Mapping[str, str], name: str, found: Found) -> Facet:
    values = found.facets[name]
    if name == "year":
        values = sorted(values, reverse=True)
    shown = [
        Value(
            label(visit, name, value), numbers.number(count, visit.words),
            _url(visit, given, **{name: "" if given.get(name) == value else value}), given.get(name) == value,
        )
        for value, count in values[:SHOWN]
    ]  # fmt: skip
    left = max(0, len(values) - SHOWN) + found.more.get(name, 0)
    cut = visit.words("cut", n=numbers.number(left, visit.words)) if left else ""
    return Facet(name, visit.words(f"filter_{name}"), shown, cut)


def _void(visit: Visit, given: Mapping[str, str], found: Found) -> str:
    """How many of the listed are in no sum: the contracts that were cancelled, or removed from their register."""
    state = given.get("state")
    n = found.count if state == "void" else 0 if state else dict(found.facets.get("state", ())).get("void", 0)
    return visit.words("void", n=n, number=numbers.number(n, visit.words)) if n else ""


def label(visit: Visit, name: str, value: str) -> str:
    """A filter's value in words: a side by its name, a rule's line by its reason, a code by its list."""
    if name in ("buyer", "supplier"):
        side = visit.purchases.side(value)
        return side.name if side else value
    if name == "digital" and value != "-":
        return visit.words("digital_yes", line=visit.label(f"rule/digital-purchases/{value}", "why") or value)
    if name == "digital":
        return visit.words("digital_no")
    if name == "question":
        return visit.label(f"indicator/{value}", "name") or value
    if name == "source":
        return visit.label(f"source/{value}", "name") or value
    return named(visit.words, name, value)


def _chosen(visit: Visit, given: Mapping[str, str]) -> list[Link]:
    """What is filtered by; each leads to the list without it."""
    return [
        Link(f"{visit.words(f'filter_{name}')}: {label(visit, name, given[name])}", _url(visit, given, **{name: ""}))
        for name in FILTERS if given.get(name)
    ]  # fmt: skip


def _sorts(visit: Visit, given: Mapping[str, str], asked: Asked) -> list[Link]:
    """The orders to choose from; by relevance only where words were given."""
    known = [name for name in SORTS if name != "relevance" or asked.text]
    words = {name: f"sort_{name.strip('-')}{'_down' if name[0] == '-' else ''}" for name in known}
    return [Link(visit.words(words[name]), _url(visit, given, sort=name), name) for name in known]


def _pages(visit: Visit, given: Mapping[str, str], found: Found) -> list[Link]:
    words = visit.words
    ways = {"preceding": found.preceding, "following": found.following, "last": found.last}
    links = [Link(words(f"page_{name}"), _url(visit, given, at=cursor), name) for name, cursor in ways.items() if cursor]
    return [Link(words("page_first"), _url(visit, given), "first"), *links] if given.get("at") else links


def _export(visit: Visit, given: Mapping[str, str], ending: str) -> str:
    """The same question, every row of it, as a file."""
    kept = [(name, given[name]) for name in ("q", *FILTERS, "min", "max", "sort") if given.get(name)]
    return visit.url(f"/export/contracts.{ending}") + (f"?{urlencode(kept)}" if kept else "")


def examples(visit: Visit) -> list[str]:
    return [PATH]
