"""A fiscal data package by one column of codes, or by the level below one code: every measure and period."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.model.errors import NotFound
from tiyn.view.figures import Link
from tiyn.view.packages import Breakdown
from tiyn.view.visit import Visit

PATH = "/package/{id}/by/{column*}"


@dataclass(frozen=True)
class Context:
    """The breakdowns, in the order of the file's measures and their periods."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    column: str
    divided: list[Breakdown]


def context(visit: Visit) -> Context:
    """`column` is the number of a column, and the code above after a slash. Raises NotFound where nothing is divided."""
    words, identifier, asked = visit.words, visit.params["id"], visit.params["column"]
    wholes = visit.packages.totals.wholes(identifier)
    found = [visit.packages.shares(f"{one['id']}/{asked}") for one in wholes] if asked.count("/") < 2 else []
    divided = [one for one in found if one is not None]
    number = asked.partition("/")[0]
    columns = [one for one in visit.packages.totals.columns(identifier) if str(one["number"]) == number]
    if not divided or not columns:
        raise NotFound(f"nothing at /package/{identifier}/by/{asked}; expected the number of a column; see /package/{identifier}")
    row = visit.query("package", id=identifier)[0]
    package, name = row["title"] or row["name"], columns[0]["title"] or columns[0]["name"]
    crumbs = [Link(words("packages"), visit.url("/packages")), Link(package, visit.url(f"/package/{identifier}"))]
    if columns[0]["parent"]:
        above = divided[0].f.label
        crumbs.append(Link(above, ""))
        return Context(words("within", package=package, above=above), words("lead"), tuple(crumbs), name, divided)
    return Context(words("title", package=package, name=name), words("lead"), (*crumbs, Link(name, "")), name, divided)


def examples(visit: Visit) -> list[str]:
    """Every column of the first level, and one code's level below."""
    return [f"/package/{row['package']}/by/{row['by']}" for row in visit.query("columns")]
