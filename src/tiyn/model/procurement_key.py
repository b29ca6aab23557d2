"""The keys of the state procurement register of Kazakhstan, taken apart.

announcement   `17379709-1`                id of the announcement, number of its version
lot            `83685322-ОИ4`              root of the plan item, symbol of the method, attempt; `-ОЛ-` inside: joined
contract       `970140002674/260023/00`    customer's BIN, year and serial number, revision (00: the original)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tiyn.model.errors import NotAnIdentifier

_ANNOUNCEMENT = re.compile(r"([1-9]\d{0,11})-(\d{1,4})")
_LOT = re.compile(r"([1-9]\d{0,14})-(.+)")
_METHOD = re.compile(r"([^\W\d_]+)(\d{1,3})")
_CONTRACT = re.compile(r"(\d{12})/(\d{2})(\d{1,8})/(\d{1,3})")
_JOINED = "ОЛ"


@dataclass(frozen=True)
class AnnouncementNumber:
    """`numberAnno`: the announcement and the version of it."""

    announcement: int
    version: int


@dataclass(frozen=True)
class LotNumber:
    """`lotNumber`: the plan item's root id, the method's symbol, the attempt; `joined` when several items were joined."""

    root: int
    symbol: str
    attempt: int
    joined: bool


@dataclass(frozen=True)
class ContractNumber:
    """`contractNumberSys`: the customer's twelve digits, the year (four digits), the serial number, the revision."""

    customer: str
    year: int
    serial: str
    revision: int

    @property
    def stem(self) -> str:
        """What the revisions of one contract share."""
        return f"{self.customer}/{self.year % 100:02d}{self.serial}"


def read_announcement_number(text: str) -> AnnouncementNumber:
    """Raises NotAnIdentifier for anything but `<id>-<n>`."""
    found = _ANNOUNCEMENT.fullmatch(text)
    if found is None:
        raise _refused(text, "an announcement's number like 17379709-1")
    return AnnouncementNumber(int(found[1]), int(found[2]))


def read_lot_number(text: str) -> LotNumber:
    """Raises NotAnIdentifier for anything but `<root>-[ОЛ-]<symbol><attempt>`; ОЛ may stand after the method as well."""
    found = _LOT.fullmatch(text)
    parts = found[2].split("-") if found else []
    joined = _JOINED in parts
    rest = [part for part in parts if part != _JOINED]
    method = _METHOD.fullmatch(rest[0]) if len(rest) == 1 else None
    if found is None or method is None:
        raise _refused(text, "a lot's number like 83685322-ОИ4")
    return LotNumber(int(found[1]), method[1], int(method[2]), joined)


def read_contract_number(text: str) -> ContractNumber:
    """Raises NotAnIdentifier for anything but `<BIN>/<YYNNNN>/<revision>`."""
    found = _CONTRACT.fullmatch(text)
    if found is None or not text.isascii():
        raise _refused(text, "a register number like 970140002674/260023/00")
    return ContractNumber(found[1], 2000 + int(found[2]), found[3], int(found[4]))


def _refused(text: str, expected: str) -> NotAnIdentifier:
    return NotAnIdentifier(f"{text[:40]!r} is not a key of the register; expected {expected}; its record is kept without them")
