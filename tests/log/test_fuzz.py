"""Parsers of notes, proofs and receipts under mutated input: nothing crashes, nothing false is taken (F2).

`TIYN_TORTURE` runs a million; the number that was run is printed.
"""

import os
import random

from tests.log.test_golden import GOLDEN, KEYS, NOTE
from tiyn import verifier
from tiyn.log.policy import read_policy
from tiyn.log.witness import _read
from tiyn.model.errors import InputRefused
from tiyn.verifier import Refused

COUNT = int(os.environ.get("TIYN_TORTURE", "0")) and 1_000_000 or 10_000
ALPHABET = "\n\n \x00\u2014+/=AZaz09old index-.\u0456\U0001f600"
POLICY = f"log {KEYS[0]}\nwitness w {KEYS[1]}\nquorum w\n"


def mutated(chance, text):
    """One to four pieces of a text cut out, doubled, moved or written over."""
    for _ in range(chance.randrange(1, 5)):
        begin = chance.randrange(len(text) + 1)
        end = min(len(text), begin + chance.choice([1, 1, 2, 8, 40]))
        kind = chance.randrange(5)
        part = text[begin:end]
        if kind == 0:
            text = text[:begin] + text[end:]
        elif kind == 1:
            text = text[:end] + part + text[end:]
        elif kind == 2:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + part + text[at:]
        elif kind == 3:
            text = text[:begin] + "".join(chance.choice(ALPHABET) for _ in part) + text[end:]
        else:
            text = text[:begin] + chance.choice(ALPHABET) + text[begin:]
    return text


def said(note):
    """The text of a note and the lines of the keys we know; lines of other keys say nothing and may be added by anybody."""
    text, lines = verifier.read_note(note)
    known = {verifier.read_key(one)[:2] for one in KEYS}
    return text, {one for one in lines if one[:2] in known}


def leads_to_the_root(text):
    index, path, note = verifier.read_proof(text)
    _, size, root = verifier.read_checkpoint(note)
    return verifier.included(index, size, bytes.fromhex(GOLDEN["entry_leaves"][1]), path) == root, note


def test_mutated_proofs_notes_policies_and_requests_never_pass_and_never_crash():
    """Signatures are checked only for what has the right root: everything before them is to be refused by itself or be whole."""
    chance, passed, signed = random.Random(2026), 0, 0
    for number in range(COUNT):
        text = mutated(chance, GOLDEN["proof"])
        try:
            right, note = leads_to_the_root(text)
            if right:
                passed += 1
                signed += set(verifier.signers(note, KEYS)) == set(KEYS) and said(note) != said(NOTE)
        except Refused:
            pass
        if number % 4 == 0:
            for parse, source in (
                (read_policy, POLICY),
                (_read, f"old 1\n{GOLDEN['root']}\n\n{NOTE}"),
                (verifier.read_key, KEYS[0]),
            ):
                try:
                    parse(mutated(chance, source))
                except (Refused, InputRefused):
                    continue
    print(f"{COUNT} mutated proofs, {passed} with the right root, {signed} signed and yet saying something else")
    assert signed == 0 and passed < COUNT
