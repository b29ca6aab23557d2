"""Rows of contracts and of what hangs on them: revisions, items, acts and treasury payments.

A contract's id is that of its first revision, so that its address outlives its amendments; the row says
what its last revision says. Acts and payments name a revision: the index says whose it is.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tiyn.model.errors import NotAnIdentifier, RecordRefused
from tiyn.model.procurement_key import ContractNumber, read_contract_number
from tiyn.readers._goszakup_index import Place
from tiyn.readers._goszakup_party import identify
from tiyn.readers._goszakup_rows import CURRENCY, Found, Reading, Row, Rows, customer, issue
from tiyn.readers._goszakup_values import detailed, moment, named, number, ocds_method, ocds_status, records, region, text, whole

_INSTITUTION = re.compile(r"\d{7}", re.ASCII)


def contract(found: Found, to: Reading) -> Rows:
    """A revision; the one that speaks for the contract gives the contract's row and its items as well."""
    row = found.row
    place = to.index.place(found.id)
    if place is None:
        raise RecordRefused(
            f"{found.locator}: contract {found.id} has no place among the revisions; expected one; collect it again"
        )
    rows, key = _key(found)
    value = number(row.get("contractSum"))
    version = {
        "ocid": place.ocid,
        "contract": str(place.root),
        "position": place.position,
        "kind": "original" if place.position == 1 and (key is None or key.revision == 0) else "restated_total",
        "date": moment(row.get("signDate")) or moment(row.get("crdate")),
        "value": value,
        "currency": _currency(row, value),
        "revision": f"{key.revision:02d}" if key else None,
        "status": text(row.get("refContractStatusId")),
        **found.stands,
    }
    rows.append(("contract_version", version))
    if place.last:
        rows += _contract(found, to, place, key)
    return rows


def _contract(found: Found, to: Reading, place: Place, key: ContractNumber | None) -> Rows:
    row = found.row
    units = [one for one in records(row.get("ContractUnits")) if not whole(one.get("deleted"))]
    lots = list(dict.fromkeys(str(lot) for lot in (whole(one.get("lotId")) for one in units) if lot))
    plans = [to.index.plan(whole(one.get("plnPointId"))) for one in units]
    buyer = customer(found, to)
    who = to.parties.met(row.get("supplierBiin"), row.get("supplierId"), f"contract-{found.id}-supplier", "supplier")
    value, with_vat = number(row.get("contractSum")), number(row.get("contractSumWnds"))
    grounds = {one.ground for one in plans if one and one.ground}
    method = row.get("faktTradeMethodsId")
    own: Row = {
        "ocid": place.ocid, "id": str(place.root), "position": place.root, **found.stands,
        "award": next((award for lot in lots if (award := to.index.award(int(lot), who))), None),
        "title": text(row.get("trdBuyNameRu")), "title_kk": text(row.get("trdBuyNameKz")),
        "description": text(row.get("descriptionRu")),
        "number": text(row.get("contractNumber")), "system_number": text(row.get("contractNumberSys")), "root": str(place.root),
        "revision": key.revision if key else None,
        "status": ocds_status("goszakup_contract_status", row.get("refContractStatusId")),
        "status_details": detailed("goszakup_contract_status", row.get("refContractStatusId")),
        "signed": moment(row.get("signDate")),
        "start": moment(row.get("signDate")), "end_date": moment(row.get("ecEndDate")) or moment(row.get("contractEndDate")),
        "value": value, "currency": _currency(row, value), "vat": "excl" if value is not None else None, "value_vat": with_vat,
        "supplier": who, "suppliers": 1 if who else None, "buyer": buyer, "lots": " ".join(lots) or None,
        "direct": "no" if place.buy else "yes", "method": ocds_method(method) or (None if place.buy else "direct"),
        "method_details": named("goszakup_method", method), "method_ground": grounds.pop() if len(grounds) == 1 else None,
        "finance_source": text(row.get("refFinsourceId")), "paid_stated": _paid(row, with_vat, to),
        "year": whole(row.get("finYear")) or (key.year if key else None), "region": region([one.kato for one in plans if one]),
        "deleted": "yes" if place.gone or whole(row.get("deleted")) else None,
    }  # fmt: skip
    rows: Rows = [("contract", own)]
    rows += [("item", _item(place, position, one, to)) for position, one in enumerate(units, 1)]
    _process(found, to, place, own)
    return rows


