"""Rows of the tables from records of the register: announcements, lots, plan items, bids, acts, payments."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tiyn.model.errors import NotAnIdentifier, RecordRefused
from tiyn.model.procurement_key import read_announcement_number, read_lot_number
from tiyn.readers._goszakup_index import Index
from tiyn.readers._goszakup_party import Parties
from tiyn.readers._goszakup_values import detailed, moment, named, number, ocds_method, ocds_status, records, region, text, whole

Row = dict[str, Any]
Rows = list[tuple[str, Row]]
# The register states sums in tenge; only a contract names a currency of its own.
CURRENCY = "KZT"
WON, SECOND = "Победитель", "Второй победитель"


@dataclass(frozen=True)
class Found:
    """One record, newest of its kind: `row` under GraphQL's names, `id` its own, where it stands."""

    kind: str
    id: int
    row: Row
    source: str
    document: str
    locator: str

    @property
    def stands(self) -> Row:
        return {"source_id": self.source, "document_id": self.document, "locator": self.locator}


@dataclass
class Reading:
    """What a whole reading gathers besides rows."""

    index: Index
    parties: Parties
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)

    def need(self, ocid: str, found: Found, known: Row) -> None:
        """Remember that a process is spoken of, in case its announcement is not among what was read."""
        buy = ocid.removeprefix("goszakup-")
        if buy.isdecimal() and self.index.newest("trd_buy", int(buy)):
            return
        row = {"ocid": ocid, **found.stands, "releases": 1, **known}
        self.index.put("needed_seen", ocid=ocid, row=json.dumps(row, ensure_ascii=False))


def issue(kind: str, place: str, message: str) -> tuple[str, Row]:
    """A row of the issue table."""
    identifier = sha256(f"{place}\n{message}".encode()).hexdigest()[:16]
    return "issue", {"id": identifier, "step": "read", "kind": kind, "place": place, "message": message}


def customer(found: Found, to: Reading, role: str = "buyer") -> str | None:
    row = found.row
    told = {"name": row.get("customerNameRu"), "name_kk": row.get("customerNameKz"), "type": 1}
    pid = row.get("customerPid", row.get("customerId"))
    return to.parties.met(row.get("customerBin"), pid, f"{found.kind}-{found.id}-customer", role, told)


def trd_buy(found: Found, to: Reading) -> Rows:
    """An announcement is a process."""
    row, rows = found.row, []
    printed = text(row.get("numberAnno"))
    if printed:
        try:
            if read_announcement_number(printed).announcement != found.id:
                rows.append(issue("key_disagrees", found.locator, f"numberAnno {printed}: not of announcement {found.id}"))
        except NotAnIdentifier as error:
            rows.append(issue("key_malformed", found.locator, f"numberAnno: {error}"))
    told = {"name": row.get("orgNameRu"), "name_kk": row.get("orgNameKz"), "type": 1}
    entity = to.parties.met(row.get("orgBin"), row.get("orgPid"), f"trd_buy-{found.id}-org", "procuringEntity", told)
    ocid = f"goszakup-{found.id}"
    who = {"buyer": customer(found, to) or entity, "procuring_entity": entity}
    rows.append(("process", {"ocid": ocid, **found.stands, "releases": 1, "number": printed, **who, **_announced(row)}))
    for position, file in enumerate(records(row.get("Files")), 1):
        shared = {"ocid": ocid, "parent_kind": "tender", "parent": "", "id": f"#{position}"}
        title = text(file.get("nameRu")) or text(file.get("originalName"))
        rows.append(("attachment", shared | {"title": title, "url": text(file.get("filePath"))}))
    return rows


