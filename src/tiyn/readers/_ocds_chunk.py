"""One part of a file of JSON lines read by SQL: its plain lines into Parquet, every other line put aside as it is.

A line is plain when the bytes hold the very keys, texts, and objects that SQL has seen in it, and nothing
SQL would read otherwise than the rules do (`_ocds_sql`). Whoever doubts, puts aside: what is put aside is
read record by record, as ever.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tiyn.queries import queries
from tiyn.readers._ocds_mapping import Mapping
from tiyn.readers._ocds_rows_sql import Place, fences, organizations, party, references, rows, unread, whole
from tiyn.readers._ocds_shape import Shape
from tiyn.readers._ocds_sql import MAX_LINE, NULL_MARK, ODD, counted, literal, relations, schema, stage

SQL = Path(__file__).with_suffix(".sql")
MEMORY = "600MB"
_FRAME = struct.Struct("<QI")
_MARK = NULL_MARK.encode()
_NULLS = ((b'":null', b'":"' + _MARK + b'"'), (b'": null', b'": "' + _MARK + b'"'))
# Bytes that would make counting wrong: escapes, what ends a line elsewhere, our own mark; and spaces before a colon.
_UNPLAIN = (b"\\", b"\x01", b"\x02", b"\r", b"\t", b"\x0b", b"\x0c", b"\0", _MARK)
_BEFORE_COLON = (b'" :', b'"  ')


@dataclass(frozen=True)
class Part:
    """Whole lines of a file: `first` is the number of the first, `set_aside` are ocids that stand elsewhere too."""

    number: int
    path: str
    offset: int
    length: int
    first: int
    set_aside: frozenset[str] = frozenset()


@dataclass
class Done:
    """What became of a part: files of rows, of ocids, of organizations and roles, of lines put aside; unread paths."""

    number: int
    accepted: int = 0
    aside: str = ""
    put_aside: int = 0
    ocids: str = ""
    hashes: array[int] = field(default_factory=lambda: array("I"))
    tables: dict[str, str] = field(default_factory=dict)
    parties: str = ""
    roles: str = ""
    unread: dict[tuple[str, str], int] = field(default_factory=dict)


class Statements:
    """All SQL of one file's shape, made once."""

    def __init__(self, shape: Shape, known: Mapping, place: Place) -> None:
        found = relations(shape, known)
        self.schema = schema(shape)
        self.names = [relation.name for relation in found.values()]
        self.stages = [stage(relation) for relation in found.values()]
        self.counted = " union all ".join(counted(relation) for relation in found.values())
        self.by_line = " union all ".join(counted(relation, by_line=True) for relation in found.values())
        self.fences = [*party(found, known, place.space), references(found, known), fences(found, known)]
        self.whole = whole(found, known)
        self.rows = rows(found, known, place)
        self.latest, self.roles = organizations(found)
        self.unread = unread(found)


