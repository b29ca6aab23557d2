"""A receipt: everything that proves one number, as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiyn.edition import Edition
from tiyn.merkle import plain
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.fiscal_totals import Totals

MEASURES = ("approved", "revised", "adjusted", "plan_payments", "plan_obligations", "obligations", "paid", "unpaid")
FIRST = 50  # the amounts of a total that its receipt lists
SQL = Path(__file__).with_suffix(".sql")


def read_receipt(edition: Edition, address: str) -> dict[str, Any]:
    """The receipt of statement/ID, derived/ID, budget/LINE/MEASURE, fiscal/AMOUNT or package/…. Raises NotFound."""
    kind, _, rest = address.partition("/")
    if kind == "package":
        return {"receipt": address, "edition": edition.id, "root": edition.root} | _of_package(edition, rest)
    identifier, _, measure = rest.partition("/")
    named = queries(SQL)
    if kind not in named:
        raise NotFound(
            f"{address!r} is no receipt; write statement/ID, derived/ID, budget/LINE/MEASURE, fiscal/AMOUNT or package/…"
        )
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
