"""Signing notes: the log's own signature on a checkpoint and a witness's dated one (C2SP signed-note, tlog-cosignature).

Checking them is in `verifier`, which readers run alone.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tiyn.model.errors import InputRefused
from tiyn.verifier import COSIGNATURE, DASH, ED25519, sha256

NAME = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9._-]+)*")


@dataclass(frozen=True)
class Key:
    """A private key: `name` as it stands in notes, `kind` ED25519 for a log or COSIGNATURE for a witness, 32 secret bytes."""

    name: str
    kind: int
    seed: bytes

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def packed(self) -> bytes:
        """Type and public key, as both the key's id and the verifier key have them."""
        return bytes([self.kind]) + self._private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode(), b"\n", self.packed)[:4]

    @property
    def vkey(self) -> str:
        """The verifier key that is published: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.packed).decode()}"

    def line(self, text: str, moment: int = 0) -> str:
        """The signature line for a note's text; a witness's says when it saw it (seconds since 1970)."""
        if self.kind == COSIGNATURE:
            signed = moment.to_bytes(8, "big") + self._private.sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
        else:
            signed = self._private.sign(text.encode())
        return f"{DASH} {self.name} {base64.b64encode(self.id + signed).decode()}\n"


def named(name: str) -> str:
    """A name fit for notes, host names and file names. Raises InputRefused."""
    if not NAME.fullmatch(name) or len(name) > 200 or ".." in name:
        raise InputRefused(f"{name!r} is no name of a key; expected a host with a path, such as tiyn.example.org/log")
    return name


def checkpoint(origin: str, size: int, root: bytes) -> str:
    """A checkpoint's text, not yet signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed(text: str, key: Key) -> str:
    """A note of one signature; further lines may be appended."""
    return f"{text}\n{key.line(text)}"


__all__ = ["COSIGNATURE", "ED25519", "Key", "checkpoint", "named", "signed"]