def _process(found: Found, to: Reading, place: Place, own: Row) -> None:
    """A direct contract is a process of its own; of another, its announcement is one, read or not."""
    known = {"buyer": own["buyer"], "year": own["year"], "region": own["region"], "method": own["method"]}
    known |= {"method_details": own["method_details"], "title": own["title"], "title_kk": own["title_kk"]}
    if place.buy:
        known |= {"number": text(found.row.get("trdBuyNumberAnno"))}
    else:
        known |= {"title": own["description"], "title_kk": text(found.row.get("descriptionKz")), "number": own["system_number"]}
        known |= {"initiation": "direct", "method_ground": own["method_ground"], "procuring_entity": own["buyer"]}
        known |= {"first_published": moment(found.row.get("crdate")), "published": moment(found.row.get("lastUpdateDate"))}
    to.need(place.ocid, found, known)


def _key(found: Found) -> tuple[Rows, ContractNumber | None]:
    """The register number taken apart, and what of it disagrees with the record."""
    row, rows = found.row, []
    printed = text(row.get("contractNumberSys"))
    if printed is None:
        return rows, None
    try:
        key = read_contract_number(printed)
    except NotAnIdentifier as error:
        return [issue("key_malformed", found.locator, f"contractNumberSys: {error}")], None
    own = text(row.get("customerBin"))
    if own is not None and own != key.customer:
        said = f"contractNumberSys {printed}: the customer is {own}; expected the BIN the number begins with; both are kept"
        rows.append(issue("key_disagrees", found.locator, said))
    year = whole(row.get("finYear"))
    if year is not None and year != key.year:
        said = f"contractNumberSys {printed}: the fiscal year is {year}; expected {key.year}, as the number says; both are kept"
        rows.append(issue("key_disagrees", found.locator, said))
    return rows, key


def _item(place: Place, position: int, one: Row, to: Reading) -> Row:
    planned = to.index.plan(whole(one.get("plnPointId")))
    told: dict[str, Any] = one.get("Plans") if isinstance(one.get("Plans"), dict) else {}
    units = told.get("RefUnits") if isinstance(told.get("RefUnits"), dict) else {}
    code = text(told.get("refEnstruCode")) or (planned.classification if planned else None)
    price = number(one.get("itemPrice"))
    return {
        "ocid": place.ocid, "parent_kind": "contract", "parent": str(place.root), "position": position,
        "id": text(one.get("id")) or f"#{position}", "lot": str(lot) if (lot := whole(one.get("lotId"))) else None,
        "description": text(told.get("nameRu")) or (planned.name if planned else None),
        "description_kk": text(told.get("nameKz")) or (planned.name_kk if planned else None),
        "scheme": "ENSTRU" if code else None,
        "classification": code, "quantity": number(one.get("quantity")),
        "unit": text(units.get("nameRu")) or (planned.unit if planned else None), "unit_price": price,
        "unit_currency": CURRENCY if price is not None else None, "total": number(one.get("totalSum")), "vat": "excl",
        "plan_item": text(whole(one.get("plnPointId"))), "region": region(planned.kato) if planned else None,
    }  # fmt: skip


def contract_unit(found: Found, to: Reading) -> Rows:
    """An item that came apart from its contract (REST); only those of the revision that speaks are of use."""
    place = to.index.place(whole(found.row.get("contractRegistryId")))
    if place is None:
        raise RecordRefused(_apart(found, whole(found.row.get("contractRegistryId"))))
    if not place.last or place.has_units or whole(found.row.get("deleted")):
        return []
    return [("item", _item(place, found.id, found.row, to))]


