"""The data files of a fiscal data package: found inside its folder, unpacked with a cap, decoded strictly."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tiyn.model.errors import InputRefused
from tiyn.readers._fiscal_uses import scalar

LARGEST = 1 << 30  # bytes of a data file, unpacked
RATIO, ALWAYS = 100, 64 << 20  # a packed file may grow a hundredfold, and to this size in any case
CHUNK = 1 << 20
TABULAR = {".csv": ",", ".tsv": "\t", ".txt": ","}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARABLE = ("utf-8", "utf-16", "ascii", "cp125", "iso8859", "koi8", "cp866", "cp437", "cp850", "mac-cyrillic", "mac-roman")
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


@dataclass(frozen=True)
class Held:
    """A data file as it lies: `path` inside the package, the file, its hash and bytes as received, its encoding."""

    path: str
    file: Path
    sha256: str
    bytes: int
    encoding: str


def inside(folder: Path, entry: Mapping[str, Any], where: str) -> tuple[str, Path]:
    """(path as stated, file) of a resource. Raises InputRefused for an address, inline data or a way out of the folder."""
    stated = entry.get("path")
    if isinstance(stated, list) and len(stated) == 1:
        stated = stated[0]
    if not isinstance(stated, str) or not stated:
        found = "`data` or `url`" if "data" in entry or "url" in entry else f"path {stated!r}"
        raise InputRefused(f"{where}: {found}; expected the path of one file beside datapackage.json; put the data there")
    pure = PurePosixPath(stated)
    if "://" in stated:
        raise InputRefused(f"{where}: the address {stated!r}; expected a file beside datapackage.json; fetch it first")
    if pure.is_absolute() or ".." in pure.parts or "\\" in stated or ":" in pure.parts[0] or "\0" in stated:
        raise InputRefused(f"{where}: the path {stated!r} leads out of the package; expected one inside its folder; mend it")
    file = folder / stated
    if not file.resolve().is_relative_to(folder.resolve()):
        raise InputRefused(f"{where}: {stated!r} is a link out of the package; expected a file inside its folder; copy it there")
    return stated, file


def delimiter_of(path: str, entry: Mapping[str, Any]) -> str | None:
    """The delimiter that goes with the format of a file, None when it is no table of text."""
    name = PurePosixPath(path.lower())
    suffix = name.with_suffix("").suffix if name.suffix in (".gz", ".zip") else name.suffix
    stated = scalar(entry.get("format"))
    return TABULAR.get(f".{stated.lower()}") if stated else TABULAR.get(suffix or ".csv")


def hold(stated: str, file: Path, entry: Mapping[str, Any], where: str) -> Held:
    """Read the file once: hash it, hold it against the declared hash, and decode every byte. Raises InputRefused."""
    if not file.is_file():
        raise InputRefused(f"{where}: {stated} is not there; expected the file the descriptor names; put it beside it")
    declared = scalar(entry.get("hash"))
    with file.open("rb") as raw:
        sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
    if declared:
        kind, _, value = declared.lower().rpartition(":")
        kind = kind or _HASHES.get(len(value), "")
        if kind in _HASHES.values():
            with file.open("rb") as raw:
                found = hashlib.file_digest(raw, kind).hexdigest()
            if found != value:
                raise InputRefused(f"{where}: {kind} {found}; expected {value}, which the package declares; fetch it again")
    encoding = _encoding(stated, file, entry, where)
    _decode(stated, file, encoding, where)
    return Held(stated, file, sha256, file.stat().st_size, encoding)


def _encoding(stated: str, file: Path, entry: Mapping[str, Any], where: str) -> str:
    """The declared encoding, else the one a byte order mark proves, else UTF-8."""
    with unpacked(stated, file, where) as stream:
        head = stream.read(3)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    declared = scalar(entry.get("encoding"))
    if declared is None:
        return marked or "utf-8"
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        name = ""
    if not name.startswith(_DECLARABLE):
        raise InputRefused(f"{where}: the encoding {declared!r}; expected one of text such as utf-8 or windows-1251; mend it")
    return "utf-8-sig" if name == "utf-8" and marked == "utf-8-sig" else name


def _decode(stated: str, file: Path, encoding: str, where: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    fed = 0
    with unpacked(stated, file, where) as stream:
        while True:
            chunk = stream.read(CHUNK)
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                at = fed - kept + getattr(error, "start", 0)
                mend = "declare the file's `encoding` in its resource, or save it as UTF-8"
                raise InputRefused(f"{where}: {stated}: byte {at} is not {encoding}; expected {encoding}; {mend}") from error
            if not chunk:
                return
            fed += len(chunk)


class Capped(io.RawIOBase):
    """An unpacked stream that stops a bomb: it never gives more than the cap, and says so."""

    def __init__(self, stream: IO[bytes], packed: int, where: str) -> None:
        self.stream, self.where = stream, where
        self.left = min(LARGEST, max(ALWAYS, packed * RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            chunk = self.stream.read(len(buffer))
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise InputRefused(f"{self.where}: cannot be unpacked ({error}); expected a whole file; fetch it again") from error
        self.left -= len(chunk)
        if self.left < 0:
            raise InputRefused(
                f"{self.where}: unpacks to more than {LARGEST} bytes or {RATIO} times its size; unpack it yourself"
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self.stream.close()
        super().close()


def unpacked(stated: str, file: Path, where: str) -> IO[bytes]:
    """The bytes of a data file, out of .gz or a .zip of one file. Raises InputRefused for a bomb or a broken file."""
    name, packed = f"{where}: {stated}", file.stat().st_size
    if stated.lower().endswith(".gz"):
        return io.BufferedReader(Capped(gzip.open(file, "rb"), packed, name))
    if stated.lower().endswith(".zip"):
        try:
            archive = zipfile.ZipFile(file)
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) != 1:
                raise InputRefused(f"{name}: {len(members)} files in the zip; expected one; unpack it, one resource each")
            return io.BufferedReader(Capped(archive.open(members[0]), packed, name))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise InputRefused(f"{name}: not a zip file one can read ({error}); expected one; fetch it again") from error
    if packed > LARGEST:
        raise InputRefused(f"{name}: {packed} bytes; expected at most {LARGEST}; split the file")
    return file.open("rb")


def records(held: Held, entry: Mapping[str, Any], where: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """(line, cells) of every record, the header too; a record csv cannot read comes as its error. Empty lines are none."""
    with io.TextIOWrapper(unpacked(held.path, held.file, where), encoding=held.encoding, newline="") as text:
        reader = csv.reader(text, **_dialect(held.path, entry, where))
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield reader.line_num, error
                continue
            if cells:
                yield reader.line_num, cells


def dialect_block(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    found = entry.get("dialect")
    return found if isinstance(found, Mapping) else {}


def _dialect(path: str, entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    stated = dialect_block(entry)
    options: dict[str, Any] = {"delimiter": delimiter_of(path, entry) or ",", "strict": True}
    for ours, theirs in (("delimiter", "delimiter"), ("quotechar", "quoteChar"), ("escapechar", "escapeChar")):
        value = stated.get(theirs)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) != 1 or value in "\r\n\0":
            raise InputRefused(f"{where}: dialect {theirs} {value!r}; expected one character; mend the descriptor")
        options[ours] = value
    options["doublequote"] = stated.get("doubleQuote") is not False and "escapechar" not in options
    options["skipinitialspace"] = stated.get("skipInitialSpace") is True
    return options
