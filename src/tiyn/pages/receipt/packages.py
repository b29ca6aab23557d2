"""What a receipt says of an amount of a fiscal package, and of a total of one."""

from __future__ import annotations

import json
from typing import Any

from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Link
from tiyn.view.packages import total_address
from tiyn.view.visit import Visit


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
    if visit.query("fiscal_total", id=identifier):
        total, _ = visit.packages.total(row["package"], row["measure"], row["period"])
        used.append(Link(f"{total.label}, {total.line}", total.receipt))
    parts = {"figure": figure, "facts": facts, "hashes": hashes, "used": used}
    return figure.label, row, parts | {"document": visit.cite(document["id"]), "source_lang": lang}


def total_given(visit: Visit, rest: str) -> tuple[str, dict[str, Any]]:
    """(title, the parts of the receipt) of a total, made again from its address."""
    package, measure, period = total_address(rest)
    words = visit.words
    figure, count = visit.packages.total(package, measure, period)
    row = visit.query("fiscal_package", id=package)[0]
    facts = [
        Fact(words("package"), _package(visit, package, row["title"] or row["name"])),
        Fact(words("added_up"), words("added_up_text", n=count, measure=measure, period=period)),
        Fact(words("exactly"), figure.exact, words("computed_exact_note")),
    ]
    parts = {"figure": figure, "facts": facts, "formula": words.name("formula", "sum")}
    return figure.label, parts | {"document": visit.cite(row["document_id"]), "used": [facts[0].value]}


def _package(visit: Visit, identifier: str, title: str) -> Link:
    return Link(title, visit.url(f"/package/{identifier}"))
