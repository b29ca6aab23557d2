"""Publishing: an edition becomes an entry of the log, the log's head is signed and witnessed, then readers are switched.

Every step leaves something whole: what a killed run had begun is gone on with by the next one. An entry names
an edition by its record root and by the hash of its manifest; a withdrawal is an entry that gives the new manifest.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tiyn import edition
from tiyn.durable import sync_folder, write_durably
from tiyn.leaves import Leaves
from tiyn.log import policy as policies
from tiyn.log.ask import cosigned
from tiyn.log.entries import BEGINNING, EDITION, FRESH_DAYS, MOMENT, NOTHING_BEFORE, WITHDRAWAL, WITHHELD, read_entry
from tiyn.log.keys import Keys
from tiyn.log.tiles import Log
from tiyn.model.errors import EditionRefused, InputRefused
from tiyn.settings import Settings
from tiyn.snapshot import digest, digest_file
from tiyn.verifier import Refused, read_checkpoint, signers

ORIGIN, TRIAL = "origin", "localhost/"


@dataclass
class Published:
    """What publishing did: the entry's place in the log (None when it was there), who signed, who did not and why."""

    index: int | None
    checkpoint: str
    failed: dict[str, str] = field(default_factory=dict)
    enough: bool = True


class Publisher:
    """The one writer of a home's log. Hold the editions' lock while using it."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.log, self.keys = settings, Log(settings.log), Keys(settings.keys)

    @property
    def origin(self) -> str:
        """The log's name; a home without one gets a trial log of its own, for which nobody vouches."""
        path = self.settings.log / ORIGIN
        if not path.is_file():
            self.begin(f"{TRIAL}tiyn-{os.urandom(6).hex()}")
        return path.read_text(encoding="utf-8").strip()

    def begin(self, name: str) -> str:
        """Make a log's key and its folder; its verifier key. Raises InputRefused when the key is there."""
        key = self.keys.new(name)
        write_durably(self.settings.log / policies.FILE, policies.Policy([key.vkey]).text().encode())
        write_durably(self.settings.log / ORIGIN, f"{name}\n".encode())  # last: a log with a name has all it needs
        return key.vkey

    def start(self, name: str, replace: bool = False) -> str:
        """Begin this home's log under a name of its own; its verifier key.

        A log that has entries is only replaced on request: it is moved aside whole, and the first entry of the new one
        quotes its last checkpoint. Raises InputRefused.
        """
        before = self.log.checkpoint
        if before and not replace:
            raise InputRefused(f"{self.log.folder}: this home has a log with entries; add --replace to end it and begin another")
        if self.keys.path(name, "key").exists():
            raise InputRefused(f"{self.keys.path(name, 'key')}: there is a key of that name; take another name")
        if self.settings.log.exists():
            old = (
                (self.settings.log / ORIGIN).read_text(encoding="utf-8").strip()
                if (self.settings.log / ORIGIN).is_file()
                else "none"
            )
            self.settings.log.rename(self.settings.home / f"log-ended-{old.replace('/', '+')}")
        vkey = self.begin(name)
        if before:
            self.enter({"schema": BEGINNING, "after": before})
        return vkey

    def _renew_trial(self) -> None:
        """A trial log whose key is gone (another machine, a cleared folder) ends; another trial log begins and quotes it."""
        if self.origin.startswith(TRIAL) and not self.keys.path(self.origin, "key").is_file():
            self.start(f"{TRIAL}tiyn-{os.urandom(6).hex()}", replace=True)

    def policy(self) -> policies.Policy:
        """Whose signatures are asked for. Raises InputRefused."""
        return policies.read_policy((self.settings.log / policies.FILE).read_text(encoding="utf-8"))

    def entries(self) -> list[dict[str, Any]]:
        return read_entries(self.log)

    def recover(self) -> None:
        """Publish a head that was signed by a run that was killed before it could. Raises EditionRefused for a fork."""
        last = self.keys.last(self.origin)
        if not last:
            return
        _, size, root = read_checkpoint(last)
        if size > self.log.size and self.log.root(size) == root:
            self.log.publish(last)

    def enter(self, body: dict[str, Any]) -> Published:
        """Append an entry, sign, ask the witnesses, publish the checkpoint."""
        entry = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        size, root = self.log.lay(entry)
        done = self._sign(size, root)
        done.index = size - 1
        return done

    def ask(self) -> Published:
        """Ask the witnesses again for the head as it is."""
        _, size, root = read_checkpoint(self.log.checkpoint)
        return self._sign(size, root)

    def _sign(self, size: int, root: bytes) -> Published:
        note, policy = self.keys.sign(self.log, self.origin, size, root), self.policy()
        known = _lines(self.log.checkpoint) if self.log.size == size else []
        whole, failed = cosigned(self.log, note, size, policy, known)
        self.log.publish(whole)
        return Published(None, whole, failed, policy.met(signers(whole, policy.keys)))

    def publish(self, folder: Path) -> Published:
        """Enter an edition's folder into the log unless its last entry is this one, then point `current` at it."""
        self._renew_trial()
        self.recover()
        manifest = json.loads((folder / edition.MANIFEST).read_bytes())
        entries = self.entries()
        last = next((one for one in reversed(entries) if one["schema"] == EDITION), None)
        if (
            last is None
            or last["name"] != folder.name
            or manifest_of(entries, folder.name) != digest_file(folder / edition.MANIFEST)
        ):
            done = self.enter(self._entry(folder, manifest, entries))
        else:
            done = Published(None, self.log.checkpoint, {}, self.policy().met(signers(self.log.checkpoint, self.policy().keys)))
        edition.publish(self.settings.editions, folder.name)
        sync_folder(self.settings.editions)
        return done

    def tell_withheld(self, count: int) -> None:
        """Enter how long the list of what is withheld is, where the log does not say so yet: a shorter one is known by it.

        A trial log whose key is gone is told by the next build, which begins another.
        """
        gone = self.origin.startswith(TRIAL) and not self.keys.path(self.origin, "key").is_file()
        if count > withheld(self.settings) and not gone:
            self.recover()
            self.enter({"schema": WITHHELD, "withheld": count})

    def _entry(self, folder: Path, manifest: dict[str, Any], entries: list[dict[str, Any]]) -> dict[str, Any]:
        numbered = [(at, one) for at, one in enumerate(entries) if one["schema"] == EDITION]
        fresh = datetime.fromisoformat(manifest["built"].replace("Z", "+00:00")) + timedelta(days=FRESH_DAYS)
        body = {
            "schema": EDITION,
            "edition": len(numbered) + 1,
            "name": folder.name,
            "built": manifest["built"],
            "fresh_until": fresh.strftime(MOMENT),
            "prev": digest(self.log.entries()[numbered[-1][0]]) if numbered else NOTHING_BEFORE,
            "records": {"n": manifest["records"]["count"], "root": packed(manifest["records"]["root"])},
            "manifest": digest_file(folder / edition.MANIFEST),
            "inputs": manifest["inputs"],
            "code": manifest["code"],
        }
        return body | ({"synthetic": True} if manifest.get("synthetic") else {})


