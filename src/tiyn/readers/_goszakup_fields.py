"""Which fields of the register's records the tables hold, and which are personal; the rest is counted as unread."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

_SAID = {
    "subject": "pid bin iin nameRu nameKz fullNameRu fullNameKz typeSupplier katoList countryCode",
    "rnu": "id pid supplierBiin supplierNameRu supplierNameKz katoList",
    "plan": "id rootrecordId plnPointYear subjectBiin subjectNameRu subjectNameKz sysSubjectsId nameRu nameKz descRu "
    "refEnstruCode count price amount sum1 sum2 sum3 prepayment refMonthsId refTradeMethodsId refJustificationId "
    "refFinsourceId refBudgetTypeId refPlnPointStatusId isDeleted timestamp dateCreate refUnitsCode RefUnits.nameRu "
    "RefFinsource.nameRu RefBudgetType.nameRu RefPlnPointStatus.nameRu PlansKato.refKatoCode PlansSpec.id PlansSpec.ekrbCode "
    "PlansSpec.ekrbNameRu PlansSpec.fkrbProgramCode PlansSpec.fkrbSubprogramCode PlansSpec.abpCode PlansSpec.count "
    "PlansSpec.price PlansSpec.amount RefEnstru.code",
    "plan_spec": "id plnPointsId ekrbCode ekrbNameRu fkrbProgramCode fkrbSubprogramCode abpCode count price amount",
    "plan_kato": "id plnPointsId refKatoCode",
    "plan_deleted": "id",
    "trd_buy": "id numberAnno nameRu nameKz totalSum orgBin orgNameRu orgNameKz orgPid customerBin customerNameRu "
    "customerNameKz customerPid refTradeMethodsId refBuyStatusId refTypeTradeId parentId publishDate startDate endDate "
    "repeatStartDate repeatEndDate discusStartDate discusEndDate itogiDatePublic finYear kato RefTypeTrade.nameRu "
    "refSubjectTypeId Files.filePath Files.originalName Files.nameRu",
    "lot": "id lotNumber refLotStatusId amount count nameRu nameKz descriptionRu customerBin customerNameRu customerNameKz "
    "customerId trdBuyId trdBuyNumberAnno refTradeMethodsId refBuyTradeMethodsId unionLots isDeleted pointList "
    "plnPointId plnPointRootrecordId plnPointKatoList Plans.id Plans.rootrecordId Plans.RefEnstru.code Plans.RefEnstru.nameRu",
    "contract": "id rootId parentId trdBuyId trdBuyNumberAnno trdBuyNameRu trdBuyNameKz contractNumber contractNumberSys "
    "customerBin customerId supplierBiin supplierId contractSum contractSumWnds faktSum faktSumWnds signDate crdate ecEndDate "
    "contractEndDate finYear refContractStatusId refContractTypeId faktTradeMethodsId refFinsourceId refCurrencyCode deleted "
    "descriptionRu descriptionKz ContractUnits.id ContractUnits.lotId ContractUnits.plnPointId ContractUnits.itemPrice "
    "ContractUnits.quantity ContractUnits.totalSum ContractUnits.deleted ContractUnits.Plans.nameRu ContractUnits.Plans.nameKz "
    "ContractUnits.Plans.refEnstruCode ContractUnits.Plans.RefUnits.nameRu",
    "contract_units": "id lotId plnPointId contractRegistryId itemPrice quantity totalSum deleted",
    "bid": "id buyId supplierId supplierBinIin dateApply Supplier.pid Supplier.bin Supplier.nameRu Supplier.nameKz "
    "Supplier.typeSupplier AppLots.id AppLots.lotId AppLots.amount AppLots.RefAppStatus.nameRu AppLots.statusId",
    "act": "id contractId contractRootId numberAct aktDate approveDate revokeDate statusId statusNameRu sumTransfer sumAvans "
    "sumFine dayOverdue isDeleted",
    "treasury_pay": "id contractId payAmount payDate func espk gu finSource checkNumber invnum",
    "journal": "action objectId dateAction serviceName url",
}
MAPPED = {kind: frozenset(paths.split()) for kind, paths in _SAID.items()}
_PERSONAL = re.compile(
    r"fio|phone|e-?mail|iik|bik\b|bik[A-Z]|\biin\b|Iin\b|(?<!po)head|employee|commission|address|place|bank|passport|birth|rnnSupplier|"
    r"^supplier$|biinSupplier|bills?id|^website$|supplierInnunp|^inn$|^unp$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Whether a field of that name holds, or may hold, what belongs to a person."""
    return bool(_PERSONAL.search(name))


def count_unread(kind: str, row: dict[str, Any], counter: Counter[tuple[str, str]]) -> None:
    """Count every field with something in it that no table holds, once a record, as (path, reason)."""
    found: set[tuple[str, str]] = set()
    _unread(row, "", MAPPED.get(kind, frozenset()), found, False)
    for path, reason in found:
        counter[f"{kind}.{path}", reason] += 1


def _unread(row: dict[str, Any], above: str, mapped: frozenset[str], found: set[tuple[str, str]], personal: bool) -> None:
    for name, value in row.items():
        if value is None or value == "" or value == [] or value == {}:
            continue
        path = above + name
        if path in mapped:
            continue
        ours = personal or is_personal(name)
        inside = value if isinstance(value, list) else [value]
        records = [one for one in inside if isinstance(one, dict)]
        for one in records:
            _unread(one, f"{path}.", mapped, found, ours)
        if not records and len(path) <= 200:
            found.add((path, "personal" if ours else "not_mapped"))
