"""The reading process: hostile bytes are only ever parsed here, under limits, and never in the build itself.

Run as `python -m tiyn.steps.reading.parse JOB`. For every file it appends one line to
`answers.jsonl`; rows go to `<staging>/<index>/<table>`. When it dies, the answers written so far
hold and the file it was at is the one that killed it.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import IO

from tiyn import shelf
from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.model.errors import TiynError
from tiyn.readers._record import Given, Record, Refused
from tiyn.steps.reading.job import Answer, File, Job, Known

ANSWERS = "answers.jsonl"
INPUT = "input"
MEMORY, SECONDS = 4 << 30, 1800


def main(arguments: list[str]) -> int:
    """Read every file of the job that has no answer yet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(2000)
    job = Job.load(Path(arguments[0]))
    run(job)
    return 0


def run(job: Job) -> None:
    """The whole job in this process: what each file is, then its rows."""
    staging = Path(job.staging)
    readers = {module.__name__.rsplit(".", 1)[1]: module for module in shelf.modules("readers") if hasattr(module, "recognises")}
    done = {answer.index: answer for answer in answered(staging)}
    with (staging / ANSWERS).open("a", encoding="utf-8") as out:
        found = {}
        belongs: dict[str, str] = {}
        for index, file in enumerate(job.files):
            if index in done:
                continue
            (staging / "at").write_text(str(index))
            name = _recognised(file, readers)
            found[index] = name
            if name:
                for companion in getattr(readers[name], "companions", lambda path: ())(Path(file.path)):
                    belongs[str(companion.resolve())] = file.name
        gathered = gather(found, belongs, readers, job)
        for index, name in found.items():
            if index in gathered:
                out.write(gathered[index].as_line())
                out.flush()
                continue
            file = job.files[index]
            (staging / "at").write_text(str(index))
            owner = belongs.get(str(Path(file.path).resolve()), "")
            answer = Answer(index, companion_of=owner) if owner else _read(index, file, readers.get(name), name, job)
            out.write(answer.as_line())
            out.flush()


def answered(staging: Path) -> list[Answer]:
    """The answers so far; a last line torn by a crash is none."""
    path = staging / ANSWERS
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [Answer.from_line(one) for one in lines if one.endswith("}\n")]


def _recognised(file: File, readers: dict[str, ModuleType]) -> str:
    """The reader of a file: the one its card names, or the first that recognises the bytes; "" for none."""
    if file.reader:
        return file.reader if file.reader in readers and readers[file.reader].recognises(Path(file.path)) else ""
    for name, module in sorted(readers.items()):
        if module.recognises(Path(file.path)):
            return name
    return ""


def _read(index: int, file: File, reader: ModuleType | None, name: str, job: Job) -> Answer:
    if reader is None:
        wanted = f"what the reader {file.reader!r} reads" if file.reader else "a format of the readers' shelf"
        return Answer(index, problem=f"{file.name}: not {wanted}; give CSV, JSON, Parquet or a package that is, or leave it out")
    path = Path(file.path)
    answer = begun(index, file, reader, name, job)
    if answer.problem:
        return answer
    source, document = answer.source, answer.document
    folder = Path(job.staging) / str(index)
    folder.mkdir()
    try:
        _write(reader, path, Given(source, document, file.name), folder, answer)
    except (TiynError, OSError, MemoryError) as error:
        problem = str(error) or f"{file.name}: not enough memory; expected a file that fits; split it"
        # a half read file leaves no rows: part of a month would pass for the month, and its lines would have no names
        return Answer(index, name, problem=problem)
    return answer


def begun(index: int, file: File, reader: ModuleType, name: str, job: Job) -> Answer:
    """The answer of a file before its records: what it is called, whose it is; `problem` when that cannot be told."""
    try:
        named = getattr(reader, "names", lambda path: None)(Path(file.path)) or ""
    except TiynError as error:
        return Answer(index, name, problem=str(error))
    source = file.source or _source(job.known, name, named)
    document = file.document or f"{source}-{file.sha256[:12]}"
    return Answer(index, name, source, document, named, getattr(reader, "KIND", ""))


def gather(found: dict[int, str], belongs: dict[str, str], readers: dict[str, ModuleType], job: Job) -> dict[int, Answer]:
    """The answers of the files whose readers want all of theirs at once."""
    groups: dict[str, list[int]] = {}
    for index, name in found.items():
        if name and hasattr(readers[name], "together") and str(Path(job.files[index].path).resolve()) not in belongs:
            groups.setdefault(name, []).append(index)
    answers: dict[int, Answer] = {}
    for name, group in groups.items():
        begin = {index: begun(index, job.files[index], readers[name], name, job) for index in group}
        answers |= begin
        whole = {index: answer for index, answer in begin.items() if not answer.problem}
        try:
            _together(readers[name], whole, job)
        except (TiynError, OSError, MemoryError) as error:
            problem = str(error) or f"{name}: not enough memory; expected files that fit; give fewer"
            answers |= {index: Answer(index, name, problem=problem) for index in whole}
    return answers


def _together(reader: ModuleType, answers: dict[int, Answer], job: Job) -> None:
    """Write the rows of every file, one file's tables open at a time; `at` names the file at work for who comes after a crash."""
    known, files = tables(), {}
    staging, at = Path(job.staging), -1
    given = [
        (index, Path(job.files[index].path), Given(answer.source, answer.document, job.files[index].name))
        for index, answer in answers.items()
    ]
    for index in answers:
        shutil.rmtree(staging / str(index), ignore_errors=True)
        (staging / str(index)).mkdir()
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=staging) as scratch:
        for index, one in reader.together(given, Path(scratch)):
            if index != at:
                _close(files)
                (staging / "at").write_text(str(index))
                at = index
            answer = answers[index]
            if isinstance(one, Refused):
                answer.refused.append((one.place, one.message))
                continue
            for name, row in one.rows:
                if name not in files:
                    files[name] = (staging / str(index) / name).open("a", encoding="utf-8", newline="")
                    answer.tables = sorted({*answer.tables, name})
                files[name].write(line(known[name], row))
            answer.accepted += isinstance(one, Record)
    _close(files)


def _close(files: dict[str, IO[str]]) -> None:
    for file in files.values():
        file.close()
    files.clear()


def _source(known: tuple[Known, ...], reader: str, named: str) -> str:
    """The card a file belongs to: by the name the file gives itself, or the only one with that reader."""
    by_name = [one.source for one in known if one.reader == reader and one.names and one.names == named]
    by_reader = [one.source for one in known if one.reader == reader and not one.names]
    return (by_name or by_reader or [INPUT])[0]


def _write(reader: ModuleType, path: Path, given: Given, folder: Path, answer: Answer) -> None:
    known, files = tables(), {}
    try:
        for one in reader.read(path, given):
            if isinstance(one, Refused):
                answer.refused.append((one.place, one.message))
                continue
            for name, row in one.rows:
                if name not in files:
                    files[name] = (folder / name).open("w", encoding="utf-8", newline="")
                files[name].write(line(known[name], row))
            if isinstance(one, Record):
                answer.accepted += 1
    finally:
        answer.tables = sorted(files)
        for file in files.values():
            file.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