class Worker:
    """One process's engine, used part after part."""

    def __init__(self, statements: Statements, folder: Path, number: int) -> None:
        self.said, self.folder, self.number = statements, folder, number
        self.text = folder / f"part-{number}"
        config = {"threads": 1, "memory_limit": MEMORY, "temp_directory": str(folder / f"spill-{number}")}
        self.db = duckdb.connect(":memory:", config=config | {"autoinstall_known_extensions": False})
        self.db.execute("set enable_progress_bar = false")

    def read(self, part: Part) -> Done:
        with Path(part.path).open("rb") as file:
            file.seek(part.offset)
            data = file.read(part.length)
        done = Done(part.number)
        try:
            aside = set() if self._quick(data, part) else self._careful(data, part)
            aside = self._fenced(part, aside)
            self._write(done)
        except duckdb.Error:  # nothing of it was taken
            done, aside = Done(part.number), set(range(part.first, part.first + data.count(b"\n") + 1))
        blank = self._put_aside(done, part, data, aside)
        lines = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
        if done.accepted + done.put_aside + blank != lines:
            raise duckdb.Error(f"{done.accepted} + {done.put_aside} lines; expected {lines}")
        return done

    # ---- what was seen is what is there

    def _quick(self, data: bytes, part: Part) -> bool:
        """True when the whole part is staged and SQL saw everything its bytes hold."""
        if not _plain(data):
            return False  # bytes that are no UTF-8 the engine refuses itself
        data = _marked(data)
        try:
            self._stage(data, part)
        except duckdb.Error:
            return False
        sums = [sum(column) for column in zip(*self.db.execute(self.said.counted).fetchall(), strict=True)]
        return _agree(tuple(sums), _held(data))

    def _careful(self, data: bytes, part: Part) -> set[int]:
        """Stage the lines that can be; the numbers of those that are not plain."""
        held: dict[int, tuple[int, ...]] = {}
        aside: set[int] = set()
        kept = []
        for number, line in enumerate(data.split(b"\n"), part.first):
            if line.startswith(b"{") and _plain(line) and _decodes(line):
                kept.append(_marked(line))
                held[number] = _held(kept[-1])
            else:
                kept.append(b"{}")
                aside.add(number)
        self._stage(b"\n".join(kept), part, valid=True)
        seen: dict[int, list[int]] = {}
        for number, *counts in self.db.execute(self.said.by_line).fetchall():
            sums = seen.setdefault(number, [0, 0, 0, 0])
            seen[number] = [a + b for a, b in zip(sums, counts, strict=True)]
        return aside | {number for number, one in held.items() if not _agree(tuple(seen.get(number, (0, 0, 0, 0))), one)}

    def _stage(self, data: bytes, part: Part, valid: bool = False) -> None:
        self.text.write_bytes(data)
        source = (
            f"read_csv({literal(str(self.text))}, header = false, delim = chr(1), quote = '', escape = '', auto_detect = false, "
            f"parallel = false, nullstr = chr(2), max_line_size = {len(data) + 2}, columns = {{'t': 'varchar'}})"
        )
        text = "case when json_valid(t) then t else '{}' end as t" if valid else "t"
        wrong = f"strlen(t) > {MAX_LINE} or regexp_matches(t, {literal(ODD)})"
        line = f"row_number() over () + {part.first - 1} as n, {text}"
        self.db.execute(f"create or replace temp view line as select *, {wrong} as odd from (select {line} from {source})")
        for number, one in enumerate(self.said.stages):
            self.db.execute(one.replace("$schema", literal(self.said.schema)) if number == 0 else one)

    def _fenced(self, part: Part, aside: set[int]) -> set[int]:
        """All lines that are not for SQL: those known so far, and those it would read otherwise than the rules."""
        for one in self.said.fences:
            self.db.execute(one)
        if aside:
            self.db.execute(queries(SQL)["known"], {"lines": sorted(aside)})
        if part.set_aside:
            self.db.execute(queries(SQL)["elsewhere"], {"ocids": sorted(part.set_aside)})
        bad = {row[0] for row in self.db.execute(queries(SQL)["bad"]).fetchall()}
        for name in (*self.said.names, "party", "said", "ref") if bad else ():
            self.db.execute(f"delete from {name} where n in (from bad)")
        return bad

    def _put_aside(self, done: Done, part: Part, data: bytes, aside: set[int]) -> int:
        """Write the lines of these numbers as they are; how many lines are blank."""
        if not aside:
            return 0
        path, blank, start, number = self.folder / f"aside-{part.number}", 0, 0, part.first
        with path.open("wb") as out:
            while start < len(data):
                end = data.find(b"\n", start)
                end = end if end >= 0 else len(data)
                if number in aside:
                    line = data[start:end]
                    if line.strip():
                        out.write(_FRAME.pack(number, len(line)) + line)
                        done.put_aside += 1
                    else:
                        blank += 1
                start, number = end + 1, number + 1
        done.aside = str(path)
        return blank

    # ---- rows

    def _write(self, done: Done) -> None:
        """The rows of every line that is left, as files; its organizations and unread paths."""
        accepted = self.db.execute(queries(SQL)["taken"]).fetchall()
        if not accepted:
            return
        for one in self.said.whole:
            self.db.execute(one)
        self._save(queries(SQL)["taken"], f"ocids-{done.number}")
        for table, parts in self.said.rows.items():
            done.tables[table] = self._save(" union all by name ".join(parts), f"{table}-{done.number}")
        done.parties = self._save(self.said.latest, f"parties-{done.number}")
        done.roles = self._save(self.said.roles, f"roles-{done.number}")
        for query, what in self.said.unread:
            done.unread |= unread_of(self.db.execute(query).fetchall(), what)
        done.ocids = str(self.folder / f"ocids-{done.number}")
        done.hashes, done.accepted = hashes(row[0] for row in accepted), len(accepted)

    def _save(self, query: str, name: str) -> str:
        path = str(self.folder / name)
        self.db.execute(f"copy ({query}) to {literal(path)} (format parquet, compression lz4_raw)")
        return path


def _plain(data: bytes) -> bool:
    """True when keys can be counted by the quote and the colon that end them."""
    if any(sign in data for sign in _UNPLAIN):
        return False
    return b'" ' not in data or not any(sign in data for sign in _BEFORE_COLON)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _marked(data: bytes) -> bytes:
    """Nulls as a text of our own, so that they are counted."""
    for null, mark in _NULLS if b'": ' in data else _NULLS[:1]:
        data = data.replace(null, mark)
    return data


def _held(data: bytes) -> tuple[int, ...]:
    """What the bytes hold: keys, values that are texts, quotes, values that are objects."""
    keys, texts, quotes, objects = (data.count(sign) for sign in (b'":', b'":"', b'"', b'":{'))
    if b'": ' in data:
        texts, objects = texts + data.count(b'": "'), objects + data.count(b'": {')
    return keys, texts, quotes, objects


def _agree(seen: tuple[int, ...], held: tuple[int, ...]) -> bool:
    keys, texts, listed, objects = seen
    return (keys, texts, 2 * (keys + texts + listed), objects) == held


def aside(path: str) -> Iterator[tuple[int, bytes]]:
    """The lines put aside in a file: (number, bytes)."""
    with Path(path).open("rb") as file:
        while frame := file.read(_FRAME.size):
            number, length = _FRAME.unpack(frame)
            yield number, file.read(length)


def hashes(ocids: Iterable[str]) -> array[int]:
    return array("I", (zlib.crc32(one.encode()) for one in ocids))


def unread_of(counts: list[tuple[Any, ...]], what: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    return {one: count for one, count in zip(what, counts[0], strict=True) if count}
