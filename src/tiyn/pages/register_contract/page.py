"""A contract of a register: who, how much and why that sum, how the supplier was chosen, how far the money is followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.pages.register_contract.moments import moments
from tiyn.pages.register_contract.plan import Path, path
from tiyn.view.charted import Charted
from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Figure, Link
from tiyn.view.purchase_rows import contracted, day, named, titled
from tiyn.view.purchase_tables import Grid, Tables, side_name
from tiyn.view.purchases import Side, unsegment
from tiyn.view.questions import Answers, Questions
from tiyn.view.visit import Visit

PATH = "/contract/{ocid}/{id}"
RUNGS = (("plan", "planned"), ("lot", "tendered"), ("award", "awarded"), ("act", "acted"), ("payment", "paid"))
PAIR = 8


@dataclass(frozen=True)
class Context:
    """The contract page. `rungs` follow the money from plan to payment; `reason` says why the rest is not followed."""

    title: str
    title_lang: str
    description: str
    breadcrumbs: tuple[Link, ...]
    number: str
    state: str
    state_name: str
    buyer: Side | None
    supplier: Side | None
    contracted: Figure | None
    why_sum: str
    paid: Figure | None
    remainder: Figure | None
    reason: str
    rungs: Grid
    method: list[Fact]
    dates: list[Fact]
    competition: str
    bids: Grid
    versions: Grid
    items: Grid
    acts: Grid
    payments: Grid
    pair: list[Grid]
    pair_sums: list[Figure]
    pair_list: str
    origin: list[Fact]
    path: Path
    charts: dict[str, Charted]
    reply: str
    source: list[Fact]
    process: Link
    absent: list[str]
    asked: Answers


def context(visit: Visit) -> Context:
    reads, words = visit.purchases, visit.words
    ocid, identifier = unsegment(visit.params["ocid"]), unsegment(visit.params["id"])
    process = reads.row("process", id=ocid)
    row, trace = reads.row("contract", ocid=ocid, id=identifier), reads.row("trace", ocid=ocid, contract=identifier)
    (title, lang), number = titled(words, row, process), row["system_number"] or row["number"] or identifier
    buyer, supplier = reads.side(trace["buyer"]), reads.side(trace["supplier"])
    total = contracted(visit, row, trace)
    return Context(
        title=title or words("untitled"),
        title_lang=lang,
        description=_sentence(visit, buyer, supplier, total, row),
        breadcrumbs=(Link(words("contracts"), reads.list_url()), Link(number, "")),
        number=number,
        state=trace["state"],
        state_name=words.name("trace_state", trace["state"]),
        buyer=buyer,
        supplier=supplier,
        contracted=total,
        why_sum=words.name("effective_reason", trace["contracted_reason"]),
        paid=reads.figure("contract_trace", trace, "paid", words("paid_label")),
        remainder=_remainder(visit, trace),
        reason=words.name("untraced_reason", trace["reason"]) if trace["reason"] else "",
        rungs=_rungs(visit, trace, total),
        method=_method(visit, process, row),
        dates=_dates(visit, process, row),
        competition=_competition(visit, process),
        origin=_origin(visit, process, row, trace),
        path=path(visit, row, trace, process),
        charts=moments(visit, row),
        reply=reads.contract_url(ocid, identifier).removeprefix(f"/{visit.lang}"),
        source=_source(visit, row),
        process=Link(words("process_of", number=process["number"] or ocid), reads.process_url(ocid)),
        absent=_absent(visit, row, trace),
        asked=Questions(visit).of_contract(ocid, identifier, (row["lots"] or "").split()),
        **_tables(visit, row),
        **_of_pair(visit, trace),
    )


def _remainder(visit: Visit, trace: Mapping[str, Any]) -> Figure | None:
    """What is not followed to a payment; None where everything is, or nothing can be said."""
    figure = visit.purchases.figure("contract_trace", trace, "remainder", visit.words("remainder_label"))
    return figure if figure is not None and figure.number else None


def _tables(visit: Visit, row: Mapping[str, Any]) -> dict[str, Grid]:
    """What was published under the contract."""
    tables, ocid, identifier = Tables(visit), row["ocid"], row["id"]
    under = {name: getattr(tables, name)(ocid, identifier) for name in ("versions", "acts", "payments")}
    return under | {"bids": tables.bids(ocid, (row["lots"] or "").split()), "items": tables.items(ocid, "contract", identifier)}


def _of_pair(visit: Visit, trace: Mapping[str, Any]) -> dict[str, Any]:
    """What else the same buyer bought from the same supplier."""
    own = (trace["ocid"], trace["contract"])
    pair = [one for one in _pair(visit, trace) if (one["ocid"], one["contract"]) != own][:PAIR]
    if not pair:
        return {"pair": [], "pair_sums": [], "pair_list": ""}
    address = visit.purchases.list_url(buyer=trace["buyer"], supplier=trace["supplier"])
    return {"pair": [_pair_grid(visit, pair)], "pair_sums": _pair_sums(visit, trace), "pair_list": address}


def _sentence(visit: Visit, buyer: Side | None, supplier: Side | None, total: Figure | None, row: Mapping[str, Any]) -> str:
    words = visit.words
    values = {"buyer": side_name(buyer, words("a_buyer")), "supplier": side_name(supplier, words("a_supplier"))}
    values["sum"] = total.text if total else words("no_sum")
    said = words("sentence", **values)
    return f"{said} {words('signed_on', day=day(words, row['signed']))}" if row["signed"] else said


def _rungs(visit: Visit, trace: Mapping[str, Any], total: Figure | None) -> Grid:
    """Each rung with its sum and how it is tied to the contract."""
    words, reads = visit.words, visit.purchases
    rows: list[list[Any]] = []
    for rung, column in RUNGS:
        state = words.name("link_state", trace[f"{rung}_link"])
        rows.append(
            [
                words.name("rung", rung),
                state,
                reads.figure("contract_trace", trace, column, words.name("rung", rung)) or words("not_published"),
            ]
        )
        if rung == "award":
            rows.append([words.name("rung", "contract"), words("this_contract"), total or words("not_published")])
    return Grid(words("g_rungs"), [words("t_rung"), words("t_tied"), {"text": words("t_sum"), "num": True}], rows)


def _method(visit: Visit, process: Mapping[str, Any], row: Mapping[str, Any]) -> list[Fact]:
    words = visit.words
    facts = [Fact(words("f_method"), named(words, "method", row["method"] or process["method"]))]
    for name, value in (
        ("f_method_details", row["method_details"] or process["method_details"]),
        ("f_ground", row["method_ground"] or process["method_ground"]),
        ("f_criteria", process["award_criteria"]),
    ):
        if value:
            facts.append(Fact(words(name), Foreign(value, "")))
    if row["direct"] == "yes":
        facts.append(Fact(words("f_direct"), words("direct_yes")))
    if process["category"]:
        facts.append(Fact(words("f_category"), named(words, "category", process["category"])))
    if process["attempt"] and process["attempt"] > 1:
        facts.append(Fact(words("f_attempt"), words("lot_attempt", n=process["attempt"])))
    return facts


def _dates(visit: Visit, process: Mapping[str, Any], row: Mapping[str, Any]) -> list[Fact]:
    words = visit.words
    known = [(name, process[name]) for name in ("announced", "tender_start", "tender_end")]
    known += [(name, row[name]) for name in ("signed", "start", "end_date")]
    return [Fact(words(f"d_{name}"), day(words, value)) for name, value in known if value]


def _competition(visit: Visit, process: Mapping[str, Any]) -> str:
    """How many bid, by the bids published, or by the number the source prints."""
    count = len(visit.purchases.rows("bids", ocid=process["ocid"]))
    if count:
        return visit.words("bids_n", n=count)
    return visit.words("tenderers_n", n=process["tenderers"]) if process["tenderers"] is not None else visit.words("bids_none")


def _pair(visit: Visit, trace: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not trace["buyer"] or not trace["supplier"]:
        return []
    return visit.purchases.rows("pair_contracts", buyer=trace["buyer"], supplier=trace["supplier"], most=PAIR + 1)


def _pair_sums(visit: Visit, trace: Mapping[str, Any]) -> list[Figure]:
    """What the buyer has contracted with the supplier in all, one sum per source and currency."""
    rows = visit.purchases.rows("pair", buyer=trace["buyer"], supplier=trace["supplier"])
    label = [visit.words("pair_sum", n=row["contracts"]) for row in rows]
    found = [visit.purchases.figure("pair_total", row, "contracted", name) for row, name in zip(rows, label, strict=True)]
    return [figure for figure in found if figure is not None]


def _pair_grid(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    words, reads = visit.words, visit.purchases
    cells = []
    for one in rows:
        own = reads.row("contract", ocid=one["ocid"], id=one["contract"])
        title, _ = titled(words, own, reads.row("process", id=one["ocid"]))
        link = Link((title or one["contract"])[:160], reads.contract_url(one["ocid"], one["contract"]))
        cells.append(
            [
                link,
                str(one["year"] or ""),
                words.name("trace_state", one["state"]),
                contracted(visit, own, one) or words("no_sum"),
            ]
        )
    return Grid(
        words("g_pair"), [words("t_what"), words("t_year"), words("t_state"), {"text": words("t_sum"), "num": True}], cells
    )


def _origin(visit: Visit, process: Mapping[str, Any], row: Mapping[str, Any], trace: Mapping[str, Any]) -> list[Fact]:
    """Which budget the money comes from, as far as published keys say."""
    words = visit.words
    facts = []
    if trace["administrator"]:
        code = "/".join(part for part in (trace["administrator"], trace["programme"]) if part)
        facts.append(
            Fact(words("f_programme"), Link(code, visit.purchases.list_url(programme=code) if trace["programme"] else ""))
        )
    for name, value in (
        ("f_finance", row["finance_source"]),
        ("f_budget_id", process["budget_id"]),
        ("f_project", process["budget_project"]),
    ):
        if value:
            facts.append(Fact(words(name), Foreign(value, "")))
    if trace["digital"]:
        facts.append(
            Fact(words("f_digital"), visit.label(f"rule/digital-purchases/{trace['digital']}", "why"), words("digital_note"))
        )
    return facts


def _source(visit: Visit, row: Mapping[str, Any]) -> list[Fact]:
    words = visit.words
    document = visit.row("document", id=row["document_id"])
    visit.cite(row["document_id"])
    return [
        Fact(words("f_document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("f_place"), row["locator"]),
        Fact(words("f_hash"), document["sha256"]),
    ]


def _absent(visit: Visit, row: Mapping[str, Any], trace: Mapping[str, Any]) -> list[str]:
    """What the source does not say of this contract."""
    missing = [name for name in ("signed", "end_date", "status") if not row[name]]
    missing += [
        name
        for name, found in (("sum", trace["contracted"]), ("currency", trace["currency"]), ("supplier", trace["supplier"]))
        if found is None
    ]
    missing += [f"{rung}_rung" for rung, _ in RUNGS if trace[f"{rung}_link"] == "not_published"]
    return [visit.words(f"absent_{name}") for name in missing]


def examples(visit: Visit) -> list[str]:
    """A few contracts of every state, with and without payments."""
    prefix = len(visit.url(""))
    return [visit.purchases.contract_url(row["ocid"], row["contract"])[prefix:] for row in visit.query("examples")]
