"""What a receipt says of one cell of a procurement row: the whole row, where it stands, or how it was computed."""

from __future__ import annotations

from typing import Any

from tiyn.dictionary import Table
from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Cited, Link
from tiyn.view.purchase_rows import UNKNOWN
from tiyn.view.purchases import COMPUTED, cell, segment
from tiyn.view.visit import Visit

# Which rows a column of a contract's trace was computed from: (query, table, column).
INPUTS = {
    "paid": ("payments", "payment", "value"),
    "acted": ("acts", "act", "value"),
    "contracted": ("versions", "contract_version", "value"),
}
FIRST = 50
DIMENSIONS = ("buyer", "supplier", "region", "method", "digital")


def record_given(visit: Visit, rest: str) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """(title, table, row, the parts of the receipt) of `<table>/<key>/…/<column>`. Raises NotFound."""
    words = visit.words
    table, row, column = cell(visit.purchases.read, rest)
    figure = visit.purchases.figure(table.name, row, column)
    grain = table.grain.get(visit.lang, table.name)
    facts = [Fact(words("row_of"), grain)]
    if figure:
        facts.append(
            Fact(words("exactly"), figure.exact, words("computed_exact_note" if table.name in COMPUTED else "exactly_note"))
        )
    facts += [Fact(_meaning(visit, table, name), Foreign(str(row[name]), "")) for name in table.names if row[name] is not None]
    parts: dict[str, Any] = {"figure": figure, "facts": facts, "used": _used(visit, table, row)}
    if table.name in COMPUTED:
        parts["formula"] = words(f"computed_{table.name}")
        parts["others"] = _inputs(visit, table, row, column)
    else:
        parts["hashes"], parts["document"] = _where(visit, row)
    return figure.label if figure else _meaning(visit, table, column), table.name, row, parts


def _meaning(visit: Visit, table: Table, name: str) -> str:
    meaning = next(column.meaning for column in table.columns if column.name == name)
    return meaning.get(visit.lang, name)


def _inputs(visit: Visit, table: Table, row: dict[str, Any], column: str) -> list[Any]:
    """The rows a contract's trace was computed from, the first fifty."""
    if table.name != "contract_trace" or column not in INPUTS:
        return []
    query, source, named = INPUTS[column]
    found = visit.purchases.rows(query, ocid=row["ocid"], contract=row["contract"])
    figures = [
        visit.purchases.figure(source, one, named, str(one.get("date") or one.get("id") or one.get("position")))
        for one in found[:FIRST]
    ]
    own = visit.purchases.row("contract", ocid=row["ocid"], id=row["contract"])
    if column == "contracted":
        figures += [visit.purchases.figure("contract", own, name) for name in ("value", "value_vat")]
    if column == "paid" and not found:
        figures.append(visit.purchases.figure("contract", own, "paid_stated"))
    return [one for one in figures if one is not None]


def _where(visit: Visit, row: dict[str, Any]) -> tuple[list[Fact], Cited | None]:
    """The document and the place in it: the row's own, else its process's."""
    words = visit.words
    holder = row if row.get("document_id") else None
    if holder is None and row.get("ocid"):
        holder = visit.purchases.row("process", id=row["ocid"])
    if holder is None and row.get("owner_kind") in ("plan_item", "process"):
        holder = visit.purchases.row(row["owner_kind"], id=row["owner"])
    if holder is None:
        return [], None
    document = visit.row("document", id=holder["document_id"])
    facts = [
        Fact(words("document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("row"), holder["locator"]),
        Fact(words("file"), document["file"]),
        Fact(words("document_hash"), document["sha256"]),
    ]
    return facts, visit.cite(document["id"])


def _used(visit: Visit, table: Table, row: dict[str, Any]) -> list[Link]:
    """The pages this row is shown on."""
    purchases, words = visit.purchases, visit.words
    contract = row["id"] if table.name == "contract" else row.get("contract")
    if row.get("ocid"):
        found = [Link(words("shown_process"), purchases.process_url(row["ocid"]), row["ocid"])]
        return (
            [Link(words("shown_contract"), purchases.contract_url(row["ocid"], contract), contract), *found]
            if contract
            else found
        )
    plan = row["owner"] if row.get("owner_kind") == "plan_item" else row["id"] if table.name == "plan_item" else None
    if plan is not None:
        return [Link(words("shown_plan"), purchases.plan_url(plan), plan)]
    if row.get("owner_kind") == "process":
        return [Link(words("shown_process"), purchases.process_url(row["owner"]), row["owner"])]
    if table.name == "pair_total":
        sides = [purchases.side(row["buyer"]), purchases.side(row["supplier"])]
        return [Link(words("shown_list"), purchases.list_url(buyer=row["buyer"], supplier=row["supplier"]))] + [
            Link(one.name, one.url) for one in sides if one
        ]
    if row.get("dimension") in DIMENSIONS:
        filters = {row["dimension"]: row["member"], "year": row["year"] or UNKNOWN}
        return [Link(words("shown_list"), purchases.list_url(**filters))]
    if table.name == "unit_price":
        return [Link(words("shown_market"), visit.url(f"/market/{segment(row['scheme'])}/{segment(row['classification'])}"))]
    return [Link(words("shown_list"), purchases.list_url())]


def record_examples(visit: Visit) -> list[str]:
    """One receipt of each table that has rows here."""
    found = []
    for name in ("contract", "contract_trace", "trace_total", "payment", "pair_total", "stage_total"):
        for row in visit.query(f"first_{name}"):
            figure = visit.purchases.figure(name, row, row["shown"])
            if figure:
                found.append(figure.receipt.removeprefix(f"/{visit.lang}"))
    return found
