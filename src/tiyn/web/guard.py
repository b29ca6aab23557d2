"""What stands before every answer: methods, security headers, conditional requests, compression.

Plain ASGI, so that a 304 costs no rendering. An edition never changes while it is served, so
the ETag is a hash of the edition, the code and the address.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import brotli

LOG = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The page for a reader's own SQL and the engine it starts: WebAssembly, by us and from us, and nothing more.
ENGINE_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'")
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
COMPRESSED = (b"text/", b"application/json", b"image/svg", b"application/xml", b"text/javascript")
LEAST_BYTES = 600
CACHE_BYTES, CACHE_ENTRIES = 64 << 20, 4096
# Files are sent as they lie, piece by piece and never held whole, their hash beside them; they know their own tags.
FILES = re.compile(r"/edition/|/log/|/[^/]+/export/|.*\.receipt\.json$")
# Health is asked too often to be worth keeping.
NOT_KEPT = ("/healthz",)
FRESH = [(b"cache-control", b"public, max-age=60, must-revalidate"), (b"vary", b"Accept-Encoding, Cookie")]
FAULT = b"Something went wrong here, and it was logged. The edition itself is unchanged; try again.\n"


class Guard:
    """Wraps the application; `stamp` is the base of every ETag. Rendered pages are kept, least used go first."""

    def __init__(self, app: Any, stamp: str, edition: str = "") -> None:
        self.app, self.stamp, self.edition = app, stamp, edition.encode()
        self.kept: OrderedDict[tuple[Any, ...], tuple[int, list[Any], bytes]] = OrderedDict()
        self.kept_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def named(message: Any) -> None:
            """Every answer says which edition it is of."""
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                said = any(name == b"tiyn-edition" for name, _ in headers)  # an earlier one's page says so itself
                message = {**message, "headers": headers if said else [*headers, (b"tiyn-edition", self.edition)]}
            await send(message)

        await self._serve(scope, receive, named)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            headers = [(b"allow", b"GET, HEAD"), (b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
            await _reply(send, 405, headers, b"This portal is read-only: GET and HEAD.\n")
            return
        asked = dict(scope["headers"])
        if FILES.match(scope["path"]):
            await self._through(scope, receive, send)
            return
        tag = self._tag(scope, asked)
        if known(asked.get(b"if-none-match", b""), tag):
            # What is kept keeps its own policy; a browser would put ours in its place.
            kept = [(name, value) for name, value in HEADERS if name != b"content-security-policy"]
            await _reply(send, 304, [(b"etag", tag), *FRESH, *kept], b"")
            return
        status, headers, body = await self._answer(scope, receive, asked, tag)
        await _reply(send, status, headers, b"" if scope["method"] == "HEAD" else body)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on an answer as it comes, with the security headers."""
        begun = False

        async def forward(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        try:
            await self.app(scope, receive, forward)
        except Exception:
            LOG.exception("no answer for %s", scope["path"])
            if begun:  # the reader sees that the answer is cut, by its length
                raise
            await _reply(send, 500, [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS], FAULT)

    def _tag(self, scope: Scope, asked: dict[bytes, bytes]) -> bytes:
        chooses = asked.get(b"accept-language", b"") if scope["path"] == "/" else b""
        query = scope["query_string"].decode("latin-1")
        parts = (self.stamp, scope["path"], query, _theme(asked), chooses.decode("latin-1"))
        content = "\0".join(parts).encode("utf-8", "surrogateescape")
        return b'W/"' + hashlib.sha256(content).hexdigest()[:24].encode() + b'"'

    async def _answer(
        self, scope: Scope, receive: Receive, asked: dict[bytes, bytes], tag: bytes
    ) -> tuple[int, list[Any], bytes]:
        encoding = encoding_for(asked.get(b"accept-encoding", b""))
        host = asked.get(b"host", b"") if not scope["path"].startswith("/static/") else b""
        key = (tag, encoding, host)
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        status, headers, body = await _collect(self.app, scope, receive)
        own = dict(headers)  # a page may have a policy of its own
        headers = [*headers, *((name, value) for name, value in HEADERS if name not in own)]
        kind = own.get(b"content-type", b"")
        if status == 200:
            headers.append((b"etag", tag))
            if b"cache-control" not in dict(headers):
                headers += FRESH
        if encoding and len(body) >= LEAST_BYTES and kind.startswith(COMPRESSED) and b"content-encoding" not in own:
            body = brotli.compress(body, quality=5) if encoding == b"br" else gzip.compress(body, 6, mtime=0)
            headers = [(name, value) for name, value in headers if name != b"content-length"]
            headers += [(b"content-encoding", encoding), (b"content-length", str(len(body)).encode())]
        if status == 200 and not scope["path"].startswith(NOT_KEPT):
            self._keep(key, (status, headers, body))
        return status, headers, body

    def _keep(self, key: tuple[Any, ...], answer: tuple[int, list[Any], bytes]) -> None:
        """Keep one answer; two that were made at once count once, and many small ones count by number."""
        size = len(answer[2])
        if size > CACHE_BYTES // 8:
            return
        before = self.kept.pop(key, None)
        self.kept_bytes += size - (len(before[2]) if before else 0)
        self.kept[key] = answer
        while self.kept_bytes > CACHE_BYTES or len(self.kept) > CACHE_ENTRIES:
            _, (_, _, oldest) = self.kept.popitem(last=False)
            self.kept_bytes -= len(oldest)


def _theme(asked: dict[bytes, bytes]) -> str:
    """Only the theme cookie can change a page; other cookies change no ETag."""
    for part in asked.get(b"cookie", b"").split(b";"):
        name, _, value = part.strip().partition(b"=")
        if name == b"theme" and value in (b"light", b"dark"):
            return value.decode()
    return ""


def known(given: bytes, tag: bytes) -> bool:
    """True when the reader already has this answer: weak comparison, lists and * as HTTP has them."""
    tags = {part.strip().removeprefix(b"W/") for part in given.split(b",")}
    return b"*" in tags or tag.removeprefix(b"W/") in tags


def encoding_for(accepted: bytes) -> bytes:
    """The best encoding the reader takes; one with q=0 is one it refuses."""
    offered = {
        part.split(b";")[0].strip()
        for part in accepted.split(b",")
        if not part.replace(b" ", b"").lower().rstrip(b".0").endswith(b";q=")
    }
    return b"br" if b"br" in offered else (b"gzip" if b"gzip" in offered else b"")


async def _collect(app: Any, scope: Scope, receive: Receive) -> tuple[int, list[Any], bytes]:
    """The application's whole answer: status, headers, body. HEAD is asked as GET."""
    started: dict[str, Any] = {}
    pieces: list[bytes] = []

    async def keep(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        elif message["type"] == "http.response.body":
            pieces.append(message.get("body", b""))

    try:
        await app({**scope, "method": "GET"}, receive, keep)
    except Exception:
        LOG.exception("no answer for %s", scope["path"])
        return 500, [(b"content-type", b"text/plain; charset=utf-8")], FAULT
    return started["status"], list(started.get("headers", [])), b"".join(pieces)


async def _reply(send: Send, status: int, headers: list[Any], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
