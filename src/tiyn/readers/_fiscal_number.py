"""Amounts as fiscal tables print them: 1,234.5 and 1.234,5, (12), a dash for nil; nothing is guessed.

"1,234" alone may be twelve hundred or one and a quarter. What decides is, in this order: the
marks the package declares, the column's other values (`Column`), and for a lone point the
specification's default, a decimal point. When none of them decides, the cell is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

from tiyn.model.errors import RecordRefused

LONGEST = 64
WHOLE_DIGITS, DECIMALS = 24, 4  # of the dictionary's decimal
# Twice the longest cell and the longest factor: no product of the two is ever rounded unseen.
EXACT = Context(prec=4 * LONGEST, traps=[Inexact, InvalidOperation, Overflow])
DASHES = frozenset({"-", "–", "—", "−", "‐", "‑", "--"})
NIL_WORDS = {"n/a": "not available", "n.a.": "not available", "nfp": "not published", "n.p.": "not published"}
MARKS = ".,"
_SPACES = " \u00a0\u202f\u2009\u2007'’"
_SEPARATORS = f"{_SPACES}{MARKS}"
_SEPARATOR = rf"[{_SEPARATORS}]"
_TIDY = re.compile(rf"^[{_SPACES}\t]+|[{_SPACES}\t]+$")
_SIGNED = re.compile(r"^([-−–+]?)(.*)$", re.DOTALL)
_PLAIN = re.compile(rf"[0-9]+(?:[{_SPACES}.,][0-9]+)*|[.,][0-9]+")
_EXPONENT = re.compile(r"^([0-9]+(?:\.[0-9]+)?)[eE]([+-]?[0-9]{1,2})$")
_BARE = re.compile(r"^[^0-9()+\-−–.,]*(.*?)[^0-9().,]*$", re.DOTALL)


@dataclass(frozen=True)
class Marks:
    """What the package declares of a column: marks, texts that stand for nothing, "€ 5" allowed (`bare` no)."""

    decimal: str | None = None
    group: str | None = None
    missing: frozenset[str] = frozenset()
    bare: bool = True


@dataclass
class Column:
    """The evidence of one column's values: which mark was seen as decimal, as group, or undecided."""

    marks: Marks = Marks()
    decimals: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def see(self, cell: str) -> None:
        """Take a cell into the evidence; anything that is no number says nothing."""
        if len(cell) > LONGEST or why_nil(cell, self.marks):
            return
        body = _digits(cell, self.marks)[1]
        if not _PLAIN.fullmatch(body):
            return
        decimal, groups = _evident(body)
        if not _threes(body.rpartition(decimal)[0] if decimal in MARKS and decimal else body) and decimal != "?":
            return
        self.groups |= groups
        if decimal and decimal in MARKS:
            self.decimals.add(decimal)
        elif decimal == "?":
            self.open.add(next(mark for mark in body if mark in MARKS))

    def decimal(self, mark: str) -> bool | None:
        """Whether an undecided mark is decimal here: True, False, or None when nothing tells."""
        if self.marks.decimal or self.marks.group:
            return mark == (self.marks.decimal or ".")
        if self.decimals & self.groups or len(self.decimals) > 1 or len(self.groups) > 1:
            return None
        if self.decimals:
            return mark in self.decimals
        if self.groups:
            return mark not in self.groups
        return True if mark == "." and "," not in self.open else None


def why_nil(cell: str, marks: Marks) -> str | None:
    """Why a cell holds no number: blank, dash, not available, not published, missing value; None when it may hold one."""
    text = _TIDY.sub("", cell)
    if cell in marks.missing or text in marks.missing:
        return "missing value" if text else "blank"
    if not text:
        return "blank"
    return "dash" if text in DASHES else NIL_WORDS.get(text.lower())


def read_number(cell: str, column: Column) -> Decimal:
    """The exact value of a cell. Raises RecordRefused for anything that is not one number, or could be two."""
    if len(cell) > LONGEST:
        raise RecordRefused(f"{len(cell)} characters; expected a number of at most {LONGEST}; mend the cell")
    sign, body = _digits(cell, column.marks)
    exponent = _EXPONENT.match(body)
    if exponent:
        value = Decimal(exponent.group(1)).scaleb(int(exponent.group(2)), EXACT)
        return value.copy_negate() if sign < 0 else value
    if not _PLAIN.fullmatch(body):
        raise RecordRefused(f"{cell!r} is not a number; expected digits, one decimal mark and groups of three; mend the cell")
    value = Decimal(_canonical(body, cell, column))
    return value.copy_negate() if sign < 0 else value


