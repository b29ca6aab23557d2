"""An address given instead of a file: fetched into the archive under its own hash, and read from there.

Beside the archive, `fetched/<hash>/<name>` gives the same bytes their name back.
"""

from __future__ import annotations

import os
import shutil
import ssl
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from tiyn.model.errors import InputRefused
from tiyn.snapshot import Archive, digest_file

SECONDS = 60.0
MAX_BYTES = 20 << 30
CHUNK = 1 << 20
LOCAL = ("127.0.0.1",)


def is_address(given: str) -> bool:
    """True for http and https addresses, also when a path type has swallowed one of their slashes."""
    return given.startswith(("https:/", "http:/"))


def fetched(inputs: Iterable[Path], archive: Archive) -> tuple[Path, ...]:
    """The inputs with every address replaced by the file it leads to. Raises InputRefused as `fetch` does."""
    return tuple(fetch(str(one), archive) if is_address(str(one)) else one for one in inputs)


def fetch(given: str, archive: Archive, seconds: float = SECONDS, limit: int = MAX_BYTES) -> Path:
    """The file at an address, in the archive and under its name. `seconds` is the wait for each answer, `limit` in bytes.

    Raises InputRefused for plain http to another machine, an answer that is none, too late or too large.
    """
    address = _allowed(given)
    name = urllib.parse.unquote(urllib.parse.urlsplit(address).path.rsplit("/", 1)[-1]).replace("/", "_").lstrip(".") or "index"
    archive.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=archive.folder) as folder:
        partial = Path(folder) / "part"
        try:
            opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=ssl.create_default_context()), _Redirect())
            request = urllib.request.Request(address, headers={"User-Agent": "tiyn"})  # noqa: S310 (https, or this machine)
            with opener.open(request, timeout=seconds) as answer, partial.open("wb") as out:
                _copy(answer, out, address, limit)
        except (OSError, ValueError) as error:
            why = f"HTTP {error.code}" if isinstance(error, urllib.error.HTTPError) else getattr(error, "reason", None) or error
            raise InputRefused(
                f"--input {address}: no file ({why}); expected an answer within {seconds:g} s; try again"
            ) from error
        sha256 = digest_file(partial)
        target = archive.adopt(partial, sha256)
    return _named(target, archive.folder.parent / "fetched" / sha256[:12] / name[-120:])


def _named(target: Path, path: Path) -> Path:
    """The archive's bytes under the name they came with: a second link, a copy where links are not possible."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(target, path)
        except OSError:
            shutil.copyfile(target, path)
    return path


class _Redirect(urllib.request.HTTPRedirectHandler):
    """A redirect is followed only to where the address itself might have led."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        return super().redirect_request(req, fp, code, msg, headers, _allowed(newurl))


def _allowed(given: str) -> str:
    scheme, _, rest = given.partition(":")
    address = f"{scheme}://{rest.lstrip('/')}"
    host = urllib.parse.urlsplit(address).hostname or ""
    if not host or (scheme != "https" and host not in LOCAL):
        raise InputRefused(f"--input {address}: plain http or no host; expected https; give https:// or a file")
    return address


def _copy(answer: IO[bytes], out: IO[bytes], address: str, limit: int) -> None:
    """Raises InputRefused when more than the limit comes, or less than was announced."""
    announced = getattr(answer, "headers", {}).get("Content-Length")
    size = 0
    while chunk := answer.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise InputRefused(f"--input {address}: more than {limit} bytes; expected at most that; give a part of it")
        out.write(chunk)
    if announced is not None and announced.isdigit() and int(announced) != size:
        raise InputRefused(f"--input {address}: {size} bytes came; expected {announced}; fetch it again")