def packed(root: str) -> str:
    """A record root (hex) as log entries have it."""
    return b64encode(bytes.fromhex(root)).decode()


def withheld(settings: Settings) -> int:
    """How long the list of what is withheld must at least be, by the log and those that were ended before it."""
    logs = [settings.log, *sorted(settings.home.glob("log-ended-*"))]
    entries = [one for folder in logs for one in read_entries(Log(folder))]
    return max((one["withheld"] for one in entries if one["schema"] in (WITHDRAWAL, WITHHELD)), default=0)


def read_entries(log: Log) -> list[dict[str, Any]]:
    """Every entry of a log, in order. Raises EditionRefused."""
    try:
        return [read_entry(one) for one in log.entries()]
    except ValueError as error:
        raise EditionRefused(f"{log.folder}: an entry cannot be read ({error}); fetch the log again from a mirror") from error


def manifest_of(entries: list[dict[str, Any]], name: str) -> str:
    """The SHA-256 an edition's manifest must have by its last entry, "" when the log has none of that name."""
    found = [one["manifest"] for one in entries if one.get("name") == name and one["schema"] in (EDITION, WITHDRAWAL)]
    return found[-1] if found else ""


def logged(settings: Settings, opened: edition.Edition) -> tuple[int, dict[str, Any]]:
    """Place and body of the entry that seals an edition. Raises EditionRefused when log and edition do not agree."""
    log = Log(settings.log)
    entries = read_entries(log)
    expected, found = manifest_of(entries, opened.id), digest_file(opened.folder / edition.MANIFEST)
    if expected != found:
        raise EditionRefused(
            f"{opened.folder}: its manifest has SHA-256 {found}; the log says {expected or 'nothing of this edition'}; "
            "bring the edition or the log back from a mirror"
        )
    for at in range(len(entries) - 1, -1, -1):
        if entries[at]["schema"] == EDITION and entries[at]["name"] == opened.id:
            if entries[at]["records"]["root"] != packed(opened.root):
                raise EditionRefused(f"{opened.folder}: record root {opened.root}; the log has another one for it")
            return at, entries[at]
    raise EditionRefused(f"{opened.folder}: no entry of the log seals it; publish it with `tiyn build`")


