"""What the exported fiscal package says of its columns: types, columnType, measures and dimensions."""

from __future__ import annotations

from typing import Any

# Our measures, and the phase of the Fiscal Data Package each is; the package knows no phase for the others.
MEASURES: dict[str, tuple[str | None, str]] = {
    "approved": ("approved", "Budget as approved by law or by the maslikhat"),
    "revised": ("adjusted", "Budget as revised by law or by the maslikhat"),
    "adjusted": ("adjusted", "Budget as revised, with the changes made within the year without revising it"),
    "plan_payments": (None, "Payments planned from January to the end of the month"),
    "plan_obligations": (None, "Obligations planned from January to the end of the month"),
    "obligations": (None, "Obligations accepted from January to the end of the month"),
    "paid": ("executed", "Paid from January to the end of the month (cash execution)"),
    "unpaid": (None, "Obligations accepted and not paid at the end of the month"),
}
_APOSTROPHE = "A text that begins with = + - or @ has an apostrophe before it, so that no spreadsheet runs it."
# name: (type, columnType or None, what it is)
COLUMNS: dict[str, tuple[str, str | None, str]] = {
    "id": ("string", "budget-line-id", "The line's id; its receipt is /receipt/budget/<id>/<measure>"),
    "source_id": ("string", None, "The source, by its id in Tiyn"),
    "document_id": ("string", None, "The document, by its id in Tiyn"),
    "locator": ("string", None, "Where in the document the line stands"),
    "report": ("string", None, "Which report: republican, regional, state:…"),
    "region": ("string", "geo-source:target:code", "KATO code of the region, KZ for the republic"),
    "level": ("string", None, "republican, local or state"),
    "class_id": ("string", None, "The class of the line, by its id in Tiyn"),
    "kind": ("string", None, "section, category, group, subgroup, administrator, programme, subprogramme or total"),
    "section": ("string", None, "Section of the report: I revenue, II expenditure, …"),
    "functional_group": ("string", "functional-classification:generic:level1:code:full", "Functional group, code"),
    "functional_group_name": ("string", "functional-classification:generic:level1:label", "Functional group, as printed"),
    "functional_subgroup": ("string", "functional-classification:generic:level2:code:part", "Functional subgroup, code"),
    "functional_subgroup_name": ("string", "functional-classification:generic:level2:label", "Functional subgroup, as printed"),
    "administrator": ("string", "administrative-classification:generic:level1:code:full", "Budget administrator, code"),
    "administrator_name": ("string", "administrative-classification:generic:level1:label", "Budget administrator, as printed"),
    "programme": ("string", "activity:generic:program:code", "Budget programme, code"),
    "parent": ("string", None, "The line this one is part of, by id"),
    "month": ("yearmonth", "date:generic", "Report month, YYYY-MM: sums run from January to its end"),
    "year": ("year", "date:fiscal-year", "Budget year"),
    "percent_of_period_plan": ("string", None, "Per cent of the plan of the period, as printed"),
    "percent_of_year_plan": ("string", None, "Per cent of the plan of the year, as printed"),
    "printed": ("string", None, "The line as printed, when that differs"),
}
LINE = (
    "id", "source_id", "document_id", "locator", "report", "region", "level", "class_id", "kind", "section",
    "functional_group", "functional_subgroup", "administrator", "programme", "parent", "month", "year",
    *MEASURES, "percent_of_period_plan", "percent_of_year_plan", "printed",
)  # fmt: skip
LEAF = (
    "id", "report", "region", "functional_group", "functional_group_name", "functional_subgroup",
    "functional_subgroup_name", "administrator", "administrator_name", "month", "year", *MEASURES,
    "source_id", "document_id", "locator",
)  # fmt: skip


def resources() -> list[dict[str, Any]]:
    """The two resources without bytes and hash, leaves first."""
    leaves = (
        "Expenditure (section II) by functional group, subgroup and administrator: leaves only, the last published month"
        " of every budget and year, so that rows add up. Transfers between budgets stand in both budgets, as reported. "
    )
    lines = "Every line of every month with its totals and subtotals: `parent` says which line is part of which; do not add up. "
    return [
        _resource("budget-execution", "Budget execution, leaves", leaves + _APOSTROPHE, LEAF, True),
        _resource("budget-lines", "Budget execution, every line of the reports", lines + _APOSTROPHE, LINE, False),
    ]


