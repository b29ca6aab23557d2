"""A stream of JSON of any form cut into the texts of its records, each with its place; nothing is held whole.

JSON lines are cut at line feeds, packages and arrays by brackets outside strings: one bad record
takes no other along as far as the form allows. What cannot be cut is one quarantined rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from tiyn.model.errors import InputRefused
from tiyn.readers._ocds_file import BROKEN, Readable

CHUNK = 1 << 20
# A record of more is a file gone wrong; it is also all that is ever held.
LARGEST = 32 << 20
ARRAYS = (b'"releases"', b'"records"')
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n,]*")
_SCALAR = re.compile(rb'[^\s,\[\]{}":]+')
_PACKAGE = re.compile(rb'"(?:releases|records)"\s*:\s*\[')


class Piece(NamedTuple):
    """The text of one record and where it stands; `problem` instead of a text where none could be cut."""

    place: str
    raw: bytes
    problem: str = ""


class _Ends(Exception):
    """The stream ended, or a record is too large, in the middle of a value."""


class _Tape:
    """A window on the stream: `buf` from `pos` on is what is not used yet; `line` counts line feeds before `buf`."""

    def __init__(self, file: Readable, buf: bytes = b"") -> None:
        self.file, self.buf, self.pos, self.line = file, buf, 0, 1
        self.broken = ""

    def read(self) -> bytes:
        """The next bytes; what breaks the stream ends it, and is said in the end."""
        if self.broken:
            return b""
        try:
            return self.file.read(CHUNK)
        except (*BROKEN, InputRefused) as error:
            self.broken = f"the rest cannot be read ({str(error)[:200]}); expected a whole file; fetch it again"
            return b""

    def after_line(self) -> bytes:
        """What follows the next line feed, the rest of the line forgotten."""
        while chunk := self.read():
            _, feed, after = chunk.partition(b"\n")
            if feed:
                return after
        return b""

    def more(self) -> bool:
        """Read on. Indices into `buf` stay what they were."""
        if len(self.buf) - self.pos > LARGEST:
            raise _Ends(f"a record of more than {LARGEST} bytes; expected less; split it")
        chunk = self.read()
        self.buf += chunk
        return bool(chunk)

    def here(self) -> int:
        """The line `pos` is on; forgets what lies before it when that is much."""
        if self.pos > CHUNK:
            self.line += self.buf.count(b"\n", 0, self.pos)
            self.buf, self.pos = self.buf[self.pos :], 0
        return self.line + self.buf.count(b"\n", 0, self.pos)

    def compact(self) -> None:
        if self.pos > CHUNK:
            self.here()

    def skip(self, pattern: re.Pattern[bytes]) -> int:
        """Move past the pattern; the byte that follows, -1 at the end of the stream."""
        while True:
            found = pattern.match(self.buf, self.pos)
            self.pos = found.end() if found else self.pos
            if self.pos < len(self.buf):
                return self.buf[self.pos]
            self.compact()
            if not self.more():
                return -1

    def end(self, start: int) -> int:
        """Where the value that begins at `start` ends. Raises _Ends when it does not."""
        first = self.buf[start]
        if first in b"{[":
            return self._closed(start)
        pattern = _STRING if first == 34 else _SCALAR
        while True:
            found = pattern.match(self.buf, start)
            if found and (found.end() < len(self.buf) or not self.more()):
                return found.end()
            if found is None and (first != 34 or not self.more()):
                raise _Ends("the file ends inside a text" if first == 34 else f"{chr(first)!r} where a value is expected")

    def _closed(self, start: int) -> int:
        depth, at = 0, start
        while True:
            for found in _TOKEN.finditer(self.buf, at):
                at = found.start()
                byte = self.buf[at]
                if byte == 34:
                    if found.end() - at == 1:
                        break
                elif byte in b"{[":
                    depth += 1
                else:
                    depth -= 1
                    if depth == 0:
                        return at + 1
                at = found.end()
            if not self.more():
                raise _Ends("the file ends inside a record")


def pieces(file: Readable, prefix: str = "") -> Iterator[Piece]:
    """Every record of a stream, in order; `prefix` begins each place. Never raises for what the bytes hold."""
    tape = _Tape(file)
    while len(tape.buf) < CHUNK and tape.more():
        pass
    for piece in _lines(tape, prefix) if _is_lines(tape.buf) else _values(tape, prefix):
        if not (piece.problem and tape.broken):
            yield piece
    if tape.broken:
        yield Piece(f"{prefix}rest", b"", tape.broken)


def _is_lines(head: bytes) -> bool:
    """JSON lines: the first line holds whole records, or a second line begins one like it."""
    lines = [line for line in (one.strip() for one in head.split(b"\n")) if line][:3]
    if len(lines) < 2 or lines[0].startswith(b"["):
        return False
    if not lines[0].startswith(b"{"):
        return any(line.startswith(b'{"') for line in lines[1:])
    if lines[0][-1:] in b"[,{:":
        return False
    if lines[1].startswith(b"{"):
        return True
    try:
        json.loads(lines[0])
    except (ValueError, RecursionError):
        return False
    return True


def _lines(tape: _Tape, prefix: str) -> Iterator[Piece]:
    rest, number = tape.buf, 0
    tape.buf = b""
    while True:
        *whole, rest = rest.split(b"\n")
        for line in whole:
            number += 1
            yield from _line(line, f"{prefix}line {number}")
        if len(rest) > LARGEST:
            number += 1
            problem = f"a line of more than {LARGEST} bytes; expected one record; split it"
            yield Piece(f"{prefix}line {number}", b"", problem)
            rest = tape.after_line()
        chunk = tape.read()
        if not chunk:
            if tape.broken:
                return
            yield from _line(rest, f"{prefix}line {number + 1}")
            return
        rest += chunk


def _line(line: bytes, place: str) -> Iterator[Piece]:
    line = line.strip()
    if not line:
        return
    if line[0] == 123 and line[-1] == 125 and _PACKAGE.search(line) is None and b"}{" not in line:
        yield Piece(place, line)
        return
    found = list(_values(_Tape(_Nothing(), line), ""))
    if len(found) == 1 and not found[0].problem and found[0].place.startswith("line"):
        yield Piece(place, found[0].raw)
    elif any(piece.problem for piece in found) and not any(piece.raw for piece in found):
        yield Piece(place, line)  # let the strict parse say what is wrong with it
    else:
        for piece in found:
            yield piece._replace(place=f"{place}, {piece.place.removeprefix('line 1, ')}")


class _Nothing:
    def read(self, size: int, /) -> bytes:
        return b""


def _values(tape: _Tape, prefix: str) -> Iterator[Piece]:
    """Top-level values one after another, packages and arrays opened."""
    previous = same = values = 0
    while True:
        values += 1
        try:
            byte = tape.skip(_SPACE)
            if byte < 0:
                return
            line = tape.here()
            same = same + 1 if line == previous else 1
            previous = line
            place = f"{prefix}line {line}" + (f", value {same}" if same > 1 else "")
            inside = prefix if values == 1 else f"{place}, "
            if byte == 91:
                tape.pos += 1
                yield from _elements(tape, inside)
            elif byte == 123:
                yield from _object(tape, inside, place)
            else:
                end = tape.end(tape.pos)
                yield Piece(place, tape.buf[tape.pos : end])
                tape.pos = end
        except _Ends as error:
            yield Piece(f"{prefix}line {tape.here()} on", b"", f"{error}; expected whole records; fetch the file again")
            return


def _object(tape: _Tape, prefix: str, place: str) -> Iterator[Piece]:
    try:
        end = tape.end(tape.pos)
    except _Ends:
        yield from _package(tape, prefix)
        return
    raw = tape.buf[tape.pos : end]
    tape.pos = end
    if _PACKAGE.search(raw) and _is_package(raw):
        yield from _package(_Tape(_Nothing(), raw), prefix)
    else:
        yield Piece(place, raw)


def _is_package(raw: bytes) -> bool:
    """True for an object with releases or records of its own and no ocid: with one it is a record."""
    tape, keys = _Tape(_Nothing(), raw), set()
    try:
        for key in _keys(tape):
            keys.add(key)
            tape.pos = tape.end(tape.pos)
    except _Ends:
        return False
    return b'"ocid"' not in keys and not keys.isdisjoint(ARRAYS)


def _keys(tape: _Tape) -> Iterator[bytes]:
    """The keys of the object at `pos`, each with `pos` at its value; the caller moves past the value."""
    tape.pos += 1
    while True:
        byte = tape.skip(_SPACE)
        if byte == 125:
            tape.pos += 1
            return
        if byte != 34:
            raise _Ends("the file ends inside a package" if byte < 0 else f"{chr(byte)!r} where a key is expected")
        end = tape.end(tape.pos)
        key = tape.buf[tape.pos : end]
        tape.pos = end
        if tape.skip(_SPACE) != 58:
            raise _Ends(f"no ':' after the key {key[:40]!r}")
        tape.pos += 1
        tape.skip(_SPACE)
        yield key


def _package(tape: _Tape, prefix: str) -> Iterator[Piece]:
    """The elements of `releases` and `records` of the package at `pos`, which need not fit into memory."""
    for key in _keys(tape):
        if key == b'"ocid"':
            raise _Ends("a record that does not end or is too large")
        if key in ARRAYS and tape.skip(_SPACE) == 91:
            tape.pos += 1
            yield from _elements(tape, prefix + key[1:-1].decode())
        else:
            if tape.skip(_SPACE) < 0:
                raise _Ends("the file ends inside a package")
            tape.pos = tape.end(tape.pos)
        tape.compact()


def _elements(tape: _Tape, prefix: str) -> Iterator[Piece]:
    """The elements of the list whose bracket was just passed."""
    number = 0
    while True:
        byte = tape.skip(_SPACE)
        if byte == 93:
            tape.pos += 1
            return
        if byte < 0:
            raise _Ends("the file ends inside a list")
        tape.compact()
        end = tape.end(tape.pos)
        raw, place = tape.buf[tape.pos : end], f"{prefix}[{number}]"
        tape.pos = end
        number += 1
        if byte == 123 and _PACKAGE.search(raw) and _is_package(raw):
            yield from _package(_Tape(_Nothing(), raw), f"{place}.")
        else:
            yield Piece(place, raw)
