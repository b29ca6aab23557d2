"""Static files by name and content: /static/style.css?v=hash may be cached for ever."""

from __future__ import annotations

import functools
import mimetypes

from starlette.responses import Response

from tiyn import shelf
from tiyn.snapshot import digest_file

FOLDER = shelf.PACKAGE / "web" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


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

    def response(self, name: str) -> Response:
        path = self.files.get(name)
        if path is None:
            return Response("no such file; see the page's own links\n", 404, media_type="text/plain")
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})
