"""A receipt: everything that proves one number, as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiyn.edition import Edition
from tiyn.model.errors import NotFound
from tiyn.queries import queries

MEASURES = ("approved", "revised", "adjusted", "plan_payments", "plan_obligations", "obligations", "paid", "unpaid")
SQL = Path(__file__).with_suffix(".sql")


def read_receipt(edition: Edition, address: str) -> dict[str, Any]:
    """The receipt of statement/ID, derived/ID, budget/LINE/MEASURE or fiscal/AMOUNT. Raises NotFound."""
    kind, _, rest = address.partition("/")
    identifier, _, measure = rest.partition("/")
    named = queries(SQL)
    if kind not in named:
        raise NotFound(f"{address!r} is no receipt; write statement/ID, derived/ID, budget/LINE/MEASURE or fiscal/AMOUNT")
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
