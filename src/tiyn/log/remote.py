"""A log that lies elsewhere: at an address, read file by file; and the manifests that lie beside a log, near or far."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tiyn.log.tiles import LONGEST, WIDTH, Log, Tiles
from tiyn.verifier import sha256

SECONDS, MOST_BYTES = 20, WIDTH * (LONGEST + 2)
MANIFEST, ASKED = "manifest.json", 8


@dataclass(frozen=True)
class Shown:
    """What an edition shows of itself: its manifest's SHA-256 (hex), record root (base64, "" unknown), withdrawn leaves."""

    sha256: str
    root: str = ""
    withdrawn: int | None = None


class Remote(Tiles):
    """A log at an http or https address."""

    def read(self, path: str) -> bytes | None:
        return fetched(f"{self.where}/{path}")


def fetched(address: str) -> bytes | None:
    """What an address gives, None for 404. Raises OSError for anything else, and for more than the largest tile."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 (`reach` lets only http and https pass)
            content: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise OSError(f"{address}: answered {error.code}") from error
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{address}: {type(error).__name__} {error}") from error
    except OSError as error:
        raise OSError(f"{address}: {error}") from error
    if len(content) > MOST_BYTES:
        raise OSError(f"{address}: more than {MOST_BYTES} bytes")
    return content


def reach(where: str) -> Tiles:
    """The log at an address or in a folder."""
    return Remote(where.rstrip("/")) if where.startswith(("http://", "https://")) else Log(Path(where))


def beside(log: Tiles, names: list[str]) -> dict[str, Shown]:
    """What editions within reach show of themselves: in a home all, of a portal the last ASKED, of a mirror its own."""
    near = _near(log.folder.parent, names) if isinstance(log, Log) else _far(log.where.removesuffix("/log"), names)
    return {name: shown(content) for name, content in near.items()}


def _near(folder: Path, names: list[str]) -> dict[str, bytes]:
    files = {name: folder / "editions" / name / MANIFEST for name in names}
    found = {name: file.read_bytes() for name, file in files.items() if file.is_file()}
    own = folder / "edition" / MANIFEST
    return found | (_named(own.read_bytes()) if own.is_file() else {})


def _far(address: str, names: list[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in names[-ASKED:]:
        content = _got(f"{address}/edition/{quote(name)}/{MANIFEST}")
        found |= {} if content is None else {name: content}
    own = None if found else _got(f"{address}/edition/{MANIFEST}")
    return found if own is None else _named(own)


def _got(address: str) -> bytes | None:
    try:
        return fetched(address)
    except OSError:  # the log was read; that an edition could not be looked at is told by its absence
        return None


def _named(manifest: bytes) -> dict[str, bytes]:
    """A mirror's manifest under the name it gives itself; what has none is some other file."""
    try:
        return {str(json.loads(manifest)["edition"]): manifest}
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}


def shown(manifest: bytes) -> Shown:
    """What a manifest says; of one that cannot be read there is the hash alone."""
    mark = sha256(manifest).hex()
    try:
        body = json.loads(manifest)
        withdrawn = sum(table.get("withdrawn", 0) for table in body["tables"].values())
        return Shown(mark, b64encode(bytes.fromhex(body["records"]["root"])).decode(), withdrawn)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Shown(mark)
