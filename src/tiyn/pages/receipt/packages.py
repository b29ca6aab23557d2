"""What a receipt says of an amount of a fiscal package, and of a total of one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from tiyn.view import numbers
from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Cited, Link
from tiyn.view.fiscal_totals import add
from tiyn.view.visit import Visit

FIRST = 50


def amount_given(visit: Visit, identifier: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """(title, the row of fiscal_amount, the parts of the receipt) of one amount."""
    words, row = visit.words, visit.packages.row(identifier)
    figure = visit.packages.amount(identifier)
    held = visit.query("fiscal_row", id=identifier)[0]
    document = visit.row("document", id=row["document_id"])
    lang = document["language"]
    cells = [cell for cell in json.loads(held["cells"]) if cell]
    facts = [
        Fact(words("package"), _package(visit, row["package"], held["title"])),
        Fact(words("as_in_the_cell"), row["printed"]),
        Fact(words("factor"), held["factor"], words("factor_note")),
        Fact(words("exactly"), figure.exact),
        Fact(words("period"), row["period"], words(f"period_from_{row['period_from']}")),
        Fact(words("phase"), row["phase"]),
        Fact(words("direction"), row["direction"]),
        Fact(words("cells"), Foreign("; ".join(cells), lang)),
    ]
    hashes = [
        Fact(words("document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("row"), row["locator"]),
        Fact(words("document_hash"), document["sha256"]),
        Fact(words("file"), held["path"]),
        Fact(words("file_hash"), held["sha256"]),
    ]
    used = [_package(visit, row["package"], held["title"])]
    for one in visit.query("fiscal_total", id=identifier):
        total = visit.packages.total(one["id"])
        used.append(Link(f"{total.label}, {total.line}", total.receipt))
    parts = {"figure": figure, "facts": facts, "hashes": hashes, "used": used}
    return figure.label, row, parts | {"document": visit.cite(document["id"]), "source_lang": lang}


def total_given(visit: Visit, address: str) -> tuple[str, dict[str, Any]]:
    """(title, the parts of the receipt) of a total, made again from its address: a sum of amounts, or what is left."""
    divided = visit.packages.divided_rest(address)
    if divided is None:
        return _sum(visit, visit.packages.totals.row(address))
    words, figure, whole = visit.words, visit.packages.rest(divided), visit.packages.figure(divided.parent)
    rows = [visit.packages.figure(row) for row in divided.shown]
    steps = [("", whole.label, whole, words("input_whole")), *(("−", one.label, one, words("input_part")) for one in rows)]
    facts, used, document = _about(visit, divided.shown[0])
    facts += [Fact(words("exactly"), figure.exact, words("computed_exact_note"))]
    formula = words.name("formula", "difference")
    parts = {"figure": figure, "facts": facts, "formula": formula, "steps": [*steps, ("=", figure.label, figure, formula)]}
    return figure.label, parts | {"document": document, "used": used}


def _sum(visit: Visit, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The sum of the amounts of a measure and period, or of one code; added up again from the rows as it is read."""
    words, figure = visit.words, visit.packages.figure(row)
    amounts = visit.packages.totals.amounts(row)
    again = numbers.number(add(one["amount"] for one in amounts), words)
    facts, used, document = _about(visit, row)
    if row["field"]:
        facts.append(Fact(words("code"), visit.packages.code(row)))
        whole = visit.packages.total("/".join(row["id"].split("/")[:3]))
        used.append(Link(f"{whole.label}, {whole.line}", whole.receipt))
    facts += [
        Fact(words("added_up"), words("added_up_text", n=len(amounts), measure=row["measure"], period=row["period"])),
        Fact(words("exactly"), figure.exact, words("computed_exact_note")),
        Fact(words("again"), again, words("again_note")),
    ]
    first = [replace(visit.packages.amount(one["id"]), label=one["locator"]) for one in amounts[:FIRST]]
    parts = {"figure": figure, "facts": facts, "formula": words.name("formula", "sum"), "others": first}
    return figure.label, parts | {"document": document, "used": used}


def _about(visit: Visit, row: dict[str, Any]) -> tuple[list[Fact], list[Link], Cited]:
    """What a total belongs to: its package, and the column and the code above when it is of one code."""
    words = visit.words
    held = visit.query("fiscal_package", id=row["package"])[0]
    package = _package(visit, row["package"], held["title"] or held["name"])
    facts, used = [Fact(words("package"), package)], [package]
    if row["field"]:
        column = next(one for one in visit.packages.totals.columns(row["package"]) if one["number"] == row["field"])
        facts.append(Fact(words("column"), column["title"] or column["name"]))
        if row["within"] is not None:
            facts.append(Fact(words("within"), row["within"] or words("fiscal_empty")))
        by = "/".join([str(row["field"])] if row["within"] is None else row["id"].split("/")[3:5])
        used.append(Link(words("breakdown"), visit.url(f"/package/{row['package']}/by/{quote(by)}")))
    return facts, used, visit.cite(held["document_id"])


def _package(visit: Visit, identifier: str, title: str) -> Link:
    return Link(title, visit.url(f"/package/{identifier}"))
