"""The record tree on disk: enough of it to prove any record in milliseconds, a 256th of its hashes.

`tree/8`, `tree/16` and `tree/24` hold the heads of whole chunks of 2 ** 8, 2 ** 16 and 2 ** 24 leaves, one after the
other; `tree/marks.sqlite` the key of every 256th row of the larger tables. The leaves of one chunk are made again
from its rows and salts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tiyn import merkle, proofs, store
from tiyn.dictionary import Table, tables
from tiyn.edition import Edition
from tiyn.leaves import Leaves, places
from tiyn.merkle import Span
from tiyn.model.errors import EditionRefused, NotFound
from tiyn.salts import CHUNK
from tiyn.verifier import HASH, included, sha256

FOLDER, MARKS = "tree", "marks.sqlite"
HEIGHTS = (8, 16, 24)
FEW = 4096  # rows a table may have without marks
KEPT = 256  # chunks kept in memory, some 4 MB


def write(folder: Path, whole: Span, spans: Mapping[str, Span], connection: sqlite3.Connection) -> None:
    """Write the tree of an edition's folder from the whole span and the tables' own."""
    (folder / FOLDER).mkdir()
    level = [whole.chunks[number] for number in range(whole.end // CHUNK)]
    for height in HEIGHTS:
        (folder / FOLDER / str(height)).write_bytes(b"".join(level))
        head = proofs.heads_of(level)
        level = [head(at, at + CHUNK) for at in range(0, len(level) // CHUNK * CHUNK, CHUNK)]
    marks = {}
    for name, table in tables().items():
        if spans[name].end - spans[name].begin > FEW:
            marks[name] = spans[name].marks or store.every(connection, table, CHUNK)
    store.write_marks(folder / FOLDER / MARKS, marks)


class RecordTree:
    """The tree of one edition; one connection's thread at a time."""

    def __init__(self, edition: Edition, connection: sqlite3.Connection) -> None:
        self.edition, self.connection = edition, connection
        self.leaves, self.places = Leaves.of(edition.folder), places(edition.manifest)
        self.size = edition.manifest["records"]["count"]
        folder = edition.folder / FOLDER
        self.marks = sqlite3.connect(f"file:{quote(str(folder / MARKS))}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.levels = {height: (folder / str(height)).read_bytes() for height in HEIGHTS}
        self._chunks: dict[int, list[bytes]] = {}

    def leaf(self, table: Table, key: Sequence[Any]) -> int:
        """The place of a row's leaf. Raises NotFound."""
        marked = self.places[table.name][1] > FEW
        rank, start = store.mark_of_key(self.marks, table, key) if marked else (0, ())
        beyond = store.rank_of(self.connection, table, start, key)
        if beyond is None:
            raise NotFound(f"no record {table.name}/{'/'.join(map(str, key))} in edition {self.edition.id}")
        return self._position(table, rank + beyond)

    def record(self, table: Table, key: Sequence[Any]) -> dict[str, Any]:
        """One record with its proof: leaf, salt (hex), record (canonical JSON text), path (hashes). Raises NotFound."""
        leaf = self.leaf(table, key)
        row = self._rows(table, self._rank(table, leaf), 1)[0]
        text = merkle.encoder(table.name, table.names)(row)
        salt, path = self.leaves.salts.of(leaf), proofs.inclusion(leaf, self.size, self.head)
        if included(leaf, self.size, merkle.leaf_hash(text, salt), path).hex() != self.edition.root:
            raise EditionRefused(f"{self.edition.folder}: record {leaf} does not lead to its root; run `tiyn verify`")
        return {"leaf": leaf, "salt": salt.hex(), "record": text.decode(), "path": path}

    def head(self, begin: int, end: int) -> bytes:
        """The head over the leaves begin..end: from a chunk's own rows, or from the heads on disk."""
        size = end - begin
        if begin // CHUNK == (end - 1) // CHUNK and size < CHUNK:
            first = begin // CHUNK * CHUNK
            return proofs.heads_of(self.chunk(begin // CHUNK)[begin - first : end - first])(0, size)
        if size & (size - 1):
            middle = begin + proofs.split(size)
            return sha256(b"\x01", self.head(begin, middle), self.head(middle, end))
        height = max(one for one in HEIGHTS if 1 << one <= size)
        first, last = begin >> height, end >> height
        hashes = self.levels[height][first * HASH : last * HASH]
        return proofs.heads_of([hashes[at : at + HASH] for at in range(0, len(hashes), HASH)])(0, last - first)

    def chunk(self, number: int) -> list[bytes]:
        """The leaf hashes of one chunk, made again."""
        if number not in self._chunks:
            if len(self._chunks) >= KEPT:
                self._chunks.clear()
            begin, end = number * CHUNK, min((number + 1) * CHUNK, self.size)
            self._chunks[number] = [hashed for table in tables().values() for hashed in self._part(table, begin, end)]
        return self._chunks[number]

    def _part(self, table: Table, begin: int, end: int) -> list[bytes]:
        """The leaf hashes of a table from begin to end, as far as it has any there."""
        first, count = self.places[table.name]
        begin, end = max(begin, first), min(end, first + count)
        if begin >= end:
            return []
        holes, salts = self.leaves.holes, self.leaves.salts
        live = [at for at in range(begin, end) if at not in holes]
        rows = self._rows(table, self._rank(table, live[0]), len(live)) if live else []
        encode = merkle.encoder(table.name, table.names)
        made = {at: merkle.leaf_hash(encode(row), salts.of(at)) for at, row in zip(live, rows, strict=True)}
        return [holes[at] if at in holes else made[at] for at in range(begin, end)]

    def _rows(self, table: Table, rank: int, count: int) -> list[tuple[Any, ...]]:
        marked = self.places[table.name][1] > FEW
        known, key = store.mark_of_rank(self.marks, table, rank) if marked else (0, ())
        return [tuple(row) for row in store.rows_from(self.connection, table, key, rank - known, count)]

    def _rank(self, table: Table, leaf: int) -> int:
        """The rank of a leaf's row among the rows that are there."""
        first = self.places[table.name][0]
        return leaf - first - len(self.leaves.between(first, leaf))

    def _position(self, table: Table, rank: int) -> int:
        """The leaf of the row of a rank, past the withdrawn before it."""
        first, count = self.places[table.name]
        found = first + rank
        for hole in self.leaves.between(first, first + count):
            found += hole <= found
        return found
