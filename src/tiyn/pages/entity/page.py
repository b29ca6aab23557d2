"""A subject as a register of owners or posts names it: its names and number, owners including unknown ones, holdings, posts."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.facts import Fact
from tiyn.view.figures import Link
from tiyn.view.nodes import entity_name
from tiyn.view.ownership import Ownership, ownership
from tiyn.view.purchases import segment, unsegment
from tiyn.view.visit import PERSON, Visit

PATH = "/entity/{id}"
RECORDS = ("record/entity/{id}",)  # what the page is of, for its receipt file
NOINDEX = True
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Context:
    """The page of an entity. Of a person it shows the published tie alone; no sum and no score."""

    title: str
    kind: str
    description: str
    breadcrumbs: tuple[Link, ...]
    id: str
    facts: list[Fact]
    owned: Ownership


def context(visit: Visit) -> Context:
    words, identifier = visit.words, unsegment(visit.params["id"])
    row = visit.query("entity", id=identifier)
    if not row:
        visit.row("entity", id=identifier)  # tells what there is, as every page does
    found = row[0]
    name, schema = entity_name(visit, found), found["schema"]
    lead = "lead_unknown" if schema == UNKNOWN else "lead_person" if schema == PERSON else "lead"
    return Context(
        title=name,
        kind=words.name("schema", schema),
        description=words(lead),
        breadcrumbs=(Link(words("crumb"), visit.url("/names")), Link(name, "")),
        id=segment(identifier),
        facts=_facts(visit, found),
        owned=ownership(visit, f"entity/{identifier}"),
    )


def _facts(visit: Visit, row: dict[str, str | None]) -> list[Fact]:
    words = visit.words
    facts = []
    for lang in ("kk", "en"):
        if row[f"name_{lang}"]:
            facts.append(Fact(words(f"name_{lang}"), row[f"name_{lang}"]))
    if row["identifier"]:
        facts.append(Fact(words("number"), f"{row['scheme'] or ''} {row['identifier']}".strip()))
    if row["schema"] not in (PERSON, UNKNOWN):
        facts.append(Fact(words("state"), words.name("bin_state", row["bin_state"])))
    for name in ("country", "since", "until"):
        if row[name]:
            facts.append(Fact(words(f"f_{name}"), row[name] if name == "country" else words.date(row[name])))
    if row["unspecified"]:
        facts.append(Fact(words("reason"), words.name("unspecified", row["unspecified"])))
    if row["basis"]:
        facts.append(Fact(words("basis"), words.name("basis", row["basis"]), words.note("basis", row["basis"])))
    document = visit.row("document", id=row["document_id"])
    facts.append(Fact(words("source"), Link(document["title"], visit.url(f"/source/{row['document_id']}")), row["locator"] or ""))
    return facts


def examples(visit: Visit) -> list[str]:
    """Some of every schema."""
    return [f"/entity/{segment(row['id'])}" for row in visit.query("examples")]
