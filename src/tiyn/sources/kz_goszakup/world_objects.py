"""The made-up register's objects as the web services print them, in GraphQL's names; persons' fields included.

What is planted in persons' fields (`PERSONAL`) must never come out of a reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .world import MARK, Case, World, bin_of, descending, iin_of, money

Row = dict[str, Any]
# Field -> what stands in it; a test plants its own.
PERSONAL: dict[str, str] = {
    "supplierFio": "ВЫДУМАННЫЙ ЧЕЛОВЕК ИВАНОВИЧ", "crFio": "ПРИДУМАННАЯ АНКЕТА ПЕТРОВНА", "modFio": "ПРИДУМАННАЯ АНКЕТА ПЕТРОВНА",
    "phone": "+77000000000", "email": "nobody@example.invalid", "iik": "KZ000000000000000000", "bik": "SYNTKZ00",
    "supplierHeadNameRu": "РУКОВОДИТЕЛЬ НЕСУЩЕСТВУЮЩИЙ", "address": "улица Выдуманная, 1",
}  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """One object: `rows(case)` gives a contract's rows of it, the highest id first."""

    root: str
    base: int
    stride: int
    rows: Callable[[Case], list[Row]]
    count: Callable[[Case], int]
    key: str = "id"


def walk(world: World, one: Listing, after: int | None) -> Iterator[Row]:
    """Rows with ids below `after`, descending."""
    size = world.size if one.root not in ("Subjects", "Rnu") else world.customers + world.suppliers
    for index in descending(one.base, one.stride, size, after):
        for row in one.rows(world.case(index)):
            if after is None or row[one.key] < after:
                yield row


def total(world: World, one: Listing) -> int:
    size = world.size if one.root not in ("Subjects", "Rnu") else world.customers + world.suppliers
    return sum(one.count(world.case(index)) for index in range(size))


