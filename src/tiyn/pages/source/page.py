"""A source: what the document is, how far it can be relied on, and everything taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn.model.period import NOT_STATED
from tiyn.view.facts import Fact, region_link
from tiyn.view.figures import Figure, Link, Saying
from tiyn.view.visit import Visit

PATH = "/source/{id}"
RECORDS = ("record/document/{id}",)  # what the page is of, for its receipt file


@dataclass(frozen=True)
class Row:
    """One row of a dataset: a place, a year, a line, and its three figures."""

    region: Link
    year: str
    line: str
    approved: Figure
    revised: Figure
    paid: Figure


@dataclass(frozen=True)
class Context:
    """The source page: its card, what to know about it, its statements in reading order, its rows."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    kind_name: str
    card: list[Fact]
    sha256: str
    reprint: str
    reliability: str
    limits: str
    held: bool
    taken: str
    statements: list[Saying]
    rows: list[Row]
    lang: str


def context(visit: Visit) -> Context:
    identifier = visit.params["id"]
    row = visit.row("document", id=identifier)
    owner, words = f"document/{identifier}", visit.words

    title = visit.cite(identifier).title
    statements = visit.sayings(one["id"] for one in visit.rows("of_document", document=identifier))
    rows = _rows(visit, identifier)
    kind = words.name("document_kind", row["kind"])
    taken = words("rows_taken", n=len(rows)) if rows else words("statements_taken", n=len(statements))
    return Context(
        title=title,
        description=words("lead", kind=kind, publisher=visit.publisher(row["publisher"])),
        breadcrumbs=(Link(words("nav_sources"), visit.url("/sources")), Link(title, "")),
        kind_name=kind,
        card=_card(visit, row),
        sha256=row["sha256"],
        reprint=visit.label(owner, "reprint"),
        reliability=visit.label(owner, "reliability"),
        limits=visit.label(owner, "limits"),
        held=visit.archive.holds(row["sha256"]),
        taken=taken,
        statements=statements,
        rows=rows,
        lang=row["language"],
    )


def _card(visit: Visit, row: dict[str, Any]) -> list[Fact]:
    words = visit.words
    author = words("author_not_stated") if row["author"] == NOT_STATED else row["author"]
    address = words("address_not_stated") if row["url"] == NOT_STATED else Link(row["url"], row["url"])
    source = visit.row("source", id=row["source_id"])
    known = visit.rows("party", id=row["publisher"])  # an edition without the dossier knows no parties
    return [
        Fact(words("kind"), words.name("document_kind", row["kind"])),
        Fact(words("publisher"), visit.party(row["publisher"]) if known else visit.publisher(row["publisher"])),
        Fact(words("author"), author, words("signed") if row["signed"] == "yes" else words("unsigned")),
        Fact(words("published"), words.date(row["published"])),
        Fact(words("language_of_text"), words(f"language_{row['language']}")),
        Fact(words("address"), address),
        Fact(words("file"), row["file"]),
        Fact(words("collected"), words.date(source["retrieved"] or "")),
        Fact(words("licence"), source["licence"]),
    ]


def _rows(visit: Visit, identifier: str) -> list[Row]:
    found = []
    for row in visit.query("lines", document=identifier):
        measures = {name: visit.budget(row["id"], name) for name in ("approved", "revised", "paid")}
        line = f"{row['administrator']} · {row['functional_group']} {visit.budgets.group(row)}"
        found.append(Row(region_link(visit, row["region"]), visit.words.period(row["month"]), line, **measures))
    return sorted(found, key=lambda one: (visit.words.sort_key(one.region.text), one.year, one.line))


def examples(visit: Visit) -> list[str]:
    return [f"/source/{row['id']}" for row in visit.query("documents")]
