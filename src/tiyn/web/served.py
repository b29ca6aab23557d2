"""Files sent from disk: whole or in ranges, resumable, with their SHA-256 as tag and digest."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from tiyn.edition import Edition
from tiyn.model.errors import TiynError
from tiyn.settings import Settings
from tiyn.web.guard import known
from tiyn.web.permalinks import Permalinks

LOG_FILE = re.compile(r"checkpoint|policy\.txt|tile/(entries|[0-9])(/x\d{3})*/\d{3}(\.p/\d{1,3})?")
FOREVER = "public, max-age=31536000, immutable"
# A record may be withdrawn from a file: nobody between us and the reader keeps it without asking.
ASKED = "public, no-cache"


def of_edition(edition: Edition, links: Permalinks, request: Request) -> Response:
    """A file of an edition that is kept, only when its manifest lists it; the hash travels as the digest."""
    name, path = request.path_params["id"], request.path_params["path"]
    try:
        edition = links.files(name)
    except TiynError:
        path = ""
    listed = edition.manifest["files"].get(path)
    if (listed is None and path != "manifest.json") or not (edition.folder / path).is_file():
        return Response(f"no such file in edition {edition.id}; see its manifest.json\n", 404, media_type="text/plain")
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    sha256 = listed["sha256"] if listed else (edition.folder / "manifest.sha256").read_text(encoding="utf-8").strip()
    return of_disk(request, edition.folder / path, sha256, kind, {"Cache-Control": ASKED})


def of_log(settings: Settings, request: Request) -> Response:
    """A file of the log: its checkpoint as it is now, its tiles for ever."""
    path = request.path_params["path"]
    if not LOG_FILE.fullmatch(path) or not (settings.log / path).is_file():
        return Response("no such file of the log; see checkpoint, policy.txt, tile/…\n", 404, media_type="text/plain")
    body = (settings.log / path).read_bytes()
    if path.startswith("tile/") and ".p/" not in path:  # a partial one may be of a run that was killed before it signed
        return of_memory(request, body, "application/octet-stream", {"Cache-Control": FOREVER})
    return of_memory(request, body, "text/plain; charset=utf-8", {"Cache-Control": "no-cache"})


def of_disk(request: Request, path: Path, sha256: str, kind: str, headers: Mapping[str, str]) -> Response:
    """A file with this SHA-256 (hex): 200, 206 for a range that If-Range allows, 304 when the reader has it, 416."""
    told = {**headers, **_hashed(sha256), "Accept-Ranges": "bytes"}
    if _has(request, told["ETag"]):
        return Response(status_code=304, headers=told)
    return FileResponse(path, media_type=kind, headers=told)


def of_memory(request: Request, body: bytes, kind: str, headers: Mapping[str, str]) -> Response:
    """A small file made for this answer: 200, or 304 when the reader has it."""
    told = {**headers, **_hashed(hashlib.sha256(body).hexdigest())}
    if _has(request, told["ETag"]):
        return Response(status_code=304, headers=told)
    return Response(body, media_type=kind, headers=told)


def _hashed(sha256: str) -> dict[str, str]:
    return {"ETag": f'"{sha256}"', "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"}


def _has(request: Request, tag: str) -> bool:
    return known(request.headers.get("if-none-match", "").encode("latin-1"), tag.encode())
