"""SQL over the edition's own files, on the reader's own machine: this portal runs nobody's SQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tiyn.queries import queries
from tiyn.view.figures import Link
from tiyn.view.numbers import number
from tiyn.view.visit import Visit

PATH = "/sql"
SQL = Path(__file__).with_name("examples.sql")


@dataclass(frozen=True)
class Example:
    """One query to begin with: what it answers, and its text."""

    about: str
    sql: str


@dataclass(frozen=True)
class File:
    """One table as Parquet: its address, its bytes in words, its SHA-256."""

    name: str
    url: str
    size: str
    sha256: str


@dataclass(frozen=True)
class Context:
    """Files with rows, and queries that run over them where they were saved."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    examples: list[Example]
    files: list[File]


def context(visit: Visit) -> Context:
    words, manifest = visit.words, visit.edition.manifest
    shown = []
    for name, entry in manifest["tables"].items():
        path = f"tables/{name}.parquet"
        if entry["rows"] and path in manifest["files"]:
            file = manifest["files"][path]
            size = words("bytes", size=number(file["bytes"], words))
            shown.append(File(f"{name}.parquet", f"/edition/{visit.edition.id}/{path}", size, file["sha256"]))
    asked = [Example(words(f"example_{name}"), f"-- {words(f'example_{name}')}\n{sql};") for name, sql in queries(SQL).items()]
    return Context(words("title"), words("lead"), (Link(words("title"), ""),), asked, sorted(shown, key=lambda one: one.name))


def examples(visit: Visit) -> list[str]:
    return [PATH]
