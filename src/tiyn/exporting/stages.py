"""The stages of a contracting process as OCDS 1.1 objects; each made from one row and what belongs to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

Row = Mapping[str, Any]
# Where the standard demands an id that was not published.
UNKNOWN = "#"
AWARD = ("pending", "active", "cancelled", "unsuccessful")
CONTRACT = ("pending", "active", "cancelled", "terminated")
MILESTONE = ("scheduled", "met", "notMet", "partiallyMet")


class Named(Protocol):
    """Who knows the participants."""

    def named(self, identifier: str) -> dict[str, Any]:
        """A party as others refer to it."""


class Stages:
    """Makes the objects of one process; `parties` learns who was named, and in which role."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], parties: dict[str, set[str]], store: Named) -> None:
        self.rows, self.parties, self.store = rows, parties, store
        self.below = {
            table: _grouped(rows[table]) for table in ("item", "milestone", "amendment", "attachment")
        }  # (kind, parent) -> rows
        self.beyond: dict[tuple[str, str, str], list[str]] = {}
        for one in rows["involvement"]:
            key = (one["object"], one["object_id"] or "", one["role"])
            self.beyond.setdefault(key, []).append(one["participant"])

    def party(self, identifier: str | None, role: str) -> dict[str, Any] | None:
        """A reference to a party, who then stands among the parties with this role."""
        if not identifier:
            return None
        self.parties[identifier].add(role)
        return self.store.named(identifier)

    def several(self, first: str | None, kind: str, owner: str, role: str) -> list[dict[str, Any] | None]:
        """All parties of one role: the first stands in the row, the others among the involved."""
        listed = [*([first] if first else []), *self.beyond.get((kind, owner, role), [])]
        return [self.party(one, role) for one in dict.fromkeys(listed)]

    # ---- what several stages have

    def items(self, kind: str, parent: str) -> list[dict[str, Any]]:
        return [_item(one) for one in self.below["item"].get((kind, parent), ())]

    def documents(self, kind: str, parent: str) -> list[dict[str, Any]]:
        return [
            _full(
                id=one["id"], documentType=one["type"], title=one["title"], url=one["url"],
                datePublished=one["published"], format=one["format"], language=one["language"],
            )
            for one in self.below["attachment"].get((kind, parent), ())
        ]  # fmt: skip

    def milestones(self, kind: str, parent: str) -> list[dict[str, Any]]:
        return [
            _full(
                id=one["id"], title=one["title"], type=one["type"], dueDate=one["due"], dateMet=one["met"],
                value=_sum(one["value"], one["currency"]), **_listed(one["status"], MILESTONE),
            )
            for one in self.below["milestone"].get((kind, parent), ())
        ]  # fmt: skip

    def amendments(self, kind: str, parent: str) -> list[dict[str, Any]]:
        return [
            _full(
                id=one["id"], date=one["date"], rationale=one["reason"], description=one["description"],
                amendsReleaseID=one["amends"], changes=_changes(one["changes"]),
            )
            for one in self.below["amendment"].get((kind, parent), ())
        ]  # fmt: skip

    # ---- stages

    def lot(self, row: Row) -> dict[str, Any]:
        return _full(
            id=row["id"], lotNumber=row["number"], title=row["title"], title_kk=row["title_kk"], description=row["description"],
            status=row["status"], statusDetails=row["status_details"], value=_sum(row["value"], row["currency"]),
        )  # fmt: skip

    def bid(self, row: Row) -> dict[str, Any]:
        return _full(
            id=row["id"], date=row["date"], status=row["status"], statusDetails=row["status_details"],
            tenderers=self.several(row["tenderer"], "bid", row["id"], "tenderer"), value=_sum(row["value"], row["currency"]),
            relatedLots=_ids(row["lots"]), rank=row["rank"],
        )  # fmt: skip

    def award(self, row: Row) -> dict[str, Any]:
        return _full(
            id=row["id"], title=row["title"], date=row["date"], value=_sum(row["value"], row["currency"]),
            suppliers=self.several(row["supplier"], "award", row["id"], "supplier"), statusDetails=row["status_details"],
            relatedLots=_ids(row["lots"]), relatedBid=row["bid"], items=self.items("award", row["id"]),
            documents=self.documents("award", row["id"]), amendments=self.amendments("award", row["id"]),
            milestones=self.milestones("award", row["id"]), **_listed(row["status"], AWARD),
        )  # fmt: skip

    def contract(self, row: Row) -> dict[str, Any]:
        own = row["id"]
        words = _listed(row["status"], CONTRACT)
        further = {name: row[name] for name in ("number", "system_number", "direct", "vat", "finance_source", "deleted")}
        tiyn = _full(versions=self._versions(own), acts=self._acts(own), **further, **words.pop("tiyn", {}))
        made = _full(
            id=own, title=row["title"], title_kk=row["title_kk"], description=row["description"],
            statusDetails=row["status_details"], dateSigned=row["signed"],
            period=_full(startDate=row["start"], endDate=row["end_date"]), value=_sum(row["value"], row["currency"]),
            suppliers=self.several(row["supplier"], "contract", own, "supplier"), relatedLots=_ids(row["lots"]),
            items=self.items("contract", own), documents=self.documents("contract", own),
            milestones=self.milestones("contract", own), amendments=self.amendments("contract", own),
            implementation=self._implementation(own), tiyn=tiyn, **words,
        )  # fmt: skip
        return {"id": own, "awardID": row["award"] or UNKNOWN, **made}

    def _versions(self, contract: str) -> list[dict[str, Any]]:
        names = ("position", "kind", "date", "revision", "reason", "status")
        return [
            _full(**{name: one[name] for name in names}, value=_sum(one["value"], one["currency"]))
            for one in self.rows["contract_version"] if one["contract"] == contract
        ]  # fmt: skip

    def _acts(self, contract: str) -> list[dict[str, Any]]:
        names = ("id", "number", "date", "approved", "revoked", "status", "vat", "days_late", "deleted")
        return [
            _full(
                **{name: one[name] for name in names}, value=_sum(one["value"], one["currency"]),
                advance=_sum(one["advance"], one["currency"]), fine=_sum(one["fine"], one["currency"]),
            )
            for one in self.rows["act"] if one["contract"] == contract
        ]  # fmt: skip

    def _implementation(self, contract: str) -> dict[str, Any]:
        charges = [
            _full(
                id=one["id"], title=one["title"], estimatedValue=_sum(one["estimated"], one["currency"]),
                actualValue=_sum(one["actual"], one["currency"]), paidBy=one["paid_by"],
            )
            for one in self.rows["charge"] if one["contract"] == contract
        ]  # fmt: skip
        paid = [self._payment(one) for one in self.rows["payment"] if one["contract"] == contract]
        return _full(
            transactions=paid, charges=charges, milestones=self.milestones("implementation", contract),
            documents=self.documents("implementation", contract),
        )  # fmt: skip

    def _payment(self, row: Row) -> dict[str, Any]:
        names = ("number", "function", "administrator", "programme", "subprogramme", "specific")
        return _full(
            id=row["id"], source=row["finance_source"], date=row["date"], value=_sum(row["value"], row["currency"]),
            payer=self.party(row["payer"], "payer"), payee=self.party(row["payee"], "payee"), uri=row["uri"],
            tiyn=_full(**{name: row[name] for name in names}),
        )  # fmt: skip


