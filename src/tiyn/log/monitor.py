"""Watching a log from outside: what is there now, held against itself, a policy, the clock and what was there before.

The state is one file; it goes forward only when nothing was found, so that a past that was changed stays a finding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from tiyn import proofs
from tiyn.durable import write_durably
from tiyn.log.entries import MOMENT, Finding, Reading, moment_of
from tiyn.log.policy import FILE, read_policy
from tiyn.log.remote import Shown
from tiyn.log.tiles import CHECKPOINT, Tiles
from tiyn.model.errors import EditionRefused, InputRefused
from tiyn.verifier import HASH, Refused, read_checkpoint, read_key, sha256, signers

SCHEMA = "tiyn/watch/v1"
MOST_ENTRIES, MOST_NOTE = 1 << 20, 1 << 16
AHEAD = timedelta(days=1)  # clocks differ
# What an honest log may be for a while, and how long: a head whose witnesses are asked late; a withdrawal, told to the log
# once every edition was laid anew. Who publishes daily has a new head at every daily look: heads never signed are counted.
PATIENCE = {"quorum": timedelta(hours=24), "unwitnessed": timedelta(days=7), "undeclared": timedelta(hours=6)}
LOOKS = 7
HINT = "a portal, mirror or home has its log under /log: give that address"
WAITS = {
    "quorum": "witnesses of the policy have not signed this head; a finding after 24 hours",
    "unwitnessed": "no head that was looked at was signed by them; a finding after 7 days and 7 looks",
    "undeclared": "an edition's manifest is not the one the log names, as while a record is withdrawn; a finding after 6 hours",
}

Shows = Callable[[Tiles, list[str]], Mapping[str, Shown]]


@dataclass(frozen=True)
class Seen:
    """What a monitor remembers: the log's name, the last head as it was signed, the hash of every entry.

    `policy` the file it holds the log to; `waits` what may not last, with the moment it was first seen; `unmet` how many
    looks in a row, this one with them, found a head without its witnesses.
    """

    policy: str
    origin: str = ""
    note: str = ""
    leaves: tuple[bytes, ...] = ()
    waits: Mapping[str, str] = field(default_factory=dict)
    unmet: int = 0


@dataclass
class Look:
    """What one look found; `findings` is empty for an honest log, and `seen` is then what to remember."""

    seen: Seen
    findings: list[Finding] = field(default_factory=list)
    note: str = ""
    editions: int = 0
    shown: list[str] = field(default_factory=list)

    def found(self, code: str, text: str) -> None:
        self.findings.append(Finding(code, text))


def look(log: Tiles, seen: Seen, now: datetime, shows: Shows = lambda log, names: {}) -> Look:
    """Fetch the log and hold it against everything known of it. `shows` gives what editions show of themselves."""
    one = Look(seen)
    waits: dict[str, str] = {}
    try:
        one.note = log.checkpoint
        head = _head(log, one, waits)
        if head is None:
            return one
        origin, size, root = head
        entries, leaves = log.whole(size, root)
    except EditionRefused as error:
        one.found("tiles", str(error))
        return one
    except OSError as error:
        one.found("unreachable", f"the log cannot be read: {error}; try again, and ask another mirror")
        return one
    _past(log, one, size, root, leaves)
    reading = Reading()
    for place, entry in enumerate(entries):
        reading.take(place, entry)
    one.findings += reading.findings
    _fresh(one, reading, now)
    _shown(one, reading, waits, shows(log, _names(reading)))
    one.editions = len(reading.editions)
    _waited(one, waits, now)
    if not one.findings:
        since = {what: seen.waits.get(what, now.strftime(MOMENT)) for what in waits}
        unmet = seen.unmet + 1 if "unwitnessed" in waits else 0
        one.seen = replace(seen, origin=origin, note=one.note, leaves=tuple(leaves), waits=since, unmet=unmet)
    return one


def _head(log: Tiles, one: Look, waits: dict[str, str]) -> tuple[str, int, bytes] | None:
    """origin, size and root once they are signed; None when they cannot be relied on."""
    if not one.note:
        one.found("unreachable", f"{log.where}/{CHECKPOINT}: not there; expected a signed checkpoint; {HINT}")
        return None
    policy = read_policy(one.seen.policy)
    try:
        if len(one.note) > MOST_NOTE:
            raise Refused(f"more than {MOST_NOTE} characters")
        origin, size, root = read_checkpoint(one.note)
        signed = signers(one.note, policy.keys)
    except Refused as error:
        one.found("signature", f"{log.where}/{CHECKPOINT}: {error}; rely on nothing in this copy and ask another mirror")
        return None
    names = [read_key(vkey)[0] for vkey in policy.logs]
    if one.seen.origin not in ("", origin) or origin not in names:
        expected = one.seen.origin or " or ".join(names)
        text = f"{log.where}/{CHECKPOINT}: the log {origin}; expected {expected}; a log that ended is followed with a new state"
        one.found("origin", text)
        return None
    if not any(vkey in signed for vkey, name in zip(policy.logs, names, strict=True) if name == origin):
        one.found("signature", f"{log.where}/{CHECKPOINT}: not signed by the key of {origin}; rely on nothing in this copy")
        return None
    if size > MOST_ENTRIES:
        one.found("unreachable", f"{log.where}/{CHECKPOINT}: {size} entries; expected at most {MOST_ENTRIES}")
        return None
    if not policy.met(signed):
        missing = ", ".join(name for name, (vkey, _) in policy.witnesses.items() if vkey not in signed)
        text = f"the policy's quorum {policy.quorum} is not met, not signed by {missing}; ask these witnesses why"
        waits |= {f"quorum:{size}": text, "unwitnessed": text}
    return origin, size, root


def _past(log: Tiles, one: Look, size: int, root: bytes, leaves: list[bytes]) -> None:
    """The rule of no disappearance: every entry that was seen is there, where it was and as it was."""
    before = one.seen.leaves
    changed = next((at for at, (old, new) in enumerate(zip(before, leaves, strict=False)) if old != new), None)
    keep = "keep this checkpoint and the one seen before: both are signed, which no honest log can bring about"
    if size < len(before):
        text = f"{log.where}: {size} entries; {len(before)} were seen before: an old copy, or entries were taken away"
        one.found("rollback", f"{text}; ask another mirror and compare")
    if changed is not None:
        code = "fork" if size == len(before) else "rewritten"
        one.found(code, f"{log.where}: entry {changed} is not the one seen before; {keep}")
    elif size >= len(before) > 0:
        _, old, old_root = read_checkpoint(one.seen.note)
        try:
            proofs.consistent(old, size, old_root, root, proofs.consistency(old, size, proofs.heads_of(leaves)))
        except Refused as error:
            one.found("fork", f"{log.where}: the head does not go on from the one of {old} entries: {error}; {keep}")


def _fresh(one: Look, reading: Reading, now: datetime) -> None:
    if reading.last is None:
        return
    last, today = reading.last, now.strftime(MOMENT)
    who = f"edition {last['edition']} ({last['name']})"
    if now > moment_of(last["fresh_until"]):
        text = f"{who} was to be followed by {last['fresh_until']}, it is {today}: nothing was published, or this is an old copy"
        one.found("stale", f"{text}; ask another mirror, then the publisher")
    if moment_of(last["built"]) > now + AHEAD:
        one.found("future", f"{who} says it was built at {last['built']}, it is {today}; check this clock, ask the publisher")


def _names(reading: Reading) -> list[str]:
    """Every edition's name, that of the newest entry last."""
    newest = reading.last["name"] if reading.last else ""
    return [*(name for name in reading.editions if name != newest), *([newest] if newest else [])]


