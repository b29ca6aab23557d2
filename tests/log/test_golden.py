"""The golden log: keys, leaves, proofs and signatures byte for byte, and a refusal for every bit that is flipped."""

import base64
from pathlib import Path

import pytest
import yaml

from tiyn import proofs, verifier
from tiyn.log.notes import Key, checkpoint
from tiyn.verifier import COSIGNATURE, ED25519, Refused, sha256

GOLDEN = yaml.load(Path(__file__).with_name("golden.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
LOG = Key(GOLDEN["origin"], ED25519, bytes.fromhex(GOLDEN["log_seed"]))
WITNESS = Key(GOLDEN["witness"], COSIGNATURE, bytes.fromhex(GOLDEN["witness_seed"]))
KEYS = [GOLDEN["log_vkey"], GOLDEN["witness_vkey"]]


def unpacked(text):
    return base64.b64decode(text)


def test_verifier_keys_are_those_of_the_secrets():
    assert [LOG.vkey, WITNESS.vkey] == KEYS


def test_records_make_the_golden_leaves_and_root():
    """The golden log's leaves have no salt: with an empty one ours are the same."""
    leaves = [sha256(b"\x00", record.encode()) for record in GOLDEN["records"]]
    assert [leaf.hex() for leaf in leaves] == GOLDEN["leaves"]
    assert proofs.heads_of(leaves)(0, 3) == unpacked(GOLDEN["records_root"])


def test_entries_proofs_and_signatures_are_the_golden_ones():
    leaves = [sha256(b"\x00", entry.encode()) for entry in GOLDEN["entries"]]
    assert [leaf.hex() for leaf in leaves] == GOLDEN["entry_leaves"]
    leaves.append(unpacked(GOLDEN["third_leaf"]))
    head = proofs.heads_of(leaves)
    assert [base64.b64encode(one).decode() for one in proofs.consistency(1, 3, head)] == GOLDEN["consistency_1_3"]
    text = checkpoint(GOLDEN["origin"], 3, head(0, 3))
    note = f"{text}\n{LOG.line(text)}{WITNESS.line(text, int(GOLDEN['witness_time']))}"
    index, path, told = verifier.read_proof(GOLDEN["proof"])
    assert (index, told) == (1, note)
    assert path == proofs.inclusion(1, 3, head)
    assert verifier.included(1, 3, leaves[1], path) == unpacked(GOLDEN["root"])
    assert verifier.signers(note, KEYS) == {KEYS[0]: None, KEYS[1]: int(GOLDEN["witness_time"])}


def accepts(text):
    """Whether the golden entry is proven by this proof, signed by both."""
    try:
        index, path, note = verifier.read_proof(text)
        origin, size, root = verifier.read_checkpoint(note)
        leaf = bytes.fromhex(GOLDEN["entry_leaves"][1])
        return set(verifier.signers(note, KEYS)) == set(KEYS) and verifier.included(index, size, leaf, path) == root
    except Refused:
        return False


def test_a_flipped_bit_anywhere_in_the_proof_is_refused():
    content = GOLDEN["proof"].encode()
    assert accepts(content.decode())
    flipped = [
        content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
        for at in range(len(content))
        for bit in (range(8) if at % 5 == 0 else [at % 8])
    ]
    taken = [one for one in flipped if accepts(one.decode("utf-8", "replace"))]
    assert taken == []
    assert len(flipped) > 1000


# The shapes of notes that are and are not notes, from the rules of C2SP signed-note and tlog-checkpoint.
NOTE = GOLDEN["proof"].partition("\n\n")[2]
LINE = NOTE.rstrip("\n").split("\n")[-1]
BAD = {
    "no signature": NOTE.split("\n\n")[0] + "\n\n",
    "no blank line": NOTE.replace("\n\n", "\n"),
    "no last line feed": NOTE.rstrip("\n"),
    "carriage returns": NOTE.replace("\n", "\r\n"),
    "a control character": NOTE.replace("kz-digital", "kz\x07digital"),
    "a hyphen for the dash": NOTE.replace("—", "-"),
    "size with a leading zero": NOTE.replace("\n3\n", "\n03\n"),
    "size with a sign": NOTE.replace("\n3\n", "\n+3\n"),
    "an extension line": NOTE.replace("\n\n", "\nmore\n\n", 1),
    "root of 31 bytes": NOTE.replace(GOLDEN["root"], base64.b64encode(b"x" * 31).decode()),
    "the log twice": NOTE + NOTE.split("\n\n")[1].split("\n")[0] + "\n",
    "the witness under the log's name": NOTE.replace(LINE, LINE.replace(GOLDEN["witness"], GOLDEN["origin"])),
    "another size": NOTE.replace("\n3\n", "\n4\n"),
    "base64 with spaces": NOTE.replace("7JU+", "7JU+ "),
}


@pytest.mark.parametrize("name", BAD)
def test_a_note_of_another_shape_is_not_taken(name):
    with pytest.raises((Refused, AssertionError)):
        verifier.read_checkpoint(BAD[name])
        assert set(verifier.signers(BAD[name], KEYS)) == set(KEYS)


def test_unknown_signers_are_passed_over_and_order_does_not_matter():
    text, _, lines = NOTE.partition("\n\n")
    first, second = lines.rstrip("\n").split("\n")
    stranger = Key("other.example/x", ED25519, b"\x07" * 32).line(text + "\n")
    assert set(verifier.signers(f"{text}\n\n{second}\n{stranger}{first}\n", KEYS)) == set(KEYS)


@pytest.mark.parametrize("vkey", KEYS)
def test_a_mangled_verifier_key_is_refused(vkey):
    for at in range(len(vkey)):
        for mangled in (vkey[:at] + vkey[at + 1 :], vkey[:at], vkey[:at] + chr(ord(vkey[at]) ^ 1) + vkey[at + 1 :]):
            with pytest.raises(Refused):
                verifier.read_key(mangled)