def _announced(row: Row) -> Row:
    """What an announcement says of itself. Its status may be stale: the end of the bidding stands beside it."""
    years = row.get("finYear") if isinstance(row.get("finYear"), list) else [row.get("finYear")]
    published, method, value = moment(row.get("publishDate")), row.get("refTradeMethodsId"), number(row.get("totalSum"))
    return {
        "first_published": published, "published": published, "language": "ru", "title": text(row.get("nameRu")),
        "title_kk": text(row.get("nameKz")), "status": ocds_status("goszakup_buy_status", row.get("refBuyStatusId")),
        "status_details": detailed("goszakup_buy_status", row.get("refBuyStatusId")), "initiation": "tender",
        "method": ocds_method(method), "method_details": named("goszakup_method", method),
        "category": _category(row.get("refSubjectTypeId")), "announced": published,
        "tender_start": moment(row.get("startDate")) or moment(row.get("repeatStartDate")),
        "tender_end": moment(row.get("endDate")) or moment(row.get("repeatEndDate")),
        "enquiry_start": moment(row.get("discusStartDate")), "enquiry_end": moment(row.get("discusEndDate")),
        "award_end": moment(row.get("itogiDatePublic")), "tender_value": value,
        "tender_currency": CURRENCY if value is not None else None, "region": region(row.get("kato")),
        "year": _year(published) or next((year for year in map(whole, years) if year), None),
        "previous": f"goszakup-{parent}" if (parent := whole(row.get("parentId"))) else None,
    }  # fmt: skip


def lot(found: Found, to: Reading) -> Rows:
    row, rows = found.row, []
    buy = whole(row.get("trdBuyId"))
    if not buy:
        raise RecordRefused(
            f"{found.locator}: no announcement (trdBuyId {row.get('trdBuyId')!r}); expected one; ask the register"
        )
    ocid, printed, key = f"goszakup-{buy}", text(row.get("lotNumber")), None
    if printed:
        try:
            key = read_lot_number(printed)
        except NotAnIdentifier as error:
            rows.append(issue("key_malformed", found.locator, f"lotNumber: {error}"))
    points = [point for point in map(whole, _several(row.get("pointList")) or [row.get("plnPointId")]) if point]
    nested = records(row.get("Plans"))
    item = to.index.plan(points[0]) if len(points) == 1 else None
    root = key.root if key else whole(row.get("plnPointRootrecordId"))
    if key and item and item.root != key.root:
        said = f"lotNumber {printed}: its plan item {points[0]} has root {item.root}; expected {key.root}"
        rows.append(issue("key_disagrees", found.locator, said))
    buyer = customer(found, to)
    amount = number(row.get("amount"))
    rows.append(("lot", {
        "ocid": ocid, "id": str(found.id), "position": found.id, "number": printed, "title": text(row.get("nameRu")),
        "title_kk": text(row.get("nameKz")), "description": text(row.get("descriptionRu")),
        **_status(row),
        "value": amount, "currency": CURRENCY if amount is not None else None, "vat": "unknown" if amount is not None else None,
        "quantity": number(row.get("count")), "plan_item": str(points[0]) if len(points) == 1 else None,
        "plan_root": str(root) if root else None,
        "method_planned": detailed("goszakup_method", row.get("refTradeMethodsId")),
        "method_actual": detailed("goszakup_method", row.get("refBuyTradeMethodsId")),
        "attempt": key.attempt if key else None, "customer": buyer,
        "joined": "yes" if (key and key.joined) or len(points) > 1 else "no" if key else None,
        "region": region(row.get("plnPointKatoList")) or (region(item.kato) if item else None),
        "deleted": "yes" if whole(row.get("isDeleted")) or to.index.removal("lot", found.id) else None,
    }))  # fmt: skip
    rows.append(("item", _lot_item(found, ocid, nested, item)))
    known = {"number": text(row.get("trdBuyNumberAnno")), "buyer": buyer}
    to.need(ocid, found, known)
    return rows


def _status(row: Row) -> Row:
    code = row.get("refLotStatusId")
    return {"status": ocds_status("goszakup_lot_status", code), "status_details": detailed("goszakup_lot_status", code)}


