"""The log in a folder: laid out as tiles, added to and never changed, signed once and witnessed by others."""

import base64
import json
import os
import threading
import urllib.request
from pathlib import Path

import pytest

from tiyn import proofs, verifier
from tiyn.log.ask import cosigned
from tiyn.log.keys import Keys
from tiyn.log.notes import Key, checkpoint, signed
from tiyn.log.policy import Policy, read_policy
from tiyn.log.tiles import Log, tile_path
from tiyn.log.witness import Witness, server
from tiyn.model.errors import EditionRefused, InputRefused, NotFound
from tiyn.verifier import COSIGNATURE, ED25519, Refused, sha256

LOG = Key("log.test/a", ED25519, b"\x01" * 32)
W1, W2 = (Key(f"witness.test/{number}", COSIGNATURE, bytes([number]) * 32) for number in (2, 3))


def grown(folder, count, key=LOG):
    """A log of that many entries, signed."""
    log = Log(folder)
    for number in range(log.size, count):
        size, root = log.lay(f"entry {number}".encode())
        log.publish(signed(checkpoint(key.name, size, root), key))
    return log


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (0, 8, "tile/0/000.p/8"),
        (67, 256, "tile/0/067"),
        (1067, 256, "tile/0/x001/067"),
        (1234067, 256, "tile/0/x001/x234/067"),
        (1234067, 3, "tile/0/x001/x234/067.p/3"),
    ],
)
def test_tiles_lie_where_the_specification_says(number, width, path):
    assert tile_path(0, number, width) == path


def test_a_log_keeps_its_entries_and_proves_each(tmp_path):
    log = grown(tmp_path, 5)
    log.check()
    assert log.entries() == [f"entry {number}".encode() for number in range(5)]
    _, size, root = verifier.read_checkpoint(log.checkpoint)
    for index, entry in enumerate(log.entries()):
        assert verifier.included(index, size, sha256(b"\x00", entry), log.inclusion(index)) == root
    proofs.consistent(2, 5, log.root(2), root, log.consistency(2, 5))


def test_tiles_above_the_first_hold_heads_of_whole_tiles(tmp_path):
    log = Log(tmp_path)
    leaves = [sha256(b"\x00", f"entry {number}".encode()) for number in range(514)]
    for number in range(514):
        # Only what a long log needs is laid: writing 514 checkpoints would take a minute of fsync.
        log.lay(f"entry {number}".encode()) if number in (255, 511, 513) else None
        if number in (254, 510, 512):
            _lay_all(log, number + 1)
    assert (tmp_path / "tile/0/000").stat().st_size == 256 * 32
    assert (tmp_path / "tile/1/000.p/2").read_bytes() == b"".join(proofs.heads_of(leaves)(at, at + 256) for at in (0, 256))


