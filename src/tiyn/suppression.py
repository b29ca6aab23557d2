"""What must not be published again: a list of keyed hashes, applied at every build.

Each line of `HOME/withheld.jsonl` is {table, print, reason, date}; a print is an HMAC-SHA-256 of a record's key, or of the
place of a quotation, under a key that lies with the private keys. The list alone names nobody. Its first line is a print of
nothing, to know the key by. A build stops when it cannot be sure: no list where the log tells of withdrawals, a shorter
one, no key or another one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from typing import Any

from tiyn.durable import write_durably
from tiyn.model.errors import InputRefused
from tiyn.settings import Settings
from tiyn.verifier import HASH

LIST, KEY = "withheld.jsonl", "withheld.key"
OF_KEY, LOST = "key", "lost"  # no tables' names: the print of nothing, and lines whose key is gone

BACK = "bring it back from a copy of the keys, or, where there is none, see `tiyn withdraw --lost-key`"


class Suppression:
    """The list of a home."""

    def __init__(self, settings: Settings) -> None:
        self.path, self.key_path = settings.home / LIST, settings.keys / KEY

    def lines(self) -> list[dict[str, Any]]:
        """The list, [] when there is none. Raises InputRefused for one that cannot be read."""
        if not self.path.is_file():
            return []
        try:
            found = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
            right = all(set(one) == {"table", "print", "reason", "date"} for one in found)
        except ValueError as error:
            raise InputRefused(f"{self.path}: not readable ({error}); nothing is built; bring it back from a copy") from error
        if not right:
            raise InputRefused(f"{self.path}: a line is not {{table, print, reason, date}}; nothing is built; bring it back")
        return found

    def required(self, expected: int) -> list[dict[str, Any]]:
        """The list, when it is as long as the log says and its key is there. Raises InputRefused: fail closed."""
        found = self.lines()
        if len(found) < expected:
            raise InputRefused(
                f"{self.path}: {len(found)} lines; the log tells of {expected}; nothing is built, for what was withdrawn "
                "could come back; bring the list back from a copy"
            )
        self._known(found)
        return found

    def add(self, prints: Iterable[tuple[str, str]], reason: str, date: str) -> int:
        """Add (table, print)s that are not there yet, durably; how long the list is now."""
        known = self._known(self.lines())
        prints = prints if known else [(OF_KEY, self.print(OF_KEY, ())), *prints]
        there = {(one["table"], one["print"]) for one in known}
        new = [{"table": table, "print": made, "reason": reason, "date": date} for table, made in prints]
        known += [one for one in new if (one["table"], one["print"]) not in there]
        write_durably(self.path, "".join(json.dumps(one) + "\n" for one in known).encode())
        return len(known)

    def renew(self) -> list[dict[str, Any]]:
        """Begin anew with another key where the list's own is lost; the lines that keep nothing out any more.

        They stay, for the log tells how long the list must be. Raises InputRefused while there is a key.
        """
        if self.key_path.is_file():
            raise InputRefused(f"{self.key_path}: is there; only a list whose key is lost is begun anew; move a wrong key away")
        old = [one for one in self.lines() if one["table"] != OF_KEY]
        if not old:
            raise InputRefused(f"{self.path}: no such list, so no key is missing")
        self._make_key()
        first = {"table": OF_KEY, "print": self.print(OF_KEY, ()), "reason": old[0]["reason"], "date": old[0]["date"]}
        kept = [first, *(one | {"table": LOST} for one in self.lines())]
        write_durably(self.path, "".join(json.dumps(one) + "\n" for one in kept).encode())
        return [one for one in old if one["table"] != LOST]

    def _known(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The lines, when the key that is there made them. Raises InputRefused."""
        if lines and not self.key_path.is_file():
            raise InputRefused(f"{self.key_path}: missing; nothing is built without it; {BACK}")
        if any(one["table"] == OF_KEY and one["print"] != self.print(OF_KEY, ()) for one in lines):
            raise InputRefused(f"{self.key_path}: another key made {self.path}; nothing is built; bring that key back")
        return lines

    def print(self, table: str, parts: Sequence[Any]) -> str:
        """The keyed hash of a record's key; the key is made with the first. Raises InputRefused where it was and is gone."""
        text = json.dumps([table, *map(str, parts)], ensure_ascii=False)
        return hmac.new(self._secret(), text.encode(), hashlib.sha256).hexdigest()

    def _secret(self) -> bytes:
        if not self.key_path.is_file():
            if self.path.is_file():
                raise InputRefused(f"{self.key_path}: missing, {self.path} was made with it; {BACK}")
            self._make_key()
        return bytes.fromhex(self.key_path.read_text(encoding="ascii").strip())

    def _make_key(self) -> None:
        self.key_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(self.key_path, os.urandom(HASH).hex().encode(), 0o600)
