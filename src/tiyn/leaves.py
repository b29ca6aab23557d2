"""Where the leaves of an edition's record tree stand, with their salts, and which of them are withdrawn.

`salt.json` makes the salts, `withdrawn.json` has the leaf hashes of records that were withdrawn: their leaves stay
in the tree, so that every other proof stands, while nobody can tell any more what they held.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tiyn.model.errors import EditionRefused
from tiyn.salts import Salts
from tiyn.verifier import HASH, Refused

SALT, WITHDRAWN, SCHEMA = "salt.json", "withdrawn.json", "tiyn/withdrawn/v1"
Plan = Mapping[str, tuple[int, int]]


@dataclass
class Leaves:
    """The salts, and position -> {leaf, table, hash, reason, date} of the withdrawn."""

    salts: Salts
    withdrawn: dict[int, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Leaves:
        """Those of an edition's folder. Raises EditionRefused."""
        try:
            body = json.loads((folder / WITHDRAWN).read_text(encoding="utf-8"))
            withdrawn = {int(one["leaf"]): one for one in body["leaves"]}
            right = body["schema"] == SCHEMA and all(len(bytes.fromhex(one["hash"])) == HASH for one in body["leaves"])
            salts = Salts.read((folder / SALT).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError, Refused) as error:
            raise EditionRefused(f"{folder}: its salts or withdrawn leaves are not readable ({error}); fetch it again") from error
        if not right:
            raise EditionRefused(f"{folder / WITHDRAWN}: expected {SCHEMA} with hashes of {HASH} bytes; fetch the edition again")
        return cls(salts, withdrawn)

    def write(self, folder: Path) -> None:
        told = {"schema": SCHEMA, "leaves": [self.withdrawn[at] for at in sorted(self.withdrawn)]}
        (folder / WITHDRAWN).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (folder / SALT).write_text(self.salts.text(), encoding="utf-8")

    @property
    def holes(self) -> dict[int, bytes]:
        """position -> leaf hash of the withdrawn."""
        return {at: bytes.fromhex(one["hash"]) for at, one in self.withdrawn.items()}

    def between(self, begin: int, end: int) -> list[int]:
        """The positions of withdrawn leaves from `begin` to before `end`, in order."""
        order = sorted(self.withdrawn)
        return order[bisect_left(order, begin) : bisect_left(order, end)]

    def counts(self) -> dict[str, int]:
        """table -> how many of its records are withdrawn."""
        found: dict[str, int] = {}
        for one in self.withdrawn.values():
            found[one["table"]] = found.get(one["table"], 0) + 1
        return found


def plan(rows: Mapping[str, int], withdrawn: Mapping[str, int] | None = None) -> dict[str, tuple[int, int]]:
    """table -> (first leaf, leaves): where each table's leaves stand in the tree, withdrawn ones with them."""
    found, begin = {}, 0
    for name in sorted(rows):
        count = rows[name] + (withdrawn or {}).get(name, 0)
        found[name] = (begin, count)
        begin += count
    return found


def places(manifest: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """The plan of an edition, from its manifest."""
    return plan({name: one["rows"] + one.get("withdrawn", 0) for name, one in manifest["tables"].items()})
