"""A publisher in memory for the simulator: entries, signed heads and manifests as a portal serves them, on a clock of its own."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

from tiyn import proofs
from tiyn.log import monitor
from tiyn.log.entries import FRESH_DAYS, MOMENT, NOTHING_BEFORE
from tiyn.log.notes import Key, checkpoint
from tiyn.log.policy import Policy
from tiyn.log.remote import shown
from tiyn.log.tiles import WIDTH, Tiles, tile_path
from tiyn.verifier import COSIGNATURE, ED25519, sha256

LOG, OTHER_LOG = Key("log.test/a", ED25519, b"\x01" * 32), Key("log.test/b", ED25519, b"\x05" * 32)
W1, W2 = (Key(f"witness.test/{number}", COSIGNATURE, bytes([number]) * 32) for number in (2, 3))
ALONE = Policy([LOG.vkey]).text()
WITNESSES = {"w1": (W1.vkey, ""), "w2": (W2.vkey, "")}
WITNESSED = [
    Policy([LOG.vkey], WITNESSES, {"both": (2, ["w1", "w2"])}, "both").text(),
    Policy([LOG.vkey], WITNESSES, {"either": (1, ["w1", "w2"])}, "either").text(),
]
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


class Memory(Tiles):
    """A log as a table of its files."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__("memory")
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


def packed(body) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def root_of(entries: list[bytes]) -> bytes:
    return proofs.heads_of([sha256(b"\x00", one) for one in entries])(0, len(entries))