def act(found: Found, to: Reading) -> Rows:
    """An act of acceptance. `sumTransfer` is what it transfers; whether with VAT is not said."""
    row = found.row
    place = to.index.place(whole(row.get("contractId"))) or to.index.place_of_root(whole(row.get("contractRootId")))
    if place is None:
        raise RecordRefused(_apart(found, whole(row.get("contractId"))))
    value = number(row.get("sumTransfer"))
    return [("act", {
        "ocid": place.ocid, "contract": str(place.root), "id": str(found.id), "number": text(row.get("numberAct")),
        "date": moment(row.get("aktDate")), "approved": moment(row.get("approveDate")), "revoked": moment(row.get("revokeDate")),
        "status": text(row.get("statusNameRu")) or text(row.get("statusId")), "value": value,
        "currency": CURRENCY if value is not None else None, "vat": "unknown", "advance": number(row.get("sumAvans")),
        "fine": number(row.get("sumFine")), "days_late": whole(row.get("dayOverdue")),
        "deleted": "yes" if whole(row.get("isDeleted")) or to.index.removal("act", found.id) else None,
    })]  # fmt: skip


def treasury_pay(found: Found, to: Reading) -> Rows:
    """A payment of the treasury. The first three digits of a seven-digit institution code are its administrator's."""
    row = found.row
    place = to.index.place(whole(row.get("contractId")))
    if place is None:
        raise RecordRefused(_apart(found, whole(row.get("contractId"))))
    value, institution = number(row.get("payAmount")), text(row.get("gu")) or ""
    return [("payment", {
        "ocid": place.ocid, "contract": str(place.root), "id": str(found.id), "date": moment(row.get("payDate")), "value": value,
        "currency": CURRENCY if value is not None else None, "payer": place.buyer, "payee": place.supplier,
        "number": text(row.get("checkNumber")) or text(row.get("invnum")), "function": text(row.get("func")),
        "administrator": institution[:3] if _INSTITUTION.fullmatch(institution) else None, "specific": text(row.get("espk")),
        "finance_source": text(row.get("finSource")),
    })]  # fmt: skip


def revision_seen(row: Row, identifier: int, walk: int, seq: int) -> dict[str, Any]:
    """What the index keeps of a revision: its chain is the register number without the revision, else its root."""
    printed = row.get("contractNumberSys")
    try:
        key = read_contract_number(str(printed).strip()) if printed else None
    except NotAnIdentifier:
        key = None
    root = whole(row.get("rootId")) or None
    if root is None and key is not None and key.revision == 0:
        root = identifier
    chain = key.stem if key else f"root {root or identifier}"
    return {
        "id": identifier, "walk": walk, "seq": seq, "chain": chain, "number": key.revision if key else 0, "root": root,
        "buy": whole(row.get("trdBuyId")) or 0, "has_units": int(isinstance(row.get("ContractUnits"), list)),
        "buyer": identify(row.get("customerBin"), row.get("customerId"), f"contract-{identifier}-customer"),
        "supplier": identify(row.get("supplierBiin"), row.get("supplierId"), f"contract-{identifier}-supplier"),
    }  # fmt: skip


def _paid(row: Row, with_vat: Any, to: Reading) -> Decimal | None:
    """What the register states as paid, on the VAT basis of the sum it is held against; a sum on the other alone is unread."""
    taken, other = ("faktSum", "faktSumWnds") if with_vat is None else ("faktSumWnds", "faktSum")
    paid = number(row.get(taken))
    if paid is None and number(row.get(other)) is not None:
        to.unread[f"contract.{other}", "not_mapped"] += 1
    return paid


def _currency(row: Row, value: Any) -> str | None:
    return None if value is None else text(row.get("refCurrencyCode")) or CURRENCY


def _apart(found: Found, identifier: int | None) -> str:
    return (
        f"{found.locator}: names contract {identifier}, which is not among what was read; expected it; collect the "
        "contracts of the same period as well"
    )
