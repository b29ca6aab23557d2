"""The portal about itself: navigation, site map, drawings, and where a page has moved."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from tiyn import draw
from tiyn.model.errors import NotFound
from tiyn.view.figures import Link
from tiyn.view.visit import Moved, Visit

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


__all__ = ["Moved", "drawing", "navigation", "paths", "site_map"]
