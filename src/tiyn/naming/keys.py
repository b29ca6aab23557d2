"""The key a name is found by: one for every spelling that may be the same name, never a proof that it is.

An organisation's key is its own words without legal form, signs, spaces and script; a person's is the surname and
name without patronymic, in alphabetical order. Names of one key are then compared by `naming.decide`.
"""

from __future__ import annotations

from hashlib import blake2b

from tiyn.model.spelling import fold
from tiyn.naming.organization import organization
from tiyn.naming.person import person


def organization_key(text: str) -> int:
    """A number of 62 bits, the same on every machine; 0 when the name has no word."""
    return _number("".join(map(fold, organization(text).words)))


def person_key(text: str) -> int:
    """The same for a person's name; initials are no part of it. 0 when it has no word."""
    return _number(" ".join(sorted(map(fold, person(text).words))))


def name_key(text: str, people: bool) -> int:
    """The key of a person's name or of an organisation's; the two never meet."""
    return -person_key(text) if people else organization_key(text)


def _number(folded: str) -> int:
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "big") >> 2 if folded else 0
