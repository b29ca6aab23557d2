"""Every source: what was read, how much of it was accepted, how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/sources"


@dataclass(frozen=True)
class Entry:
    """One document with what was taken from it."""

    title: str
    lang: str
    url: str
    kind_name: str
    publisher: str
    published: str
    taken: str
    reliability: str


@dataclass(frozen=True)
class Reading:
    """One input file and what became of its records."""

    file: str
    read: str
    accepted: str
    quarantined: str
    sha256: str


@dataclass(frozen=True)
class Context:
    """The list of sources. Counts here are of our own records, not figures of a source."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    documents: list[Entry]
    readings: list[Reading]
    collected: list[Link]


def context(visit: Visit) -> Context:
    words = visit.words
    documents = [_entry(visit, row) for row in visit.query("documents")]
    readings = [Reading(**{name: str(value) for name, value in row.items()}) for row in visit.query("readings")]
    return Context(
        title=words("nav_sources"),
        description=words("lead"),
        breadcrumbs=(Link(words("nav_sources"), ""),),
        documents=documents,
        readings=readings,
        collected=[_source(visit, row) for row in visit.query("sources")],
    )


def _entry(visit: Visit, row: dict[str, str]) -> Entry:
    words = visit.words
    count = int(row["statements"]) or int(row["lines"])
    taken = words("statements_taken" if int(row["statements"]) else "rows_taken", n=count)
    return Entry(
        title=visit.cite(row["id"]).title,
        lang=row["language"],
        url=visit.url(f"/source/{row['id']}"),
        kind_name=words.name("document_kind", row["kind"]),
        publisher=visit.publisher(row["publisher"]),
        published=words.date(row["published"]),
        taken=taken,
        reliability=visit.label(f"document/{row['id']}", "reliability"),
    )


def _source(visit: Visit, row: dict[str, str]) -> Link:
    name = visit.label(f"source/{row['id']}", "name") or visit.words("dossier")
    if row["answers"]:
        answers = visit.words("answers", n=row["answers"])
        name = f"{name}; {answers}"
    fresh = visit.words("collected", date=visit.words.date(row["retrieved"] or ""))
    return Link(name, row["url"] or "", f"{fresh}; {row['licence']}")


def examples(visit: Visit) -> list[str]:
    return [PATH]
