"""What a dishonest publisher, or a dishonest copy, does after a monitor has seen an honest history.

Each attack takes the publisher and the monitor, and gives the codes of all it was shown from then on. Witnesses sign along
wherever they are asked: the worst case, as honest ones refuse most of this.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from tests.log.publisher import ALONE, LOG, OTHER_LOG, W1, W2, WITNESSED, Monitor, Publisher, laid, packed, root_of
from tiyn.log.entries import MOMENT
from tiyn.log.notes import Key, checkpoint
from tiyn.verifier import COSIGNATURE, ED25519, sha256

STRANGER = Key("witness.test/stranger", COSIGNATURE, b"\x08" * 32)
ANY = ("", *WITNESSED, ALONE)


@dataclass(frozen=True)
class Attack:
    """`expected` codes, one of which must be found; `policies` the ones it is tried under, "" for any."""

    run: Callable[[Publisher, Monitor], list[str]]
    expected: frozenset[str]
    policies: tuple[str, ...]


ATTACKS: dict[str, Attack] = {}


def attack(*expected: str, policies: tuple[str, ...] = ANY):
    def kept(run):
        ATTACKS[run.__name__] = Attack(run, frozenset(expected), policies)
        return run

    return kept


def rewritten(publisher: Publisher, at: int) -> list[bytes]:
    """The history with another entry at a place, and every later edition chained to it anew: whole in itself."""
    entries, prev = list(publisher.entries), None
    for place in range(at, len(entries)):
        body = json.loads(entries[place])
        if place == at:
            body = body | ({"code": {"commit": publisher.random.randbytes(4).hex()}} if "code" in body else {"padding": 1})
        if body["schema"] == "edition/v1":
            body = body | ({"prev": prev} if prev else {})
            prev = sha256(packed(body)).hex()
        entries[place] = packed(body)
    return entries


def somewhere(publisher: Publisher) -> int:
    return publisher.random.randrange(len(publisher.entries))


# ---- the past


@attack("fork", "rewritten")
def fork(publisher, watching):
    """Another past, whole in itself, of the same length or longer."""
    publisher.entries = rewritten(publisher, somewhere(publisher))
    publisher.sign()
    for _ in range(publisher.random.randint(0, 3)):
        publisher.seal()
    return watching()


@attack("rollback")
def rollback(publisher, watching):
    """An older head, truly signed once; perhaps with another future, not yet as long as what was seen."""
    length = somewhere(publisher)
    if not length:
        length, _ = 1, publisher.seal() or watching()
    publisher.entries = publisher.entries[:length]
    publisher.sign()
    return watching()


@attack("rollback", "fork", "rewritten")
def left_out(publisher, watching):
    """An entry is gone from the middle or the end, and others may follow."""
    del publisher.entries[somewhere(publisher)]
    if not publisher.entries:
        publisher.seal()
    publisher.sign()
    for _ in range(publisher.random.randint(0, 2)):
        publisher.seal()
    return watching()


@attack("fork", "rewritten")
def swapped(publisher, watching):
    """Two entries change places, and the head is signed anew."""
    publisher.seal()
    watching()
    one, two = publisher.random.sample(range(len(publisher.entries)), 2)
    publisher.entries[one], publisher.entries[two] = publisher.entries[two], publisher.entries[one]
    publisher.sign()
    return watching()


@attack("fork")
def same_size_other_root(publisher, watching):
    """A second head of the same size over tiles that fit it."""
    publisher.entries = rewritten(publisher, len(publisher.entries) - 1)
    publisher.sign()
    return watching()


@attack("tiles")
def root_of_nothing(publisher, watching):
    """A signed head of the same size whose root no tiles make."""
    text = checkpoint(LOG.name, len(publisher.entries), publisher.random.randbytes(32))
    publisher.note = f"{text}\n{LOG.line(text)}"
    publisher.cosign()
    return watching()


# ---- the tiles


@attack("tiles")
def truncated(publisher, watching):
    """A file of the log is shorter than the head says, or gone."""
    files = laid(publisher.entries, publisher.note)
    name = publisher.random.choice([name for name in files if name.startswith("tile/")])
    if publisher.random.random() < 0.5:
        del files[name]
    else:
        files[name] = files[name][: publisher.random.randrange(len(files[name]))]
    return watching(files)


@attack("tiles")
def entry_edited(publisher, watching):
    """One bit of an entry or of a hash is another; nothing is signed anew."""
    files = laid(publisher.entries, publisher.note)
    name = publisher.random.choice([name for name in files if name.startswith("tile/")])
    at = publisher.random.randrange(len(files[name]))
    files[name] = files[name][:at] + bytes([files[name][at] ^ 1 << publisher.random.randrange(8)]) + files[name][at + 1 :]
    return watching(files)


@attack("tiles")
def entries_of_another_log(publisher, watching):
    """Readers of entries see one thing, readers of hashes another."""
    files, other = laid(publisher.entries, publisher.note), laid(rewritten(publisher, somewhere(publisher)), publisher.note)
    kind = publisher.random.choice(["tile/entries/", "tile/0/"])
    return watching(files | {name: content for name, content in other.items() if name.startswith(kind)})


@attack("unreachable")
def nothing_there(publisher, watching):
    """The log is taken down."""
    return watching({})


# ---- entries


@attack("number")
def renumbered(publisher, watching):
    """An edition with another number: one was left out, or one is there twice."""
    body = publisher.body()
    publisher.enter(body | {"edition": max(1, body["edition"] + publisher.random.choice([-1, 1, 2, 100]))})
    return watching() if body["edition"] > 1 else [*watching(), *_again(publisher, watching, body)]


def _again(publisher, watching, body):
    publisher.enter(body | {"edition": 7})
    return watching()


@attack("prev")
def wrong_prev(publisher, watching):
    """An edition that names another one before it."""
    entry = publisher.random.choice(publisher.entries)
    body = publisher.body()
    wrong = publisher.random.choice([sha256(entry + b" ").hex(), "0" * 64, publisher.random.randbytes(32).hex()])
    publisher.enter(body | {"prev": wrong if wrong != body["prev"] else "1" * 64})
    return watching()


MALFORMED = [
    lambda body: b"not JSON",
    lambda body: b"\xff" + packed(body),
    lambda body: packed(body)[:-1] + b',"edition":1}',
    lambda body: packed(body).replace(b'":', b'": ', 1),
    lambda body: packed(body | {"x": float("nan")}),
    lambda body: packed([body]),
    lambda body: b"[" * 60_000,
    lambda body: packed(body | {"schema": "edition/v9"}),
    lambda body: packed(body | {"schema": ["edition/v1"]}),
    lambda body: packed(body | {"schema": "beginning/v1", "after": "a note"}),
    lambda body: packed(body | {"edition": True}),
    lambda body: packed(body | {"name": "../../etc"}),
    lambda body: packed(body | {"manifest": body["manifest"].upper() + "A"}),
    lambda body: packed(body | {"records": {"n": -1, "root": body["records"]["root"]}}),
    lambda body: packed(body | {"records": {"n": 1, "root": "AAAA"}}),
    lambda body: packed(body | {"built": "yesterday"}),
    lambda body: packed(body | {"fresh_until": "2999-01-01T00:00:00Z"}),
    lambda body: packed(body | {"fresh_until": body["built"]}),
    lambda body: packed({name: value for name, value in body.items() if name != "prev"}),
]


@attack("entry")
def malformed(publisher, watching):
    """An entry that is no entry, or that two readers could read differently."""
    publisher.entries.append(publisher.random.choice(MALFORMED)(publisher.body()))
    publisher.sign()
    return watching()


@attack("entry")
def begun_again(publisher, watching):
    """A log that begins in its middle, as if nothing had been before."""
    publisher.enter({"schema": "beginning/v1", "after": publisher.head([b"other"], OTHER_LOG)})
    return watching()


@attack("future")
def built_ahead(publisher, watching):
    """An edition dated ahead, so that it stays fresh for longer."""
    ahead = publisher.now + timedelta(days=publisher.random.randint(2, 400))
    fresh = (ahead + timedelta(days=35)).strftime(MOMENT)
    publisher.enter(publisher.body() | {"built": ahead.strftime(MOMENT), "fresh_until": fresh})
    return watching()


# ---- withdrawals


def changed(publisher: Publisher, name: str) -> None:
    """An edition is served with other records than the log tells of."""
    publisher.tear(name)
    if sha256(publisher.manifests[name]).hex() in b"".join(publisher.entries).decode():  # those leaves had gone before
        publisher.manifests[name] += b"\n"


@attack("undeclared")
def hidden_withdrawal(publisher, watching):
    """An edition is served with other records than it was sealed with, and the log says nothing of it."""
    changed(publisher, publisher.random.choice(sorted(publisher.editions)))
    found = watching()
    publisher.wait(publisher.random.uniform(6.1, 72))
    return found + watching()


@attack("undeclared")
def sealed_again(publisher, watching):
    """The changed edition is entered as an edition, not as a withdrawal."""
    name = publisher.random.choice(sorted(publisher.editions))
    changed(publisher, name)
    publisher.seal(name)
    return watching()


@attack("undeclared")
def withdrawn_in_part(publisher, watching):
    """A withdrawal that names fewer records than went."""
    name = publisher.random.choice(sorted(publisher.editions))
    while len(publisher.gone.get(name, [])) < 2:
        publisher.seal()
        name = publisher.last["name"]
        publisher.tear(name)
    changed(publisher, name)
    told = {"n": len(publisher.gone[name]) - 1}
    publisher.enter(publisher.withdrawal(name) | {"withdrawn": told})
    return watching()


@attack("root")
def root_changed(publisher, watching):
    """An edition gets other records under its old name: in the log, in its manifest, or in a withdrawal."""
    name = publisher.random.choice(sorted(publisher.editions))
    records = {"n": publisher.editions[name]["records"]["n"], "root": base64.b64encode(publisher.random.randbytes(32)).decode()}
    way = publisher.random.choice(["seal", "manifest", "withdrawal"])
    if way == "seal":
        publisher.enter(publisher.body(name) | {"records": records})
        return watching()
    publisher.tear(name)
    if way == "manifest":
        publisher.manifests[name] = publisher.manifest(name, base64.b64decode(records["root"]), records["n"])
    publisher.enter(publisher.withdrawal(name) | ({"records": records} if way == "withdrawal" else {}))
    return watching()


@attack("withdrawal")
def withdrawn_from_nowhere(publisher, watching):
    """A withdrawal from an edition the log never sealed."""
    leaf = {"leaf": 0, "table": "t", "hash": "0" * 64, "reason": "error", "date": "2026-01-01"}
    body = {"schema": "withdrawal/v1", "name": "2026-01-01-never", "manifest": "0" * 64, "withdrawn": [leaf]}
    publisher.enter(body | {"withheld": publisher.withheld + 1})
    return watching()


@attack("withdrawal")
def taken_back(publisher, watching):
    """What was withdrawn comes back, more goes than there is, or the list of what is withheld grows shorter."""
    name = publisher.random.choice(sorted(publisher.editions))
    size = publisher.editions[name]["records"]["n"]
    publisher.tear(name)
    publisher.withheld += 3
    body = publisher.withdrawal(name)
    publisher.enter(body)
    assert watching() == []
    wrong = [{"withdrawn": {"n": size + 1}}, {"withheld": publisher.withheld - 1}]
    wrong += [{"withdrawn": {"n": len(publisher.gone[name]) - 1}}] if len(publisher.gone[name]) > 1 else []
    if isinstance(body["withdrawn"], list):
        other = [one | {"hash": "f" * 64} for one in body["withdrawn"]]
        wrong += [{"withdrawn": other}]
    chosen = publisher.random.choice([*wrong, None])
    fewer = {"schema": "withheld/v1", "withheld": publisher.withheld - 1}
    publisher.enter(fewer if chosen is None else body | chosen)
    return watching()


# ---- signatures


@attack("signature")
def forged(publisher, watching):
    """A head that the log's key did not sign: by another key, with a flipped bit, for another text, or not at all."""
    publisher.seal()
    text = checkpoint(LOG.name, len(publisher.entries), root_of(publisher.entries))
    line, other = LOG.line(text), Key(LOG.name, ED25519, publisher.random.randbytes(32))
    head, coded = line.rstrip("\n").rpartition(" ")[::2]
    signature = bytearray(base64.b64decode(coded))
    signature[publisher.random.randrange(4, len(signature))] ^= 1 << publisher.random.randrange(8)
    flipped = f"{head} {base64.b64encode(signature).decode()}\n"
    hybrid = base64.b64encode(LOG.id + base64.b64decode(other.line(text).split()[-1])[4:]).decode()
    lines = [other.line(text), flipped, LOG.line(text + "x"), f"{head} {hybrid}\n", W1.line(text, 1)]
    publisher.note = f"{text}\n{publisher.random.choice(lines)}"
    publisher.cosign(publisher.random.choice([(), (W2,)]))
    return watching()


