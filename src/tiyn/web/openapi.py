"""OpenAPI 3.1 of the portal: every page's JSON from its own typed context, its downloads, and every export.

Each path parameter has an example that answers in this edition; a page says what its query may hold in `QUERY`.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from pathlib import Path
from types import NoneType
from typing import Any

from tiyn import __version__
from tiyn.dictionary import tables
from tiyn.exporting.wanted import ENDINGS, MEDIA_TYPES
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.view.parameters import PURCHASES, TEXT
from tiyn.web import download, texts

SQL = Path(__file__).with_suffix(".sql")
Part = dict[str, Any]


def document(portal: Any) -> Part:
    """The whole description of one edition's portal."""
    schemas: Part = {}
    paths: Part = {}
    lang = next(iter(portal.languages))
    language = _parameter("lang", "path", {"enum": list(portal.languages)}, lang)
    for page in portal.pages:
        paths |= _page(page, language, portal, schemas)
    paths |= _exports(language, portal)
    info = {"title": "Tiyn", "version": __version__, "license": {"name": "CC BY 4.0"}, "description": portal.edition.id}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def _parameter(name: str, place: str, schema: Mapping[str, Any], example: str | None = None) -> Part:
    found: Part = {"name": name, "in": place, "required": place == "path", "schema": dict(schema)}
    return found if example is None else {**found, "example": example}


def _page(page: Any, language: Part, portal: Any, schemas: Part) -> Part:
    """The paths of one page: its JSON and every download format."""
    hints = typing.get_type_hints(page.module.context)
    name = f"{page.name}.{hints['return'].__name__}"
    schemas[name] = schema(hints["return"], schemas)
    shown = [one for one in page.module.examples(portal.visit(language["example"], page, {}, {})) if "?" not in one]
    values = (page.match(shown[0]) if shown else None) or {}
    slots = [_parameter(slot, "path", TEXT, values.get(slot) or None) for slot in page.pattern.groupindex]
    asked = [_parameter(one, "query", kind) for one, kind in getattr(page.module, "QUERY", {}).items()]
    summary = (page.module.__doc__ or page.name).strip().splitlines()[0]
    path = ("/home" if page.path == "/" else page.path).replace("*", "").replace("?", "")
    body = {"type": "object", "required": ["about", "page"], "properties": {"page": {"$ref": f"#/components/schemas/{name}"}}}
    if getattr(hints["return"], "json", None):  # a page that writes its own
        body = {"type": "object"}
    found = {f"/{{lang}}{path}.json": _get(summary, [language, *slots, *asked], {"application/json": {"schema": body}})}
    for ending, form in download.formats().items():
        content = {form.MEDIA_TYPE: {"schema": {"type": "string", "contentMediaType": form.MEDIA_TYPE}}}
        found[f"/{{lang}}{path}.{ending}"] = _get(f"{summary} ({form.NAME})", [language, *slots, *asked], content)
    for text in getattr(page.module, "TEXTS", ()):
        for ending, kind in texts.KINDS.items():
            content = {kind: {"schema": {"type": "string", "contentMediaType": kind}}}
            found[f"/{{lang}}{path}/{text}.{ending}"] = _get(f"{summary} ({text}, {ending})", [language, *slots], content)
    return found


def _exports(language: Part, portal: Any) -> Part:
    """Exports without a cap: they answer 206 to a range, and 503 while a file is being made."""
    asked = [_parameter(name, "query", kind) for name, kind in PURCHASES.items()]
    table = _parameter("table", "path", {"enum": list(tables())}, "source")
    found: Part = {}
    for ending in ENDINGS["contracts"]:
        found[f"/{{lang}}/export/contracts.{ending}"] = _file("Every purchase that fits", ending, [language, *asked])
    for ending in ENDINGS["ocds"]:
        found[f"/{{lang}}/export/ocds.{ending}"] = _file(
            "OCDS 1.1 releases of every purchase that fits", ending, [language, *asked]
        )
    for ending in ENDINGS["table"]:
        found[f"/{{lang}}/export/table/{{table}}.{ending}"] = _file("Every row of a table", ending, [language, table])
    row = portal.connection().execute(queries(SQL)["process"]).fetchone()
    if row:
        ocid = _parameter("ocid", "path", TEXT, row[0].replace("~", "~0").replace("/", "~1"))
        found["/{lang}/export/ocds/{ocid}.json"] = _file("One process as an OCDS record package", "json", [language, ocid])
    json = {"application/json": {"schema": {"type": "object", "required": ["fields", "primaryKey"]}}}
    found["/{lang}/export/contracts.schema.json"] = _get("The columns of an export of purchases", [language], json)
    found["/{lang}/export/table/{table}.schema.json"] = _get("The columns of a table", [language, table], json)
    return found


def _file(summary: str, ending: str, parameters: list[Part]) -> Part:
    kind = MEDIA_TYPES[ending].partition(";")[0]
    body = {"type": "object"} if ending == "json" else {"type": "string", "contentMediaType": kind}
    found = _get(summary, parameters, {kind: {"schema": body}})
    found["get"]["responses"] |= {
        "206": {"description": "A range of the file"},
        "304": {"description": "The reader has these bytes"},
        "503": {"description": "The file is being made: ask again after Retry-After seconds"},
    }
    return found


def _get(summary: str, parameters: list[Part], content: Part) -> Part:
    return {
        "get": {"summary": summary, "parameters": parameters, "responses": {"200": {"description": summary, "content": content}}}
    }


def schema(kind: Any, schemas: Part) -> Part:
    """The JSON Schema of a type as `render.plain` writes it."""
    if kind is Figure:
        names = ("id", "value", "low", "high", "unit", "state", "label", "line", "said", "receipt")
        schemas.setdefault("Figure", {"type": "object", "properties": dict.fromkeys(names, {"type": ["string", "null"]})})
        return {"$ref": "#/components/schemas/Figure"}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return {"type": "object", "properties": {name: schema(hint, schemas) for name, hint in hints.items()}}
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (list, tuple):
        return {"type": "array", "items": schema(arguments[0], schemas) if arguments else {}}
    if kind in (dict, Any) or typing.get_origin(kind) is dict:
        return {} if kind is Any else {"type": "object"}
    if NoneType in arguments:
        rest = [one for one in arguments if one is not NoneType]
        return {"anyOf": [*(schema(one, schemas) for one in rest), {"type": "null"}]}
    return {"type": {str: "string", int: "integer", bool: "boolean"}.get(kind, "string")}
