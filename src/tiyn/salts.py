"""The salts of an edition's leaves: 32 bytes each, from one seed, each of which can be taken away for good.

A leaf is SHA-256(0x00 || salt || record): without its salt it says nothing about its record, so a record can
be withdrawn while its leaf, and every proof, stands. The seed is the root of a tree of seeds (Goldreich,
Goldwasser, Micali 1986); a chunk of 256 leaves takes its salts from its seed. To forget one leaf the seeds on its
way are replaced by those beside the way: all other salts can still be made, that one cannot.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from typing import Any

from tiyn.verifier import HASH, Refused, sha256

SCHEMA, CHUNK, DEPTH = "tiyn/salt/v1", 256, 24
MOST = CHUNK << DEPTH


class Salts:
    """`seeds` by their place ("" the root, "01" a grandchild); `single` the salts kept one by one of torn chunks."""

    def __init__(self, seeds: Mapping[str, bytes], single: Mapping[int, bytes] | None = None) -> None:
        self.seeds, self.single = dict(seeds), dict(single or {})
        self._at, self._chunk = -1, [b""] * 0

    @classmethod
    def fresh(cls) -> Salts:
        """A seed nobody has seen."""
        return cls({"": os.urandom(HASH)})

    @classmethod
    def read(cls, text: str) -> Salts:
        """From `text`. Raises Refused."""
        try:
            body = json.loads(text)
            seeds = {place: bytes.fromhex(seed) for place, seed in body["seeds"].items()}
            single = {int(leaf): bytes.fromhex(salt) for leaf, salt in body["leaves"].items()}
            right = body["schema"] == SCHEMA and all(re.fullmatch(f"[01]{{0,{DEPTH}}}", place) for place in seeds)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(f"not the salts of an edition: {error}") from error
        if not right or any(len(one) != HASH for one in (*seeds.values(), *single.values())):
            raise Refused(f"not the salts of an edition: expected {SCHEMA} with seeds of {HASH} bytes")
        return cls(seeds, single)

    def text(self) -> str:
        body: dict[str, Any] = {
            "schema": SCHEMA,
            "seeds": {place: seed.hex() for place, seed in sorted(self.seeds.items())},
            "leaves": {str(leaf): salt.hex() for leaf, salt in sorted(self.single.items())},
        }
        return json.dumps(body, indent=1) + "\n"

    def of(self, leaf: int) -> bytes:
        """The salt of one leaf. Raises Refused when it was taken away."""
        if leaf in self.single:
            return self.single[leaf]
        return self.chunk(leaf // CHUNK)[leaf % CHUNK]

    def chunk(self, number: int) -> list[bytes]:
        """The 256 salts of a chunk. Raises Refused when one of them was taken away."""
        if number != self._at:
            drawn = hashlib.shake_256(b"tiyn/salt\x00" + self._seed(number)).digest(CHUNK * HASH)
            self._chunk = [drawn[at : at + HASH] for at in range(0, CHUNK * HASH, HASH)]
            self._at = number
        return self._chunk

    def take(self, begin: int, end: int) -> list[bytes]:
        """The salts of the leaves begin..end. Raises Refused when one of them was taken away."""
        found: list[bytes] = []
        while begin < end:
            number, offset = divmod(begin, CHUNK)
            until = min(end, (number + 1) * CHUNK)
            if self._torn(number):
                found += [self.of(leaf) for leaf in range(begin, until)]
            else:
                found += self.chunk(number)[offset : offset + until - begin]
            begin = until
        return found

    def without(self, leaf: int) -> Salts:
        """The same salts but for one: nothing here makes it again. Taking it away twice is taking it away once."""
        number = leaf // CHUNK
        if self._torn(number):
            return Salts(self.seeds, {at: salt for at, salt in self.single.items() if at != leaf})
        begin = number * CHUNK
        kept = {begin + offset: salt for offset, salt in enumerate(self.chunk(number)) if begin + offset != leaf}
        place, seeds = f"{number:0{DEPTH}b}", dict(self.seeds)
        known = next(place[:length] for length in range(DEPTH, -1, -1) if place[:length] in seeds)
        seed = seeds.pop(known)
        for length in range(len(known), DEPTH):
            beside = "1" if place[length] == "0" else "0"
            seeds[place[:length] + beside] = _child(seed, beside)
            seed = _child(seed, place[length])
        return Salts(seeds, {**self.single, **kept})

    def _torn(self, number: int) -> bool:
        """Whether the chunk's salts are kept one by one; two of them are asked for, for one may be the one taken away."""
        first = number * CHUNK
        return any(leaf in self.single for leaf in range(first, first + CHUNK)) if self.single else False

    def _seed(self, number: int) -> bytes:
        if not 0 <= number < 1 << DEPTH:
            raise Refused(f"chunk {number}: an edition has at most {MOST} leaves")
        place = f"{number:0{DEPTH}b}"
        for length in range(DEPTH, -1, -1):
            if place[:length] in self.seeds:
                seed = self.seeds[place[:length]]
                for side in place[length:]:
                    seed = _child(seed, side)
                return seed
        raise Refused(f"the salt of a leaf of chunk {number} was taken away; its record is withdrawn")


def _child(seed: bytes, side: str) -> bytes:
    return sha256(b"tiyn/seed\x00", side.encode(), seed)