@attack("origin")
def another_log(publisher, watching):
    """A log of another name in its place, signed by its own key."""
    publisher.seal()
    publisher.sign((W1, W2), OTHER_LOG)
    return watching()


@attack("quorum", "unwitnessed", "signature", policies=tuple(WITNESSED))
def unknown_witness(publisher, watching):
    """A stranger signs where the policy's witnesses should: under its own name or theirs, on one head or on each."""
    keys = [(STRANGER,), tuple(replace(one, seed=b"\x09" * 32) for one in (W1, W2))]
    witnesses, daily = publisher.random.choice(keys), publisher.random.random() < 0.4
    publisher.seal()
    publisher.sign(witnesses)
    if publisher.random.random() < 0.2:  # under a witness's own key id, which it cannot sign for
        coded = base64.b64encode(W1.id + base64.b64decode(STRANGER.line("x", 1).split()[-1])[4:]).decode()
        publisher.note = publisher.note.rpartition("\u2014")[0] + f"\u2014 {W1.name} {coded}\n"
    found = watching()
    for _ in range(10 if daily else 1):
        publisher.wait(publisher.random.uniform(24.1, 48) if not daily else 24)
        if daily:
            publisher.seal()
            publisher.sign(witnesses)
        found += watching()
    return found


@attack("withdrawal")
def withdrawal_of_nothing(publisher, watching):
    """An edition's files become others, and the entry that says so names the records that were gone before."""
    name = publisher.random.choice(sorted(publisher.editions))
    publisher.tear(name)
    publisher.withheld += 3
    publisher.enter(publisher.withdrawal(name))
    assert watching() == []
    publisher.enter(publisher.withdrawal(name) | {"manifest": "a" * 64})
    return watching()


# ---- time


@attack("stale")
def frozen(publisher, watching):
    """Readers are kept on an old copy: nothing in it is wrong but its age."""
    publisher.now = publisher.fresh_until + timedelta(minutes=publisher.random.randint(1, 10**6))
    return watching()
