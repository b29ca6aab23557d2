"""Read: the dossier and the sources on the shelf become rows with receipts.

Every file adds one `reading` row (accepted + quarantined = read), every quarantined record
one `issue` row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tiyn import shelf, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, FormatUnknown, Mistake
from tiyn.readers import dossier
from tiyn.readers._check import Check
from tiyn.readers._rows import Rows, add_labels
from tiyn.snapshot import Archive, digest
from tiyn.steps import collect

SOURCES = shelf.PACKAGE / "sources"
CARD = ("id", "publisher", "licence", "url", "retrieved", "reader", "document", "name", "reliability")
DOCUMENT = ("id", "kind", "title", "language", "published")


@dataclass(frozen=True)
class Source:
    """One folder of the shelf: its card and, when it brings any, its bundled file."""

    folder: Path
    card: textyaml.Block

    @property
    def id(self) -> str:
        return self.card["id"]


def sources(folder: Path = SOURCES) -> list[Source]:
    """The sources on the shelf, by name. Raises DossierRefused with every mistake in their cards."""
    mistakes: list[Mistake] = []
    found = []
    for path in shelf.folders(folder, "source.yml"):
        name = f"sources/{path.name}/source.yml"
        card = textyaml.load(path / "source.yml", name, mistakes)
        check = Check(name, mistakes)
        if card is None or not check.keys(card, CARD, ("bundled", "limits")):
            continue
        if check.keys(card.get("document"), DOCUMENT, ()):
            check.code(card["document"], "kind", "document_kind")
        for key in ("name", "reliability", "limits"):
            check.texts(card, key)
        found.append(Source(path, card))
    if mistakes:
        raise DossierRefused(mistakes)
    return found


def read(engine: Engine, archive: Archive, folder: Path | None, extra: list[Source]) -> list[dict[str, Any]]:
    """Fill the tables from the dossier (None leaves it out) and the sources; returns the readings."""
    readings: list[dict[str, Any]] = []
    if folder is not None:
        rows, readings = dossier.read(folder)
        _store(engine, rows)
    readers = {module.__name__.rsplit(".", 1)[1]: module for module in shelf.modules("readers")}
    for source in extra:
        if "bundled" in source.card:
            readings.append(_read_source(engine, archive, source, readers))
    engine.load(tables()["reading"], readings)
    return readings


def _read_source(engine: Engine, archive: Archive, source: Source, readers: dict[str, ModuleType]) -> dict[str, Any]:
    path = source.folder / source.card["bundled"]
    content = path.read_bytes()
    collect.bundled(archive, path)
    name = f"sources/{source.folder.name}/{path.name}"
    reader = readers.get(source.card["reader"])
    if reader is None or not reader.recognises(content[:4096]):
        known = ", ".join(sorted(set(readers) - {"dossier"}))
        raise FormatUnknown(f"{name}: not what the reader {source.card['reader']!r} reads; readers here: {known}")
    rows, quarantined = reader.read(content, source.id, source.card["document"]["id"])
    _store(engine, _cards(source, digest(content), path.name))
    engine.load(tables()[reader.TABLE], rows)
    engine.load(tables()["issue"], [_issue(message, line, name) for line, message in quarantined])
    counts = {"read": len(rows) + len(quarantined), "accepted": len(rows), "quarantined": len(quarantined)}
    return {"file": name, "sha256": digest(content), "reader": source.card["reader"], **counts}


def _cards(source: Source, sha256: str, file: str) -> Rows:
    card = source.card
    rows: Rows = {"source": [], "document": [], "label": []}
    plain = {key: card[key] for key in ("id", "publisher", "licence", "url", "retrieved")}
    rows["source"].append(plain | {"kind": "publisher"})
    document = dict(card["document"]) | {"source_id": source.id, "publisher": card["publisher"], "url": card["url"]}
    rows["document"].append(document | {"author": "not stated", "file": file, "sha256": sha256, "signed": "no"})
    for role in ("name", "reliability", "limits"):
        for owner in (f"source/{source.id}", f"document/{document['id']}"):
            add_labels(rows, owner, role, dict(card.get(role, {})))
    return rows


def _issue(message: str, line: int, name: str) -> dict[str, Any]:
    identifier = digest(message.encode())[:16]
    return {"id": identifier, "step": "read", "kind": "quarantined", "place": f"{name}:{line}", "message": message}


def _store(engine: Engine, rows: Rows) -> None:
    for name, part in rows.items():
        engine.load(tables()[name], part)
