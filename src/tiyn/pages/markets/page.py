"""Classes of goods, works and services by how many prices per unit were printed for them."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.parameters import TEXT
from tiyn.view.purchase_tables import Grid, market_url
from tiyn.view.trace_tables import count
from tiyn.view.visit import Visit

PATH = "/market"
QUERY = {"code": TEXT}
MOST = 100


@dataclass(frozen=True)
class Context:
    """The list of classes; `begins` is the beginning of a code that was asked for."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    begins: str
    classes: Grid


def context(visit: Visit) -> Context:
    words = visit.words
    begins = visit.arguments.get("code", "").strip()[:40]
    rows = visit.query("classes", begins=begins, after=begins + "\uffff", most=MOST)
    made = []
    for row in rows:
        link = Link(f"{row['scheme']} {row['classification']}".strip(), market_url(visit, row["scheme"], row["classification"]))
        made.append(
            [
                link,
                row["unit"],
                row["currency"] or words("not_stated"),
                count(visit, row["prices"]),
                count(visit, row["buyers"]),
                count(visit, row["suppliers"]),
                visit.purchases.figure("unit_price", row, "median", words("t_median")),
            ]
        )
    head = [
        words("t_class"),
        words("t_unit"),
        words("t_currency"),
        {"text": words("t_prices"), "num": True},
        {"text": words("t_buyers"), "num": True},
    ]
    head += [{"text": words("t_suppliers"), "num": True}, {"text": words("t_median"), "num": True}]
    note = words("more_classes", n=MOST) if len(rows) == MOST else ""
    crumbs = (Link(words("contracts_page"), visit.purchases.list_url()), Link(words("title"), ""))
    return Context(words("title"), words("lead"), crumbs, begins, Grid(words("title"), head, made, note))


def examples(visit: Visit) -> list[str]:
    """The list, where there is anything to list: an edition without a register links it nowhere."""
    return [PATH] if len(visit.register) else []
