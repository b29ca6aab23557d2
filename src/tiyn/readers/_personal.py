"""Personal numbers, e-mail addresses and phones inside free text: found, and hidden before anything is kept.

`scan` serves a leak scanner over published bytes; `hide` serves the readers. A BIN, a contract
number, an ENSTRU code and a sum of money are no personal data and must pass untouched.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from tiyn.model.identifier import is_iin

HIDDEN = "▒▒▒"
# Other dashes, spaces, signs and digits stand for the plain ones, one for one, so that places stay the same.
_PLAIN = {ord(one): "-" for one in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"}
_PLAIN |= {ord(one): " " for one in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"}
_PLAIN |= {ord("\uff20"): "@", ord("\ufe6b"): "@", ord("\uff0b"): "+", ord("\uff08"): "(", ord("\uff09"): ")", ord("\uff0e"): "."}
_PLAIN |= {one: str(unicodedata.decimal(chr(one))) for one in range(0x80, 0x20000) if chr(one).isdecimal()}
_ODD = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")
_AT = r"\s?[(\[{]\s?(?i:at|собака|эт)\s?[)\]}]\s?|\s(?i:собака)\s"
# What can hold nothing of this kind is left after one quick look: most titles are.
_QUICK = re.compile(rf"@|{_AT}|\d{{11}}|\d{{6}}[ -]\d{{3}}|(?:\+\s?7|8)[\s(.-]{{0,2}}\d{{3}}")
# Letters of Latin hashes and numbers with a decimal mark are no personal numbers; sums are grouped by three, never by six.
_TWELVE = re.compile(r"(?<![0-9a-f])(?<![0-9][.,])(?:\d{12}|\d{6}[ -]\d{6}|\d{6}[ -]\d{3}[ -]\d{3})(?![0-9a-f])(?![.,]\d)")
# Bounded parts: an open-ended local part would look at a megabyte of letters once for every letter.
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:@|{_AT})(?:[\w-]{{1,63}}\.){{1,6}}[^\W\d_]{{2,24}}(?!\w)")
_GAP = r"[ \t.-]{0,2}"
_REST = rf"{_GAP}\(?{_GAP}\d(?:{_GAP}[()]?{_GAP}\d){{9}}(?!\d)"
_PHONE = re.compile(
    rf"(?<![\w+])\+\s?7{_REST}"
    r"|(?<![\w.,/+-])8[ -]?(?:70[0-8]|747|77[15678])\d{7}(?![\w/-])"
    r"|(?<![\w.,/+-])8[ -]?\(\d{3,5}\)[ -]?\d(?:[ -]?\d){4,6}(?![\w/])"
    r"|(?<![\w.,/+-])8[ .-](?:7\d{2}|9\d{2})[ .-]\d{3}[ .-]?\d{2}[ .-]?\d{2}(?![\w/])"
)


def scan(text: str) -> list[str]:
    """Every personal number (IIN), e-mail address and +7/8 phone in the text, as it stands there, in its order."""
    return [text[start:end] for start, end in _found(text)]


def hide(text: str) -> str:
    """The text with each of them replaced by ▒▒▒; the very same object when there is none."""
    if len(text) < 11 and "." not in text and "\uff0e" not in text:  # the least phone; an address has a dot
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
    text = text if text.isascii() or _ODD.search(text) is None else text.translate(_PLAIN)
    if _QUICK.search(text) is None:
        return []
    found = [match.span() for match in _TWELVE.finditer(text) if is_person(re.sub("[ -]", "", match.group()))]
    found += [match.span() for match in _MAIL.finditer(text)]
    found += [match.span() for match in _PHONE.finditer(text)]
    return sorted(found)
