"""One item of a procurement plan: what was to be bought, for how much, out of which budget line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Figure, Link
from tiyn.view.purchase_rows import named
from tiyn.view.purchase_tables import Grid, Tables, market_url
from tiyn.view.purchases import Side, unsegment
from tiyn.view.visit import Visit

PATH = "/plan/{id}"
RECORDS = ("record/plan_item/{id}",)  # what the page is of, for its receipt file
WORDS = ("method", "method_ground", "status", "finance_source", "budget_type", "edited")
SUMS = ("price", "amount_1", "amount_2", "amount_3", "prepayment")
CODES = ("administrator", "programme", "subprogramme", "specific")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """The plan item. `lines` are the budget lines it names, `versions` its earlier and later states."""

    title: str
    title_lang: str
    description: str
    breadcrumbs: tuple[Link, ...]
    number: str
    buyer: Side | None
    amount: Figure | None
    figures: list[Figure]
    facts: list[Fact]
    lines: Grid
    versions: Grid
    source: list[Fact]
    reply: str


def context(visit: Visit) -> Context:
    reads, words = visit.purchases, visit.words
    identifier = unsegment(visit.params["id"])
    row = reads.row("plan_item", id=identifier)
    in_kazakh = visit.lang == "kk" and row["title_kk"]
    title = (row["title_kk"] if in_kazakh else row["title"]) or words("untitled")
    figures = [reads.figure("plan_item", row, name, words(f"f_{name}")) for name in SUMS]
    return Context(
        title=title,
        title_lang="" if title == words("untitled") else "kk" if in_kazakh else "ru",
        description=words("lead"),
        breadcrumbs=(Link(words("contracts_page"), reads.list_url()), Link(identifier[:80], "")),
        number=identifier,
        buyer=reads.side(row["buyer"]),
        amount=reads.figure("plan_item", row, "amount", words("planned_sum")),
        figures=[one for one in figures if one is not None],
        facts=_facts(visit, row),
        lines=_lines(visit, identifier),
        versions=_versions(visit, row),
        source=_source(visit, row),
        reply=f"/plan/{visit.params['id']}",
    )


def _facts(visit: Visit, row: Row) -> list[Fact]:
    words = visit.words
    facts = []
    if row["year"]:
        month = f", {words('month_n', n=row['month'])}" if row["month"] and row["month"] <= 12 else ""
        facts.append(Fact(words("f_when"), f"{row['year']}{month}"))
    if row["classification"]:
        code = f"{row['scheme'] or ''} {row['classification']}".strip()
        facts.append(Fact(words("f_class"), Link(code, market_url(visit, row["scheme"], row["classification"]))))
    if row["quantity"] is not None:
        facts.append(Fact(words("f_quantity"), f"{Tables(visit).number(row['quantity'])} {row['unit'] or ''}".strip()))
    if row["region"]:
        facts.append(Fact(words("f_region"), named(words, "region", row["region"])))
    if row["vat"]:
        facts.append(Fact(words("f_vat"), words.name("vat", row["vat"])))
    facts += [Fact(words(f"f_{name}"), Foreign(row[name], "")) for name in WORDS if row[name]]
    return [*facts, Fact(words("f_deleted"), words("deleted_yes"))] if row["deleted"] == "yes" else facts


def _lines(visit: Visit, identifier: str) -> Grid:
    """The budget lines, each code in a column of its own; the programme leads to everything bought under it."""
    words, reads = visit.words, visit.purchases
    made: list[list[Any]] = []
    for row in reads.rows("budget_parts", kind="plan_item", owner=identifier):
        codes: list[Any] = [row[name] or words("not_published") for name in CODES]
        if row["administrator"] and row["programme"]:
            codes[1] = Link(row["programme"], reads.list_url(programme=f"{row['administrator']}/{row['programme']}"))
        made.append([*codes, reads.figure("budget_part", row, "value", words("line_sum")) or words("not_published")])
    head = [*(words(f"t_{name}") for name in CODES), {"text": words("t_sum"), "num": True}]
    return Grid(words("g_lines"), head, made)


def _versions(visit: Visit, row: Row) -> Grid:
    words, reads = visit.words, visit.purchases
    rows = reads.rows("plan_versions", root=row["root"])
    made: list[list[Any]] = []
    for one in rows if len(rows) > 1 else []:
        name = words("version_n", number=one["version"])
        link = Link(name, reads.plan_url(one["id"])) if one["id"] != row["id"] else f"{name}, {words('this_one')}"
        made.append(
            [link, Tables(visit).text(one["status"]) or "", reads.figure("plan_item", one, "amount") or words("not_published")]
        )
    return Grid(words("g_versions"), [words("t_kind"), words("t_status"), {"text": words("t_sum"), "num": True}], made)


def _source(visit: Visit, row: Row) -> list[Fact]:
    words = visit.words
    document = visit.row("document", id=row["document_id"])
    visit.cite(row["document_id"])
    return [
        Fact(words("f_document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("f_place"), row["locator"]),
        Fact(words("f_hash"), document["sha256"]),
    ]


def examples(visit: Visit) -> list[str]:
    """Some with budget lines and some without."""
    prefix = len(visit.url(""))
    return [visit.purchases.plan_url(row["id"])[prefix:] for row in visit.query("examples")]
