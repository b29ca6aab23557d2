"""A log in a folder, laid out as C2SP tlog-tiles: what is there once is never written again, only `checkpoint` moves.

`tile/<level>/<n>[.p/<width>]` holds hashes, `tile/entries/<n>[.p/<width>]` the entries, each with its length before it.
Nothing counts that no checkpoint covers: what a killed build left beyond it is written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tiyn import proofs
from tiyn.durable import write_durably
from tiyn.model.errors import EditionRefused
from tiyn.verifier import HASH, Refused, read_checkpoint, sha256

WIDTH, LONGEST = 256, 65_535
CHECKPOINT = "checkpoint"


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """tile/0/x001/x234/067.p/8: tile 1234067 of level 0, eight wide."""
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(parts)}" + (f".p/{width}" if width < WIDTH else "")


class Tiles:
    """A log as it is read, wherever it lies; `where` names it to people, `size` entries are covered by its checkpoint.

    What lies elsewhere is reached by a class of its own that gives `read`.
    """

    def __init__(self, where: str) -> None:
        self.where = where

    def read(self, path: str) -> bytes | None:
        """A file of the log, None when there is none. Raises OSError when that cannot be said."""
        raise NotImplementedError

    def widths(self, width: int) -> Iterable[int]:
        """The widths a tile of at least `width` is looked for at: itself, then whole, as partial ones may be cleared."""
        return dict.fromkeys((width, WIDTH))

    @property
    def checkpoint(self) -> str:
        """The published checkpoint as a note, "" before the first. Raises EditionRefused for what is no text."""
        try:
            return (self.read(CHECKPOINT) or b"").decode("utf-8")
        except UnicodeDecodeError as error:
            raise EditionRefused(f"{self.where}/{CHECKPOINT}: {error}; fetch the log again from a mirror") from error

    @property
    def size(self) -> int:
        note = self.checkpoint
        return read_checkpoint(note)[1] if note else 0

    def entries(self, size: int | None = None) -> list[bytes]:
        """The first `size` entries, those of the checkpoint by default. Raises EditionRefused for a tile that is not whole."""
        size = self.size if size is None else size
        found: list[bytes] = []
        for number in range(0, (size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, size - number * WIDTH)
            found += self._bundle(number, width)
        return found

    def _bundle(self, number: int, width: int) -> list[bytes]:
        path, content = self._tile("entries", number, width)
        found, at = [], 0
        while at < len(content) and len(found) < width:
            length = int.from_bytes(content[at : at + 2], "big")
            found.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        if len(found) < width or at > len(content):
            raise EditionRefused(f"{path}: holds {len(found)} entries; expected {width}; fetch the log again from a mirror")
        return found

    def _tile(self, level: int | str, number: int, width: int) -> tuple[str, bytes]:
        """Address and content of a tile of at least that width: a wider one begins with the same."""
        for wide in self.widths(width):
            path = tile_path(level, number, wide)
            content = self.read(path)
            if content is not None:
                return f"{self.where}/{path}", content
        path = f"{self.where}/{tile_path(level, number, width)}"
        raise EditionRefused(f"{path}: not there; the log is not whole; fetch it again from a mirror")

    def leaves(self, size: int | None = None) -> list[bytes]:
        """The leaf hashes as the tiles of level 0 have them. Raises EditionRefused."""
        size = self.size if size is None else size
        found: list[bytes] = []
        for number in range(0, (size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, size - number * WIDTH)
            path, content = self._tile(0, number, width)
            if len(content) < width * HASH:
                raise EditionRefused(f"{path}: {len(content)} bytes; expected {width * HASH}; fetch the log again from a mirror")
            found += [content[at : at + HASH] for at in range(0, width * HASH, HASH)]
        return found

    def root(self, size: int) -> bytes:
        return proofs.heads_of(self.leaves(size))(0, size)

    def inclusion(self, index: int) -> list[bytes]:
        """The path from an entry to the checkpoint's root."""
        leaves = self.leaves()
        return proofs.inclusion(index, len(leaves), proofs.heads_of(leaves))

    def consistency(self, old: int, new: int) -> list[bytes]:
        return proofs.consistency(old, new, proofs.heads_of(self.leaves(new)))

    def check(self) -> None:
        """Hold entries and tiles against the checkpoint. Raises EditionRefused naming what differs."""
        try:
            size, root = read_checkpoint(self.checkpoint)[1:]
        except Refused as error:
            raise EditionRefused(f"{self.where}/{CHECKPOINT}: {error}; fetch the log again from a mirror") from error
        self.whole(size, root)

    def whole(self, size: int, root: bytes) -> tuple[list[bytes], list[bytes]]:
        """The first `size` entries and their hashes, once entries and tiles make `root`. Raises EditionRefused otherwise."""
        entries, leaves = self.entries(size), self.leaves(size)
        for number, (entry, leaf) in enumerate(zip(entries, leaves, strict=True)):
            if sha256(b"\x00", entry) != leaf:
                raise EditionRefused(f"{self.where}: entry {number} is not what its tile says; fetch the log from a mirror")
        if proofs.heads_of(leaves)(0, size) != root:
            raise EditionRefused(f"{self.where}: the tiles do not make the checkpoint's root; fetch the log from a mirror")
        self._check_upper(leaves)
        return entries, leaves

    def _check_upper(self, leaves: list[bytes]) -> None:
        for level, hashes in enumerate(_levels(leaves)):
            at = (len(hashes) - 1) // WIDTH
            path, content = self._tile(level, at, len(hashes) - at * WIDTH)
            if content[: len(hashes[at * WIDTH :]) * HASH] != b"".join(hashes[at * WIDTH :]):
                raise EditionRefused(f"{path}: not the hashes of the tiles below; fetch the log again from a mirror")


class Log(Tiles):
    """The log in a folder: read and added to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        file = self.folder / path
        return file.read_bytes() if file.is_file() else None

    def widths(self, width: int) -> Iterable[int]:
        return range(width, WIDTH + 1)

    def lay(self, entry: bytes) -> tuple[int, bytes]:
        """Write the tiles that hold one more entry; size and root of the log with it. No checkpoint covers them yet."""
        if len(entry) > LONGEST:
            raise EditionRefused(f"a log entry of {len(entry)} bytes; expected at most {LONGEST}")
        entries, leaves = [*self.entries(), entry], [*self.leaves(), sha256(b"\x00", entry)]
        size, number = len(entries), (len(entries) - 1) // WIDTH
        bundle = b"".join(len(one).to_bytes(2, "big") + one for one in entries[number * WIDTH :])
        write_durably(self.folder / tile_path("entries", number, size - number * WIDTH), bundle)
        for level, hashes in enumerate(_levels(leaves)):
            at = (len(hashes) - 1) // WIDTH
            tile = hashes[at * WIDTH :]
            write_durably(self.folder / tile_path(level, at, len(tile)), b"".join(tile))
        return size, self.root(size)

    def publish(self, checkpoint: str) -> None:
        """Put a signed checkpoint in the place of the one before."""
        write_durably(self.folder / CHECKPOINT, checkpoint.encode())


def _levels(leaves: list[bytes]) -> Iterator[list[bytes]]:
    """The hashes of each level of tiles: leaves, then heads of whole tiles of the level below, while there are any."""
    level = leaves
    while level:
        yield level
        whole = len(level) // WIDTH * WIDTH
        level = [proofs.heads_of(level)(at, at + WIDTH) for at in range(0, whole, WIDTH)]
