"""A made-up register: every number follows from a seed and the position of a contract, nothing is held in memory.

BINs begin with two digits and `1340` or `1341`: month 13 does not exist, so no real BIN looks so, though
their check digits hold. Personal numbers begin with two digits and `1331` likewise. Sums are in tiyn (1/100
tenge) here and printed in tenge, as the register prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from tiyn.model.identifier import check_digit

MARK = "[SYNTHETIC · СИНТЕТИКА · ЖАСАНДЫ]"
REGIONS = ("751110000", "711310000", "791910000", "353220100", "471010000", "555651100", "613620100", "101010000")
METHODS = ((2, "ОК"), (3, "ЗЦП"), (6, "ОИ"), (77, "АУК"), (188, "КРБС"), (60, "ЭМ"))
_MASK = (1 << 64) - 1


def mix(seed: int, index: int, salt: int) -> int:
    """64 bits that look like chance and always come the same (splitmix64)."""
    value = (seed * 0x9E3779B97F4A7C15 + index * 0xBF58476D1CE4E5B9 + salt * 0x94D049BB133111EB + 0x2545F4914F6CDD1D) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def numbered(start: str, other: str, serial: str) -> str:
    """Twelve digits whose check digit holds: `other` is the start where `start` allows none."""
    digit = check_digit(start + serial)
    return f"{start}{serial}{digit}" if digit is not None else f"{other}{serial}{check_digit(other + serial)}"


def bin_of(number: int) -> str:
    """The synthetic BIN of an organization."""
    year, serial = divmod(number, 100_000)
    return numbered(f"{year:02d}1340", f"{year:02d}1341", f"{serial:05d}")


def iin_of(number: int) -> str:
    """The synthetic personal number of a sole trader."""
    year, serial = divmod(number, 10_000)
    return numbered(f"{year:02d}13313", f"{year:02d}13314", f"{serial:04d}")


def money(tiyn: int) -> int | float:
    """Tenge as the register's JSON prints them: whole, or with two decimals."""
    return tiyn // 100 if tiyn % 100 == 0 else tiyn / 100


@dataclass
class Truth:
    """What the register holds in all; sums in tenge. `contracts` are chains of revisions, each counted by its last."""

    contracts: int = 0
    revisions: int = 0
    direct: int = 0
    processes: int = 0
    lots: int = 0
    units: int = 0
    plan_items: int = 0
    bids: int = 0
    acts: int = 0
    payments: int = 0
    value: Decimal = Decimal(0)
    value_vat: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