def _resource(name: str, title: str, text: str, columns: tuple[str, ...], typed: bool) -> dict[str, Any]:
    """A resource; only the one that adds up has a columnType on its amounts."""
    schema: dict[str, Any] = {"fields": [_field(column, typed) for column in columns], "primaryKey": ["id"]}
    schema["missingValues"] = [""]
    return {
        "name": name,
        "title": title,
        "description": text,
        "profile": "tabular-data-resource",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(name: str, typed: bool) -> dict[str, Any]:
    if name in MEASURES:
        phase, text = MEASURES[name]
        field: dict[str, Any] = {"name": name, "type": "number", "description": f"{text}, tenge", "decimalChar": "."}
        extra: dict[str, Any] = {"columnType": "value", "currency": "KZT"} if typed else {}
        return field | extra | ({"phase": phase} if typed and phase else {})
    kind, column_type, text = COLUMNS[name]
    field = {"name": name, "type": kind, "description": text}
    if name == "id":
        field["constraints"] = {"required": True, "unique": True}
    return field | ({"columnType": column_type} if column_type and typed else {})


def descriptor(blocks: list[dict[str, Any]], sources: list[dict[str, str]], years: tuple[int, int] | None) -> dict[str, Any]:
    """The package; `years` are the first and the last year of its leaves."""
    body: dict[str, Any] = {
        "profile": "fiscal-data-package",
        "name": "tiyn-kz-budget-execution",
        "title": "Қазақстан бюджеттерінің атқарылуы · Исполнение бюджетов Казахстана · Budget execution of Kazakhstan",
        "countryCode": "KZ",
        "granularity": "aggregated",
        "licenses": [
            {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0, Tiyn"},
        ],
        "sources": sources,
    }
    if not sources:
        del body["sources"]
    if years:
        body["fiscalPeriod"] = {"start": f"{years[0]}-01-01", "end": f"{years[1]}-12-31"}
    return body | {"resources": blocks, "model": _model()}


def _model() -> dict[str, Any]:
    """Measures and dimensions of the leaves, in the form earlier software reads."""
    here = "budget-execution"
    measures = {}
    for name, (phase, _) in MEASURES.items():
        measures[name] = {"source": name, "resource": here, "currency": "KZT", "factor": 1, "direction": "expenditure"}
        measures[name] |= {"phase": phase} if phase else {}

    def attribute(source: str, **more: str) -> dict[str, str]:
        return {"source": source, "resource": here, **more}

    functional = {
        "group": attribute("functional_group"),
        "group_name": attribute("functional_group_name", labelfor="group"),
        "subgroup": attribute("functional_subgroup", parent="group"),
        "subgroup_name": attribute("functional_subgroup_name", labelfor="subgroup"),
    }
    administrative = {
        "administrator": attribute("administrator"),
        "administrator_name": attribute("administrator_name", labelfor="administrator"),
    }
    dimensions = {
        "date": {"dimensionType": "datetime", "primaryKey": "year", "attributes": {"year": attribute("year")}},
        "functional": _classified("functional", ["group", "subgroup"], functional),
        "administrative": _classified("administrative", ["administrator"], administrative),
        "region": {"dimensionType": "location", "primaryKey": "region", "attributes": {"region": attribute("region")}},
        "report": {"dimensionType": "other", "primaryKey": "report", "attributes": {"report": attribute("report")}},
        "line": {"dimensionType": "fact", "primaryKey": "id", "attributes": {"id": attribute("id")}},
    }
    return {"measures": measures, "dimensions": dimensions}


def _classified(kind: str, key: list[str], attributes: dict[str, Any]) -> dict[str, Any]:
    return {"dimensionType": "classification", "classificationType": kind, "primaryKey": key, "attributes": attributes}
