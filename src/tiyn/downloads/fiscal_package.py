"""Fiscal Data Package 1.0 as a zip: datapackage.json and one CSV per sheet.

Version 1.0 is a Tabular Data Package whose columns carry ColumnTypes, and says so by `columnTypes`. Its profile
is that of the tabular package: the schema registered as `fiscal-data-package` still wants the `model` of
version 0.3, and at once the profile of the tabular package, so that no package passes it.

The amounts carry the ColumnType `value` of the budget taxonomy. The unit beside them is a currency
(`value-currency:code`) when every unit of the sheet is one; otherwise it says what kind of thing is
counted (`value-kind:code`), because a number of systems has no currency.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from typing import Any

from tiyn.downloads import About, Sheet
from tiyn.downloads.table_csv import lines

ENDING = "fdp.zip"
NAME = "FDP"
ORDER = 50
MEDIA_TYPE = "application/zip"

TAXONOMY = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"
PROFILE = "tabular-data-package"
LICENCES = {"CC BY 4.0": {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}}
TYPES = {"text": "string", "decimal": "number", "integer": "integer", "date": "date"}
_CURRENCY = re.compile(r"[A-Z]{3}")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9._-]+")


def write(sheets: tuple[Sheet, ...], about: About) -> bytes:
    """The package; its files bear the edition's date, so that the same page gives the same bytes."""
    files = {f"{sheet.name}.csv": lines(sheet) for sheet in sheets}
    descriptor = json.dumps(package(sheets, about, files), ensure_ascii=False, indent=2)
    out = io.BytesIO()
    year, month, day = (int(part) for part in about.date.split("-"))
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {"datapackage.json": descriptor.encode("utf-8"), **files}.items():
            entry = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, content)
    return out.getvalue()


def package(sheets: tuple[Sheet, ...], about: About, files: dict[str, bytes]) -> dict[str, Any]:
    """The descriptor: where the package is from and what each column of each file means."""
    units = _units(sheets[0])
    return {
        "profile": PROFILE,
        "name": _NOT_IN_A_NAME.sub("-", f"tiyn{about.path}-{about.edition}".lower()).strip("-"),
        "title": about.title,
        "description": "\n\n".join((about.words["verify_text"], about.words["apostrophe"])),
        "homepage": about.permalink,
        "version": about.edition,
        "created": f"{about.date}T00:00:00Z",
        "languages": [about.language],
        "licenses": [LICENCES.get(about.licence, {"name": about.licence})],
        "countryCode": "KZ",
        **({"currency": "KZT"} if units == {"KZT"} else {}),
        "tiyn": {"edition": about.edition, "root": about.root, "path": about.path},
        "columnTypes": [TAXONOMY],
        "resources": [_resource(sheet, files[f"{sheet.name}.csv"]) for sheet in sheets],
    }


def _resource(sheet: Sheet, content: bytes) -> dict[str, Any]:
    names = [column.name for column in sheet.head]
    meant = _meant(sheet)
    fields = [
        {"name": column.name, "type": TYPES[column.kind], "description": column.meaning, **meant.get(column.name, {})}
        for column in sheet.head
    ]
    key = {"primaryKey": "figure"} if sheet.name == "figures" and "figure" in names else {}
    return {
        "profile": "tabular-data-resource",
        "name": sheet.name,
        "title": sheet.title,
        "path": f"{sheet.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {"fields": fields, "missingValues": [""], **key},
    }


def _meant(sheet: Sheet) -> dict[str, dict[str, str]]:
    """The fiscal meaning of columns: an amount only where a unit stands beside it, and at most one a row."""
    names = [column.name for column in sheet.head]
    if "value" not in names or "unit" not in names:
        return {}
    money = all(_CURRENCY.fullmatch(unit) for unit in _units(sheet))
    return {"value": {"columnType": "value"}, "unit": {"columnType": "value-currency:code" if money else "value-kind:code"}}


def _units(sheet: Sheet) -> set[str]:
    places = [place for place, column in enumerate(sheet.head) if column.name == "unit"]
    return {row[place] for place in places for row in sheet.rows}
