"""What the reading process is asked and what it answers, file by file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# Rows of a table lie in the file <index>/<table> as lines, or in the folder <index>/<table>.parts as Parquet, or in both.
PARTS = ".parts"


@dataclass(frozen=True)
class File:
    """One file to read. `name` is how messages call it; `source` is set when its card names the very file."""

    path: str
    name: str
    sha256: str
    source: str = ""
    reader: str = ""
    document: str = ""


@dataclass(frozen=True)
class Known:
    """A card of the shelf: files its reader recognises belong to it, with `names` only those of that name."""

    source: str
    reader: str
    names: str = ""


@dataclass(frozen=True)
class Job:
    files: tuple[File, ...]
    known: tuple[Known, ...]
    staging: str

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Job:
        body = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(File(**one) for one in body["files"])
        return Job(files, tuple(Known(**one) for one in body["known"]), body["staging"])


@dataclass
class Answer:
    """What became of one file. `problem` says why it was refused whole; `refused` are its quarantined records."""

    index: int
    reader: str = ""
    source: str = ""
    document: str = ""
    named: str = ""
    kind: str = ""
    accepted: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    companion_of: str = ""
    problem: str = ""

    def as_line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=True) + "\n"

    @staticmethod
    def from_line(line: str) -> Answer:
        body: dict[str, Any] = json.loads(line)
        body["refused"] = [(place, message) for place, message in body["refused"]]
        return Answer(**body)
