"""Kazakh identifiers: BIN of organisations, IIN of people, with check digit, kind and mask.

Both are twelve digits. Digit 5 tells them apart: 4, 5 or 6 in a BIN (resident legal entity,
non-resident, joint sole traders), 0-3 in an IIN (tens of the birth day). The last digit is a
check digit: weights 1..11 mod 11; when that gives 10, weights 3..11,1,2; when again 10, the
number is never issued.
"""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.model.errors import NotAnIdentifier

_FIRST = tuple(range(1, 12))
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_PARTS = {"0": "head", "1": "branch", "2": "representative office"}


@dataclass(frozen=True)
class Bin:
    """A valid BIN. `registered` is "YYMM", `part` says head office, branch or representative office."""

    digits: str
    registered: str
    part: str


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit these eleven call for, or None when no number may start like this."""
    for weights in (_FIRST, _SECOND):
        rest = sum(weight * int(digit) for weight, digit in zip(weights, first_eleven, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def is_valid(digits: str) -> bool:
    """True for twelve ASCII digits whose check digit fits, BIN or IIN alike."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return False
    return check_digit(digits[:11]) == int(digits[11])


def is_iin(digits: str) -> bool:
    """True for a valid personal number: never published, never a key."""
    return is_valid(digits) and digits[4] in "0123"


def read_bin(digits: str) -> Bin:
    """A BIN of an organisation. Raises NotAnIdentifier, never showing a personal number whole."""
    if not is_valid(digits):
        raise NotAnIdentifier(
            f"{mask(digits)!r} is not a BIN; expected twelve digits with a valid check digit; "
            "check the number in the register, or write: not collected"
        )
    if digits[4] not in "456":
        raise NotAnIdentifier(
            f"{mask(digits)!r} is a personal number (digit 5 is {digits[4]}); a BIN has 4, 5 or 6 there; leave it out"
        )
    return Bin(digits, digits[:4], _PARTS.get(digits[5], "other"))


def mask(digits: str) -> str:
    """The number with everything but its first four characters hidden."""
    return digits[:4] + "•" * max(0, len(digits) - 4)
