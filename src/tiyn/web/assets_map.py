"""Static files by name and content: /static/style.css?v=hash and /static/at/hash/name may be cached for ever."""

from __future__ import annotations

import functools
import mimetypes
import re

from starlette.responses import Response

from tiyn import shelf
from tiyn.snapshot import digest_file
from tiyn.web.guard import ENGINE_POLICY

FOLDER = shelf.PACKAGE / "web" / "static"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
# A worker answers to the policy it was sent with, not to its page's.
ENGINE = "vendor/duckdb-eh.worker.js"
AT = re.compile(r"at/([0-9a-f]{12})/(.+)")


class Assets:
    """The files of `web/static`, listed once."""

    def __init__(self) -> None:
        self.files = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}

    @functools.cached_property
    def versions(self) -> dict[str, str]:
        return {name: digest_file(path)[:12] for name, path in self.files.items()}

    def url(self, name: str) -> str:
        """The address of a file, its content's hash in it. Unknown names get none: the link would be dead."""
        return f"/static/{name}?v={self.versions[name]}"

    def at(self, name: str) -> str:
        """The address of a file with its content's hash in the path; empty when it was not fetched (`tiyn.web.assets`)."""
        return f"/static/at/{self.versions[name]}/{name}" if name in self.files else ""

    def response(self, name: str, packed: bool) -> Response:
        """The file, or 404. `packed`: the reader takes brotli; a copy packed beforehand is sent when there is one."""
        hashed = AT.fullmatch(name)
        name = hashed.group(2) if hashed else name
        path = self.files.get(name)
        if path is None or (hashed and self.versions[name] != hashed.group(1)):
            return Response("no such file; see the page's own links\n", 404, media_type="text/plain")
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        if name == ENGINE:
            headers["Content-Security-Policy"] = ENGINE_POLICY
        if f"{name}.br" in self.files:
            headers["Vary"] = "Accept-Encoding"
            if packed:
                path = self.files[f"{name}.br"]
                headers["Content-Encoding"] = "br"
        return Response(path.read_bytes(), media_type=kind, headers=headers)
