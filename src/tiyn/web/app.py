"""The portal: read-only, GET and HEAD only, every page in every language as HTML, JSON and every download format."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tiyn import publishing, search, shelf, verifier
from tiyn.edition import Edition
from tiyn.history import History
from tiyn.model.errors import NotFound, TiynError
from tiyn.register import Register
from tiyn.sealed import Sealed
from tiyn.settings import Settings
from tiyn.snapshot import Archive
from tiyn.view.purchases import escaped
from tiyn.view.visit import Visit
from tiyn.view.words import Words, languages
from tiyn.web import describe, download, feed, served, texts
from tiyn.web import openapi as openapi_of
from tiyn.web.assets_map import Assets
from tiyn.web.exports import Exports
from tiyn.web.guard import ENGINE_POLICY, Guard, encoding_for
from tiyn.web.permalinks import Permalinks, memento
from tiyn.web.render import Renderer, addresses, as_json, for_template
from tiyn.web.shelf_pages import Page, pages

MAX_QUERY, MAX_FIELDS = 2048, 20
DRAWINGS = {"svg": "image/svg+xml", "png": "image/png"}


class Portal:
    """One edition, opened; answers one address at a time."""

    def __init__(self, edition: Edition, settings: Settings, prefix: str = "") -> None:
        self.edition, self.settings, self.prefix = edition, settings, prefix
        self.archive = Archive(settings.archive)
        self.index = search.Index(edition.folder / "search")
        self.register = Register(edition.folder / "register")
        self.languages = languages(settings.locales)
        self.pages = pages()
        self.renderer = Renderer()
        self.assets = Assets()
        self.local = threading.local()
        self.seal = publishing.seal_of(settings, edition, datetime.now(UTC).date())
        self.history = History(settings) if self.seal else None
        self.stamp = _stamp(edition, settings.locales, self.seal)

    def connection(self) -> Any:
        """This thread's read-only connection to the store."""
        if not hasattr(self.local, "connection"):
            self.local.connection = self.edition.connect()
        return self.local.connection

    def sealed(self) -> Sealed:
        """This thread's maker of receipt files."""
        if not hasattr(self.local, "sealed"):
            self.local.sealed = Sealed(self.edition, self.settings, self.connection())
        return self.local.sealed

    def find(self, path: str) -> tuple[Page, dict[str, str]]:
        """The page that serves a path without language. Raises NotFound."""
        for page in self.pages:
            params = page.match(path)
            if params is not None:
                return page, params
        raise NotFound(f"no page at {path}; expected an address of the site map; see /search")

    def visit(self, lang: str, page: Page | None, params: dict[str, str], arguments: dict[str, str], base: str = "") -> Visit:
        folder = page.folder if page else None
        words = Words(self.languages[lang], folder)
        stores = (self.edition, self.connection(), self.archive, self.index, self.register)
        beside: dict[str, Any] = {"seal": self.seal, "history": self.history, "prefix": self.prefix, "base": base}
        beside["leaf_of"] = lambda table, row: self.sealed().leaf(table, row)
        return Visit(words, *stores, folder, params, arguments, **beside)

    def context(self, lang: str, path: str, arguments: dict[str, str], base: str = "") -> tuple[Page, Visit, Any]:
        """The page, the visit and its context for a path without language or ending."""
        page, params = self.find(path)
        visit = self.visit(lang, page, params, arguments, base)
        return page, visit, page.module.context(visit)

    def html(self, lang: str, path: str, arguments: dict[str, str], theme: str, base: str = "") -> str:
        page, visit, context = self.context(lang, path, arguments, base)
        about = {"as_of": visit.words.date(self.edition.date), "edition": self.edition.id, "licence": "CC BY 4.0"}
        values = self.frame(visit, path, theme, arguments)
        values |= {"page": self._head(page, path, context), "c": for_template(context, about)}
        values["sources"] = for_template(visit.sources(), about)
        return self.renderer.html(f"pages/{page.name}/page.html", values)

    def frame(self, visit: Visit, path: str, theme: str, arguments: dict[str, str]) -> dict[str, Any]:
        """What every template sees: words, addresses, languages, edition, theme."""
        query = download.query(arguments)
        listed = [
            {
                "code": code,
                "name": language.card["name"],
                "short": language.card["short"],
                "url": f"{self.prefix}/{code}{path}{query}",
                "current": code == visit.lang,
            }
            for code, language in self.languages.items()
        ]
        stem = visit.url("/home" if path == "/" else path)
        return {
            "w": visit.words,
            "u": visit.url,
            "asset": self.assets.url,
            "asset_at": self.assets.at,
            "lang": visit.lang,
            "languages": listed,
            "theme": theme,
            "edition": {
                "id": self.edition.id,
                "date": visit.words.date(self.edition.date),
                "root": self.edition.root,
                "url": visit.url("/verify"),
                "synthetic": self.edition.synthetic,
                "earlier": bool(self.prefix),
                "seal": asdict(self.seal) | {"trial": self.seal.trial} if self.seal else None,
            },
            "siblings": download.links(stem, query, self.prefix),
            "nav": for_template(describe.navigation(visit), {}),
            "sources": [],
        }

    def _head(self, page: Page, path: str, context: Any) -> dict[str, Any]:
        return {
            "title": context.title,
            "description": getattr(context, "description", ""),
            "path": path,
            "kind": page.name,
            "breadcrumbs": for_template(getattr(context, "breadcrumbs", ()), {}),
            "noindex": getattr(page.module, "NOINDEX", False),
        }

    def error(self, lang: str, status: int, message: str, theme: str, path: str) -> str:
        """A page for what went wrong, in words, with a way on."""
        visit = self.visit(lang, None, {}, {})
        title = visit.words("error_404" if status == 404 else "error_other")
        head = {"title": title, "path": "/", "kind": "error", "noindex": True, "description": "", "breadcrumbs": ()}
        values = self.frame(visit, "/", theme, {}) | {"page": head, "status": status, "message": message, "asked": path}
        return self.renderer.html("error.html", values)


