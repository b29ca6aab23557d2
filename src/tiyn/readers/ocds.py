"""Open contracting data (OCDS 1.0 and 1.1): releases, packages and records, in any form of JSON, merged into processes.

Packages, records with embedded, compiled or linked releases, JSON lines, lists, one value after another;
plain, gzip or zip, UTF-8 or UTF-16. Which path goes into which column is `ocds_mapping.yml`; how releases
are merged is `ocds_merge.yml`; both are explained in docs/procurement.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tiyn.readers._ocds_file import head
from tiyn.readers._ocds_gather import Files, Found, Gathering
from tiyn.readers._record import Extra, Given, Record, Refused

_OCID = re.compile(rb'"ocid"\s*:\s*"((?:[^"\\\n]){1,400})"')
_PREFIX = re.compile(r"ocds-[0-9a-z]{6,10}(?=-|$)", re.IGNORECASE)
_RECORD = re.compile(rb'"(?:compiledRelease|versionedRelease)"\s*:\s*\{')
HEAD = 1 << 20
_PACKAGE = re.compile(rb'"(?:releases|records)"\s*:\s*\[')


def recognises(path: Path) -> bool:
    """True for JSON in whose beginning an `ocid` or a package of releases or records stands. Never raises."""
    start = head(path, HEAD)
    if start.lstrip()[:1] not in (b"{", b"[") and b'\n{"' not in start:
        return False
    if _OCID.search(start) or _RECORD.search(start):
        return True
    return b'"publishedDate"' in start and _PACKAGE.search(start) is not None


def publisher(path: Path) -> str | None:
    """The ocid prefix the file begins with (`ocds-213czf`), None when it has none."""
    found = _OCID.search(head(path, HEAD))
    prefix = _PREFIX.match(found.group(1).decode("utf-8", "replace")) if found else None
    return prefix.group().lower() if prefix else None


def together(files: Files, at: Callable[[int], None]) -> Iterator[Found]:
    """Every record of all files, the releases of one ocid merged across them."""
    return Gathering(files, at).run()


def read(path: Path, given: Given) -> Iterator[Record | Refused | Extra]:
    """One file alone."""
    for _, found in together([(path, given)], lambda index: None):
        yield found
