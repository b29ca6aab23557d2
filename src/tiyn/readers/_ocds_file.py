"""The streams of text in a file of releases: plain, gzip, or every member of a zip; UTF-8 or, by its mark, UTF-16."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from tiyn.model.errors import InputRefused

# Releases repeat their keys and shrink 10 to 40 times; what shrinks far more was made to.
MAX_RATIO = 300
SMALL = 1 << 20
MAX_MEMBERS = 100_000
MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeError)


class Readable(Protocol):
    """What gives bytes in pieces; b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


class Limited:
    """A stream that stops with InputRefused after `limit` bytes."""

    def __init__(self, file: Readable, limit: int, name: str) -> None:
        # read1: a broken archive gives what it holds before it breaks
        self.take = getattr(file, "read1", file.read)
        self.left, self.limit, self.name = limit, limit, name

    def read(self, size: int, /) -> bytes:
        found: bytes = self.take(min(size, self.left + 1))
        self.left -= len(found)
        if self.left < 0:
            raise InputRefused(f"{self.name}: unpacks to more than {self.limit} bytes; expected at most that; is it a bomb?")
        return found


class Recoded:
    """UTF-16 given out as UTF-8. Raises UnicodeError where the bytes are no UTF-16."""

    def __init__(self, file: Readable, encoding: str) -> None:
        self.file, self.decoder = file, codecs.getincrementaldecoder(encoding)()

    def read(self, size: int, /) -> bytes:
        while True:
            chunk = self.file.read(size)
            text = self.decoder.decode(chunk, final=not chunk)
            if text or not chunk:
                return text.encode("utf-8")


class Begun:
    """A stream some bytes of which were read already."""

    def __init__(self, start: bytes, file: Readable) -> None:
        self.start, self.file = start, file

    def read(self, size: int, /) -> bytes:
        if self.start:
            found, self.start = self.start[:size], self.start[size:]
            return found
        return self.file.read(size)


def streams(path: Path, name: str) -> Iterator[tuple[str, Readable]]:
    """(member, its text as UTF-8 without a mark); the member is "" unless the file is a zip.

    Raises InputRefused for a zip that holds far too many files or unpacks to far too much,
    and whatever of BROKEN the archive raises, also while a stream is being read.
    """
    with path.open("rb") as raw:
        magic = raw.read(4)
    if magic == b"PK\x03\x04":
        yield from _members(path, name)
    elif magic[:2] == b"\x1f\x8b":
        with gzip.open(path) as file:
            yield "", _text(Limited(file, max(path.stat().st_size * MAX_RATIO, SMALL), name))
    else:
        with path.open("rb") as file:
            yield "", _text(file)


def _members(path: Path, name: str) -> Iterator[tuple[str, Readable]]:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
        if len(infos) > MAX_MEMBERS:
            raise InputRefused(f"{name}: a zip of {len(infos)} files; expected at most {MAX_MEMBERS}; split it")
        for info in infos:
            with archive.open(info) as file:
                limited = Limited(file, max(info.compress_size * MAX_RATIO, SMALL), f"{name}, {info.filename!r}")
                yield info.filename, _unpacked(limited)


def _unpacked(file: Limited) -> Readable:
    """A member, itself unpacked when it is gzip."""
    start = file.read(2)
    begun = Begun(start, file)
    if start == b"\x1f\x8b":
        inner: IO[bytes] = gzip.GzipFile(fileobj=begun)  # type: ignore[arg-type]
        return _text(Limited(inner, file.limit * 2, file.name))
    return _text(begun)


def _text(file: Readable) -> Readable:
    start = file.read(3)
    while 0 < len(start) < 3 and (more := file.read(3 - len(start))):
        start += more
    if start == codecs.BOM_UTF8:
        return file
    if start[:2] in MARKS:
        return Recoded(Begun(start[2:], file), MARKS[start[:2]])
    return Begun(start, file)


def head(path: Path, size: int = 1 << 16) -> bytes:
    """The first bytes of the first stream that has any; b"" when there is none. Never raises."""
    try:
        for _, file in streams(path, path.name):
            found = file.read(size)
            while 0 < len(found) < size and (more := file.read(size - len(found))):
                found += more
            if found.strip():
                return found
    except (*BROKEN, InputRefused):
        return b""
    return b""