def _stamp(edition: Edition, locales: Path, seal: publishing.Seal | None) -> str:
    """One hash over the edition, who signed it and everything that turns it into pages: the base of every ETag."""
    hasher = hashlib.sha256(json.dumps([edition.manifest, asdict(seal) if seal else None], sort_keys=True).encode())
    for folder in (shelf.PACKAGE, locales):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".sql", ".yml", ".html", ".css", ".js"):
                hasher.update(path.read_bytes())
    return hasher.hexdigest()[:24]


def create_app(edition: Edition, settings: Settings) -> Any:
    """The ASGI application for one verified edition."""
    portal = Portal(edition, settings)

    async def front(request: Request) -> Response:
        return RedirectResponse(f"/{_preferred(request, portal)}/", 302, {"Vary": "Accept-Language"})

    def page(request: Request) -> Response:
        return _feed(portal, links, request) if request.url.path.endswith(f".{feed.ENDING}") else _page(portal, request)

    links = Permalinks(edition, settings, Portal)

    def earlier(request: Request) -> Response:
        return _earlier(portal, links, request)

    routes = [
        Route("/", front),
        Route("/e/{name}/{lang}", earlier),
        Route("/e/{name}/{lang}/{path:path}", earlier),
        *_service_routes(portal, links),
        Route("/{lang}", page),
        Route("/{lang}/{path:path}", page),
    ]
    return Guard(Starlette(routes=routes), portal.stamp, edition.id)


def _proof_routes(portal: Portal) -> list[Route]:
    """What readers verify with: the log as it lies, and the program that checks receipts, as it runs here."""

    def log(request: Request) -> Response:
        return served.of_log(portal.settings, request)

    async def alone(request: Request) -> Response:
        saved = {"Content-Disposition": "attachment; filename=verifier.py"}
        return Response(Path(str(verifier.__file__)).read_bytes(), media_type="text/x-python", headers=saved)

    return [Route("/log/{path:path}", log), Route("/verifier.py", alone)]


