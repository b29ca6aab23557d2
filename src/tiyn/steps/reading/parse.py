"""The reading process: hostile bytes are only ever parsed here, under limits, and never in the build itself.

Run as `python -m tiyn.steps.reading.parse JOB`. For every file it appends one line to
`answers.jsonl`; rows go to `<staging>/<index>/<table>`. When it dies, the answers written so far
hold and the file it was at is the one that killed it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from tiyn import shelf
from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.model.errors import TiynError
from tiyn.readers._record import Given, Record, Refused
from tiyn.steps.reading.job import Answer, File, Job, Known
from tiyn.steps.reading.joined import read_together

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
    tempfile.tempdir = job.staging  # what readers put aside may be large, and /tmp may be memory
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
        joined: dict[str, list[Answer]] = {}
        for index, name in found.items():
            file = job.files[index]
            (staging / "at").write_text(str(index))
            owner = belongs.get(str(Path(file.path).resolve()), "")
            if not owner and name and hasattr(readers[name], "together"):
                joined.setdefault(name, []).append(_begun(index, file, readers[name], name, job))
                continue
            answer = Answer(index, companion_of=owner) if owner else _read(index, file, readers.get(name), name, job)
            out.write(answer.as_line())
            out.flush()
        for name, answers in sorted(joined.items()):
            # answered only when all are read: after a crash the file that caused it is left out and the others begin again
            for answer in read_together(readers[name], answers, job):
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
    answer = _begun(index, file, reader, name, job)
    if answer.problem:
        return answer
    folder = Path(job.staging) / str(index)
    folder.mkdir()
    try:
        _write(reader, Path(file.path), Given(answer.source, answer.document, file.name), folder, answer)
    except (TiynError, OSError, MemoryError) as error:
        problem = str(error) or f"{file.name}: not enough memory; expected a file that fits; split it"
        # a half read file leaves no rows: part of a month would pass for the month, and its lines would have no names
        return Answer(index, name, problem=problem)
    return answer


def _begun(index: int, file: File, reader: ModuleType, name: str, job: Job) -> Answer:
    """The answer of a file before it is read: whose it is, and what it is called."""
    path = Path(file.path)
    try:
        named = getattr(reader, "names", lambda path: None)(path) or ""
        publisher = getattr(reader, "publisher", lambda path: None)(path) or ""
    except TiynError as error:
        return Answer(index, name, problem=str(error))
    source = file.source or _source(job.known, name, named, publisher)
    document = file.document or f"{source}-{file.sha256[:12]}"
    return Answer(index, name, source, document, named, getattr(reader, "KIND", ""))


def _source(known: tuple[Known, ...], reader: str, named: str, publisher: str = "") -> str:
    """The card a file belongs to: by the name the file gives itself or its publisher, or the only one with that reader."""
    by_name = [one.source for one in known if one.reader == reader and one.names and one.names in (named, publisher)]
    by_reader = [one.source for one in known if one.reader == reader and not one.names]
    return (by_name or by_reader or [f"{INPUT}-{publisher.removeprefix('ocds-')}" if publisher else INPUT])[0]


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
