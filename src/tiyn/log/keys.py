"""Private keys in a folder of their own, never in an operator's home and never in the repository.

`NAME.key` holds a key, readable by its owner alone; `NAME.last` the last checkpoint it signed, written before
anybody sees it: a log's key never signs two heads that one log could not have.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from tiyn import proofs
from tiyn.durable import durable_folder, sync_folder, write_durably
from tiyn.log.notes import COSIGNATURE, ED25519, Key, checkpoint, named, signed
from tiyn.log.tiles import Log
from tiyn.model.errors import EditionRefused, InputRefused, NotFound
from tiyn.verifier import HASH, Refused, read_checkpoint

KINDS = {"log": ED25519, "witness": COSIGNATURE}


class Keys:
    """The folder of keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str, ending: str) -> Path:
        return self.folder / f"{named(name).replace('/', '+')}.{ending}"

    def new(self, name: str, use: str = "log") -> Key:
        """Make a key for a log or a witness. Raises InputRefused when there is one of that name: it is never written over."""
        path = self.path(name, "key")
        durable_folder(self.folder, 0o700)
        key = Key(name, KINDS[use], os.urandom(HASH))
        body = json.dumps({"name": name, "use": use, "seed": key.seed.hex(), "vkey": key.vkey}, indent=1) + "\n"
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(partial, path)  # whole or not at all, and never over another
        except FileExistsError as error:
            raise InputRefused(f"{path}: there is a key of that name; take another name, or move the file away") from error
        finally:
            partial.unlink()
        sync_folder(self.folder)
        return key

    def read(self, name: str) -> Key:
        """The key of that name. Raises NotFound, or InputRefused for a file others may read."""
        path = self.path(name, "key")
        if not path.is_file():
            raise NotFound(f"{path}: no key of that name; make one with `tiyn key new {name}`, or bring it back from a copy")
        if path.stat().st_mode & 0o077:
            raise InputRefused(f"{path}: others may read this key; expected mode 600; run chmod 600 and consider a new key")
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            key = Key(body["name"], KINDS[body["use"]], bytes.fromhex(body["seed"]))
            right = key.vkey == body["vkey"] and key.name == name
        except (ValueError, KeyError, TypeError) as error:
            raise InputRefused(f"{path}: not a key ({error}); bring it back from a copy") from error
        if not right:
            raise InputRefused(f"{path}: its secret does not make its verifier key; bring it back from a copy")
        return key

    def names(self) -> list[str]:
        """The names of all keys."""
        return sorted(json.loads(path.read_text(encoding="utf-8"))["name"] for path in self.folder.glob("*.key"))

    # ---- what a log's key signed last

    def last(self, name: str) -> str:
        """The last checkpoint a log's key signed, "" for none."""
        path = self.path(name, "last")
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def sign(self, log: Log, origin: str, size: int, root: bytes) -> str:
        """Sign a head of the log, once it is shown to go on from the last one signed. Raises EditionRefused."""
        key = self.read(origin)
        with self.path(origin, "key").open("rb") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)  # two homes with one key: what the first signed, the second goes on from
            return self._sign(log, key, size, root)

    def _sign(self, log: Log, key: Key, size: int, root: bytes) -> str:
        origin, last = key.name, self.last(key.name)
        if last:
            _, old, old_root = read_checkpoint(last)
            if (old, old_root) == (size, root):
                return last
            try:
                if old > size:
                    raise Refused(f"{old} entries were signed, these are {size}")
                proofs.consistent(old, size, old_root, root, log.consistency(old, size))
            except Refused as error:
                raise EditionRefused(
                    f"{log.folder}: the key {origin} does not sign this: {error}; a log is only ever added to; "
                    "bring back the log from a mirror, or begin a new one with `tiyn key new NAME`"
                ) from error
        note = signed(checkpoint(origin, size, root), key)
        write_durably(self.path(origin, "last"), note.encode())
        return note
