"""Every accepted record of a fiscal data package, 25 a page."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.model.errors import NotFound
from tiyn.view.figures import Link
from tiyn.view.package_rows import Records, records
from tiyn.view.visit import Visit

PATH = "/package/{id}/rows/{page}"
SHOWN = 25


@dataclass(frozen=True)
class Context:
    """One page of records. Counts are of our own records; a link to where we are already is left out."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    records: Records
    ways: list[Link]


def context(visit: Visit) -> Context:
    words, identifier, asked = visit.words, visit.params["id"], visit.params["page"]
    found = visit.query("package", id=identifier)
    if not found or not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise NotFound(f"no records at /package/{identifier}/rows/{asked}; expected a package and a page from 1; see /packages")
    title = found[0]["title"] or found[0]["name"]
    shown = records(visit.packages, identifier, int(asked), SHOWN)
    ways = {"first": 1, "previous": shown.page - 1, "next": shown.page + 1, "last": shown.pages}
    return Context(
        title=words("title", package=title, page=shown.page, pages=shown.pages),
        description=words("lead", first=shown.first, last=shown.last, of=shown.of, file=shown.file),
        breadcrumbs=(
            Link(words("packages"), visit.url("/packages")),
            Link(title, visit.url(f"/package/{identifier}")),
            Link(words("records"), ""),
        ),
        records=shown,
        ways=[
            Link(words(name), visit.url(f"/package/{identifier}/rows/{page}"), name)
            for name, page in ways.items()
            if 1 <= page <= shown.pages and page != shown.page
        ],
    )


def examples(visit: Visit) -> list[str]:
    """The first page of each package."""
    return [f"/package/{row['id']}/rows/1" for row in visit.query("ids")]
