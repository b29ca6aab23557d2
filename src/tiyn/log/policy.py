"""Whose signatures a checkpoint needs: a C2SP tlog-policy file of `log`, `witness`, `group` and `quorum` lines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tiyn.model.errors import InputRefused
from tiyn.verifier import COSIGNATURE, ED25519, Refused, read_key

FILE = "policy.txt"


@dataclass
class Policy:
    """`logs` their verifier keys; `witnesses` name -> (vkey, address or ""); a quorum is "none" or a name."""

    logs: list[str] = field(default_factory=list)
    witnesses: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = "none"

    @property
    def keys(self) -> list[str]:
        return [*self.logs, *(vkey for vkey, _ in self.witnesses.values())]

    def met(self, signed: Collection[str], name: str | None = None) -> bool:
        """Whether those whose verifier keys signed satisfy the quorum, or a witness or group of that name."""
        name = self.quorum if name is None else name
        if name in self.groups:
            least, members = self.groups[name]
            return sum(self.met(signed, one) for one in members) >= least
        return name == "none" or self.witnesses[name][0] in signed

    def text(self) -> str:
        """The policy as a file."""
        lines = [f"log {vkey}" for vkey in self.logs]
        lines += [f"witness {name} {vkey} {url}".rstrip() for name, (vkey, url) in self.witnesses.items()]
        lines += [f"group {name} {least} {' '.join(members)}" for name, (least, members) in self.groups.items()]
        return "\n".join([*lines, f"quorum {self.quorum}", ""])


def read_policy(text: str) -> Policy:
    """Raises InputRefused with the line that is wrong."""
    found, quorums = Policy(), 0
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            _take(found, words[0], words[1:])
            quorums += words[0] == "quorum"
        except (Refused, IndexError, ValueError) as error:
            raise InputRefused(f"{FILE}:{number}: found {line[:80]!r}; {error}; see docs/editions.md") from error
    if not found.logs or quorums != 1:
        raise InputRefused(
            f"{FILE}: found {len(found.logs)} log and {quorums} quorum lines; expected one `log` or more, one `quorum`"
        )
    return found


def _take(policy: Policy, what: str, words: list[Any]) -> None:
    known = {*policy.witnesses, *policy.groups}
    if what == "log":
        _of_kind(words[0], ED25519)
        policy.logs.append(words[0])
    elif what == "witness":
        _of_kind(words[1], COSIGNATURE)
        _new(words[0], known)
        policy.witnesses[words[0]] = (words[1], words[2] if len(words) > 2 else "")
    elif what == "group":
        name, least, *members = words
        _new(name, known)
        count = {"all": len(members), "any": 1}.get(least) or int(least)
        if not 1 <= count <= len(members) or set(members) - known or len(set(members)) < len(members):
            raise Refused("expected: group NAME all|any|NUMBER and names of lines above, each once")
        policy.groups[name] = (count, members)
    elif what == "quorum":
        if words[0] not in (*known, "none"):
            raise Refused("expected: quorum NAME of a line above, or none")
        policy.quorum = words[0]
    else:
        raise Refused("expected log, witness, group or quorum")


def _of_kind(vkey: str, kind: int) -> None:
    if read_key(vkey)[2] != kind:
        raise Refused(f"expected a verifier key of type {kind}")


def _new(name: str, known: Collection[str]) -> None:
    if name in known or name == "none":
        raise Refused(f"expected a name that is not used yet, found {name}")
