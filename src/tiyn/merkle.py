"""The record root: an RFC 6962 tree over canonical records.

A record is one row as canonical JSON (RFC 8785 restricted to text, integers and lists:
decimals are strings, dates ISO 8601, empty values left out). Leaf hash SHA-256(0x00 || salt || record)
with the leaf's own 32 bytes of salt (`salts`, decision 0015), node SHA-256(0x01 || left || right), the empty
tree SHA-256(""). Leaves stand by table name, then by key (texts by their bytes), so that the root is made
while rows stream by (decision 0011).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from tiyn import proofs

BATCH = 1 << 14
CHUNK_HEIGHT = 8


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 166700000000, 11.1, 0."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def record(table: str, names: Iterable[str], row: Iterable[Any]) -> bytes:
    """The canonical bytes of one row."""
    body: dict[str, Any] = {"table": table}
    for name, value in zip(names, row, strict=True):
        if value is not None:
            body[name] = _published(value)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _published(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def encoder(table: str, names: Sequence[str]) -> Callable[[Sequence[Any]], bytes]:
    """`record` for many rows of one table whose values are text, integers and None: the same bytes, sooner.

    The keys' order and quoting are worked out once; a row is only its values between them.
    """
    order = sorted([*names, "table"])
    places = [(f'"{name}":', names.index(name) if name != "table" else -1) for name in order]
    quoted = json.encoder.encode_basestring

    def encode(row: Sequence[Any]) -> bytes:
        parts = []
        for key, place in places:
            value = table if place < 0 else row[place]
            if value is None:
                continue
            parts.append(key + (quoted(value) if type(value) is str else str(value)))
        return ("{" + ",".join(parts) + "}").encode("utf-8")

    return encode


def leaf_hash(content: bytes, salt: bytes = b"") -> bytes:
    return hashlib.sha256(b"\x00" + salt + content).digest()


def leaf_hashes(records: Iterable[bytes], salts: Iterable[bytes]) -> list[bytes]:
    """The leaves of records and as many salts: the seal's innermost loop."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + salt + record).digest() for record, salt in zip(records, salts, strict=True)]


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree head over leaf hashes, splitting at the largest power of two below n."""
    return proofs.heads_of(leaves)(0, len(leaves))


def batches(records: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists of at most BATCH things of a stream."""
    stream = iter(records)
    while batch := list(islice(stream, BATCH)):
        yield batch


class Span:
    """The leaves begin..end of a tree as the few hashes of its whole subtrees, (height, hash), left to right.

    Spans made apart, each beginning where the last one ended, join into the one of the whole tree:
    so tables can be hashed by several processes and still have one RFC 6962 root. `chunks` keeps the heads of the
    whole chunks of 256 leaves by their number: what proofs are made from later.
    """

    def __init__(self, begin: int = 0) -> None:
        self.begin = self.end = begin
        self.nodes: list[tuple[int, bytes]] = []
        self.chunks: dict[int, bytes] = {}
        self.marks: list[tuple[int, tuple[Any, ...]]] = []  # (rank, key) of every 256th row, where keys were seen

    def add(self, height: int, node: bytes) -> None:
        """A whole subtree of 2 ** height leaves that begins at `end`, which it must be aligned to."""
        if self.end % (1 << height):
            raise ValueError(f"a subtree of {1 << height} leaves cannot begin at leaf {self.end}; add its parts")
        self.end += 1 << height
        index = (self.end >> height) - 1
        while index & 1 and self.nodes and self.nodes[-1][0] == height:
            node = hashlib.sha256(b"\x01" + self.nodes.pop()[1] + node).digest()
            height, index = height + 1, index >> 1
            if height == CHUNK_HEIGHT:
                self.chunks[(self.end >> CHUNK_HEIGHT) - 1] = node
        self.nodes.append((height, node))

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Leaf hashes in order: pieces aligned to their own size are folded level by level."""
        position, sha256 = 0, hashlib.sha256
        while position < len(leaves):
            size = (self.end & -self.end) or 1 << 62
            size = min(size, 1 << ((len(leaves) - position).bit_length() - 1))
            level = leaves[position : position + size]
            height = 0
            while len(level) > 1:
                pairs = iter(level)
                level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
                height += 1
                if height == CHUNK_HEIGHT:
                    self.chunks.update(enumerate(level, self.end >> CHUNK_HEIGHT))
            self.add(size.bit_length() - 1, level[0])
            position += size

    def join(self, other: Span) -> None:
        """The leaves of a span that begins where this one ends."""
        if other.begin != self.end:
            raise ValueError(f"a span that begins at leaf {other.begin} does not follow leaf {self.end}; join them in order")
        for height, node in other.nodes:
            self.add(height, node)
        self.chunks.update(other.chunks)

    def root(self) -> bytes:
        """The tree head; the span must begin at leaf 0."""
        if self.begin:
            raise ValueError(f"a span from leaf {self.begin} has no root; join it to what comes before")
        if not self.nodes:
            return hashlib.sha256(b"").digest()
        head = self.nodes[-1][1]
        for _, node in reversed(self.nodes[:-1]):
            head = hashlib.sha256(b"\x01" + node + head).digest()
        return head