def _service_routes(portal: Portal, links: Permalinks) -> list[Route]:
    """What is not a page: health, description, files."""
    edition, exports = portal.edition, Exports(portal.edition, portal.settings, portal.languages)

    async def health(request: Request) -> Response:
        return JSONResponse({"edition": edition.id, "root": edition.root, "status": "ok"})

    def openapi(request: Request) -> Response:
        return JSONResponse(openapi_of.document(portal))

    async def static(request: Request) -> Response:
        packed = encoding_for(request.headers.get("accept-encoding", "").encode("latin-1")) == b"br"
        return portal.assets.response(request.path_params["path"], packed)

    def files(request: Request) -> Response:
        return served.of_edition(edition, links, request)

    async def export(request: Request) -> Response:
        return await exports.answer(request, arguments(request))

    def site_map(request: Request) -> Response:
        return Response(describe.site_map(portal, _base(request)), media_type="application/xml")

    async def robots(request: Request) -> Response:
        return Response(f"User-agent: *\nAllow: /\nSitemap: {_base(request)}/sitemap.xml\n", media_type="text/plain")

    return [
        Route("/healthz", health),
        Route("/openapi.json", openapi),
        Route("/sitemap.xml", site_map),
        Route("/robots.txt", robots),
        Route("/theme", _theme),
        Route("/static/{path:path}", static),
        Route("/edition/{id}/{path:path}", files),
        *_proof_routes(portal),
        Route("/{lang}/export/{path:path}", export),
    ]


def _earlier(portal: Portal, links: Permalinks, request: Request) -> Response:
    """A page of an edition under its own address; an edition that cannot be had says so in the current one's frame."""
    try:
        other = links.portal(request.path_params["name"])
    except TiynError as error:
        lang = request.path_params["lang"] if request.path_params["lang"] in portal.languages else _preferred(request, portal)
        status = 404 if isinstance(error, NotFound) else 410
        return Response(portal.error(lang, status, str(error), "", request.url.path), status, media_type="text/html")
    answer = _page(other, request)
    answer.headers.update(memento(other))
    return answer


def _feed(portal: Portal, links: Permalinks, request: Request) -> Response:
    """A page's changes from edition to edition as Atom."""
    lang, path = request.path_params["lang"], "/" + request.path_params.get("path", "").removesuffix(f".{feed.ENDING}")
    path = "/" if path == "/home" else path
    try:
        page, visit, context = portal.context(lang, path, arguments(request), _base(request))
        own = getattr(page.module, "feed", None)
        found = [feed.Item(*one) for one in own(visit)] if own else feed.items(links, lang, path, arguments(request))
    except (TiynError, KeyError) as error:
        return Response(f"{error}\n", 404, media_type="text/plain")
    body = feed.atom(context.title, visit.url(path), _base(request), found, portal.edition.manifest["built"])
    return Response(body, media_type=feed.KIND)


def arguments(request: Request) -> dict[str, str]:
    """What the address asks, as much of it as any page reads."""
    raw = "&".join(request.url.query[:MAX_QUERY].split("&")[:MAX_FIELDS])
    return {key: value[:400] for key, value in parse_qsl(raw, errors="replace")}


def _page(portal: Portal, request: Request) -> Response:
    lang = request.path_params["lang"]
    theme = request.cookies.get("theme", "")
    theme = theme if theme in ("light", "dark") else ""
    path = "/" + request.path_params.get("path", "")
    if lang not in portal.languages:
        body = portal.error(_preferred(request, portal), 404, "", theme, request.url.path)
        return Response(body, 404, media_type="text/html")
    if path == "/" and not request.url.path.endswith("/"):
        return RedirectResponse(f"{portal.prefix}/{lang}/", 308)
    try:
        return _answer(portal, request, lang, path, arguments(request), theme)
    except describe.Moved as moved:
        return RedirectResponse(moved.address, 302)
    except TiynError as error:
        status = 404 if isinstance(error, NotFound) else 400
        if download.split(path):
            return JSONResponse({"error": str(error), "status": status}, status)
        return Response(portal.error(lang, status, str(error), theme, request.url.path), status, media_type="text/html")


