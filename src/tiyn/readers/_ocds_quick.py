"""Large files of JSON lines read by SQL, part by part, in two processes; other lines are left for the reader of records.

An ocid that stands in two places is never taken here: its lines are put aside when the whole is known.
"""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from tiyn.model.errors import InputRefused
from tiyn.queries import queries
from tiyn.readers._ocds_chunk import MEMORY, Done, Part, Statements, Worker, aside
from tiyn.readers._ocds_file import BROKEN, Readable, streams
from tiyn.readers._ocds_mapping import mapping
from tiyn.readers._ocds_party import Known, Register, kind_of
from tiyn.readers._ocds_rows_sql import Place
from tiyn.readers._ocds_shape import learned, usable
from tiyn.readers._ocds_split import CHUNK, LARGEST, Piece, _is_lines, _line
from tiyn.readers._ocds_unread import Unread
from tiyn.readers._record import Given

SQL = Path(__file__).with_suffix(".sql")
PART = 32 << 20
BATCH = 10_000
SAMPLE = 1000
WORKERS = 2
# A file most of whose first lines are not plain gains nothing.
LEAST_PLAIN = 0.5
_worker: list[Worker] = []


@dataclass
class Quick:
    """One file read by SQL: what each part gave."""

    index: int
    given: Given
    parts: list[Part]
    done: list[Done]
    size: int

    def pieces(self) -> Iterator[Piece]:
        """The lines put aside, in their order, as the splitter gives them."""
        for done in self.done:
            if done.aside:
                for number, line in aside(done.aside):
                    yield from _line(line, f"line {number}")

    def register(self, register: Register, unread: dict[str, Unread]) -> None:
        """Enter its organizations and unread paths."""
        source, taken = self.given.source, [done for done in self.done if done.accepted]
        if not taken:
            return
        sql, engine = queries(SQL), _engine(Path(taken[0].parties).parent)
        roles = dict(engine.execute(sql["roles"], {"files": [done.roles for done in taken]}).fetchall())
        cursor = engine.execute(sql["latest"], {"files": [done.parties for done in taken]})
        while batch := cursor.fetchmany(BATCH):
            for key, said in batch:
                register.take(_row(key, said, source), set(roles[key].split(",")), said["published"])
        engine.close()
        if source not in unread:
            unread[source] = Unread(source, mapping().tree, mapping().personal)
        counts = unread[source].counts
        for one, count in ((one, count) for done in taken for one, count in done.unread.items()):
            counts[one] = counts.get(one, 0) + count


def _row(key: str, said: dict[str, str], source: str) -> dict[str, object]:
    known = Known(None, said["scheme"] or None, said["number"] or None, said["state"])
    row: dict[str, object] = {"id": key, "source_id": source, "scheme": known.scheme, "identifier": known.identifier}
    row |= {column.name: said[column.name] for column in mapping().organization.columns if said[column.name]}
    return row | {"bin_state": known.state, "kind": kind_of(known, said["name"] or None)}


def read_quickly(path: Path, given: Given, index: int, folder: Path) -> Quick | None:
    """The file read by SQL; None when it is no such file, or hardly a line of it is plain."""
    start = _start(path, given.name)
    if start is None:
        return None
    shape = learned(_sample(start), mapping())
    if not usable(shape):
        return None
    space = given.document if given.source == "input" else given.source
    statements = Statements(shape, mapping(), Place(given.source, given.document, space))
    folder.mkdir()
    try:
        return _run(path, given, index, folder, statements)
    except (BrokenProcessPool, duckdb.Error, MemoryError, *BROKEN, InputRefused):
        return None  # whatever it is, the reader of records meets it again and says it


def _start(path: Path, name: str) -> bytes | None:
    """The first bytes of a file of JSON lines, plain or gzip; None for any other."""
    with path.open("rb") as raw:
        magic = raw.read(2)
    if magic[:1] != b"{" and magic != b"\x1f\x8b":
        return None
    try:
        found = b""
        for _, stream in streams(path, name):
            while len(found) < 8 * CHUNK and (more := stream.read(CHUNK)):
                found += more
        return found if found.startswith(b"{") and _is_lines(found[:CHUNK]) else None
    except (*BROKEN, InputRefused):
        return None


def _sample(start: bytes) -> Iterator[object]:
    for line in start.split(b"\n")[:SAMPLE]:
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            continue


