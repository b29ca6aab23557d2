"""How much of what a buyer contracted its largest supplier has: one source, one currency and one VAT basis at a time.

An address says all that is needed to compute it again: `largest/<what>/<source>/<currency>/<vat>/<buyer>`, where
what is `share` (per cent), `part` (the supplier's sum) or `whole` (everything in that source, currency and basis);
an empty part is `~`, a slash `~1`. Shares are exact quotients rounded once, to two decimals.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.view.purchases import NO_CURRENCY, Purchases, escaped, unsegment

SQL = Path(__file__).with_suffix(".sql")
LEAST = 5  # contracts: a share of fewer says more of their number than of the buyer
KINDS = ("share", "part", "whole")
HUNDREDTH = Decimal("0.01")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Largest:
    """The largest supplier of one basis. `rows` are the contracts of the basis with a sum, `own` those with the supplier.

    `all` counts the buyer's standing contracts of every source and basis, with or without a sum.
    """

    buyer: str
    source: str
    currency: str
    vat: str
    supplier: str
    rows: Rows
    own: Rows
    all: int

    @property
    def part(self) -> Decimal:
        return sum((Decimal(row["contracted"]) for row in self.own), Decimal(0))

    @property
    def whole(self) -> Decimal:
        return sum((Decimal(row["contracted"]) for row in self.rows), Decimal(0))

    def address(self, what: str) -> str:
        return "/".join(["largest", what, *(escaped(one) for one in (self.source, self.currency, self.vat, self.buyer))])


def largest(purchases: Purchases, buyer: str) -> list[Largest]:
    """One for each source, currency and VAT basis with at least LEAST sums, the one with most contracts first."""
    found = purchases.read(queries(SQL)["contracts"], {"buyer": buyer})
    groups: dict[tuple[str, str, str], Rows] = defaultdict(list)
    for row in found:
        if row["contracted"] is not None:
            groups[row["source_id"], row["currency"], row["vat"]].append(row)
    made = [_of(buyer, key, rows, len(found)) for key, rows in groups.items() if len(rows) >= LEAST]
    kept = [one for one in made if one is not None]
    return sorted(kept, key=lambda one: (-len(one.rows), one.source, one.currency, one.vat))


def _of(buyer: str, key: tuple[str, str, str], rows: Rows, count: int) -> Largest | None:
    """None where no supplier is named, or the sums do not add up to more than nought."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["supplier"]:
            sums[row["supplier"]] += Decimal(row["contracted"])
    if not sums:
        return None
    first = min(sums, key=lambda one: (-sums[one], one))
    made = Largest(buyer, *key, first, rows, [row for row in rows if row["supplier"] == first], count)
    return made if made.whole > 0 else None


def figure(purchases: Purchases, one: Largest, what: str) -> Figure:
    """The share, its part or its whole, with a receipt."""
    words = purchases.words
    if what == "share":
        value, unit = (one.part * 100 / one.whole).quantize(HUNDREDTH, ROUND_HALF_EVEN), "percent"
    else:
        value, unit = getattr(one, what), one.currency or NO_CURRENCY
    return purchases.make(one.address(what), Amount(value, value, value, unit), "derived", words(f"largest_{what}"), "", False)


def by_receipt(purchases: Purchases, rest: str) -> tuple[Largest, str]:
    """The share of `<what>/<source>/<currency>/<vat>/<buyer>` and what of it. Raises NotFound."""
    what, *parts = rest.split("/")
    source, currency, vat, buyer = (unsegment(part) for part in parts) if len(parts) == 4 else ("", "", "", "")
    for one in largest(purchases, buyer) if what in KINDS else ():
        if (one.source, one.currency, one.vat) == (source, currency, vat):
            return one, what
    raise NotFound(f"largest/{rest[:80]} cannot be computed; write largest/share/SOURCE/CURRENCY/VAT/BUYER, from {LEAST} sums on")
