"""What must not be published again: a list of keyed hashes, applied at every build.

Each line of `HOME/withheld.jsonl` is {table, print, reason, date}; a print is an HMAC-SHA-256 of a record's key, or of the
place of a quotation, under a key that lies with the private keys. The list alone names nobody. Its first line is a print of
nothing, to know the key by. A build stops when it cannot be sure: no list where the log tells of withdrawals, a shorter
one, no key or another one, or a list begun anew after its key was lost that nobody has said is whole again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tiyn.durable import write_durably
from tiyn.model.errors import InputRefused
from tiyn.settings import Settings
from tiyn.snapshot import digest
from tiyn.verifier import HASH

LIST, KEY = "withheld.jsonl", "withheld.key"
# No tables' names: the print of nothing, that what was lost is withdrawn again, what counts no more, lines whose key is gone.
OF_KEY, WHOLE, PAST, LOST = "key", "whole", "past", "lost:"
ENDED = "withheld-ended-{}.jsonl"  # a list as it was when it was begun anew

BACK = "bring it back from a copy of the keys, or, where there is none, see `tiyn withdraw --lost-key`"


class Suppression:
    """The list of a home."""

    def __init__(self, settings: Settings) -> None:
        self.path, self.key_path = settings.home / LIST, settings.keys / KEY

    def lines(self) -> list[dict[str, Any]]:
        """The list, [] when there is none. Raises InputRefused for one that cannot be read."""
        return _read(self.path) if self.path.is_file() else []

    def required(self, expected: int) -> list[dict[str, Any]]:
        """The list, when it is as long as the log says and its key is there. Raises InputRefused: fail closed."""
        found = self.lines()
        if len(found) < expected:
            raise InputRefused(
                f"{self.path}: {len(found)} lines; the log tells of {expected}; nothing is built, for what was withdrawn "
                "could come back; bring the list back from a copy"
            )
        if gone := lost(self._known(found)):
            raise InputRefused(
                f"{self.path}: begun anew after its key was lost, {len(gone)} of its prints keep nothing out; nothing is built; "
                "withdraw each again, `tiyn withdraw ADDRESS --reason … --ahead`, then say `tiyn withdraw --lost-key --done`"
            )
        return found

    def add(self, prints: Iterable[tuple[str, str]], reason: str, date: str) -> int:
        """Add (table, print)s that are not there yet, durably; how long the list is now."""
        known = self._known(self.lines())
        prints = prints if known else [(OF_KEY, self.print(OF_KEY, ())), *prints]
        there = {(one["table"], one["print"]) for one in known}
        new = [{"table": table, "print": made, "reason": reason, "date": date} for table, made in prints]
        known += [one for one in new if (one["table"], one["print"]) not in there]
        self._write(known)
        return len(known)

    def renew(self) -> list[dict[str, Any]]:
        """Begin anew with another key where the list's own is lost, or go back to the list of a key that was found again.

        Returns the lines that keep nothing out any more; asked once more, it tells them again. They stay, for the log tells how
        long the list must be; the list as it was is kept in a file beside it. Raises InputRefused where no key is missing.
        """
        lines = self.lines()
        if not lines:
            raise InputRefused(f"{self.path}: no such list, so no key is missing")
        if not os.path.lexists(self.key_path):
            secret = os.urandom(HASH)
            first = {"table": OF_KEY, "print": _print(secret, OF_KEY, ()), "reason": lines[0]["reason"], "date": lines[0]["date"]}
            self._end()
            self._write([first, *_without_key(lines)])  # before the key: cut off here, the key is missing, and it is done again
            self._make_key(secret)
        elif not self._own(lines):
            ended = [_read(path) for path in sorted(self.path.parent.glob(ENDED.format("*")))]
            own = [one for one in ended if one[0]["table"] == OF_KEY and self._own(one)]
            if not own:
                raise InputRefused(f"{self.key_path}: another key made {self.path}; bring that key back, or move this one away")
            self._end()
            found = [one | ({"table": PAST} if one["table"].startswith(LOST) else {}) for one in lines]  # it is back
            self._write([*max(own, key=len), *_without_key(found)])
        elif not lost(lines):
            raise InputRefused(f"{self.key_path}: is there; only a list whose key is lost is begun anew")
        return lost(self.lines())

    def close(self, date: str) -> int:
        """Say that what a lost key kept out is withdrawn again; how many prints count no more. Raises InputRefused."""
        lines = self._known(self.lines())
        gone = lost(lines)
        if not gone:
            raise InputRefused(f"{self.path}: nothing in it waits to be withdrawn again")
        mark = self.print(WHOLE, (len(lines),))
        self._write([*lines, {"table": WHOLE, "print": mark, "reason": gone[-1]["reason"], "date": date}])
        return len(gone)

    def _end(self) -> None:
        """Keep the list as it is in a file of its own."""
        body = self.path.read_bytes()
        write_durably(self.path.with_name(ENDED.format(digest(body)[:16])), body)

    def _write(self, lines: Iterable[Mapping[str, Any]]) -> None:
        write_durably(self.path, "".join(json.dumps(one) + "\n" for one in lines).encode())

    def _known(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The lines, when the key that is there made them. Raises InputRefused."""
        if lines and not self.key_path.is_file():
            raise InputRefused(f"{self.key_path}: missing; nothing is built without it; {BACK}")
        if not self._own(lines):
            ended = ", ".join(path.name for path in sorted(self.path.parent.glob(ENDED.format("*"))))
            back = f"; where it made {ended}, see `tiyn withdraw --lost-key`" if ended else ""
            raise InputRefused(f"{self.key_path}: another key made {self.path}; nothing is built; bring that key back{back}")
        return lines

    def _own(self, lines: Sequence[Mapping[str, Any]]) -> bool:
        """Whether the key that is there made these lines; of an older list, which does not say, nobody can tell."""
        return all(one["print"] == self.print(OF_KEY, ()) for one in lines if one["table"] == OF_KEY)

    def print(self, table: str, parts: Sequence[Any]) -> str:
        """The keyed hash of a record's key; the key is made with the first. Raises InputRefused where it was and is gone."""
        return _print(self._secret(), table, parts)

    def _secret(self) -> bytes:
        if not self.key_path.is_file():
            if self.path.is_file() or os.path.lexists(self.key_path):
                raise InputRefused(f"{self.key_path}: missing, {self.path} was made with it; {BACK}")
            self._make_key(os.urandom(HASH))
        try:
            secret = bytes.fromhex(self.key_path.read_text(encoding="ascii").strip())
            if len(secret) != HASH:
                raise ValueError(f"{len(secret)} bytes")
        except ValueError as error:
            raise InputRefused(f"{self.key_path}: no key ({error}); expected {2 * HASH} hexadecimal digits; {BACK}") from error
        return secret

    def _make_key(self, secret: bytes) -> None:
        self.key_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(self.key_path, secret.hex().encode(), 0o600)


