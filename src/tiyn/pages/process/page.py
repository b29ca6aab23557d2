"""A whole contracting process: what was to be bought, in which lots, who bid, who won, what was signed, from which records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Figure, Link
from tiyn.view.purchase_rows import day, named, titled
from tiyn.view.purchase_tables import Grid, Tables
from tiyn.view.purchases import Side, unsegment
from tiyn.view.questions import ON_PROCESS, Answers, Questions
from tiyn.view.visit import Visit

PATH = "/process/{ocid}"
RECORDS = ("record/process/{ocid}",)  # what the page is of, for its receipt file
DATES = ("announced", "enquiry_start", "enquiry_end", "tender_start", "tender_end", "award_start", "award_end", "published")
WORDS = ("method_details", "method_ground", "award_criteria", "budget_id", "budget_project", "previous")


@dataclass(frozen=True)
class Context:
    """The process page. `tables` are the parts of the process that were published, `empty` the names of those that were not."""

    title: str
    title_lang: str
    description: str
    breadcrumbs: tuple[Link, ...]
    number: str
    ocid: str
    status: str
    buyer: Side | None
    sums: list[Figure]
    facts: list[Fact]
    dates: list[Fact]
    tables: list[Grid]
    empty: list[str]
    bids: str
    source: list[Fact]
    record: str
    asked: Answers


def context(visit: Visit) -> Context:
    reads, words = visit.purchases, visit.words
    ocid = unsegment(visit.params["ocid"])
    row = reads.row("process", id=ocid)
    title, lang = titled(words, row)
    buyer = reads.side(row["buyer"] or row["procuring_entity"])
    sums = [reads.figure("process", row, name, words(f"sum_{name}")) for name in ("budget_value", "tender_value")]
    bids, tables = len(reads.rows("bids", ocid=ocid)), _tables(visit, ocid)
    return Context(
        title=title or words("untitled"),
        title_lang=lang,
        description=words("lead", n=row["releases"]),
        breadcrumbs=(Link(words("contracts_page"), reads.list_url()), Link(row["number"] or ocid, "")),
        number=row["number"] or ocid,
        ocid=ocid,
        status=named(words, "status", row["status"]) + (f", {row['status_details']}" if row["status_details"] else ""),
        buyer=buyer,
        sums=[one for one in sums if one is not None],
        facts=_facts(visit, row),
        dates=_dates(visit, row),
        tables=tables,
        empty=sorted({*ON_PROCESS.values(), "contracts"} - {"method", *(one.name for one in tables)}),
        bids=words("bids_n", n=bids) if bids else words("bids_none"),
        source=_source(visit, row),
        record=f"/{visit.lang}/export/ocds/{visit.purchases.process_url(ocid).rpartition('/')[2]}.json",
        asked=Questions(visit).of_process(ocid, [one["id"] for one in reads.rows("lots", ocid=ocid)]),
    )


def _facts(visit: Visit, row: Mapping[str, Any]) -> list[Fact]:
    words = visit.words
    facts = [Fact(words("f_method"), named(words, "method", row["method"]))]
    if row["category"]:
        facts.append(Fact(words("f_category"), named(words, "category", row["category"])))
    if row["description"] and row["description"] != row["title"]:
        facts.append(Fact(words("f_description"), Foreign(Tables(visit).text(row["description"]), "")))
    facts += [Fact(words(f"f_{name}"), Foreign(row[name], "")) for name in WORDS if row[name]]
    if row["tenderers"] is not None:
        facts.append(Fact(words("f_tenderers"), str(row["tenderers"]), words("f_tenderers_note")))
    if row["attempt"] and row["attempt"] > 1:
        facts.append(Fact(words("t_attempt"), words("lot_attempt", n=row["attempt"])))
    if row["digital"]:
        facts.append(
            Fact(words("f_digital"), visit.label(f"rule/digital-purchases/{row['digital']}", "why"), words("digital_note"))
        )
    entity = visit.purchases.side(row["procuring_entity"])
    if entity is not None and row["buyer"] and row["procuring_entity"] != row["buyer"]:
        facts.append(Fact(words("f_entity"), Link(entity.name, entity.url)))
    return facts


def _dates(visit: Visit, row: Mapping[str, Any]) -> list[Fact]:
    """The dates that were published; how long bids could be given, in days."""
    words = visit.words
    facts = [Fact(words(f"d_{name}"), day(words, row[name])) for name in DATES if row[name]]
    length = _days(row["tender_start"], row["tender_end"])
    return [*facts, Fact(words("d_length"), words("days_n", n=length))] if length is not None else facts


def _days(start: str | None, end: str | None) -> int | None:
    try:
        return (date.fromisoformat((end or "")[:10]) - date.fromisoformat((start or "")[:10])).days
    except ValueError:
        return None


def _tables(visit: Visit, ocid: str) -> list[Grid]:
    """Every part of the process with rows: contracts first, then the way to them."""
    tables, reads = Tables(visit), visit.purchases
    plans = list(dict.fromkeys(row["plan_item"] for row in reads.rows("lots", ocid=ocid) if row["plan_item"]))
    found = [tables.contracts(ocid), tables.lots(ocid), tables.items(ocid, "tender"), tables.bids(ocid), tables.awards(ocid)]
    found += [tables.budget("process", ocid), *(tables.budget("plan_item", plan) for plan in plans[:5])]
    found += [
        tables.amendments(ocid),
        tables.milestones(ocid),
        tables.attachments(ocid),
        tables.others(ocid),
        tables.releases(ocid),
    ]
    shown = [one for one in found if one.rows]
    seen = [one.name for one in shown]
    return [replace(one, name=f"{one.name}-{at}" if one.name in seen[:at] else one.name) for at, one in enumerate(shown)]


def _source(visit: Visit, row: Mapping[str, Any]) -> list[Fact]:
    words = visit.words
    document = visit.row("document", id=row["document_id"])
    visit.cite(row["document_id"])
    return [
        Fact(words("f_document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("f_place"), row["locator"]),
        Fact(words("f_hash"), document["sha256"]),
        Fact(words("f_ocid"), row["ocid"]),
    ]


def examples(visit: Visit) -> list[str]:
    """A few processes of every status and method."""
    prefix = len(visit.url(""))
    return [visit.purchases.process_url(row["ocid"])[prefix:] for row in visit.query("examples")]
