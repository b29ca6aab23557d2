"""Files whose records belong together, read by one reader in one go (`together` of readers/_record.py)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import IO

from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.model.errors import TiynError
from tiyn.readers._record import Given, Record, Refused, Written
from tiyn.steps.reading.job import PARTS, Answer, Job


def read_together(reader: ModuleType, answers: Sequence[Answer], job: Job) -> list[Answer]:
    """The answers with their counts. All rows lie under the first file: each names its own document itself.

    What fails for the whole run (a full disk) is said of every file, and none leaves rows.
    """
    readable = [answer for answer in answers if not answer.problem]
    if not readable:
        return list(answers)
    folder = Path(job.staging) / str(readable[0].index)
    shutil.rmtree(folder, ignore_errors=True)  # what a run that crashed left
    folder.mkdir()
    files: dict[str, IO[str]] = {}
    try:
        _gather(reader, readable, job, folder, files)
    except (TiynError, OSError, MemoryError) as error:
        why = str(error) or "not enough memory; expected files that fit; give fewer at once"
        failed = (Answer(one.index, one.reader, problem=f"{job.files[one.index].name}: {why}") for one in answers)
        return [one if one.problem else new for one, new in zip(answers, failed, strict=True)]
    readable[0].tables = sorted({*files, *(path.name.removesuffix(PARTS) for path in folder.glob(f"*{PARTS}"))})
    return list(answers)


def _gather(reader: ModuleType, readable: list[Answer], job: Job, folder: Path, files: dict[str, IO[str]]) -> None:
    known, place = tables(), Path(job.staging) / "at"
    given = [(Path(job.files[one.index].path), Given(one.source, one.document, job.files[one.index].name)) for one in readable]
    try:
        for number, one in reader.together(given, lambda at: place.write_text(str(readable[at].index))):
            if isinstance(one, Refused):
                readable[number].refused.append((one.place, one.message))
                continue
            if isinstance(one, Written):
                for name, lines in one.lines.items():
                    _file(files, folder, name).write(lines)
                for name, path in one.parts.items():
                    _part(folder / f"{name}{PARTS}", path)
                for which, count in one.records.items():
                    readable[which].accepted += count
                continue
            for name, row in one.rows:
                _file(files, folder, name).write(line(known[name], row))
            readable[number].accepted += isinstance(one, Record)
    finally:
        for file in files.values():
            file.close()


def _part(folder: Path, path: str) -> None:
    """Take over a file of rows of one table."""
    folder.mkdir(exist_ok=True)
    shutil.move(path, folder / f"{sum(1 for _ in folder.iterdir()):06d}.parquet")


def _file(files: dict[str, IO[str]], folder: Path, name: str) -> IO[str]:
    if name not in files:
        files[name] = (folder / name).open("w", encoding="utf-8", newline="")
    return files[name]