def lost(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a list whose key is gone, none once somebody said that what they kept out is withdrawn again."""
    since = max((at for at, one in enumerate(lines) if one["table"] == WHOLE), default=0)
    return [one for one in lines[since:] if one["table"].startswith(LOST)]


def _without_key(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a list as they stand in one that has another key: none keeps anything out."""
    waiting = {id(one) for one in lost(lines)}
    of_records = [not one["table"].startswith(LOST) and one["table"] not in (OF_KEY, WHOLE, PAST) for one in lines]
    return [
        one if id(one) in waiting else one | {"table": LOST + one["table"] if record else PAST}
        for one, record in zip(lines, of_records, strict=True)
    ]


def _print(secret: bytes, table: str, parts: Sequence[Any]) -> str:
    text = json.dumps([table, *map(str, parts)], ensure_ascii=False)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _read(path: Path) -> list[dict[str, Any]]:
    """The lines of a list. Raises InputRefused for one that cannot be read."""
    try:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        right = all(set(one) == {"table", "print", "reason", "date"} for one in found)
    except (ValueError, TypeError) as error:
        raise InputRefused(f"{path}: not readable ({error}); nothing is built; bring it back from a copy") from error
    if not right:
        raise InputRefused(f"{path}: a line is not {{table, print, reason, date}}; nothing is built; bring it back")
    return found