def _parts(path: Path, name: str, folder: Path) -> Iterator[Part]:
    """Whole lines of about PART bytes: places in a plain file, files of their own where it is packed."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    first, offset, number = 1, 0, 0
    for _, stream in streams(path, name):
        for lines, length, pieces in _cut(stream, packed):
            if packed:
                with (folder / f"unpacked-{number}").open("wb") as out:
                    out.writelines(pieces)
                yield Part(number, str(folder / f"unpacked-{number}"), 0, length, first)
            else:
                yield Part(number, str(path), offset, length, first)
            first, offset, number = first + lines, offset + length, number + 1


def _cut(stream: Readable, keep: bool) -> Iterator[tuple[int, int, list[bytes]]]:
    """Whole lines of at least PART bytes: how many, how long, and the bytes themselves if they are to be kept."""
    lines, length, pieces = 0, 0, []
    while chunk := stream.read(CHUNK):
        at = chunk.rfind(b"\n") + 1 if length + len(chunk) >= PART else 0
        if length > PART + LARGEST:
            raise InputRefused("a line longer than a part")
        head = chunk[:at] if at else chunk
        lines, length = lines + head.count(b"\n"), length + len(head)
        pieces += [head] if keep else []
        if at:
            yield lines, length, pieces
            rest = chunk[at:]
            lines, length, pieces = 0, len(rest), [rest] if keep else []
    if length:
        yield lines, length, pieces


def _run(path: Path, given: Given, index: int, folder: Path, statements: Statements) -> Quick | None:
    found = Quick(index, given, [], [], 0)
    context = multiprocessing.get_context("fork")
    counter = context.Value("i", 0)
    with concurrent.futures.ProcessPoolExecutor(WORKERS, context, _begin, (statements, folder, counter)) as pool:
        waiting: list[concurrent.futures.Future[Done]] = []
        for part in _parts(path, given.name, folder):
            found.parts.append(part)
            found.size += part.length
            waiting.append(pool.submit(_read, part))
            if len(waiting) > WORKERS:
                found.done.append(waiting.pop(0).result())
                if len(found.done) == 1 and found.done[0].accepted < LEAST_PLAIN * _lines_of(found.done[0]):
                    return None
        found.done += [one.result() for one in waiting]
    return found


def _lines_of(done: Done) -> int:
    return done.accepted + done.put_aside


def _begin(statements: Statements, folder: Path, counter: object) -> None:
    with counter.get_lock():  # type: ignore[attr-defined]
        counter.value += 1  # type: ignore[attr-defined]
        number = counter.value  # type: ignore[attr-defined]
    _worker[:] = [Worker(statements, folder, number)]


def _read(part: Part) -> Done:
    return _worker[0].read(part)


def settle(found: Iterable[Quick], hints: Path, folder: Path) -> bool:
    """Put aside every line whose ocid stands somewhere else too: in another part, file, or line put aside (`hints`).

    False when that cannot be done; then nothing read by SQL may be used.
    """
    quick = list(found)
    files = {done.ocids: (one, at) for one in quick for at, done in enumerate(one.done) if done.ocids}
    try:
        repeated = _repeated(list(files), hints, folder)
        for one in quick:
            again = {at: ocids for path, ocids in repeated.items() for owner, at in [files[path]] if owner is one}
            for at, ocids in again.items():
                one.parts[at] = replace(one.parts[at], set_aside=frozenset(ocids))
            if again:
                _again(one, sorted(again), folder / str(one.index))
    except (duckdb.Error, MemoryError, OSError):
        return False
    return True


def _again(one: Quick, numbers: list[int], folder: Path) -> None:
    space = one.given.document if one.given.source == "input" else one.given.source
    start = _start(Path(one.parts[0].path), one.given.name) or b""
    statements = Statements(learned(_sample(start), mapping()), mapping(), Place(one.given.source, one.given.document, space))
    worker = Worker(statements, folder, 0)
    for at in numbers:
        one.done[at] = worker.read(one.parts[at])


def _repeated(files: list[str], hints: Path, folder: Path) -> dict[str, list[str]]:
    """For each file of ocids those that stand in another one, or among the hints."""
    if not files:
        return {}
    engine = _engine(folder)
    found: dict[str, list[str]] = {}
    for path, ocid in engine.execute(queries(SQL)["repeated"], {"files": files, "hints": str(hints)}).fetchall():
        found.setdefault(path, []).append(ocid)
    engine.close()
    return found


def _engine(folder: Path) -> duckdb.DuckDBPyConnection:
    config = {
        "threads": 1,
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
    }
    return duckdb.connect(":memory:", config=config)
