"""All files of a run gathered into processes, in memory that does not grow with them.

A first pass only asks which ocids may come more than once (a bitmap: mistaking one for repeated costs
nothing but time). A second maps the others at once and puts the repeated aside in buckets on disk;
then each bucket is grouped by ocid, and its releases are merged.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from tiyn.model.errors import InputRefused, RecordRefused
from tiyn.readers._ocds_file import BROKEN, streams
from tiyn.readers._ocds_mapping import mapping
from tiyn.readers._ocds_notes import Notes
from tiyn.readers._ocds_parse import hint, parse
from tiyn.readers._ocds_party import Register
from tiyn.readers._ocds_process import Entry, compile_process, releases_of
from tiyn.readers._ocds_quick import Quick, read_quickly, settle
from tiyn.readers._ocds_shared import WORKERS, share
from tiyn.readers._ocds_split import Piece, pieces
from tiyn.readers._ocds_unread import Unread
from tiyn.readers._organization_words import named
from tiyn.readers._record import Extra, Given, Record, Refused, Written

Files = Sequence[tuple[Path, Given]]
Found = tuple[int, Record | Refused | Extra | Written]
BUCKET = 24 << 20
SHARED = 24 << 20  # bytes from which a run is worth two processes
QUICK = 8 << 20  # bytes from which a file is worth reading by SQL
MOST_BUCKETS = 128
_FRAME = struct.Struct("<IIII")


class Seen:
    """Two bits per place: whether something with that hash came once, and whether it came again."""

    def __init__(self, records: int) -> None:
        size = 1 << max(16, min(30, (records * 12).bit_length()))
        self.mask, self.once, self.twice = size - 1, bytearray(size >> 3), bytearray(size >> 3)

    def add(self, key: int) -> None:
        key &= self.mask
        at, bit = key >> 3, 1 << (key & 7)
        if self.once[at] & bit:
            self.twice[at] |= bit
        else:
            self.once[at] |= bit

    def repeated(self, key: int) -> bool:
        key &= self.mask
        return bool(self.twice[key >> 3] & 1 << (key & 7))


class Gathering:
    """One run over several files. `at` is told which file is being worked on, so that a crash blames it."""

    def __init__(self, files: Files, at: Callable[[int], None]) -> None:
        self.files, self.tell, self.told = files, at, -1
        self.notes = [Notes(given.name) for _, given in files]
        self.register = Register()
        self.unread: dict[str, Unread] = {}
        self.bytes = sum(path.stat().st_size for path, _ in files if path.is_file())
        self.mine: int | None = None
        self.quick: dict[int, Quick] = {}

    def run(self) -> Iterator[Found]:
        """Every record once, then what belongs to no single one."""
        with tempfile.TemporaryDirectory(prefix="tiyn-quick-") as folder:
            if self.bytes >= QUICK:
                self._quickly(Path(folder))
            seen, size = Seen(self.bytes // 300), 0
            for one in self.quick.values():
                size += one.size
                for hashed in (hashed for done in one.done for hashed in done.hashes):
                    seen.add(hashed)
            for index in range(len(self.files)):
                for piece in self._pieces(index):
                    size += len(piece.raw)
                    if not piece.problem:
                        seen.add(zlib.crc32(hint(piece.raw)))
            if size < SHARED:
                yield from self._all(seen)
            else:
                yield from share(lambda number, at: self._part(number, at, seen), lambda number: self.parts(), self.at, self.add)
            for index, one in self.quick.items():
                for done in one.done:
                    yield index, Written({index: done.accepted}, {}, done.tables)
                one.register(self.register, self.unread)
            yield from self._rest()

    def _quickly(self, folder: Path) -> None:
        """Read by SQL the files that can be; what of them is not plain stays for the passes over records."""
        for index, (path, given) in enumerate(self.files):
            self.at(index)
            if (
                path.is_file()
                and path.stat().st_size >= QUICK
                and (found := read_quickly(path, given, index, folder / str(index)))
            ):
                self.quick[index] = found
        if not self.quick:
            return
        with (folder / "hints").open("w") as out:
            for index in range(len(self.files)):
                out.writelines(hint(piece.raw).hex() + "\n" for piece in self._pieces(index) if not piece.problem)
        if not settle(self.quick.values(), folder / "hints", folder):
            self.quick.clear()

    def _part(self, number: int, at: Callable[[int], None], seen: Seen) -> Iterator[tuple[int, Record | Refused]]:
        """The records of one worker: those of its ocids, and with the first what has none."""
        self.mine, self.tell, self.told = number, at, -1
        yield from self._all(seen)

    def parts(self) -> tuple[list[Notes], Register, dict[str, Unread]]:
        return self.notes, self.register, self.unread

    def add(self, parts: tuple[list[Notes], Register, dict[str, Unread]]) -> None:
        """Take over what another process noted of its share."""
        notes, register, unread = parts
        for own, other in zip(self.notes, notes, strict=True):
            own.add(other)
        self.register.add(register)
        for source, other_unread in unread.items():
            if source in self.unread:
                self.unread[source].add(other_unread)
            else:
                self.unread[source] = other_unread

    def _foreign(self, key: int) -> bool:
        """True for what another worker maps."""
        return self.mine is not None and key % WORKERS != self.mine

    def _all(self, seen: Seen) -> Iterator[tuple[int, Record | Refused]]:
        with tempfile.TemporaryDirectory(prefix="tiyn-releases-") as folder:
            buckets = _Buckets(Path(folder), max(1, min(MOST_BUCKETS, self.bytes * 8 // BUCKET)))
            for index in range(len(self.files)):
                yield from self._direct(index, seen, buckets)
            for group in buckets.groups():
                yield from self._group(group)

    def at(self, index: int) -> None:
        if index != self.told:
            self.told = index
            self.tell(index)

    def _pieces(self, index: int) -> Iterator[Piece]:
        self.at(index)
        path, given = self.files[index]
        if index in self.quick:
            yield from self.quick[index].pieces()
            return
        try:
            for member, stream in streams(path, given.name):
                yield from pieces(stream, f"{member}: " if member else "")
        except (*BROKEN, InputRefused) as error:
            yield Piece("rest", b"", f"the rest cannot be read ({str(error)[:200]}); expected a whole file; fetch it again")

    def _direct(self, index: int, seen: Seen, buckets: _Buckets) -> Iterator[tuple[int, Record | Refused]]:
        for piece in self._pieces(index):
            if piece.problem:
                if not self._foreign(0):
                    yield index, self._refused(index, piece.place, piece.problem)
                continue
            key = hint(piece.raw)
            hashed = zlib.crc32(key)
            if self._foreign(hashed):
                continue
            if seen.repeated(hashed):
                buckets.put(index, key, piece)
                continue
            try:
                entry = self._entry(index, piece.place, piece.raw, key)
                yield index, Record(tuple(self._rows([entry])))
            except (RecordRefused, RecursionError, MemoryError) as error:
                yield index, self._refused(index, piece.place, _why(error))

    def _group(self, group: list[tuple[int, str, bytes, bytes]]) -> Iterator[tuple[int, Record | Refused]]:
        """The records that share a hint: refused one by one, merged together."""
        entries: list[Entry] = []
        for index, place, key, raw in group:
            self.at(index)
            try:
                entries.append(self._entry(index, place, raw, key))
            except (RecordRefused, RecursionError, MemoryError) as error:
                yield index, self._refused(index, place, _why(error))
        if not entries:
            return
        try:
            rows = tuple(self._rows(entries))
        except (RecordRefused, RecursionError, MemoryError) as error:
            yield from ((entry.file, self._refused(entry.file, entry.place, _why(error))) for entry in entries)
            return
        for number, entry in enumerate(entries):
            yield entry.file, Record(() if number else rows)

    def _entry(self, index: int, place: str, raw: bytes, key: bytes) -> Entry:
        value = parse(raw)
        ocid, releases, compiled = releases_of(value)
        if ocid.encode() != key:
            raise RecordRefused(f"the ocid {ocid[:60]!r} is written with escapes; expected plain characters; write it so")
        return Entry(index, place, raw, ocid, releases, compiled)

    def _rows(self, entries: list[Entry]) -> Iterator[tuple[str, Any]]:
        made = compile_process(entries, [given for _, given in self.files], self.notes)
        source = made.receipt.source
        unread = self.unread.get(source)
        if unread is None:
            unread = self.unread[source] = Unread(source, mapping().tree, mapping().personal)
        unread.count(made.body)
        yield from made.rows
        last, parties = made.receipt.last or "", made.parties
        for key, row in parties.rows.items():
            roles = parties.roles.get(key, set())
            if parties.is_local(key):
                yield "participant", {**named(row, roles), "roles": ",".join(sorted(roles))}
            else:
                self.register.take(row, roles, last)

    def _refused(self, index: int, place: str, why: str) -> Refused:
        where = f"{self.files[index][1].name}: {place}"
        return Refused(where, f"{where}: {why}")

    def _rest(self) -> Iterator[Found]:
        for index, notes in enumerate(self.notes):
            yield index, Extra(tuple(notes.rows()))
        for row in self.register.rows():
            yield 0, Extra((row,))
        for source in sorted(self.unread):
            yield 0, Extra(tuple(self.unread[source].rows()))


def _why(error: BaseException) -> str:
    if isinstance(error, RecordRefused):
        return str(error)
    what = "is nested too deeply" if isinstance(error, RecursionError) else "does not fit into memory"
    return f"the record {what}; expected a release of ordinary size; split or flatten it"


class _Buckets:
    """Records put aside on disk, those of one hint in one bucket."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.files: dict[int, IO[bytes]] = {}

    def put(self, index: int, key: bytes, piece: Piece) -> None:
        number = zlib.crc32(key) % self.count
        file = self.files.get(number)
        if file is None:
            file = self.files[number] = (self.folder / str(number)).open("w+b")
        place = piece.place.encode("utf-8", "replace")
        file.write(_FRAME.pack(index, len(place), len(key), len(piece.raw)) + place + key + piece.raw)

    def groups(self) -> Iterator[list[tuple[int, str, bytes, bytes]]]:
        """(file, place, hint, text) of the records of each hint, bucket by bucket."""
        for number in sorted(self.files):
            file = self.files[number]
            file.seek(0)
            found: dict[bytes, list[tuple[int, str, bytes, bytes]]] = {}
            while frame := file.read(_FRAME.size):
                index, place, key, raw = _FRAME.unpack(frame)
                where, hinted, text = file.read(place).decode(), file.read(key), file.read(raw)
                found.setdefault(hinted, []).append((index, where, hinted, text))
            file.close()
            for hinted in sorted(found):
                yield found[hinted]