@dataclass(frozen=True)
class Seal:
    """What the log says of a served edition: its entry, and who signed the log's head, for readers to see.

    `witnesses` name -> time seen (ISO); `missing` those the policy names who did not; `trial` a key nobody vouches for.
    """

    origin: str
    number: int
    entry: int
    size: int
    vkey: str
    checkpoint: str
    witnesses: dict[str, str]
    missing: list[str]
    met: bool
    fresh_until: str
    stale: bool
    withdrawn: int

    @property
    def trial(self) -> bool:
        return self.origin.startswith(TRIAL)


def seal_of(settings: Settings, opened: edition.Edition, today: date) -> Seal | None:
    """The seal of an edition; None for one outside this home, whose log is elsewhere. Raises EditionRefused."""
    if opened.folder.resolve().parent != settings.editions:
        return None
    place, entry = logged(settings, opened)
    signed, log = signed_by(settings), Log(settings.log)
    origin, size, _ = read_checkpoint(log.checkpoint)
    policy = policies.read_policy((settings.log / policies.FILE).read_text(encoding="utf-8"))
    keys = signers(log.checkpoint, policy.keys)
    missing = [name for name, (vkey, _) in policy.witnesses.items() if vkey not in keys]
    times = {name: datetime.fromtimestamp(at, UTC).strftime(MOMENT) for name, at in signed.items() if at is not None}
    return Seal(
        origin=origin, number=entry["edition"], entry=place, size=size, vkey=next(one for one in policy.logs if one in keys),
        checkpoint=log.checkpoint, witnesses=times, missing=missing,
        met=policy.met(keys), fresh_until=entry["fresh_until"], stale=today.isoformat() > entry["fresh_until"][:10],
        withdrawn=len(Leaves.of(opened.folder).withdrawn),
    )  # fmt: skip


def signed_by(settings: Settings) -> dict[str, int | None]:
    """Whose signatures of the policy stand on the checkpoint: name -> a witness's time, None for the log.

    Raises EditionRefused when the log's own is missing or any is wrong.
    """
    log = Log(settings.log)
    try:
        policy = policies.read_policy((settings.log / policies.FILE).read_text(encoding="utf-8"))
        found = signers(log.checkpoint, policy.keys)
        if not set(policy.logs) & set(found):
            raise Refused("not signed by the log")
    except (Refused, OSError, UnicodeDecodeError) as error:
        raise EditionRefused(f"{settings.log}: the checkpoint does not verify: {error}; bring it back from a mirror") from error
    return {vkey.split("+")[0]: moment for vkey, moment in found.items()}


def _lines(note: str) -> list[str]:
    """The signature lines of a note but for its first, the log's own."""
    return note.rpartition("\n\n")[2].splitlines(keepends=True)[1:]
