"""A contracting process as an OCDS 1.1 compiled release, made from the tables of the edition.

What OCDS has no place for stands under `tiyn` (docs/procurement.md): the versions of a contract's sum with
their kind, acts, and words outside the standard's closed lists. A natural person has an id and no name.
Nothing is invented: where the standard demands what was not published, the marker UNKNOWN stands.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tiyn.exporting.stages import Stages, budget_parts
from tiyn.model.errors import NotFound
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
TENDER = ("planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn")
METHODS, CATEGORIES = ("open", "selective", "limited", "direct"), ("goods", "works", "services")
# The contracting processes a release can name as the one it repeats or continues.
PRIOR = "prior"


class Store:
    """The tables of an edition, one process at a time; `built` dates what was published without a date."""

    def __init__(self, connection: sqlite3.Connection, built: str) -> None:
        self.connection, self.built = connection, built
        self.sql = {name: text for name, text in queries(SQL).items() if name != "participant"}
        self.participant = lru_cache(maxsize=50_000)(self._participant)

    def rows(self, ocid: str) -> Rows:
        """Table -> its rows of one process. Raises NotFound."""
        found = {name: self.connection.execute(text, {"ocid": ocid}).fetchall() for name, text in self.sql.items()}
        if not found["process"]:
            raise NotFound(f"no contracting process {ocid!r} in this edition; see /contracts")
        return found

    def _participant(self, identifier: str) -> Row:
        row = self.connection.execute(queries(SQL)["participant"], {"id": identifier}).fetchone()
        return row or {"id": identifier, "kind": "unknown", "name": None}

    def release(self, ocid: str, compiled: bool = True) -> dict[str, Any]:
        """The compiled release of a process; else the same as one release, tagged by its stages. Raises NotFound."""
        rows = self.rows(ocid)
        parties: dict[str, set[str]] = defaultdict(set)
        stages = Stages(rows, parties, self)
        process = rows["process"][0]
        body = {
            "ocid": ocid,
            "id": f"{ocid}-{process['published'] or self.built}",
            "date": process["published"] or self.built,
            "tag": ["compiled"],
            "initiationType": "tender",
            "language": process["language"],
            "buyer": stages.party(process["buyer"], "buyer"),
            "planning": _planning(process, rows, stages),
            "tender": _tender(process, rows, stages),
            "bids": full({"details": [stages.bid(one) for one in rows["bid"]]}),
            "awards": [stages.award(one) for one in rows["award"]],
            "contracts": [stages.contract(one) for one in rows["contract"]],
            "relatedProcesses": _related(process),
            "tiyn": full({"initiationType": process["initiation"] if process["initiation"] != "tender" else None}),
        }
        body["parties"] = [self._party(one, roles) for one, roles in sorted(parties.items())]
        found = full(body)
        if not compiled:
            found["tag"] = [tag for tag in ("planning", "tender") if tag in found]
            found["tag"] += [tag for tag, list_ in (("award", "awards"), ("contract", "contracts")) if list_ in found]
            found["tag"] += ["implementation"] if any("implementation" in one for one in found.get("contracts", ())) else []
        return found

    def named(self, identifier: str) -> dict[str, Any]:
        """A party as others refer to it."""
        return full({"id": identifier, "name": _name(self.participant(identifier))})

    def _party(self, identifier: str, roles: set[str]) -> dict[str, Any]:
        row = self.participant(identifier)
        person = row["kind"] == "natural_person"
        known = {} if person or len(row.keys()) < 5 else dict(row)
        names = {"legalName": _name(row)} if known.get("identifier") else {}
        return full(
            {
                "id": identifier,
                "name": _name(row),
                "name_kk": known.get("name_kk"),
                "identifier": {"scheme": known.get("scheme"), "id": known.get("identifier"), **names},
                "address": {
                    "locality": known.get("locality"),
                    "region": known.get("region"),
                    "countryName": known.get("country"),
                },
                "roles": sorted(roles),
            }
        )


def _name(row: Row) -> str | None:
    return None if row["kind"] == "natural_person" else row["name"]


def full(body: Mapping[str, Any]) -> dict[str, Any]:
    """What of an object holds anything."""
    found = {}
    for key, value in body.items():
        kept = full(value) if isinstance(value, dict) else value
        if kept is not None and kept not in ("", [], {}):
            found[key] = kept
    return found


def amount(value: Any, currency: Any) -> dict[str, Any] | None:
    """A sum as it was published; nothing for a currency without a sum."""
    return full({"amount": Decimal(value), "currency": currency}) if value is not None else None


def period(start: Any, end: Any) -> dict[str, Any]:
    return {"startDate": start, "endDate": end}


def _planning(process: Row, rows: Rows, stages: Stages) -> dict[str, Any]:
    return full(
        {
            "budget": {
                "id": process["budget_id"],
                "project": process["budget_project"],
                "amount": amount(process["budget_value"], process["budget_currency"]),
                "budgetBreakdown": budget_parts(rows["budget_part"], stages),
            },
            "milestones": stages.milestones("planning", ""),
            "documents": stages.documents("planning", ""),
        }
    )


def _tender(process: Row, rows: Rows, stages: Stages) -> dict[str, Any]:
    others = [one for one in rows["involvement"] if one["object"] == "process" and one["role"] == "tenderer"]
    lots = [stages.lot(one) for one in rows["lot"]]
    found = full(
        {
            "title": process["title"],
            "title_kk": process["title_kk"],
            "description": process["description"],
            "procurementMethodDetails": process["method_details"],
            "procurementMethodRationale": process["method_ground"],
            "awardCriteria": process["award_criteria"],
            "value": amount(process["tender_value"], process["tender_currency"]),
            "datePublished": process["announced"],
            "tenderPeriod": period(process["tender_start"], process["tender_end"]),
            "enquiryPeriod": period(process["enquiry_start"], process["enquiry_end"]),
            "awardPeriod": period(process["award_start"], process["award_end"]),
            "numberOfTenderers": process["tenderers"],
            "tenderers": [stages.party(one["participant"], "tenderer") for one in others],
            "procuringEntity": stages.party(process["procuring_entity"], "procuringEntity"),
            "deliveryAddress": {"region": process["region"]},
            "lots": lots,
            "items": stages.items("tender", ""),
            "documents": stages.documents("tender", ""),
            "milestones": stages.milestones("tender", ""),
            "amendments": stages.amendments("tender", ""),
            **listed("status", process["status"], TENDER, process["status_details"]),
            **listed("procurementMethod", process["method"], METHODS),
            **listed("mainProcurementCategory", process["category"], CATEGORIES),
        }
    )
    number = process["number"]
    return {"id": number or process["ocid"], **found} if found or number else {}


def _related(process: Row) -> list[dict[str, Any]]:
    if not process["previous"]:
        return []
    return [{"id": "1", "relationship": [PRIOR], "scheme": "ocid", "identifier": process["previous"]}]


def listed(name: str, value: Any, known: Sequence[str], details: Any = None) -> dict[str, Any]:
    """A word of a closed list of the standard under its name; any other word below `tiyn`, as published."""
    body = {name: value} if value in known else {"tiyn": {name: value}} if value else {}
    return {**body, "statusDetails": details} if details else body
