"""Proofs: every one up to a size, made and checked; every one that was tampered with refused."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiyn import proofs, verifier
from tiyn.verifier import Refused, sha256

LEAVES = [sha256(b"\x00", str(number).encode()) for number in range(512)]


@cache
def head(begin, end):
    """The definition of RFC 9162 2.1.1 word for word, so that it is not our code that is compared with itself."""
    if end == begin:
        return sha256()
    if end - begin == 1:
        return LEAVES[begin]
    half = 1
    while half * 2 < end - begin:
        half *= 2
    return sha256(b"\x01", head(begin, begin + half), head(begin + half, end))


def test_every_proof_of_every_tree_up_to_a_size(exhaustive):
    """All inclusion and consistency proofs for each n: up to 512 leaves more than 260,000 of them (F1)."""
    count = 0
    for size in range(1, exhaustive + 1):
        for index in range(size):
            path = proofs.inclusion(index, size, head)
            assert verifier.included(index, size, LEAVES[index], path) == head(0, size)
            old = index + 1
            proofs.consistent(old, size, head(0, old), head(0, size), proofs.consistency(old, size, head))
            count += 2
    assert count == exhaustive * (exhaustive + 1)


def test_heads_of_a_list_are_the_definition():
    made = proofs.heads_of(LEAVES)
    for begin, end in [(0, 0), (0, 1), (0, 7), (3, 9), (5, 6), (100, 356), (0, 512)]:
        assert made(begin, end) == head(begin, end)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 200), st.data())
def test_a_tampered_inclusion_proof_is_refused(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = proofs.inclusion(index, size, head)
    other = data.draw(st.integers(0, size - 1))
    kind = data.draw(st.sampled_from(["leaf", "index", "flip", "drop", "add", "swap", "size"]))
    leaf, at, many, changed = LEAVES[index], index, size, list(path)
    if kind == "leaf":
        leaf = LEAVES[other]
    elif kind == "index":
        at = other
    elif kind == "size":
        many = data.draw(st.integers(1, 200))
    elif kind == "add":
        changed.append(LEAVES[other])
    elif path:
        place = data.draw(st.integers(0, len(path) - 1))
        if kind == "drop":
            changed.pop(place)
        elif kind == "swap":
            changed.reverse()
        else:
            bit = data.draw(st.integers(0, 255))
            whole = int.from_bytes(changed[place], "big") ^ 1 << bit
            changed[place] = whole.to_bytes(32, "big")
    try:
        taken = verifier.included(at, many, leaf, changed) == head(0, size)
    except Refused:
        taken = False
    # For another size in which the way is the same the proof is the same: the size is signed with the root.
    assert not taken or (at, leaf, changed) == (index, LEAVES[index], path)


def test_sizes_and_hashes_no_tree_has_are_refused():
    with pytest.raises(Refused):
        proofs.inclusion(3, 3, head)
    for index, size, leaf, path in [
        (0, 0, LEAVES[0], []),
        (-1, 2, LEAVES[0], []),
        (0, 1, b"short", []),
        (0, 2, LEAVES[0], [b"x"]),
    ]:
        with pytest.raises(Refused):
            verifier.included(index, size, leaf, path)
    for old, new in [(0, 3), (4, 3), (-1, 3)]:
        with pytest.raises(Refused):
            proofs.consistency(old, new, head)
        with pytest.raises(Refused):
            proofs.consistent(old, new, head(0, 1), head(0, 3), [])


def test_two_roots_of_one_size_are_a_fork():
    proofs.consistent(5, 5, head(0, 5), head(0, 5), [])
    with pytest.raises(Refused, match="two roots of one size"):
        proofs.consistent(5, 5, head(0, 5), head(0, 4), [])


def test_random_tampering_of_consistency_proofs_is_refused():
    chance = random.Random(5)
    refused = 0
    for _ in range(2000):
        new = chance.randrange(2, 300)
        old = chance.randrange(1, new)
        proof = proofs.consistency(old, new, head)
        place = chance.randrange(len(proof))
        changed = [*proof[:place], sha256(proof[place]), *proof[place + 1 :]]
        for told in (changed, proof[:-1], [*proof, proof[0]]):
            try:
                proofs.consistent(old, new, head(0, old), head(0, new), told)
            except Refused:
                refused += 1
    assert refused == 6000
