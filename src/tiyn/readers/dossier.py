"""The dossier: hand-written documents, statements, subjects and parties (docs/dossier.md).

`read` gives rows for the tables of the dictionary, or raises DossierRefused with every
mistake of every file. Nothing is built from a dossier that holds one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiyn import shelf, textyaml
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.model.identifier import read_bin
from tiyn.readers._answered import read_corrections, read_reply
from tiyn.readers._check import Check
from tiyn.readers._references import check_references
from tiyn.readers._rows import Rows, add_labels
from tiyn.readers._statement import read_statement
from tiyn.readers._subject import read_subject
from tiyn.snapshot import digest_file

SOURCE = "dossier"
TABLES = (
    "source", "document", "party", "label", "alias", "subject", "member", "statement", "statement_link", "badge",
    "addressee", "concern", "relation", "judgement", "budget_link", "gap", "gap_answer", "correction", "correction_affects",
    "reply", "reply_answers",
)  # fmt: skip


def read(folder: Path) -> tuple[Rows, list[dict[str, Any]]]:
    """(rows by table, one `reading` row per file). Raises DossierRefused."""
    mistakes: list[Mistake] = []
    rows: Rows = {table: [] for table in TABLES}
    readings = []
    rows["source"].append({"id": SOURCE, "kind": "dossier", "publisher": SOURCE, "licence": "CC BY 4.0"})
    for path, kind in _files(folder):
        name = path.relative_to(folder.parent).as_posix()
        block = textyaml.load(path, name, mistakes, may_be_empty=kind == "corrections")
        before = sum(len(part) for part in rows.values())
        if block is not None:
            READERS[kind](block, Check(name, mistakes), rows)
        kept = f"{SOURCE}/{path.relative_to(folder).as_posix()}"  # wherever the dossier lies: a folder's name is no change
        readings.append(_reading(path, kept, sum(len(part) for part in rows.values()) - before))
    check_references(rows, mistakes)
    if mistakes:
        raise DossierRefused(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
    return rows, readings


def _files(folder: Path) -> list[tuple[Path, str]]:
    found = [(path, "document") for path in shelf.files(folder / "documents", ".yml")]
    found += [(path, "subject") for path in shelf.files(folder / "subjects", ".yml")]
    found += [(path, "reply") for path in shelf.files(folder / "replies", ".yml")]
    lists = ("parties", "same", "corrections")
    return found + [(folder / f"{kind}.yml", kind) for kind in lists if (folder / f"{kind}.yml").is_file()]


def _reading(path: Path, name: str, count: int) -> dict[str, Any]:
    return {"file": name, "sha256": digest_file(path), "reader": "dossier", "read": count, "accepted": count, "quarantined": 0}


def _document(block: Any, check: Check, rows: Rows) -> None:
    if not check.keys(block, ("document", "statements"), ()):
        return
    card = block.get("document")
    required = ("id", "kind", "title", "publisher", "author", "language", "published", "url", "file", "sha256", "signed")
    if not check.keys(card, required, ("reprint", "reliability")):
        return
    identifier = check.identifier(card, "id") or "?"
    check.code(card, "kind", "document_kind")
    row = {key: check.text(card, key) for key in required} | {"source_id": SOURCE, "place": (check.file, card.line)}
    check.sha256(card, "sha256")
    rows["document"].append(row)
    for role in ("reprint", "reliability"):
        add_labels(rows, f"document/{identifier}", role, check.texts(card, role))
    items = check.items(block, "statements")
    for position, (line, item) in enumerate(zip(items.lines, items, strict=True)):
        read_statement(item, line, position, row, check, rows)


def _parties(block: Any, check: Check, rows: Rows) -> None:
    for item in block if isinstance(block, textyaml.Items) else []:
        if not check.keys(item, ("id", "schema", "name"), ("aliases", "bin", "region", "administrator", "basis", "note")):
            continue
        identifier = check.identifier(item, "id") or "?"
        schema = check.code(item, "schema", "schema")
        if schema == "Person" and "basis" not in item:
            check.wrong(item.line, f"the person {identifier!r} without `basis`", "codes/basis.yml", "say why they may be named")
        check.code(item, "basis", "basis")
        number = check.text(item, "bin") or "not collected"
        if number != "not collected":
            check.parsed(item, "bin", read_bin)
        row = {"id": identifier, "schema": schema, "bin": number, "region": check.text(item, "region")}
        row["administrator"] = check.text(item, "administrator")
        rows["party"].append(row | {"basis": check.text(item, "basis"), "place": (check.file, item.line)})
        add_labels(rows, f"party/{identifier}", "name", check.texts(item, "name"))
        add_labels(rows, f"party/{identifier}", "note", check.texts(item, "note"))
        aliases = dict.fromkeys(check.items(item, "aliases"))
        rows["alias"] += [{"owner": f"party/{identifier}", "text": text} for text in aliases]


def _same(block: Any, check: Check, rows: Rows) -> None:
    for item in block if isinstance(block, textyaml.Items) else []:
        if check.keys(item, ("left", "right", "verdict", "by", "on", "why"), ()):
            names = {"left": "left_id", "right": "right_id", "by": "made_by", "on": "made_on"}
            judged = {names.get(key, key): check.text(item, key) for key in item}
            rows["judgement"].append(judged | {"position": len(rows["judgement"])})


def _subject(block: Any, check: Check, rows: Rows) -> None:
    read_subject(block, check, rows)


READERS = {
    "document": _document, "subject": _subject, "parties": _parties, "same": _same, "corrections": read_corrections,
    "reply": read_reply,
}  # fmt: skip
