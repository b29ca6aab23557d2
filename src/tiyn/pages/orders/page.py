"""Every order and promise of the edition: to whom, by when, and how many days are left or past."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.subjects import Order, order
from tiyn.view.visit import Visit

PATH = "/orders"


@dataclass(frozen=True)
class Context:
    """The list of orders and promises. A day that has passed says nothing of whether the thing was done."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    as_of: str
    ahead: list[Order]
    past: list[Order]
    undated: list[Order]


def context(visit: Visit) -> Context:
    words = visit.words
    every = [order(visit, row["id"]) for row in visit.rows("orders")]
    return Context(
        title=words("title"),
        description=words("description"),
        breadcrumbs=(Link(words("title"), ""),),
        as_of=words.date(visit.edition.date),
        ahead=[one for one in every if one.days is not None and not one.overdue],
        past=[one for one in every if one.overdue],
        undated=[one for one in every if one.days is None],
    )


def examples(visit: Visit) -> list[str]:
    return [PATH]