def at(moment: Any, days: int = 0) -> str:
    return (moment + timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def customer(number: int) -> Row:
    return {
        "pid": 100_001 + number, "bin": bin_of(number), "iin": "", "nameRu": f"ГУ «Ведомство {number}» {MARK}",
        "nameKz": f"«{number}-ведомство» ММ {MARK}", "typeSupplier": 1, "customer": 1, "organizer": 1, "supplier": 0,
        "refKopfCode": "ГУ",
    }  # fmt: skip


def is_trader(number: int) -> bool:
    return number % 5 < 2


def supplier(number: int) -> Row:
    trader = is_trader(number)
    name = f"ИП «Дело {number}»" if trader else f"ТОО «Поставщик {number}»"
    return {
        "pid": 500_001 + number, "bin": "" if trader else bin_of(50_000 + number), "iin": iin_of(number) if trader else "",
        "nameRu": f"{name} {MARK}", "nameKz": f"«{number}-жеткізуші» {'ЖК' if trader else 'ЖШС'} {MARK}",
        "typeSupplier": 3 if trader else 1, "customer": 0, "organizer": 0, "supplier": 1,
        "refKopfCode": "ИП" if trader else "ТОО",
    }  # fmt: skip


def supplier_number(number: int) -> str:
    return iin_of(number) if is_trader(number) else bin_of(50_000 + number)


def subjects(case: Case) -> list[Row]:
    number = case.index
    own = customer(number) if number < case.world.customers else supplier(number - case.world.customers)
    more = {"pid": 1_000 + number, "fullNameRu": own["nameRu"], "fullNameKz": own["nameKz"], "email": PERSONAL["email"]}
    more |= {"phone": PERSONAL["phone"], "katoList": [case.region], "okedList": [62011], "countryCode": "398", "markResident": 1}
    return [own | more | {"regdate": "2013-01-09 00:00:00", "lastUpdateDate": "2026-01-09 10:00:00", "systemId": 3}]


def rnu(case: Case) -> list[Row]:
    number = case.index - case.world.customers
    if not has_rnu(case):
        return []
    return [{
        "id": 1_000 + case.index, "pid": 1_000 + case.index, "supplierBiin": supplier_number(number), "supplierInnunp": None,
        "supplierNameRu": supplier(number)["nameRu"], "supplierNameKz": supplier(number)["nameKz"], "katoList": [case.region],
        "startDate": "2025-05-05 00:00:00", "endDate": "2027-05-05 00:00:00", "systemId": 3, "indexDate": "2025-05-06 00:00:00",
        "supplierHeadNameRu": PERSONAL["supplierHeadNameRu"], "supplierHeadBiin": iin_of(9_000 + number),
    }]  # fmt: skip


def has_rnu(case: Case) -> bool:
    number = case.index - case.world.customers
    return number >= 0 and number % 37 == 0 and not is_trader(number)


def plans(case: Case) -> list[Row]:
    return [plan(case, unit, version) for unit in reversed(range(case.units)) for version in reversed(range(case.versions(unit)))]


def plan(case: Case, unit: int, version: int) -> Row:
    amount = case.total(unit, 0) * (100 if version else 110) // 100
    spec = {"id": case.plan_id(unit, version) + 7, "ekrbCode": "149", "ekrbNameRu": "Приобретение прочих запасов"}
    spec |= {"fkrbProgramCode": "001", "fkrbSubprogramCode": "011", "abpCode": ("313", "223", "457")[case.customer % 3]}
    return {
        "id": case.plan_id(unit, version), "rootrecordId": case.plan_id(unit, 0), "plnPointYear": case.year,
        "subjectBiin": bin_of(case.customer), "subjectNameRu": customer(case.customer)["nameRu"],
        "subjectNameKz": customer(case.customer)["nameKz"], "nameRu": f"Товар {unit} {MARK}", "nameKz": f"{unit}-тауар {MARK}",
        "descRu": "выдуманный", "refEnstruCode": f"62011{unit}.900.00000{unit}", "refUnitsCode": "796",
        "count": case.quantity(unit), "price": money(case.price(unit, 0)), "amount": money(amount), "prepayment": 30,
        "sum1": money(amount), "sum2": 0, "sum3": 0, "refMonthsId": 1 + case.index % 12, "refTradeMethodsId": case.method[0],
        "refJustificationId": 201 if case.direct else None, "refPlnPointStatusId": 2, "isActive": 1, "isDeleted": 0,
        "dateCreate": at(case.signed, -60 + version), "timestamp": at(case.signed, -59 + version), "systemId": 3,
        "RefUnits": {"nameRu": "Штука", "nameKz": "Дана"}, "RefFinsource": {"nameRu": "Бюджет"},
        "RefBudgetType": {"nameRu": "Городской бюджет"}, "PlanActs": {"planActNumber": "1", "dateApproved": at(case.signed, -59)},
        "PlansKato": [{"refKatoCode": case.region, "fullDeliveryPlaceNameRu": PERSONAL["address"]}],
        "PlansSpec": [spec | {"count": case.quantity(unit), "price": money(case.price(unit, 0)), "amount": money(amount)}],
    }  # fmt: skip


def buys(case: Case) -> list[Row]:
    if case.direct:
        return []
    stale = case.index % 10 == 3  # the status says that bids are taken though the end has passed
    own = customer(case.customer)
    return [{
        "id": case.buy_id, "numberAnno": f"{case.buy_id}-1", "nameRu": f"Закупка {case.index} {MARK}",
        "nameKz": f"{case.index}-сатып алу {MARK}", "totalSum": money(case.sum(0)), "countLots": case.units,
        "orgBin": own["bin"], "orgNameRu": own["nameRu"], "orgNameKz": own["nameKz"], "customerBin": own["bin"],
        "customerNameRu": own["nameRu"], "customerNameKz": own["nameKz"], "refTradeMethodsId": case.method[0],
        "refBuyStatusId": 220 if stale else 350, "refTypeTradeId": 1, "publishDate": at(case.signed, -30),
        "startDate": at(case.signed, -28), "endDate": at(case.signed, -20), "itogiDatePublic": at(case.signed, -15),
        "lastUpdateDate": at(case.signed, -15), "finYear": [case.year], "kato": [case.region], "systemId": 3,
        "RefTypeTrade": {"nameRu": "Первая закупка"}, "idSupplier": None, "biinSupplier": None,
        "Files": [{"filePath": "https://example.invalid/download/0", "originalName": "spec.pdf", "nameRu": "Спецификация"}],
        "Commission": [{"fio": PERSONAL["supplierFio"], "iin": iin_of(9_999)}],
    }]  # fmt: skip


def lots(case: Case) -> list[Row]:
    if case.direct:
        return []
    own = customer(case.customer)
    return [{
        "id": case.lot_id(unit), "lotNumber": case.lot_number(unit), "refLotStatusId": 360,
        "amount": money(case.total(unit, 0)), "count": case.quantity(unit), "nameRu": f"Лот {unit} {MARK}",
        "nameKz": f"{unit}-лот {MARK}", "descriptionRu": "выдуманный", "descriptionKz": "ойдан шығарылған",
        "customerBin": own["bin"], "customerNameRu": own["nameRu"], "customerNameKz": own["nameKz"], "trdBuyId": case.buy_id,
        "trdBuyNumberAnno": f"{case.buy_id}-1", "refTradeMethodsId": 3 if case.method[0] == 6 else case.method[0],
        "refBuyTradeMethodsId": case.method[0], "dumping": 0, "isDeleted": 0, "enstruList": [0], "systemId": 3,
        "pointList": [case.plan_id(unit, case.versions(unit) - 1)], "lastUpdateDate": at(case.signed, -15),
        "plnPointKatoList": [] if case.index % 11 == 0 else [case.region],
        "Plans": [] if case.index % 3 == 0 else [{"id": case.plan_id(unit, 0), "RefEnstru": {"code": "620110.900.000000"}}],
    } for unit in reversed(range(case.units))]  # fmt: skip


def contracts(case: Case) -> list[Row]:
    if case.index in case.world.deleted:
        return []
    return [contract(case, revision) for revision in reversed(range(case.revisions))]


def contract(case: Case, revision: int) -> Row:
    last = revision == case.revisions - 1
    again = case.world.changed.get(case.index, 0) if last else 0
    paid = sum(case.pay(number) for number in range(case.payments)) + again * 100_000 if last else 0
    own = customer(case.customer)
    fixed = {"supplierIik": PERSONAL["iik"], "supplierBik": PERSONAL["bik"], "customerIik": PERSONAL["iik"]}
    fixed |= {"supplierFio": PERSONAL["supplierFio"], "supplierLegalAddress": PERSONAL["address"], "refCurrencyCode": "KZT"}
    return fixed | {
        "id": case.contract_id(revision), "parentId": case.contract_id(revision - 1) if revision else None,
        "rootId": case.contract_id(0), "trdBuyId": case.buy_id, "trdBuyNumberAnno": f"{case.buy_id}-1" if case.buy_id else "",
        "trdBuyNameRu": "" if case.direct else f"Закупка {case.index} {MARK}", "contractNumber": case.system_number(revision),
        "contractNumberSys": case.system_number(revision), "customerBin": own["bin"], "customerId": 1_000 + case.customer,
        "supplierBiin": supplier_number(case.supplier), "supplierId": 1_000 + case.world.customers + case.supplier,
        "contractSum": money(case.sum(revision)), "contractSumWnds": money(case.with_vat(case.sum(revision))),
        "faktSum": money(paid * 100 // (112 if case.vat_payer else 100)), "faktSumWnds": money(paid),
        "signDate": at(case.signed, 20 * revision), "crdate": at(case.signed, 20 * revision - 1),
        "ecEndDate": f"{case.year}-12-31 00:00:00", "finYear": case.year, "refContractStatusId": 390 if last else 455,
        "refContractTypeId": 2 if revision else 1, "faktTradeMethodsId": case.method[0], "refFinsourceId": 1, "isGu": 1,
        "deleted": 0, "descriptionRu": f"Договор {case.index} {MARK}", "descriptionKz": f"{case.index}-шарт {MARK}",
        "signReasonDocName": "протокол", "lastUpdateDate": at(case.signed, 20 * revision + again), "systemId": 3,
        "ContractUnits": [unit_row(case, unit, revision) for unit in range(case.units)],
        "ContractSpecSum": [{"id": case.contract_id(revision), "unitId": case.unit_id(0, revision), "finYear": case.year}],
    }  # fmt: skip


def unit_row(case: Case, unit: int, revision: int) -> Row:
    total_sum = case.total(unit, revision)
    return {
        "id": case.unit_id(unit, revision), "lotId": case.lot_id(unit), "plnPointId": case.plan_id(unit, case.versions(unit) - 1),
        "contractRegistryId": case.contract_id(revision), "itemPrice": money(case.price(unit, revision)),
        "itemPriceWnds": money(case.with_vat(case.price(unit, revision))), "quantity": case.quantity(unit),
        "totalSum": money(total_sum), "totalSumWnds": money(case.with_vat(total_sum)), "factSum": 0, "ksProc": 25,
        "execPlanDate": f"{case.year}-12-31 00:00:00", "deleted": 0,
        "Plans": {"nameRu": f"Товар {unit} {MARK}", "nameKz": f"{unit}-тауар {MARK}",
                  "refEnstruCode": f"62011{unit}.900.00000{unit}", "RefUnits": {"nameRu": "Штука"}},
    }  # fmt: skip


def bids(case: Case) -> list[Row]:
    if case.direct:
        return []
    return [bid(case, number) for number in reversed(range(case.bids))]


def bid(case: Case, number: int) -> Row:
    who = (case.supplier + number) % case.world.suppliers
    status = "Победитель" if number == 0 else "Второй победитель" if number == 1 else "Подано"
    prices = [case.price(unit, 0) * (100 + 3 * number) // 100 for unit in range(case.units)]
    own = supplier(who)
    lots_of_it = [{
        "id": 86_000_000 + case.index * 16 + number * 4 + unit, "lotId": case.lot_id(unit), "statusId": 1 + number,
        "price": money(prices[unit]), "amount": money(prices[unit] * case.quantity(unit)), "discountValue": 0, "discountPrice": 0,
        "pointList": [case.plan_id(unit, 0)], "RefAppStatus": {"nameRu": status},
    } for unit in range(case.units)]  # fmt: skip
    return {
        "id": 70_000_000 + case.index * 4 + number,
        "buyId": case.buy_id,
        "supplierId": 1_000 + case.world.customers + who,
        "supplierBinIin": supplier_number(who),
        "dateApply": at(case.signed, -25) + f".{case.index % 1000:03d}000",
        "crFio": PERSONAL["crFio"],
        "modFio": PERSONAL["modFio"],
        "protNumber": "",
        "systemId": 3,
        "AppLots": lots_of_it,
        "Supplier": {"pid": 1_000 + case.world.customers + who, **{key: own[key] for key in ("bin", "nameRu", "typeSupplier")}},
    }


def acts(case: Case) -> list[Row]:
    if case.index in case.world.deleted:
        return []
    last = case.sum(case.revisions - 1)
    return [{
        "id": 30_000_000 + case.index * 4 + number, "contractId": case.contract_id(min(number, case.revisions - 1)),
        "contractRootId": case.contract_id(0), "statusId": 390, "statusNameRu": "Утвержден", "isDeleted": 0,
        "dayOverdue": number * 3, "sumBeginning": money(last), "sumPreviously": 0, "sumTransfer": money(last // 3),
        "sumAvans": 0, "sumFine": 0, "aktDate": at(case.signed, 40 + number), "approveDate": at(case.signed, 45 + number),
        "numberAct": f"{case.index}-{number}", "systemId": 3, "supplierFio": PERSONAL["supplierFio"],
    } for number in reversed(range(case.acts))]  # fmt: skip


def pays(case: Case) -> list[Row]:
    if case.index in case.world.deleted:
        return []
    return [{
        "id": 60_000_000 + case.index * 4 + number, "contractId": case.contract_id(min(number, case.revisions - 1)),
        "payAmount": money(case.pay(number)), "payDate": at(case.signed, 60 + number), "nomZa": str(case.index), "func": "08",
        "espk": "149", "gu": f"{('313', '223', '457')[case.customer % 3]}0001", "finSource": "1", "kato": case.region,
        "supplier": PERSONAL["supplierFio"], "rnnSupplier": iin_of(1), "iikSupplier": PERSONAL["iik"],
        "bikSupplier": PERSONAL["bik"], "payDescription": f"Оплата {MARK}", "invnum": f"{case.index}/{number}", "systemId": 3,
    } for number in reversed(range(case.payments))]  # fmt: skip


def _live(count: Callable[[Case], int]) -> Callable[[Case], int]:
    return lambda case: 0 if case.index in case.world.deleted else count(case)


LISTINGS = {
    "subject": Listing("Subjects", 1_000, 1, subjects, lambda case: 1, "pid"),
    "rnu": Listing("Rnu", 1_000, 1, rnu, has_rnu),
    "plan": Listing("Plans", 80_000_000, 8, plans, lambda case: sum(case.versions(unit) for unit in range(case.units))),
    "trd_buy": Listing("TrdBuy", 17_000_000, 1, buys, lambda case: not case.direct),
    "lot": Listing("Lots", 40_000_000, 4, lots, lambda case: 0 if case.direct else case.units),
    "contract": Listing("Contract", 25_000_000, 4, contracts, _live(lambda case: case.revisions)),
    "bid": Listing("TrdApp", 70_000_000, 4, bids, lambda case: 0 if case.direct else case.bids),
    "act": Listing("Acts", 30_000_000, 4, acts, _live(lambda case: case.acts)),
    "treasury_pay": Listing("TreasuryPay", 60_000_000, 4, pays, _live(lambda case: case.payments)),
}


def snake(row: Row) -> Row:
    """A record as REST prints it: names with underscores, nothing nested."""
    flat = {key: value for key, value in row.items() if not key[0].isupper()}
    return {re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f"_{match[1].lower()}", key): value for key, value in flat.items()}
