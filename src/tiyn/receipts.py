"""A receipt: everything that proves one number, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tiyn.edition import Edition
from tiyn.merkle import plain
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.budget_ratios import FORMS, Rows, Term, compute
from tiyn.view.budgets import MEASURES, lines_of, sum_address
from tiyn.view.fiscal_totals import Totals
from tiyn.view.purchases import cell

FIRST = 50  # the amounts of a total that its receipt lists
SQL = Path(__file__).with_suffix(".sql")


def read_receipt(edition: Edition, address: str) -> dict[str, Any]:
    """The receipt of statement/ID, derived/ID, budget/LINE/MEASURE, fiscal/AMOUNT, package/…, sum/… or a ratio of sums.

    Raises NotFound.
    """
    kind, _, rest = address.partition("/")
    if kind == "package":
        return {"receipt": address, "edition": edition.id, "root": edition.root} | _of_package(edition, rest)
    if kind == "record":
        return {"receipt": address, "edition": edition.id, "root": edition.root} | _of_record(edition, rest)
    if kind == "sum" or kind in FORMS:
        return _computed(edition, address)
    identifier, _, measure = rest.partition("/")
    named = queries(SQL)
    if kind not in named:
        known = "statement/ID, derived/ID, budget/LINE/MEASURE, fiscal/AMOUNT, package/…, record/TABLE/KEY…/COLUMN or sum/…"
        raise NotFound(f"{address!r} is no receipt; write {known}")
    connection = edition.connect()
    found = connection.execute(named[kind], {"id": identifier}).fetchone()
    if found is None:
        raise NotFound(f"no receipt {address!r} in edition {edition.id}")
    body = {"receipt": address, "edition": edition.id, "root": edition.root}
    body |= {key: value for key, value in dict(found).items() if value is not None}
    if kind == "derived":
        body["inputs"] = [dict(row) for row in connection.execute(named["inputs"], {"id": identifier})]
    if kind == "budget":
        if measure not in MEASURES:
            raise NotFound(f"{address!r} names no measure; write one of {', '.join(MEASURES)}")
        body["measure"], body["value"] = measure, body[measure]
    return body


def _computed(edition: Edition, address: str) -> dict[str, Any]:
    """A sum of budget lines, or a figure computed from two sums, made again from its address."""
    connection = edition.connect()

    def find(region: str, when: str, what: str) -> Rows:
        return lines_of(lambda sql, values: [dict(row) for row in connection.execute(sql, dict(values))], region, when, what)

    body: dict[str, Any] = {"receipt": address, "edition": edition.id, "root": edition.root}
    kind, _, rest = address.partition("/")
    if kind == "sum":
        measure, region, when, what = sum_address(rest)
        if measure not in MEASURES:
            raise NotFound(f"{address!r} names no measure; write one of {', '.join(MEASURES)}")
        term = Term(measure, region, when, what, find(region, when, what))
        if not term.rows:
            raise NotFound(f"no budget line for {address!r} in edition {edition.id}; see /coverage")
        inputs = [{"sign": "+", "receipt": f"budget/{row['id']}/{measure}", "value": row[measure]} for row in term.rows]
        return body | {"formula": "sum", "value": plain(term.value), "unit": "KZT", "inputs": inputs}
    found = compute(find, address)
    if found is None:
        raise NotFound(
            f"{address!r} cannot be computed in edition {edition.id}: a month was not read, or they cannot be compared"
        )
    inputs = [{"sign": sign or "+", "receipt": term.receipt, "value": plain(term.value)} for sign, term in found.inputs]
    return body | {"formula": found.form, "value": plain(found.value), "unit": found.unit, "inputs": inputs}


def _of_record(edition: Edition, rest: str) -> dict[str, Any]:
    """One cell of a procurement row, with the row and the document it, or its process, stands in."""
    connection = edition.connect()

    def read(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(sql, dict(values))]

    table, row, column = cell(read, rest)
    body = {
        "table": table.name,
        "column": column,
        "value": row[column],
        "row": {name: value for name, value in row.items() if value is not None},
    }
    for holder in (row, *(read(queries(SQL)["process"], {"id": row["ocid"]}) if row.get("ocid") else ())):
        if holder.get("document_id"):
            document = read(queries(SQL)["document"], {"id": holder["document_id"]})[0]
            return body | {"locator": holder["locator"], "document": document}
    return body


def _of_package(edition: Edition, address: str) -> dict[str, Any]:
    """A total of a package: what is added, how many amounts, the first 50 of them; or what a total leaves after its codes."""
    connection = edition.connect()
    totals = Totals(lambda sql, values: [dict(row) for row in connection.execute(sql, dict(values))])
    divided = totals.divided(address) if address.count("/") > 2 and not totals.known(address) else None
    if divided is not None and divided.others:
        shown = [{"receipt": f"package/{row['id']}", "value": plain(row["value"])} for row in divided.shown]
        whole = {"receipt": f"package/{divided.parent['id']}", "value": plain(divided.parent["value"])}
        return {"value": plain(totals.rest(divided)), "others": divided.others, "whole": whole, "less": shown}
    row = totals.row(address)
    amounts = [{"receipt": f"fiscal/{one['id']}", "value": one["amount"]} for one in totals.amounts(row)]
    names = ("package", "measure", "period", "field", "within", "code", "label", "currency", "phase", "amounts", "nil")
    body = {name: row[name] for name in names if row[name] is not None} | {"value": plain(row["value"])}
    return body | {"first": amounts[:FIRST]}