def _shown(one: Look, reading: Reading, waits: dict[str, str], shown: Mapping[str, Shown]) -> None:
    """What editions show of themselves is what the log says of them."""
    for name, own in shown.items():
        told = reading.editions.get(name)
        if told is None:
            one.found("unsealed", f"{name}: no entry of the log seals it; expected one; rely on nothing in it")
            continue
        one.shown.append(name)
        if own.sha256 != told.manifest:
            text = f"{name}: its manifest has SHA-256 {own.sha256}; the log says {told.manifest}: changed, and nobody says why"
            waits[f"undeclared:{name}:{told.manifest}"] = f"{text}; keep a copy and ask the publisher"
        if own.root and own.root != told.root:
            one.found("root", f"{name}: its record root is {own.root}; the log sealed {told.root}; receipts of it do not hold")
        unknown = reading.after and not told.withdrawn  # what the log before this one withdrew is told there
        if own.sha256 == told.manifest and own.withdrawn not in (None, told.withdrawn) and not unknown:
            text = f"{name}: {own.withdrawn} records are withdrawn by its manifest, {told.withdrawn} by the log"
            one.found("undeclared", f"{text}; expected the same; ask the publisher which went")


def _waited(one: Look, waits: dict[str, str], now: datetime) -> None:
    """What may be for a while is a finding once it was seen that long ago."""
    for what, text in waits.items():
        code, since = what.split(":")[0], one.seen.waits.get(what)
        enough = code != "unwitnessed" or one.seen.unmet + 1 >= LOOKS
        if since is not None and enough and now - moment_of(since) > PATIENCE[code]:
            one.found(code, f"since {since}: {text}")