def _lot_item(found: Found, ocid: str, nested: list[Row], item: Any) -> Row:
    """What a lot buys: lots are named after the class; its code stands in the plan item, `enstruList` holds [0]."""
    row = found.row
    inside = [one.get("RefEnstru") for one in nested if isinstance(one.get("RefEnstru"), dict)]
    classes = {text(one.get("code")): text(one.get("nameRu")) for one in inside}
    code, title = next(iter(classes.items())) if len(classes) == 1 else (item.classification if item else None, None)
    return {
        "ocid": ocid, "parent_kind": "tender", "parent": "", "position": found.id, "id": str(found.id), "lot": str(found.id),
        "description": text(row.get("nameRu")), "description_kk": text(row.get("nameKz")), "scheme": "ENSTRU" if code else None,
        "classification": code, "classification_name": title, "quantity": number(row.get("count")),
        "unit": item.unit if item else None, "total": number(row.get("amount")), "vat": "unknown",
        "region": region(row.get("plnPointKatoList")),
    }  # fmt: skip


def plan(found: Found, to: Reading) -> Rows:
    """One version of a plan item and the budget lines behind it."""
    row = found.row
    place = to.index.plan(found.id)
    told = {"name": row.get("subjectNameRu"), "name_kk": row.get("subjectNameKz"), "type": 1}
    buyer = to.parties.met(row.get("subjectBiin"), row.get("sysSubjectsId"), f"plan-{found.id}-subject", "buyer", told)
    code = text(row.get("refEnstruCode"))
    gone = whole(row.get("isDeleted")) or to.index.removal("plan", found.id) or to.index.newest("plan_deleted", found.id)
    rows: Rows = [("plan_item", {
        "id": str(found.id), **found.stands, "root": str(place.root if place else found.id),
        "version": place.version if place else 1, "latest": "yes" if place is None or place.last else "no", "buyer": buyer,
        "year": whole(row.get("plnPointYear")), "month": whole(row.get("refMonthsId")), "title": text(row.get("nameRu")),
        "title_kk": text(row.get("nameKz")), "description": text(row.get("descRu")), "scheme": "ENSTRU" if code else None,
        "classification": code, "unit": _inside(row, "RefUnits") or text(row.get("refUnitsCode")),
        "quantity": number(row.get("count")), "price": number(row.get("price")), "amount": number(row.get("amount")),
        "amount_1": number(row.get("sum1")), "amount_2": number(row.get("sum2")), "amount_3": number(row.get("sum3")),
        "currency": CURRENCY, "vat": "unknown", "prepayment": number(row.get("prepayment")),
        "method": detailed("goszakup_method", row.get("refTradeMethodsId")), "method_ground": text(row.get("refJustificationId")),
        "status": text(row.get("refPlnPointStatusId")),
        "finance_source": _inside(row, "RefFinsource") or text(row.get("refFinsourceId")),
        "budget_type": _inside(row, "RefBudgetType") or text(row.get("refBudgetTypeId")),
        "region": region([one.get("refKatoCode") for one in records(row.get("PlansKato"))], place.kato if place else None),
        "deleted": "yes" if gone else None, "edited": moment(row.get("timestamp")) or moment(row.get("dateCreate")),
    })]  # fmt: skip
    parts = records(row.get("PlansSpec"))
    ids = [whole(one.get("id")) for one in parts]
    own = all(ids) and len(set(ids)) == len(ids)
    for position, one in enumerate(parts, 1):
        rows.append(("budget_part", _part(found.id, int(ids[position - 1] or 0) if own else position, one, buyer)))
    return rows


def plan_spec(found: Found, to: Reading) -> Rows:
    """A budget line that came apart from its plan item (REST)."""
    owner = whole(found.row.get("plnPointsId"))
    place = to.index.plan(owner)
    if owner is None or place is None:
        said = f"{found.locator}: plan item {owner} is not among what was read; expected it; collect the plans too"
        raise RecordRefused(said)
    return [] if place.has_parts else [("budget_part", _part(owner, found.id, found.row, None))]


def _part(owner: int, position: int, row: Row, payer: str | None) -> Row:
    amount = number(row.get("amount"))
    return {
        "owner_kind": "plan_item", "owner": str(owner), "position": position, "description": text(row.get("ekrbNameRu")),
        "value": amount, "currency": CURRENCY if amount is not None else None, "quantity": number(row.get("count")),
        "price": number(row.get("price")), "payer": payer, "administrator": text(row.get("abpCode")),
        "programme": text(row.get("fkrbProgramCode")), "subprogramme": text(row.get("fkrbSubprogramCode")),
        "specific": text(row.get("ekrbCode")),
    }  # fmt: skip