def _lay_all(log, size):
    """Write the tiles of the first entries in one go and sign them."""
    bundle = [f"entry {number}".encode() for number in range(size)]
    for number in range((size + 255) // 256):
        part = bundle[number * 256 : (number + 1) * 256]
        for level, content in (
            ("entries", b"".join(len(one).to_bytes(2, "big") + one for one in part)),
            (0, b"".join(sha256(b"\x00", one) for one in part)),
        ):
            path = log.folder / tile_path(level, number, len(part))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    log.publish(signed(checkpoint(LOG.name, size, log.root(size)), LOG))


def test_one_flipped_bit_in_any_file_of_a_log_is_found(tmp_path):
    log = grown(tmp_path, 4)
    widest = {tile_path("entries", 0, 4), tile_path(0, 0, 4), "checkpoint"}
    for name in sorted(widest):
        path = tmp_path / name
        kept = path.read_bytes()
        for at in range(len(kept)):
            path.write_bytes(kept[:at] + bytes([kept[at] ^ 1 << at % 8]) + kept[at + 1 :])
            assert not whole(log), f"{name}, byte {at}: not found"
        path.write_bytes(kept)
    assert whole(log)


def whole(log):
    """Whether a log's files agree with each other and with its key."""
    try:
        log.check()
        return LOG.vkey in verifier.signers(log.checkpoint, [LOG.vkey])
    except (EditionRefused, Refused, UnicodeDecodeError):
        return False


def test_what_a_killed_run_laid_beyond_the_checkpoint_is_written_over(tmp_path):
    log = grown(tmp_path, 2)
    log.lay(b"never published")
    assert log.entries() == [b"entry 0", b"entry 1"]
    grown(tmp_path, 3).check()
    assert log.entries()[-1] == b"entry 2"


# ---- keys


def test_a_key_is_its_owners_alone_and_never_written_over(tmp_path):
    keys = Keys(tmp_path / "k")
    made = keys.new("log.test/x")
    path = keys.path("log.test/x", "key")
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.read("log.test/x") == made
    with pytest.raises(InputRefused, match="there is a key of that name"):
        keys.new("log.test/x")
    assert [one.name for one in keys.folder.iterdir()] == [
        path.name
    ]  # written whole under another name first; nothing is left of it
    path.chmod(0o644)
    with pytest.raises(InputRefused, match="others may read this key"):
        keys.read("log.test/x")
    path.chmod(0o600)
    body = json.loads(path.read_text())
    path.write_text(json.dumps(body | {"seed": "00" * 32}))
    with pytest.raises(InputRefused, match="does not make its verifier key"):
        keys.read("log.test/x")
    with pytest.raises(NotFound, match="tiyn key new"):
        keys.read("log.test/y")


@pytest.mark.parametrize("name", ["", "Log", "a b", "a+b", "../x", "a/../b", "x" * 300, "тиын"])
def test_names_unfit_for_notes_and_files_are_refused(tmp_path, name):
    with pytest.raises(InputRefused, match="no name of a key"):
        Keys(tmp_path).new(name)


def test_a_log_that_does_not_go_on_from_what_was_signed_is_not_signed(tmp_path):
    keys = Keys(tmp_path / "k")
    name = keys.new("log.test/x").name
    log = Log(tmp_path / "log")
    for entry in (b"one", b"two"):
        size, root = log.lay(entry)
        log.publish(keys.sign(log, name, size, root))
    assert keys.sign(log, name, size, root) == log.checkpoint  # the same head: the same note
    other = Log(tmp_path / "other")
    for entry in (b"one", b"2", b"three"):
        size, root = other.lay(entry)
        other.publish(signed(checkpoint(name, size, root), LOG))
    for entries in (3, 2, 1):
        with pytest.raises(EditionRefused, match="does not sign this"):
            keys.sign(other, name, entries, other.root(entries))


# ---- policies

POLICY = f"""
log {LOG.vkey} https://log.test/
witness w1 {W1.vkey} http://127.0.0.1:1   # a newsroom
witness w2 {W2.vkey}
group any-newsroom any w1 w2
group both all w1 w2
quorum both
"""


def test_a_policy_is_met_by_those_it_names():
    policy = read_policy(POLICY)
    assert policy.met([LOG.vkey, W1.vkey, W2.vkey])
    assert not policy.met([LOG.vkey, W1.vkey])
    assert policy.met([W2.vkey], "any-newsroom")
    assert read_policy(policy.text()) == policy
    assert policy.keys == [LOG.vkey, W1.vkey, W2.vkey]


MISTAKES = {
    "no log": "quorum none",
    "no quorum": f"log {LOG.vkey}",
    "two quorums": f"log {LOG.vkey}\nquorum none\nquorum none",
    "a quorum nobody is": f"log {LOG.vkey}\nquorum w9",
    "a witness's key for a log": f"log {W1.vkey}\nquorum none",
    "a log's key for a witness": f"log {LOG.vkey}\nwitness w {LOG.vkey}\nquorum none",
    "a name twice": f"log {LOG.vkey}\nwitness w {W1.vkey}\nwitness w {W2.vkey}\nquorum none",
    "more than there are": f"log {LOG.vkey}\nwitness w {W1.vkey}\ngroup g 2 w\nquorum g",
    "a member twice": f"log {LOG.vkey}\nwitness w {W1.vkey}\ngroup g 2 w w\nquorum g",
    "a member below": f"log {LOG.vkey}\ngroup g any w\nwitness w {W1.vkey}\nquorum g",
    "an unknown line": f"log {LOG.vkey}\nplease none\nquorum none",
    "a mangled key": f"log {LOG.vkey[:-3]}\nquorum none",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_policy_with_a_mistake_is_refused(name):
    with pytest.raises(InputRefused, match="policy.txt"):
        read_policy(MISTAKES[name])


# ---- witnesses


@pytest.fixture
def witness(tmp_path):
    return Witness(W1, [LOG.vkey], tmp_path / "w.sqlite", lambda: 1_800_000_000)


def request(log, old, size=None, note=None, proof=None):
    """The body of one request to a witness."""
    size = log.size if size is None else size
    lines = (log.consistency(old, size) if 0 < old < size else []) if proof is None else proof
    text = "".join(base64.b64encode(one).decode() + "\n" for one in lines)
    return f"old {old}\n{text}\n{log.checkpoint if note is None else note}"


def test_a_witness_signs_what_goes_on_from_what_it_saw(tmp_path, witness):
    log = grown(tmp_path / "log", 2)
    first = witness.add(request(log, 0))
    assert first.status == 200
    assert verifier.signers(log.checkpoint + first.text, [W1.vkey]) == {W1.vkey: 1_800_000_000}
    grown(tmp_path / "log", 5)
    assert witness.add(request(log, 0)).text == "2\n"  # it says what it knows
    assert witness.add(request(log, 2)).status == 200
    assert witness.add(request(log, 5)).status == 200  # the same head again
    assert witness.last(sha256(b"log.test/a").hex()).text.startswith(log.checkpoint)


def test_a_witness_whose_clock_goes_back_signs_nothing(tmp_path, witness):
    """Its times are the public ones (T23)."""
    log = grown(tmp_path / "log", 2)
    assert witness.add(request(log, 0)).status == 200
    witness.clock = lambda: 1_700_000_000
    grown(tmp_path / "log", 3)
    said = witness.add(request(log, 2))
    assert said.status == 503 and "clock" in said.text
    witness.clock = lambda: 1_800_000_000
    assert witness.add(request(log, 2)).status == 200  # the same second is no step back


def test_a_witness_refuses_forks_rollbacks_strangers_and_rubbish(tmp_path, witness):
    log, fork = grown(tmp_path / "log", 3), grown(tmp_path / "fork", 1)
    assert witness.add(request(log, 0)).status == 200
    fork_log = Log(tmp_path / "fork")
    for entry in (b"other", b"entry 2", b"entry 3"):
        size, root = fork_log.lay(entry)
        fork_log.publish(signed(checkpoint(LOG.name, size, root), LOG))
    assert witness.add(request(fork, 3)).status == 422  # four entries that do not go on from the three
    assert witness.add(request(log, 3, note=signed(checkpoint(LOG.name, 3, b"\x09" * 32), LOG))).status == 409
    assert witness.add(request(log, 0, note=signed(checkpoint(LOG.name, 1, log.root(1)), LOG))).status == 409
    assert witness.add(request(log, 3, note=signed(checkpoint(LOG.name, 1, log.root(1)), LOG))).status == 400
    stranger = Key("log.test/other", ED25519, b"\x05" * 32)
    assert witness.add(request(log, 3, note=signed(checkpoint(stranger.name, 3, log.root(3)), stranger))).status == 404
    forged = Key(LOG.name, ED25519, b"\x05" * 32)
    assert witness.add(request(log, 3, note=signed(checkpoint(LOG.name, 3, log.root(3)), forged))).status == 403
    for body in ("", "old 0\n", "old x\n\n" + log.checkpoint, "old 0\n!!\n\n" + log.checkpoint, "old 0\n\nnote", "old 0\n" * 99):
        assert witness.add(body).status == 400
    assert "\n3\n" in witness.last(sha256(b"log.test/a").hex()).text


@pytest.fixture
def served(witness):
    running = server(witness, "127.0.0.1", 0)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def test_witnesses_are_asked_over_http_and_the_silent_are_named(tmp_path, served):
    log = grown(tmp_path / "log", 2)
    policy = Policy([LOG.vkey], {"w1": (W1.vkey, served), "w2": (W2.vkey, "http://127.0.0.1:9"), "w3": (W2.vkey, "")}, {}, "w1")
    for count in (2, 4, 4):
        grown(tmp_path / "log", count)
        note, failed = cosigned(log, log.checkpoint, count, policy)
        found = verifier.signers(note, policy.keys)
        assert set(found) == {LOG.vkey, W1.vkey} and policy.met(found)
        assert set(failed) == {"w2", "w3"}
    asked = urllib.request.urlopen(f"{served}/{sha256(b'log.test/a').hex()}/checkpoint", timeout=5).read().decode()
    assert verifier.read_checkpoint(asked)[1] == 4
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{served}/anything", timeout=5)


def test_two_requests_at_once_never_sign_two_heads_of_one_size(tmp_path, witness):
    """Of many different logs of two entries under one name, a witness signs one."""
    requests = []
    for number in range(8):
        log = Log(tmp_path / str(number))
        for entry in (b"same", f"differs {number}".encode()):
            size, root = log.lay(entry)
        requests.append(f"old 0\n\n{signed(checkpoint(LOG.name, size, root), LOG)}")
    said: list[int] = []
    threads = [threading.Thread(target=lambda body=body: said.append(witness.add(body).status)) for body in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [200, *[409] * 7]


def test_a_witness_hands_on_no_line_that_came_with_a_checkpoint(tmp_path, witness):
    """Anybody may send a true checkpoint again with a wrong line under another witness's key id."""
    log = grown(tmp_path, 2)
    assert witness.add(f"old 0\n\n{log.checkpoint}").status == 200
    coded = base64.b64encode(W2.id + bytes(72)).decode()
    assert witness.add(f"old 2\n\n{log.checkpoint}\u2014 {W2.name} {coded}\n").status == 200
    note = witness.last(sha256(LOG.name.encode()).hex()).text
    assert set(verifier.signers(note, [LOG.vkey, W1.vkey, W2.vkey])) == {LOG.vkey, W1.vkey}


def test_the_tests_keys_are_not_the_runners_own():
    assert "tiyn-keys-" in os.environ["TIYN_KEYS"] and Path(os.environ["TIYN_KEYS"]).is_dir()
