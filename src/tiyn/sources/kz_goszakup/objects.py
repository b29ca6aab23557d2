"""What the procurement web services are asked for (objects.yml), and the questions in their two interfaces."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake, NotFound
from tiyn.steps.collect import Options

FILE = Path(__file__).with_name("objects.yml")
WAYS = ("graphql", "rest")
_NUMBERS = ("finYear", "plnPointYear", "buyId")


@dataclass(frozen=True)
class Thing:
    """One object of the register: `name` in the journal, `way` it is asked by, `path` or `root` where.

    `filters` are (field, value) pairs asked for; `one` the address of a single record, without its id.
    """

    name: str
    way: str
    root: str = ""
    fields: str = ""
    key: str = "id"
    path: str = ""
    one: str = ""
    each: str = ""
    filters: tuple[tuple[str, str], ...] = ()


@cache
def catalogue() -> dict[str, Any]:
    """objects.yml as it stands. Raises DossierRefused when it cannot be read."""
    mistakes: list[Mistake] = []
    content = textyaml.load(FILE, FILE.name, mistakes)
    if content is None or mistakes:
        raise DossierRefused(mistakes)
    return content


def things(options: Options) -> list[Thing]:
    """The objects a whole walk asks, in the order of objects.yml. Raises NotFound for an option that makes no sense."""
    known = catalogue()["objects"]
    if options.way and options.way not in WAYS:
        raise NotFound(f"--way {options.way}: no such interface; there is: {', '.join(WAYS)}")
    for name in options.reports:
        if name not in known:
            raise NotFound(f"--report {name}: no such object; there is: {', '.join(known)}")
    found = []
    for name, card in known.items():
        way = "graphql" if "graphql" in card and (options.way != "rest" or "rest" not in card) else "rest"
        if options.reports and name not in options.reports:
            continue
        if not options.reports and (("each" in card) or card.get("only", way) != (options.way or "graphql")) and "only" in card:
            continue  # without --way rest its rows come nested in another object; one request a record only when named
        found += _dictionaries() if name == "refs" else [thing(name, way, _filters(name, card, options.filters))]
    return found


def thing(name: str, way: str, filters: tuple[tuple[str, str], ...] = ()) -> Thing:
    """One object asked by one interface."""
    card = catalogue()["objects"][name]
    shared = {"key": card.get("key", "id"), "one": card.get("one", ""), "filters": filters}
    if way == "graphql":
        return Thing(name, way, card["graphql"], " ".join(card["fields"].split()), **shared)
    return Thing(name, way, path=card.get("rest", ""), each=card.get("each", ""), **shared)


def _dictionaries() -> list[Thing]:
    base = catalogue()["objects"]["refs"]["rest"]
    return [Thing(f"refs/{name}", "rest", path=f"{base}{name}") for name in catalogue()["dictionaries"]]


def _filters(name: str, card: dict[str, Any], asked: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The filters asked that this object has. Raises NotFound for one it has not: the whole register would come instead."""
    for field, _ in asked:
        if field in card.get("deaf", ()):
            raise NotFound(f"--filter {field}: {name} takes this filter and does not obey it; leave it out")
        if field not in card.get("filters", ()):
            there = ", ".join(card.get("filters", ())) or "none"
            raise NotFound(f"--filter {field}: {name} has no such filter ({there}); narrow with --report or leave it out")
    return asked


def question(one: Thing, after: str | None, limit: int, ids: tuple[int, ...] = ()) -> dict[str, Any]:
    """The variables of a GraphQL page: `after` is the smallest id of the page before."""
    values: dict[str, Any] = {"limit": limit}
    if after is not None:
        values["after"] = int(after)
    wanted: dict[str, Any] = {field: _typed(field, value) for field, value in one.filters}
    if ids:
        wanted["id"] = list(ids)
    return values | ({"filter": wanted} if wanted else {})


def query(one: Thing, values: dict[str, Any]) -> bytes:
    """The body of a GraphQL request."""
    kind = "SubjectFiltersInput" if one.root == "Subjects" else f"{one.root}FiltersInput"
    text = (
        f"query Page($limit: Int, $after: Int, $filter: {kind}) "
        f"{{ {one.root}(limit: $limit, after: $after, filter: $filter) {{ {one.fields} }} }}"
    )
    return json.dumps({"operationName": "Page", "query": text, "variables": values}, ensure_ascii=False).encode()


def listing(path: str, after: str | None, limit: int, more: dict[str, str] | None = None) -> str:
    """The address of a REST page: its own cursor, never a host or a path the answer names."""
    asked = {**(more or {}), "limit": str(limit)} | ({"page": "next", "search_after": after} if after is not None else {})
    return f"{path}?{urlencode(asked, quote_via=quote)}"


def cursor(next_page: str) -> str | None:
    """The `search_after` of a `next_page`; None at the end."""
    found = parse_qs(urlsplit(next_page).query).get("search_after")
    return found[0] if found else None


def _typed(field: str, value: str) -> str | int:
    """Numbers as numbers: `…Id`, years; codes and BINs stay text."""
    return int(value) if (field.endswith("Id") or field in _NUMBERS) and value.isdecimal() else value
