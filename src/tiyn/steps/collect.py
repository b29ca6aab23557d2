"""Collect: put what we are given into the archive, by hash; no meaning is read here.

`texts` takes a folder of source documents the operator holds: those whose SHA-256 a dossier
document names are kept, so that pages can show the quoted words. `source` runs a source's own
collector, `sources/<id>/collect.py`, found by listing; `Options` and `Collected` are its contract.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tiyn import shelf
from tiyn.model.errors import NotFound
from tiyn.snapshot import Archive, digest
from tiyn.steps.reading.job import File

MAX_BYTES = 64 << 20


@dataclass(frozen=True)
class Options:
    """How a publisher is asked: months as 2023-01 (of some sources, days), both included; times in seconds.

    None and () mean the source's own.

    `backoff` is the first pause before asking again (it doubles), `breaker` the number of answers
    that may fail in a row before the run stops; with `wait` it waits and tries again instead. `filters` are
    (field, value) pairs, `way` the interface asked, where a source has several.
    """

    first: str | None
    last: str | None
    base: str | None = None
    delay: float = 1.0
    tries: int = 5
    reports: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    refresh: bool = False
    timeout: float = 30.0
    backoff: float = 2.0
    breaker: int = 8
    filters: tuple[tuple[str, str], ...] = ()
    way: str = ""
    wait: bool = False


@dataclass(frozen=True)
class Collected:
    """What a run did, in answers: total = kept + asked; asked = fetched + unchanged + empty + failed.

    `kept` were there and not asked, `unchanged` asked again and the same; `failed` holds (which, reason).
    """

    total: int
    kept: int
    asked: int
    fetched: int
    unchanged: int
    empty: int
    failed: tuple[tuple[str, str], ...]
    requests: int


def source(name: str, archive: Archive, home: Path, options: Options, say: Callable[[str], None]) -> Collected:
    """Run the collector of a source. Raises NotFound with what there is, and whatever that collector raises."""
    known = shelf.parts("sources", "collect")
    meant = shelf.named(known, name)
    if meant is None:
        raise NotFound(f"tiyn collect {name}: no collector of that name yet; there is: {', '.join(['dossier', *known])}")
    return shelf.part("sources", meant, "collect").collect(archive, home, options, say)


def bundled(archive: Archive, path: Path) -> str:
    """Archive one file that comes with a source and return its SHA-256."""
    return archive.put(path.read_bytes())


@dataclass(frozen=True)
class Kept:
    """What the collectors of a home fetched, the latest version of an answer first; `synthetic` when from a stand-in."""

    files: tuple[File, ...]
    synthetic: bool


def collected(archive: Archive, home: Path) -> Kept:
    """The archived answers of every source. Raises InputRefused when a journal is damaged."""
    files: list[File] = []
    synthetic = False
    for name in shelf.parts("sources", "collect"):
        module = shelf.part("sources", name, "collect")
        reader = getattr(module, "READER", "")  # a source whose answers only one reader reads spares the others a look
        for sha256, what in module.answers(home):
            files.append(File(str(archive.path(sha256).resolve()), f"collected/{name}/{what}", sha256, name, reader))
        synthetic = synthetic or module.is_synthetic(home)
    return Kept(tuple(files), synthetic)


def texts(archive: Archive, folder: Path, wanted: dict[str, str]) -> dict[str, str]:
    """Archive the files of `folder` whose hash is wanted (sha256 -> document id); returns the documents found."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            continue
        content = path.read_bytes()
        sha256 = digest(content)
        if sha256 in wanted:
            archive.put(content)
            found[wanted[sha256]] = sha256
    return found