@dataclass
class World:
    """`size` contracts of `seed`. `changed` counts how often a contract changed, `deleted` are gone from the register."""

    size: int
    seed: int = 1
    changed: dict[int, int] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.customers = max(3, self.size // 500)
        self.suppliers = max(7, self.size // 20)

    def chance(self, index: int, salt: int) -> int:
        return mix(self.seed, index, salt)

    def case(self, index: int) -> Case:
        return Case(self, index)

    def truth(self) -> Truth:
        """The sums of everything that is not deleted."""
        told = Truth()
        value = value_vat = paid = 0
        for index in range(self.size):
            one = self.case(index)
            told.plan_items += sum(one.versions(unit) for unit in range(one.units))
            told.lots += 0 if one.direct else one.units
            told.bids += 0 if one.direct else one.bids * one.units
            told.processes += not one.direct
            if index in self.deleted:
                continue
            told.contracts += 1
            told.revisions += one.revisions
            told.direct += one.direct
            told.units += one.units
            told.acts += one.acts
            told.payments += one.payments
            value += one.sum(one.revisions - 1)
            value_vat += one.with_vat(one.sum(one.revisions - 1))
            paid += sum(one.pay(number) for number in range(one.payments))
        told.processes += told.direct
        told.value, told.value_vat, told.paid = Decimal(value) / 100, Decimal(value_vat) / 100, Decimal(paid) / 100
        return told


@dataclass(frozen=True)
class Case:
    """Everything about one contract that follows from its position."""

    world: World
    index: int

    def chance(self, salt: int) -> int:
        return self.world.chance(self.index, salt)

    @cached_property
    def direct(self) -> bool:
        return self.chance(1) % 10 < 4

    @cached_property
    def revisions(self) -> int:
        return (3, 2, 1, 1, 2, 1, 1, 1)[self.chance(2) % 8]

    @cached_property
    def units(self) -> int:
        return 1 + self.chance(3) % (2 if self.direct else 3)

    @cached_property
    def customer(self) -> int:
        return self.index % self.world.customers

    @cached_property
    def supplier(self) -> int:
        return self.chance(4) % self.world.suppliers

    @cached_property
    def signed(self) -> datetime:
        return datetime(2025, 1, 9, 9, 0) + timedelta(minutes=self.chance(5) % (660 * 1440))

    @property
    def year(self) -> int:
        return self.signed.year

    @cached_property
    def vat_payer(self) -> bool:
        return self.chance(6) % 2 == 0

    def with_vat(self, tiyn: int) -> int:
        rate = 112 if self.year < 2026 else 116
        return tiyn * rate // 100 if self.vat_payer else tiyn

    def versions(self, unit: int) -> int:
        """How many versions the unit's plan item has: 1 or 2."""
        return 2 if self.chance(20 + unit) % 3 == 0 else 1

    def quantity(self, unit: int) -> int:
        return 1 + self.chance(30 + unit) % 40

    def price(self, unit: int, revision: int) -> int:
        number = self.chance(40 + unit)
        base = (number % 500_000 + 100) * 100 + (number % 97 if number % 3 == 0 else 0)
        return base * (100 + 5 * revision) // 100

    def total(self, unit: int, revision: int) -> int:
        return self.price(unit, revision) * self.quantity(unit)

    def sum(self, revision: int) -> int:
        return sum(self.total(unit, revision) for unit in range(self.units))

    @cached_property
    def method(self) -> tuple[int, str]:
        return (23, "ОИПД") if self.direct else METHODS[self.chance(7) % len(METHODS)]

    @cached_property
    def attempt(self) -> int:
        return 1 + self.chance(8) % 5

    @cached_property
    def bids(self) -> int:
        return 1 + self.chance(9) % 3

    @cached_property
    def acts(self) -> int:
        return self.chance(10) % 3

    @cached_property
    def payments(self) -> int:
        return self.chance(11) % 4

    def pay(self, number: int) -> int:
        return self.with_vat(self.sum(self.revisions - 1)) * (20 + number) // 100

    @property
    def region(self) -> str:
        return REGIONS[self.customer % len(REGIONS)]

    # ---- ids: every contract has a block of its own in each object, so an id leads back to its contract

    def plan_id(self, unit: int, version: int) -> int:
        return 80_000_000 + self.index * 8 + unit * 2 + version

    @property
    def buy_id(self) -> int:
        return 0 if self.direct else 17_000_000 + self.index

    def lot_id(self, unit: int) -> int:
        return 0 if self.direct else 40_000_000 + self.index * 4 + unit

    def contract_id(self, revision: int) -> int:
        return 25_000_000 + self.index * 4 + revision

    def unit_id(self, unit: int, revision: int) -> int:
        return 50_000_000 + self.index * 16 + unit * 4 + revision

    def system_number(self, revision: int) -> str:
        return f"{bin_of(self.customer)}/{self.year % 100:02d}{self.index // self.world.customers % 10_000:04d}/{revision:02d}"

    def lot_number(self, unit: int) -> str:
        joined = "ОЛ-" if self.chance(12) % 50 == 0 else ""
        return f"{self.plan_id(unit, 0)}-{joined}{self.method[1]}{self.attempt}"


def descending(base: int, stride: int, size: int, after: int | None) -> Iterator[int]:
    """The positions that may hold ids below `after`, the highest first."""
    top = size - 1 if after is None else min(size - 1, (after - 1 - base) // stride)
    return iter(range(top, -1, -1))