# ---- the state, and what is kept of a finding


def watch(log: Tiles, state: Path, policy: str, now: datetime, shows: Shows) -> Look:
    """One look; the state goes forward when nothing was found, else the checkpoint is kept beside it.

    `policy` is the text of a policy, "" for the one in the state, and at the first look for the log's own.
    Raises InputRefused for a state or policy that cannot be used.
    """
    seen = read_state(state)
    policy = policy or (seen.policy if seen else _own_policy(log))
    read_policy(policy)
    one = look(log, replace(seen, policy=policy) if seen else Seen(policy), now, shows)
    if not one.findings:
        write_durably(state, _written(one.seen))
    elif one.note:
        kept(state, one.note).write_text(one.note, encoding="utf-8")
    return one


def kept(state: Path, note: str) -> Path:
    """Where a checkpoint that came with findings is kept: the same one once."""
    return state.with_name(f"{state.name}.{sha256(note.encode()).hex()[:16]}.note")


def read_state(path: Path) -> Seen | None:
    """What was seen before, None at the first look. Raises InputRefused for a file that is no whole state."""
    if not path.exists():
        return None
    try:
        body = json.loads(path.read_bytes())
        if body["schema"] != SCHEMA:
            raise Refused(f"expected {SCHEMA}")
        leaves = tuple(bytes.fromhex(one) for one in body["leaves"])
        waits = {what: moment_of(since).strftime(MOMENT) for what, since in body["waits"].items()}
        read_policy(body["policy"])
        origin, size, root = read_checkpoint(body["note"])
        right = len(leaves) == size and all(len(one) == HASH for one in leaves) and proofs.heads_of(leaves)(0, size) == root
        if not right or {what.split(":")[0] for what in waits} - set(PATIENCE) or origin != body["origin"]:
            raise Refused("the hashes of its entries do not make its checkpoint")
        return Seen(body["policy"], origin, body["note"], leaves, waits, int(body["unmet"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputRefused(f"{path}: not a monitor's state ({error}); bring it back from a copy, or begin a new one") from error


def _written(seen: Seen) -> bytes:
    body = {"schema": SCHEMA, "policy": seen.policy, "origin": seen.origin, "note": seen.note}
    body |= {"waits": dict(seen.waits), "unmet": seen.unmet}
    return (json.dumps(body | {"leaves": [one.hex() for one in seen.leaves]}, ensure_ascii=False, indent=1) + "\n").encode()


def _own_policy(log: Tiles) -> str:
    """The policy beside the log: its publisher's word. Raises InputRefused."""
    try:
        content = log.read(FILE)
        if content is not None:
            return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"{log.where}/{FILE}: cannot be read ({error}); give --policy FILE or --key VKEY") from error
    raise InputRefused(f"{log.where}/{FILE}: not there; give --policy FILE or --key VKEY, from the publisher's own page")
