"""Proofs of an RFC 6962/9162 tree: that a leaf is in it, and that one tree is the beginning of another.

Making a proof asks for the hashes of whole ranges of leaves; who has them (a list, tiles on disk) says how.
Checking that a leaf is in a tree is `verifier.included`: readers run it without us.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tiyn.verifier import HASH, Refused, sha256

# (begin, end) -> the tree head over the leaves begin..end.
Heads = Callable[[int, int], bytes]
EMPTY = sha256()


def split(size: int) -> int:
    """The largest power of two below `size`, where its tree divides."""
    return 1 << ((size - 1).bit_length() - 1)


def heads_of(leaves: Sequence[bytes]) -> Heads:
    """The heads over ranges of a list of leaf hashes."""

    def head(begin: int, end: int) -> bytes:
        level = list(leaves[begin:end])
        while len(level) > 1:
            paired = [sha256(b"\x01", level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
            level = paired + level[len(level) - 1 :] if len(level) % 2 else paired
        return level[0] if level else EMPTY

    return head


def inclusion(index: int, size: int, head: Heads) -> list[bytes]:
    """The path from leaf `index` to the root of the first `size` leaves, lowest first. Raises Refused outside the tree."""
    if not 0 <= index < size:
        raise Refused(f"leaf {index} is not in a tree of {size}; expected 0 to {size - 1}")
    found, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + split(end - begin)
        if index < middle:
            found.append(head(middle, end))
            end = middle
        else:
            found.append(head(begin, middle))
            begin = middle
    return found[::-1]


def consistency(old: int, new: int, head: Heads) -> list[bytes]:
    """The proof that the first `old` leaves are the beginning of the first `new`. Raises Refused for 0 or old > new."""
    if not 0 < old <= new:
        raise Refused(f"no proof from {old} to {new} leaves; expected 0 < old <= new")
    found: list[bytes] = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + split(end - begin)
        if old <= middle:
            found.append(head(middle, end))
            end = middle
        else:
            found.append(head(begin, middle))
            begin, whole = middle, False
    if not whole:
        found.append(head(begin, end))
    return found[::-1]


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 2.1.4.2. Raises Refused unless the proof leads from the old root to the new one."""
    if old == new > 0:
        if proof or old_root != new_root:
            raise Refused("two roots of one size, or a proof where none is needed")
        return
    if not 0 < old < new or any(len(one) != HASH for one in (old_root, new_root, *proof)):
        raise Refused(f"no proof leads from {old} to {new} leaves with hashes of {HASH} bytes; expected 0 < old <= new")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path or _walked(old - 1, new - 1, path) != (old_root, new_root):
        raise Refused("the proof does not lead from the old root to the new one")


def _walked(at: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots a consistency path makes from the places of the last leaves. Raises Refused for a wrong length."""
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for one in path[1:]:
        if not last:
            raise Refused("the proof is too long")
        if at & 1 or at == last:
            first, second = sha256(b"\x01", one, first), sha256(b"\x01", one, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = sha256(b"\x01", second, one)
        at, last = at >> 1, last >> 1
    if last:
        raise Refused("the proof is too short")
    return first, second
