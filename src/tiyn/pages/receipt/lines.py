"""The parts of a receipt that concern budget lines: the line column by column, and its part in a sum."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tiyn.merkle import plain
from tiyn.view.budgets import MEASURES
from tiyn.view.facts import Fact, Foreign, region_link
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit


def input_label(visit: Visit, receipt: str, figure: Figure) -> str:
    """What an input of a computation is; a budget line is named by its place, codes and month."""
    kind, _, rest = receipt.partition("/")
    if kind != "budget":
        return figure.label
    return f"{_placed(visit, visit.row('budget_line', id=rest.rpartition('/')[0]))}: {figure.label}"


def line_step(visit: Visit, row: dict[str, Any], measure: str, sign: str) -> tuple[str, str, Figure, str]:
    """One line of a sum: sign, what it is, its figure, and which part it plays."""
    return sign, _placed(visit, row), visit.budget(row["id"], measure), visit.words("input_part")


def line_code(row: dict[str, Any]) -> str:
    """The code a line is known by: administrator, else the last part of its place in the classification."""
    return str(row["administrator"] or row["class_id"].rpartition(".")[2])


def _placed(visit: Visit, row: dict[str, Any]) -> str:
    place = visit.words.name("region", row["region"])
    codes = ".".join(code for code in (row["functional_group"], row["functional_subgroup"], row["administrator"]) if code)
    return f"{place}, {codes or row['name']}, {visit.words.period(row['month'])}"


def line_facts(visit: Visit, row: dict[str, Any], lang: str) -> list[Fact]:
    """The line of the report, column by column, as printed; columns the report does not have are left out."""
    words = visit.words
    facts = [
        Fact(words("report"), words.name("report", row["report"])),
        Fact(words("region"), region_link(visit, row["region"])),
        Fact(words("line_kind"), words.name("class_kind", row["kind"])),
        Fact(words("line_name"), Foreign(row["name"], lang)),
    ]
    for name in ("section", "functional_group", "functional_subgroup", "administrator", "programme"):
        if row[name]:
            facts.append(Fact(words(name), row[name]))
    facts.append(Fact(words("month"), words.period(row["month"]), words("month_note")))
    facts.append(Fact(words("level"), words.name("level", row["level"])))
    facts += [Fact(words(name), row[name]) for name in ("percent_of_period_plan", "percent_of_year_plan")]
    facts.append(Fact(words("as_printed"), _printed(visit, row), words("as_printed_note")))
    return facts


def _printed(visit: Visit, row: dict[str, Any]) -> str:
    """Every measure in the thousand tenge of the report; what was printed with binary noise, exactly so."""
    noise = dict(part.split("=", 1) for part in (row["printed"] or "").split(";") if part)
    shown = ((name, noise.get(name) or plain(Decimal(row[name]) / 1000)) for name in MEASURES)
    return "; ".join(f"{visit.words.name('measure', name)} {text}" for name, text in shown)


def line_hashes(visit: Visit, row: dict[str, Any], document: dict[str, Any]) -> list[Fact]:
    """Where the line stands, and by which hash to recognise the file."""
    words = visit.words
    return [
        Fact(words("document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("row"), row["locator"]),
        Fact(words("file"), document["file"]),
        Fact(words("document_hash"), document["sha256"]),
    ]
