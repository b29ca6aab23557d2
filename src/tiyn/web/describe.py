"""The portal about itself: navigation, site map, OpenAPI, drawings, and where a page has moved."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any
from xml.sax.saxutils import escape

from tiyn import __version__, draw
from tiyn.model.errors import NotFound
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Moved, Visit
from tiyn.web import download

SECTIONS = ("programmes", "regions", "contracts", "disputes", "organisations", "sources", "gaps", "method", "data")


def navigation(visit: Visit) -> list[Link]:
    """The sections named in the header, in their order."""
    return [Link(visit.words(f"nav_{name}"), visit.url(f"/{name}")) for name in SECTIONS]


def drawing(context: Any, name: str, ending: str) -> bytes:
    """One chart of a page as a file. Raises NotFound naming the charts there are."""
    charts = getattr(context, "charts", {})
    if name not in charts:
        raise NotFound(f"no chart {name!r} on this page; it has: {', '.join(charts) or 'none'}")
    svg = charts[name].drawing.svg()
    return svg.encode("utf-8") if ending == "svg" else draw.to_png(svg)


def paths(portal: Any) -> list[str]:
    """Every path of the edition, without language, in order."""
    found: set[str] = set()
    lang = next(iter(portal.languages))
    for page in portal.pages:
        found.update(page.module.examples(portal.visit(lang, page, {}, {})))
    return sorted(found)


def site_map(portal: Any, base: str) -> str:
    """Every page in every language, each naming its translations."""
    lines = []
    for path in paths(portal):
        if "?" in path:
            continue
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(base)}/{code}{escape(path)}"/>'
            for code in portal.languages
        )
        lines += [f"<url><loc>{escape(base)}/{code}{escape(path)}</loc>{twins}</url>" for code in portal.languages]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    return head + "\n" + "\n".join(lines) + "\n</urlset>\n"


def openapi(portal: Any) -> dict[str, Any]:
    """OpenAPI 3.1 of every page's JSON, from the pages' own typed contexts, and of its downloads."""
    schemas: dict[str, Any] = {}
    described = {}
    language = {"name": "lang", "in": "path", "required": True, "schema": {"enum": list(portal.languages)}}
    for page in portal.pages:
        hints = typing.get_type_hints(page.module.context)
        name = f"{page.name}.{hints['return'].__name__}"
        schemas[name] = _schema(hints["return"], schemas)
        text = {"type": "string"}
        slots = [{"name": slot, "in": "path", "required": True, "schema": text} for slot in page.pattern.groupindex]
        parameters = [language, *slots]
        summary = (page.module.__doc__ or page.name).strip().splitlines()[0]
        path = ("/home" if page.path == "/" else page.path).replace("*", "").replace("?", "")
        body = {"type": "object", "properties": {"page": {"$ref": f"#/components/schemas/{name}"}}}
        answer = {"description": summary, "content": {"application/json": {"schema": body}}}
        described[f"/{{lang}}{path}.json"] = {"get": {"summary": summary, "parameters": parameters, "responses": {"200": answer}}}
        for ending, form in download.formats().items():
            content = {form.MEDIA_TYPE: {"schema": {"type": "string", "contentMediaType": form.MEDIA_TYPE}}}
            answer = {"description": f"{summary} ({form.NAME})", "content": content}
            one = {"summary": f"{summary} ({form.NAME})", "parameters": parameters, "responses": {"200": answer}}
            described[f"/{{lang}}{path}.{ending}"] = {"get": one}
    info = {"title": "Tiyn", "version": __version__, "license": {"name": "CC BY 4.0"}, "description": portal.edition.id}
    return {"openapi": "3.1.0", "info": info, "paths": described, "components": {"schemas": schemas}}


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type as `render.plain` writes it."""
    if kind is Figure:
        text = {"type": "string"}
        names = ("id", "value", "low", "high", "unit", "state", "label", "line", "said", "receipt")
        schemas.setdefault("Figure", {"type": "object", "properties": dict.fromkeys(names, text)})
        return {"$ref": "#/components/schemas/Figure"}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return {"type": "object", "properties": {name: _schema(hint, schemas) for name, hint in hints.items()}}
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (list, tuple):
        return {"type": "array", "items": _schema(arguments[0], schemas) if arguments else {}}
    if typing.get_origin(kind) is dict:
        return {"type": "object"}
    if type(None) in arguments:
        rest = [one for one in arguments if one is not type(None)]
        return {"anyOf": [*(_schema(one, schemas) for one in rest), {"type": "null"}]}
    return {"type": {str: "string", int: "integer", bool: "boolean"}.get(kind, "string")}


__all__ = ["Moved", "drawing", "navigation", "openapi", "paths", "site_map"]