def laid(entries: list[bytes], note: str) -> dict[str, bytes]:
    """The files of a log of up to 65,536 entries."""
    files, heads = {"checkpoint": note.encode()}, []
    for number in range((len(entries) + WIDTH - 1) // WIDTH):
        part = entries[number * WIDTH : (number + 1) * WIDTH]
        leaves = [sha256(b"\x00", one) for one in part]
        files[tile_path("entries", number, len(part))] = b"".join(len(one).to_bytes(2, "big") + one for one in part)
        files[tile_path(0, number, len(part))] = b"".join(leaves)
        heads += [proofs.heads_of(leaves)(0, WIDTH)] if len(part) == WIDTH else []
    if heads:
        files[tile_path(1, 0, len(heads))] = b"".join(heads)
    return files


class Publisher:
    """An honest publisher; what a dishonest one does is done to it from outside.

    `editions` name -> the newest entry that seals it; `manifests` name -> manifest as it is served; `gone` name -> leaves.
    """

    def __init__(self, random, policy: str = "") -> None:
        self.random, self.now = random, BEGAN
        self.policy = policy or random.choice([ALONE, *WITNESSED])
        self.entries: list[bytes] = []
        self.editions: dict[str, dict] = {}
        self.manifests: dict[str, bytes] = {}
        self.gone: dict[str, list[dict]] = {}
        self.last: dict = {}
        self.note, self.withheld = "", 0
        if random.random() < 0.1:
            self.entries.append(packed({"schema": "beginning/v1", "after": self.head([b"before"], OTHER_LOG)}))

    @property
    def moment(self) -> str:
        return self.now.strftime(MOMENT)

    @property
    def fresh_until(self) -> datetime:
        return datetime.strptime(self.last["fresh_until"], MOMENT).replace(tzinfo=UTC)

    # ---- what is published

    def manifest(self, name: str, root: bytes, size: int) -> bytes:
        body = {"edition": name, "records": {"count": size, "root": root.hex()}}
        return packed(body | {"tables": {"t": {"rows": 1, "withdrawn": len(self.gone.get(name, []))}}})

    def body(self, name: str = "") -> dict:
        """The entry of a new edition, or of one there is already, made current again."""
        again = self.editions.get(name)
        name = name or f"{self.moment[:10]}-{self.random.randbytes(4).hex()}"
        if again is None:
            size, root = self.random.randint(1, 10**6), self.random.randbytes(32)
            self.manifests[name] = self.manifest(name, root, size)
            fresh = (self.now + timedelta(days=FRESH_DAYS)).strftime(MOMENT)
            again = {"built": self.moment, "fresh_until": fresh, "inputs": self.random.randbytes(32).hex()}
            again |= {"records": {"n": size, "root": base64.b64encode(root).decode()}, "code": {"commit": "é", "version": "1"}}
        numbered = [one for one in self.entries if b'"schema":"edition/v1"' in one]
        prev = sha256(numbered[-1]).hex() if numbered else NOTHING_BEFORE
        body = again | {"schema": "edition/v1", "edition": len(numbered) + 1, "name": name, "prev": prev}
        return body | {"manifest": sha256(self.manifests[name]).hex()}

    def seal(self, name: str = "") -> None:
        self.last = self.body(name)
        self.editions[self.last["name"]] = self.last
        self.enter(self.last)

    def tear(self, name: str) -> None:
        """Take records out of an edition that is served; the log is not told yet."""
        before = {one["leaf"] for one in self.gone.get(name, [])}
        new = {self.random.randrange(self.editions[name]["records"]["n"]) for _ in range(self.random.randint(1, 3))} - before
        why = {"table": "t", "reason": "error", "date": self.moment[:10]}
        torn = [*self.gone.get(name, []), *({"leaf": leaf, "hash": self.random.randbytes(32).hex()} | why for leaf in new)]
        self.gone[name] = sorted(torn, key=lambda one: one["leaf"])
        self.withheld += len(new)
        records = self.editions[name]["records"]
        self.manifests[name] = self.manifest(name, base64.b64decode(records["root"]), records["n"])

    def withdrawal(self, name: str) -> dict:
        """The entry that tells of what was torn."""
        gone = self.gone[name]
        body = {"schema": "withdrawal/v1", "name": name, "manifest": sha256(self.manifests[name]).hex()}
        return body | {"withdrawn": gone if len(gone) < 6 else {"n": len(gone)}, "withheld": self.withheld}

    def enter(self, body: dict) -> None:
        self.entries.append(packed(body))
        self.sign()

    # ---- signatures

    def head(self, entries: list[bytes], key: Key = LOG) -> str:
        text = checkpoint(key.name, len(entries), root_of(entries))
        return f"{text}\n{key.line(text)}"

    def sign(self, witnesses=(W1, W2), key: Key = LOG) -> None:
        """Sign the head, and have the witnesses sign it as well."""
        self.note = self.head(self.entries, key)
        self.cosign(witnesses)

    def cosign(self, witnesses=(W1, W2)) -> None:
        text = self.note.partition("\n\n")[0] + "\n"
        self.note += "".join(one.line(text, int(self.now.timestamp())) for one in witnesses)

    # ---- looking

    def look(self, seen: monitor.Seen | None, files: dict[str, bytes] | None = None) -> monitor.Look:
        seen = seen or monitor.Seen(self.policy)
        log = Memory(laid(self.entries, self.note) if files is None else files)
        return monitor.look(log, seen, self.now, self.shows)

    def shows(self, log, names):
        return {name: shown(self.manifests[name]) for name in names if name in self.manifests}

    def wait(self, hours: float) -> None:
        self.now += timedelta(minutes=round(hours * 60))


def lived(publisher: Publisher, steps: int, looked) -> None:
    """An honest history of that many entries or more; `looked()` is called at odd moments."""
    random = publisher.random
    publisher.seal()
    done = 1
    while done < steps:
        _pass(publisher, looked)
        kind, names = random.random(), sorted(publisher.editions)
        name = random.choice(names)
        needed = publisher.fresh_until - publisher.now < timedelta(days=3)
        if kind < 0.2 and not needed:
            publisher.tear(name)
            publisher.wait(random.uniform(0, 2))
            if random.random() < 0.3:
                looked()
                publisher.wait(random.uniform(0, 3))
            publisher.enter(publisher.withdrawal(name)) if _differs(publisher, name) else None
        elif kind > 0.95 and not needed:
            publisher.withheld += random.randint(1, 3)
            publisher.enter({"schema": "withheld/v1", "withheld": publisher.withheld})
        elif kind < 0.25 and publisher.editions[name]["fresh_until"] > (publisher.now + timedelta(days=3)).strftime(MOMENT):
            publisher.seal(name)
        else:
            publisher.seal()
        done += 1
    _pass(publisher, looked)
    looked()


def _differs(publisher: Publisher, name: str) -> bool:
    """Whether the log does not know the served manifest yet."""
    return sha256(publisher.manifests[name]).hex().encode() not in b"".join(publisher.entries)


def _pass(publisher: Publisher, looked) -> None:
    """Hours or weeks go by, never past what was promised; witnesses may be asked late, within a day."""
    random = publisher.random
    longest = (publisher.fresh_until - publisher.now) / timedelta(hours=1) - 3
    gap = min(longest, random.choice([random.uniform(1, 48), random.uniform(24, 600)]))
    late = random.random() < 0.25
    if late:
        publisher.sign(random.choice([(), (W1,)]))
    events = [(random.uniform(0, gap), looked) for _ in range(random.choice([0, 0, 1, 2]))]
    events += [(random.uniform(0, min(20, gap)), publisher.sign)] if late else []
    at = 0.0
    for when, event in sorted(events, key=lambda one: one[0]):
        publisher.wait(when - at)
        at = when
        event()
    publisher.wait(max(0.0, gap - at))


class Monitor:
    """A monitor with its state in memory; `looks` how often it looked, `findings` everything it found."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher, self.seen = publisher, None
        self.looks, self.findings = 0, []

    def __call__(self, files: dict[str, bytes] | None = None) -> list[str]:
        """The codes of one look."""
        one = self.publisher.look(self.seen, files)
        self.looks += 1
        self.findings += one.findings
        if one.findings:
            assert one.seen == (self.seen or monitor.Seen(self.publisher.policy)), "the state moved although something was found"
        else:
            self.seen = one.seen
        return [each.code for each in one.findings]
