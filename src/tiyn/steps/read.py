"""Read: the dossier, the sources on the shelf and the files given become rows with receipts.

Every file adds one `reading` row (accepted + quarantined = read), every quarantined record
one `issue` row. Publishers' files are parsed in a process of their own (steps/reading).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn import shelf, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, InputRefused, Mistake
from tiyn.readers import dossier
from tiyn.readers._check import Check
from tiyn.readers._rows import Rows, add_labels
from tiyn.snapshot import Archive, digest, digest_file
from tiyn.steps import collect
from tiyn.steps.reading.apart import read_apart
from tiyn.steps.reading.job import Answer, File, Job, Known
from tiyn.steps.reading.parse import INPUT
from tiyn.steps.reading.take import take

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
        if card is None or not check.keys(card, CARD, ("bundled", "limits", "names")):
            continue
        if check.keys(card.get("document"), DOCUMENT, ()):
            check.code(card["document"], "kind", "document_kind")
        for key in ("name", "reliability", "limits"):
            check.texts(card, key)
        found.append(Source(path, card))
    if mistakes:
        raise DossierRefused(mistakes)
    return found


def read(
    engine: Engine, archive: Archive, folder: Path | None, shelved: list[Source], outside: Sequence[File] = ()
) -> list[dict[str, Any]]:
    """Fill the tables from the dossier (None leaves it out), the sources and the files given; returns the readings.

    `outside` are the files given and collected, the first of two that hold one record wins. Raises
    InputRefused when there are such files and none of them could be read.
    """
    readings: list[dict[str, Any]] = []
    if folder is not None:
        rows, readings = dossier.read(folder)
        _store(engine, rows)
    files = [*outside, *(_bundled(archive, shelved) if folder is not None else ())]
    cards = {source.id: source for source in shelved}
    known = tuple(Known(source.id, source.card["reader"], source.card.get("names", "")) for source in shelved)
    with tempfile.TemporaryDirectory(prefix="tiyn-read-") as staging:
        answers = read_apart(Job(tuple(files), known, staging)) if files else []
        _refuse_if_nothing(answers, len(outside))
        take(engine, Path(staging), answers)
    for answer in answers:
        if answer.companion_of:
            continue
        file = files[answer.index]
        readings.append(_reading(answer, file))
        engine.load(tables()["issue"], _issues(answer, file))
    _store_cards(engine, answers, files, cards)
    engine.load(tables()["reading"], readings)
    return readings


def given(inputs: Iterable[Path]) -> Iterator[File]:
    """The files given, folders opened, each once; a name is the path below what was given, numbered when two are alike.

    Raises InputRefused for no file.
    """
    paths: set[Path] = set()
    names: dict[str, int] = {}
    for top in inputs:
        if top.is_dir():
            seen = (path for path in top.rglob("*") if not any(part.startswith(".") for part in path.relative_to(top).parts))
            inside = sorted(path for path in seen if path.is_file())
            if not inside:
                raise InputRefused(f"--input {top}: an empty folder; expected files in it; check the path")
        elif top.is_file():
            inside = [top]
        else:
            raise InputRefused(f"--input {top}: no such file or folder; check the path")
        for path in inside:
            whole = path.resolve()
            if whole in paths:
                continue
            paths.add(whole)
            name = path.relative_to(top.parent).as_posix()
            names[name] = names.get(name, 0) + 1
            yield File(str(whole), name if names[name] == 1 else f"{name} ({names[name]})", digest_file(path))


def _bundled(archive: Archive, shelved: list[Source]) -> Iterator[File]:
    for source in shelved:
        if "bundled" not in source.card:
            continue
        path = source.folder / source.card["bundled"]
        sha256 = collect.bundled(archive, path)
        name = f"sources/{source.folder.name}/{path.name}"
        yield File(str(path.resolve()), name, sha256, source.id, source.card["reader"], source.card["document"]["id"])


def _refuse_if_nothing(answers: list[Answer], given: int) -> None:
    outside = [answer for answer in answers if answer.index < given]
    problems = [answer.problem for answer in outside if answer.problem]
    if outside and len(problems) == len(outside):
        raise InputRefused("\n".join([*problems[:20], f"none of the {given} file(s) given could be read; nothing was built"]))


def _reading(answer: Answer, file: File) -> dict[str, Any]:
    quarantined = len(answer.refused)
    return {
        "file": file.name,
        "sha256": file.sha256,
        "reader": answer.reader or "none",
        "read": answer.accepted + quarantined,
        "accepted": answer.accepted,
        "quarantined": quarantined,
    }


def _issues(answer: Answer, file: File) -> Iterator[dict[str, Any]]:
    if answer.problem:
        yield _issue("refused", file.name, answer.problem)
    for place, message in answer.refused:
        yield _issue("quarantined", place, message)


def _issue(kind: str, place: str, message: str) -> dict[str, Any]:
    return {"id": digest(f"{place}\n{message}".encode())[:16], "step": "read", "kind": kind, "place": place, "message": message}


def _store_cards(engine: Engine, answers: list[Answer], files: list[File], cards: dict[str, Source]) -> None:
    """Source, document and label rows of every file that gave rows."""
    seen: set[str] = set()
    for answer in answers:
        if not answer.document or answer.companion_of:
            continue
        file, source = files[answer.index], cards.get(answer.source)
        rows: Rows = {"source": [], "document": [], "label": []}
        if answer.source not in seen:
            seen.add(answer.source)
            _source_row(rows, source, answer.source)
        if answer.document not in seen:
            seen.add(answer.document)
            rows["document"].append(_document(answer, file, source))
            texts = source.card if source else {}
            for role in ("name", "reliability", "limits"):
                add_labels(rows, f"document/{answer.document}", role, dict(texts.get(role, {})))
        _store(engine, rows)


def _source_row(rows: Rows, source: Source | None, own: str = INPUT) -> None:
    if source is None:
        rows["source"].append({"id": own, "kind": "input", "publisher": "not stated", "licence": "not stated"})
        return
    card = source.card
    rows["source"].append({key: card[key] for key in ("id", "publisher", "licence", "url", "retrieved")} | {"kind": "publisher"})
    for role in ("name", "reliability", "limits"):
        add_labels(rows, f"source/{source.id}", role, dict(card.get(role, {})))


def _document(answer: Answer, file: File, source: Source | None) -> dict[str, Any]:
    """The document a file is: as its card describes it when it is the bundled one, otherwise by its own name."""
    card = source.card if source else {}
    described = dict(card.get("document", {"kind": "dataset", "language": "not stated"}))
    if not file.document:
        title = answer.named or file.name
        described |= {"id": answer.document, "title": title, "published": "not stated"}
    described |= {
        "source_id": answer.source,
        "publisher": card.get("publisher", "not stated"),
        "url": card.get("url", "not stated"),
    }
    if answer.kind:
        described["kind"] = answer.kind
    return described | {"author": "not stated", "file": file.name.rsplit("/", 1)[-1], "sha256": file.sha256, "signed": "no"}


def _store(engine: Engine, rows: Rows) -> None:
    for name, part in rows.items():
        engine.load(tables()[name], part)
