"""Text lines of a file nobody vouches for: plain, gzip or one file in a zip, each line on its own.

A bad line never takes its neighbours along: lines are cut at line feeds before anything is
understood, so a stray quote or a broken byte spoils one record only.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tiyn.model.errors import InputRefused

MAX_LINE = 1 << 20
MAX_BYTES = 4 << 30
# A real table shrinks 10 to 30 times; what shrinks a thousand times was made to.
MAX_RATIO = 300
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def head(path: Path, size: int = 4096) -> bytes:
    """The first bytes of a file after decompression; b"" when it cannot be opened. Never raises."""
    try:
        with opened(path) as file:
            return file.read(size)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, InputRefused, NotImplementedError, RuntimeError):
        return b""


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, decompressed. Raises InputRefused for a zip of more than one file."""
    with path.open("rb") as raw:
        magic = raw.read(4)
    if magic[:2] == b"\x1f\x8b":
        with gzip.open(path) as file:
            yield file  # type: ignore[misc]
    elif magic == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            if len(names) != 1:
                raise InputRefused(f"{path.name}: a zip of {len(names)} files; expected one; unpack it and give the files")
            with archive.open(names[0]) as file:
                yield file
    else:
        with path.open("rb") as file:
            yield file


def lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """(number, line without its end) from 1; None for a line longer than MAX_LINE. UTF-8 or, by its mark, UTF-16.

    Raises InputRefused when the file is broken or unpacks to far more than it should.
    """
    limit = min(MAX_BYTES, max(path.stat().st_size, 4096) * MAX_RATIO)
    encoding = _BOMS.get(head(path, 2))
    try:
        with opened(path) as file:
            yield from _wide(file, encoding, limit, path) if encoding else _narrow(file, limit, path)
    except (EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, gzip.BadGzipFile) as error:
        raise InputRefused(f"{path.name}: broken archive ({error}); fetch the file again") from error


def _narrow(file: IO[bytes], limit: int, path: Path) -> Iterator[tuple[int, bytes | None]]:
    number = size = 0
    while line := file.readline(MAX_LINE):
        number += 1
        size += len(line)
        if size > limit:
            raise InputRefused(f"{path.name}: unpacks to more than {limit} bytes; expected at most that; is it a bomb?")
        if line[-1:] != b"\n" and len(line) == MAX_LINE:
            while (rest := file.readline(MAX_LINE)) and rest[-1:] != b"\n":
                pass
            yield number, None
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        yield number, line.rstrip(b"\r\n")


def _wide(file: IO[bytes], encoding: str, limit: int, path: Path) -> Iterator[tuple[int, bytes | None]]:
    content = file.read(limit + 1)
    if len(content) > limit:
        raise InputRefused(f"{path.name}: unpacks to more than {limit} bytes; expected at most that; is it a bomb?")
    text = content[2:].decode(encoding, "replace")
    for number, line in enumerate(text.split("\n"), 1):
        if line or number == 1:
            yield number, line.rstrip("\r").encode("utf-8")
