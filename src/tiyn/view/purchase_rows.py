"""One purchase as a line of a list: what, who, how much, how far it was followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tiyn import codes
from tiyn.view.figures import Figure
from tiyn.view.purchases import Side
from tiyn.view.visit import Visit
from tiyn.view.words import Words

# Which code list names the values of a filter.
NAMED = {
    "region": "region", "method": "procurement_method", "status": "purchase_status", "category": "procurement_category",
    "state": "trace_state",
}  # fmt: skip
NO_CONTRACT, UNKNOWN = "no_contract", "-"


@dataclass(frozen=True)
class Purchase:
    """A contract, or a process without one. `figure` is its sum, None when none was published; `stage` names that sum."""

    title: str
    title_lang: str
    url: str
    number: str
    buyer: Side | None
    supplier: Side | None
    figure: Figure | None
    stage: str
    when: str
    method: str
    status: str
    state: str
    state_name: str
    currency: str


def purchases(visit: Visit, keys: Iterable[tuple[str, str]]) -> list[Purchase]:
    """The lines of some keys (ocid, contract id or ""), in their order."""
    return [purchase(visit, ocid, contract) for ocid, contract in keys]


def purchase(visit: Visit, ocid: str, contract: str) -> Purchase:
    """One line. Raises NotFound for an unknown process."""
    process = visit.purchases.row("process", id=ocid)
    return _of_contract(visit, process, contract) if contract else _of_process(visit, process)


def _of_contract(visit: Visit, process: Mapping[str, Any], identifier: str) -> Purchase:
    reads, words = visit.purchases, visit.words
    row = reads.row("contract", ocid=process["ocid"], id=identifier)
    trace = reads.row("trace", ocid=process["ocid"], contract=identifier)
    title, lang = titled(words, row, process)
    figure = contracted(visit, row, trace)
    return Purchase(
        title=title or words("untitled"), title_lang=lang, url=reads.contract_url(process["ocid"], identifier),
        number=row["system_number"] or row["number"] or identifier,
        buyer=reads.side(trace["buyer"]), supplier=reads.side(trace["supplier"]), figure=figure, stage=words("stage_contracted"),
        when=day(words, row["signed"]) or str(trace["year"] or ""), method=named(words, "method", trace["method"]),
        status=named(words, "status", row["status"]), state=trace["state"], state_name=words.name("trace_state", trace["state"]),
        currency=trace["currency"] or "",
    )  # fmt: skip


def contracted(visit: Visit, row: Mapping[str, Any], trace: Mapping[str, Any]) -> Figure | None:
    """A contract's sum: the register's own cell where the sum followed is the published one, else our addition."""
    label = visit.words("stage_contracted")
    for column in ("value_vat", "value"):
        if row[column] is not None and row[column] == trace["contracted"]:
            return visit.purchases.figure("contract", row, column, label)
    return visit.purchases.figure("contract_trace", trace, "contracted", label)


def _of_process(visit: Visit, row: Mapping[str, Any]) -> Purchase:
    reads, words = visit.purchases, visit.words
    title, lang = titled(words, row)
    column = "tender_value" if row["tender_value"] is not None else "budget_value"
    stage = words("stage_tendered" if column == "tender_value" else "stage_planned")
    return Purchase(
        title=title or words("untitled"), title_lang=lang,
        url=reads.process_url(row["ocid"]), number=row["number"] or row["ocid"],
        buyer=reads.side(row["buyer"] or row["procuring_entity"]), supplier=None,
        figure=reads.figure("process", row, column, stage),
        stage=stage, when=day(words, row["announced"] or row["tender_start"] or row["published"]),
        method=named(words, "method", row["method"]), status=named(words, "status", row["status"]),
        state=NO_CONTRACT, state_name=words("state_no_contract"), currency=row["tender_currency"] or row["budget_currency"] or "",
    )  # fmt: skip


def titled(words: Words, *rows: Mapping[str, Any]) -> tuple[str, str]:
    """The title to show and its language: the Kazakh one to readers of Kazakh, else the first published."""
    for row in rows:
        if words.code == "kk" and row["title_kk"]:
            return row["title_kk"], "kk"
    for row in rows:
        if row["title"]:
            return row["title"], _language(row.get("language") or rows[-1].get("language"))
    for row in rows:
        if row["description"]:
            return row["description"], _language(rows[-1].get("language"))
    return "", ""


def _language(said: str | None) -> str:
    code = (said or "").lower()[:2]
    return code if code.isalpha() else ""


def day(words: Words, instant: str | None) -> str:
    """The day of a published instant, "" for none; what is no date is shown as printed."""
    if not instant:
        return ""
    try:
        return words.date(instant[:10])
    except ValueError:
        return instant


def named(words: Words, field: str, value: str | None) -> str:
    """A value of a filter in words; what the list does not know, as published."""
    if value in (None, "", UNKNOWN):
        return words("not_stated")
    if field == "state" and value == NO_CONTRACT:
        return words("state_no_contract")
    known = NAMED.get(field)
    return words.name(known, value) if known and value in codes.lists()[known] else str(value)