def stored(value: Decimal, factor: Decimal, printed: str) -> Decimal:
    """Value times factor, when the tables can hold it exactly. Raises RecordRefused, never rounds."""
    product = EXACT.plus(EXACT.multiply(value, factor))  # plus: no negative zero
    plain = product.normalize(EXACT)
    exponent = plain.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        raise RecordRefused(f"{printed!r} has {-exponent} decimals; expected at most {DECIMALS}; the tables would round it")
    if plain and plain.adjusted() >= WHOLE_DIGITS:
        raise RecordRefused(f"{printed!r} is 10^{plain.adjusted()} or more; expected below 10^{WHOLE_DIGITS}; check the factor")
    return product


def _digits(cell: str, marks: Marks) -> tuple[int, str]:
    """(sign, the rest) of a cell: outer spaces, brackets of a negative, sign and, where allowed, currency words taken off."""
    text = _TIDY.sub("", cell)
    if not marks.bare:
        text = _BARE.sub(r"\1", text)
    if text.startswith("(") and text.endswith(")"):
        inner = _TIDY.sub("", text[1:-1])
        return (-1, inner) if inner[:1].isascii() and inner[:1].isdigit() else (1, text)
    found = _SIGNED.match(text)
    sign, body = found.groups() if found else ("", text)
    return (-1 if sign and sign != "+" else 1), _TIDY.sub("", body)


def _evident(body: str) -> tuple[str, set[str]]:
    """What a number says by itself: (its decimal mark, "" for none, "?" when open; the marks that group digits)."""
    marks = [mark for mark in body if mark in MARKS]
    kinds = set(marks)
    if not marks:
        return "", set()
    if len(kinds) == 2:  # 1,234.5: the last is decimal, unless it occurs twice
        last = marks[-1]
        return (last, kinds - {last}) if marks.count(last) == 1 else ("", kinds)
    mark = marks[0]
    if len(marks) > 1:
        return "", {mark}
    before, _, after = body.partition(mark)
    spaced = any(space in before for space in _SPACES)
    open_ended = len(after) == 3 and not spaced and 1 <= len(before) <= 3 and not before.startswith("0")
    return ("?", set()) if open_ended else (mark, set())


def _canonical(body: str, cell: str, column: Column) -> str:
    """The number with a point and no groups. Raises RecordRefused when marks contradict or groups are not of three."""
    decimal, _ = _evident(body)
    marks = {mark for mark in body if mark in MARKS}
    declared = column.marks.decimal or ("." if column.marks.group else None)
    if declared:
        decimal = declared if declared in marks else ""
    elif decimal == "?":
        mark = next(iter(marks))
        decided = column.decimal(mark)
        if decided is None:
            raise RecordRefused(
                f"{cell!r} can be read with {mark!r} as decimal mark or between thousands, and the column does not tell;"
                " expected `decimalChar` or `groupChar` declared; ask the publisher"
            )
        decimal = mark if decided else ""
    whole, mark, fraction = body.partition(decimal) if decimal else (body, "", "")
    allowed = {column.marks.group} if column.marks.group else set(_SEPARATORS)
    if not _threes(whole) or not set(re.findall(_SEPARATOR, whole)) <= allowed:
        raise RecordRefused(f"{cell!r} is not grouped in threes by one mark; expected 1 234 567 or 1,234,567.5; mend the cell")
    if mark and not fraction.isdigit():
        raise RecordRefused(f"{cell!r} has more after its decimal mark than digits; expected 1,234.5 or 1.234,5; mend the cell")
    return f"{re.sub(_SEPARATOR, '', whole) or '0'}{mark and '.'}{fraction}"


def _threes(whole: str) -> bool:
    """Whether the whole part is ungrouped, or grouped in threes by one mark throughout."""
    groups = re.split(_SEPARATOR, whole)
    if len(set(re.findall(_SEPARATOR, whole))) > 1:
        return False
    return len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