def budget_parts(rows: Sequence[Row], stages: Stages) -> list[dict[str, Any]]:
    """The lines of the budget behind a process."""
    found = []
    for row in rows:
        start, _, end = (row["period"] or "").partition("/")
        names = ("administrator", "programme", "subprogramme", "specific")
        found.append(
            _full(
                id=str(row["position"]), description=row["description"], amount=_sum(row["value"], row["currency"]),
                period=_full(startDate=start, endDate=end), sourceParty=stages.party(row["payer"], "funder"),
                classifications=_full(**{name: row[name] for name in names}),
            )
        )  # fmt: skip
    return found


def _item(row: Row) -> dict[str, Any]:
    further = [one.partition(":") for one in (row["additional"] or "").split()]
    more = [_full(scheme=scheme if colon else None, id=code if colon else scheme) for scheme, colon, code in further]
    return _full(
        id=row["id"], relatedLot=row["lot"], description=row["description"], description_kk=row["description_kk"],
        classification=_full(scheme=row["scheme"], id=row["classification"], description=row["classification_name"]),
        additionalClassifications=more, quantity=Decimal(row["quantity"]) if row["quantity"] is not None else None,
        unit=_full(name=row["unit"], value=_sum(row["unit_price"], row["unit_currency"])),
        totalValue=_sum(row["total"], row["unit_currency"]), deliveryAddress=_full(region=row["region"]),
        tiyn=_full(vat=row["vat"], plan_item=row["plan_item"]),
    )  # fmt: skip


def _grouped(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["parent_kind"], row["parent"]), []).append(row)
    return found


def _full(**body: Any) -> dict[str, Any]:
    """What of an object holds anything."""
    return {key: value for key, value in body.items() if value is not None and value not in ("", [], {})}


def _sum(value: Any, currency: Any) -> dict[str, Any] | None:
    return _full(amount=Decimal(value), currency=currency) if value is not None else None


def _ids(text: str | None) -> list[str]:
    return (text or "").split()


def _listed(value: Any, known: Sequence[str]) -> dict[str, Any]:
    return {"status": value} if value in known else {"tiyn": {"status": value}} if value else {}


def _changes(text: str | None) -> list[dict[str, Any]]:
    """What an amendment says it changed, when it is a list of property and former value as the standard has it."""
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return []
    return (
        [one for one in found if isinstance(one, dict) and isinstance(one.get("property"), str)]
        if isinstance(found, list)
        else []
    )
