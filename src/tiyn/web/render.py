"""One typed context in every form: HTML for people, JSON and the downloads for machines, the same numbers in each."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import minijinja

from tiyn import shelf
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Saying

TEMPLATES = shelf.PACKAGE / "web" / "templates"


class Renderer:
    """The template environment. Every value is escaped; a name that does not exist is empty, so the crawl compares figures."""

    def __init__(self) -> None:
        self.environment = minijinja.Environment(loader=_load, undefined_behavior="chainable")
        self.environment.auto_escape_callback = lambda name: "html"
        self.environment.trim_blocks = True
        self.environment.lstrip_blocks = True

    def html(self, template: str, values: dict[str, Any]) -> str:
        """A page from its template: `pages/x/page.html` or one of the shared ones."""
        return self.environment.render_template(template, **values)


def _load(name: str) -> str | None:
    path = (shelf.PACKAGE / name) if name.startswith("pages/") else (TEMPLATES / name)
    resolved = path.resolve()
    allowed = (shelf.PACKAGE / "pages", TEMPLATES)
    if not any(resolved.is_relative_to(folder) for folder in allowed) or not resolved.is_file():
        return None
    return resolved.read_text(encoding="utf-8")


def for_template(value: Any, about: dict[str, Any]) -> Any:
    """A context as the templates see it: mappings, lists and text; charts drawn. `about` goes under each chart."""
    if isinstance(value, Charted):
        return _chart(value, about)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: for_template(getattr(value, field.name), about) for field in fields}
    if isinstance(value, dict):
        return {key: for_template(one, about) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [for_template(one, about) for one in value]
    return value


def _chart(chart: Charted, about: dict[str, Any]) -> dict[str, Any]:
    head, rows = chart.drawing.table()
    drawn = {"svg": chart.drawing.svg(), "head": list(head), "rows": rows, "links": chart.links()}
    narrow = getattr(chart.drawing, "svg_narrow", None)
    if narrow is not None:
        drawn["svg_narrow"] = narrow()
    drawn |= {"key": for_template(getattr(chart.drawing, "key", ()), about), "sources": for_template(chart.sources, about)}
    return {"id": chart.id, "title": chart.title, "subtitle": chart.subtitle, "note": chart.note} | drawn | about


def figures(value: Any) -> Iterator[Figure]:
    """Every figure in a context, in its order, repeats included; drawings are not searched."""
    return (one for one in _walk(value) if isinstance(one, Figure))


def addresses(value: Any) -> list[str]:
    """The addresses of the receipts behind a context's figures and statements, in order, each once."""
    found: dict[str, None] = {}
    for one in _walk(value):
        if isinstance(one, (Figure, Saying)) and "/receipt/" in one.receipt:
            found[unquote(one.receipt.partition("/receipt/")[2])] = None
    return list(found)


def _walk(value: Any) -> Iterator[Any]:
    """A context and everything in it; drawings are not searched."""
    if dataclasses.is_dataclass(value) and not isinstance(value, (type, Charted)):
        yield value
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name))
    elif isinstance(value, (dict, list, tuple)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _walk(one)


def as_json(context: Any, about: dict[str, Any]) -> bytes:
    """The context for machines; `about` says which edition, page and language it is."""
    body = {"about": about, "page": plain(context)}
    return json.dumps(body, ensure_ascii=False, indent=1, default=str).encode("utf-8")


def plain(value: Any) -> Any:
    """A context as dictionaries, lists and text; drawings become their table."""
    if isinstance(value, Figure):
        return value.as_json()
    if isinstance(value, Charted):
        head, rows = value.drawing.table()
        return {"head": list(head), "rows": [[plain(cell) for cell in row] for row in rows]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)
