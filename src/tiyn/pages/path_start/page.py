"""Connections: name two parties in any spelling and be taken to the path between them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from tiyn.model.errors import NotFound
from tiyn.search import Hit
from tiyn.view.figures import Link
from tiyn.view.nodes import address, node_id, subject
from tiyn.view.visit import Moved, Visit

PATH = "/path"
QUERY = dict.fromkeys(("from", "to", "contract"), {"type": "string"})
NOINDEX = True
KINDS = ("person", "organisation", "participant", "entity")
SURE = ("exact", "alias", "stem", "spelling")
MOST = 10


@dataclass(frozen=True)
class End:
    """One end of the path asked for: what was typed, and the parties it may mean."""

    name: str
    label: str
    typed: str
    choices: list[Link]
    none: str


@dataclass(frozen=True)
class Context:
    """The form, and the choice when what was typed may mean more than one party, or none."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    ends: list[End]
    contract: str
    asked: bool


def context(visit: Visit) -> Context:
    typed = {name: visit.arguments.get(name, "").strip() for name in ("from", "to")}
    contract = visit.arguments.get("contract", "").strip()
    found = {name: _parties(visit, text) for name, text in typed.items()}
    if all(len(parties) == 1 for parties in found.values()):
        path = visit.url(f"/path/{found['from'][0]}/{found['to'][0]}")
        raise Moved(f"{path}?{urlencode({'contract': contract})}" if contract else path)
    words = visit.words
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("title"), ""),),
        ends=[_end(visit, name, typed, found, contract) for name in ("from", "to")],
        contract=contract,
        asked=any(typed.values()),
    )


def _parties(visit: Visit, typed: str) -> list[str]:
    """The parties a text may mean: an id, or a name in any spelling; a sure match leaves the guesses out."""
    if not typed:
        return []
    if visit.rows("party", id=typed):
        return [typed]
    with suppress(NotFound):
        return [address(node_id(visit, typed))]
    hits: list[Hit] = []
    for kind in KINDS:
        hits += visit.index.search(typed, visit.lang, kind, MOST).hits
    sure = [hit for hit in hits if hit.why in SURE]
    return [address(hit.id) for hit in sure or hits]


def _end(visit: Visit, name: str, typed: dict[str, str], found: dict[str, list[str]], contract: str) -> End:
    choices = []
    if len(found[name]) > 1:
        other = "to" if name == "from" else "from"
        settled = found[other][0] if len(found[other]) == 1 else typed[other]
        for party in found[name]:
            given = {name: party, other: settled, "contract": contract}
            query = urlencode({key: value for key, value in given.items() if value})
            choices.append(Link(_named(visit, party), visit.url("/path") + f"?{query}"))
    text = typed[name]
    shown = _named(visit, text) if text and found[name] == [text] else text
    none = visit.words("none", typed=text) if text and not found[name] else ""
    return End(name, visit.words(f"end_{name}"), shown, choices, none)


def _named(visit: Visit, segment: str) -> str:
    return subject(visit, node_id(visit, segment)).name


def examples(visit: Visit) -> list[str]:
    return [PATH]