def bid(found: Found, to: Reading) -> Rows:
    """One row for each lot bid for; the winning ones are awards. Bids are published after the results only."""
    row = found.row
    buy = whole(row.get("buyId"))
    who = bidder(found, to.parties)
    rows: Rows = []
    for place, one in enumerate(records(row.get("AppLots")), 1):
        own, lot_id = whole(one.get("id")), whole(one.get("lotId"))
        ocid = f"goszakup-{buy}" if buy else None
        if own is not None and not to.index.first("bid", own):
            said = f"AppLots {place}: bid {own} stands twice; expected it once; the first was kept"
            rows.append(issue("conflict", found.locator, said))
            continue
        if own is None or lot_id is None:
            said = f"{found.locator}: AppLots {place} without id or lotId; expected both; not read"
            rows.append(issue("key_malformed", found.locator, said))
            continue
        if ocid is None:
            ocid = to.index.lot_process(lot_id)
        if ocid is None:
            raise RecordRefused(f"{found.locator}: lot {lot_id} is not among what was read; expected it; collect the lots too")
        status = _inside(one, "RefAppStatus") or text(one.get("statusId"))
        amount = number(one.get("amount"))
        shared = {"ocid": ocid, "id": str(own), "position": own, "date": moment(row.get("dateApply")), "status": status}
        shared |= {"value": amount, "currency": CURRENCY if amount is not None else None, "lots": str(lot_id)}
        rank = {WON: 1, SECOND: 2}.get(status or "")
        rows.append(("bid", shared | {"tenderer": who, "tenderers": 1 if who else None, "rank": rank}))
        if rank == 1:
            rows.append(("award", shared | {"supplier": who, "suppliers": 1 if who else None, "bid": str(own), "date": None}))
        to.need(ocid, found, {})
    return rows


def bidder(found: Found, parties: Parties) -> str | None:
    row = found.row
    told = row.get("Supplier") if isinstance(row.get("Supplier"), dict) else {}
    known = {"name": told.get("nameRu"), "name_kk": told.get("nameKz"), "type": told.get("typeSupplier")}
    pid = row.get("supplierId") or told.get("pid")
    return parties.met(row.get("supplierBinIin") or told.get("bin"), pid, f"bid-{found.id}-supplier", "tenderer", known)


def subject(found: Found, to: Reading) -> Rows:
    """An entry of the register of participants: a participant, unless a natural person nobody else names."""
    row = found.row
    kind = whole(row.get("typeSupplier"))
    if kind != 2:
        told = {"name": row.get("nameRu") or row.get("fullNameRu"), "name_kk": row.get("nameKz") or row.get("fullNameKz")}
        told |= {"type": kind, "kato": row.get("katoList"), "country": row.get("countryCode"), "rank": 2}
        to.parties.met(row.get("bin") or row.get("iin"), row.get("pid"), f"subject-{found.id}", "registered", told)
    return []


def rnu(found: Found, to: Reading) -> Rows:
    """An entry of the register of unfair participants names a participant; no table holds the entry itself."""
    row = found.row
    told = {"name": row.get("supplierNameRu"), "name_kk": row.get("supplierNameKz"), "kato": row.get("katoList")}
    to.parties.met(row.get("supplierBiin"), row.get("pid"), f"rnu-{found.id}", "unfairParticipant", told)
    return []


def nothing(found: Found, to: Reading) -> Rows:
    """A record others have taken what they need from."""
    return []


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _inside(row: Row, name: str) -> str | None:
    inside = row.get(name)
    return text(inside.get("nameRu")) if isinstance(inside, dict) else None


def _category(value: Any) -> str | None:
    """OCDS's category of a subject type: 1 goods, 2 works, 3 services."""
    return {1: "goods", 2: "works", 3: "services"}.get(whole(value) or 0)


def _year(published: str | None) -> int | None:
    return int(published[:4]) if published else None