def _answer(portal: Portal, request: Request, lang: str, path: str, arguments: dict[str, str], theme: str) -> Response:
    sibling = download.split(path)
    if sibling:
        return _sibling(portal, request, lang, *sibling, arguments)
    stem, dot, ending = path.rpartition(".")
    if dot and ending in DRAWINGS:
        stem, _, name = stem.rpartition("/")
        stem = "/" if stem in ("", "/home") else stem
        _, _, context = portal.context(lang, stem, arguments)
        body = describe.drawing(context, name, ending)
        return Response(body, media_type=DRAWINGS[ending])
    if dot and ending in texts.KINDS and texts.written_by(portal.pages, stem):
        return _text(portal, request, lang, stem, ending, arguments)
    page, _ = portal.find(path)
    engine = getattr(page.module, "RUNS_ENGINE", False)
    policy = {"Content-Security-Policy": ENGINE_POLICY} if engine else None
    return Response(portal.html(lang, path, arguments, theme, _base(request)), media_type="text/html", headers=policy)


def _text(portal: Portal, request: Request, lang: str, path: str, ending: str, arguments: dict[str, str]) -> Response:
    """One text of a page as a file: /gap/some/request.kk.docx."""
    stem, _, name = path.rpartition("/")
    _, visit, context = portal.context(lang, stem, arguments, _base(request))
    body = texts.write(context, name, ending, portal.edition.date)
    saved = {"Content-Disposition": f'attachment; filename="{download.file_name(ending, visit, path)}"'}
    return Response(body, media_type=texts.KINDS[ending], headers=saved)


def _sibling(portal: Portal, request: Request, lang: str, stem: str, ending: str, arguments: dict[str, str]) -> Response:
    """A page as JSON, or as a file in one of the download formats."""
    page, visit, context = portal.context(lang, stem, arguments, _base(request))
    if ending == download.RECEIPT["ending"]:
        return _receipt(portal, page, visit, context, stem)
    if ending == "json":
        raw = getattr(context, "json", None)
        about = {"edition": portal.edition.id, "root": portal.edition.root, "path": visit.url(stem), "lang": lang}
        body = raw() if raw else as_json(context, about | {"licence": download.LICENCE})
        return Response(body, media_type="application/json")
    body = download.write(ending, context, visit, stem, _base(request))
    saved = {"Content-Disposition": f'attachment; filename="{download.file_name(ending, visit, stem)}"'}
    return Response(body, media_type=download.formats()[ending].MEDIA_TYPE, headers=saved)


def _receipt(portal: Portal, page: Page, visit: Visit, context: Any, stem: str) -> Response:
    """What a page shows, as a file to verify: its own record, and the records behind its figures and statements."""
    own = [record.format(**{name: escaped(value) for name, value in visit.params.items()}) for record in _records(page)]
    asked = [visit.params["address"]] if page.name == "receipt" else [*own, *addresses(context)]
    body = portal.sealed().receipt(asked, visit.url(stem), strict=page.name == "receipt")
    saved = {"Content-Disposition": f'attachment; filename="{download.file_name("receipt.json", visit, stem)}"'}
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    return Response(text, media_type="application/json", headers=saved | {"Cache-Control": "no-cache"})


def _records(page: Page) -> tuple[str, ...]:
    return getattr(page.module, "RECORDS", ())


async def _theme(request: Request) -> Response:
    """Remember light or dark in the only cookie there is, and go back where the reader came from."""
    back = request.query_params.get("back", "/")
    if not back.startswith("/") or back.startswith("//") or "\\" in back or any(ord(mark) < 32 for mark in back):
        back = "/"
    response = RedirectResponse(quote(back, safe="/?&=%:,;+.-_~"), 303)
    to = request.query_params.get("to", "")
    if to in ("light", "dark"):
        response.set_cookie("theme", to, max_age=31_536_000, samesite="lax", path="/")
    return response


def _preferred(request: Request, portal: Portal) -> str:
    """The first language the browser asks for that we have; otherwise the first on the shelf."""
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in portal.languages:
            return code
    return next(iter(portal.languages))


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
