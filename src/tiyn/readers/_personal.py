"""Personal numbers, e-mail addresses and phones inside free text: found, and hidden before anything is kept.

`scan` serves a leak scanner over published bytes; `hide` serves the readers. A BIN, a contract
number, an ENSTRU code and a sum of money are no personal data and must pass untouched.
"""

from __future__ import annotations

import datetime
import re

from tiyn.model.identifier import is_iin

HIDDEN = "▒▒▒"
# What can hold nothing of this kind is left after one quick look: most titles are.
_QUICK = re.compile(r"@|\d{11}|(?:\+\s?7|8)[\s(-]{0,2}\d{3}")
# Letters of Latin hashes and numbers with a decimal mark are no personal numbers.
_TWELVE = re.compile(r"(?<![0-9a-f])(?<![0-9][.,])\d{12}(?![0-9a-f])(?![.,]\d)")
# Bounded parts: an open-ended local part would look at a megabyte of letters once for every letter.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?!\w)")
_GAP = r"[ \t\u00a0-]{0,2}"
_REST = rf"{_GAP}\(?{_GAP}\d(?:{_GAP}[()]?{_GAP}\d){{9}}(?!\d)"
_PHONE = re.compile(
    rf"(?<![\w+])\+\s?7{_REST}"
    r"|(?<![\w.,/+-])8(?:70[0-8]|747|77[15678])\d{7}(?![\w/-])"
    r"|(?<![\w.,/+-])8[ \u00a0-]?\(\d{3,5}\)[ \u00a0-]?\d(?:[ \u00a0-]?\d){4,6}(?![\w/])"
    r"|(?<![\w.,/+-])8[ \u00a0-](?:7\d{2}|9\d{2})[ \u00a0-]\d{3}[ \u00a0-]?\d{2}[ \u00a0-]?\d{2}(?![\w/])"
)


def scan(text: str) -> list[str]:
    """Every personal number (IIN), e-mail address and +7/8 phone in the text, as it stands there, in its order."""
    return [text[start:end] for start, end in _found(text)]


def hide(text: str) -> str:
    """The text with each of them replaced by ▒▒▒; the very same object when there is none."""
    if (len(text) < 11 and "@" not in text) or _QUICK.search(text) is None:
        return text
    parts, done = [], 0
    for start, end in _found(text):
        if start >= done:
            parts += [text[done:start], HIDDEN]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def is_person(digits: str) -> bool:
    """True for a valid IIN whose first six digits are a birthday and whose seventh names a century."""
    if not is_iin(digits) or digits[6] not in "0123456":
        return False
    try:
        datetime.date(2000, int(digits[2:4]), int(digits[4:6]))  # 2000: a leap year, so 29 February passes
    except ValueError:
        return False
    return True


def _found(text: str) -> list[tuple[int, int]]:
    if _QUICK.search(text) is None:
        return []
    found = [match.span() for match in _TWELVE.finditer(text) if is_person(match.group())]
    if "@" in text:
        found += [match.span() for match in _MAIL.finditer(text)]
    found += [match.span() for match in _PHONE.finditer(text)]
    return sorted(found)
