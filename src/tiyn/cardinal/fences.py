"""Quartiles and fences as Cardinal computes them, to the last bit.

Quartiles are of type 8 (Hyndman and Fan); a fence multiplies and adds in one rounding; meta is rounded to four
decimals, halves away from zero. A quartile of nothing, and what is computed from it, is not a number: null in JSON.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def quantile(n: int, share: float, at: Callable[[int], float]) -> float:
    """The quantile of n sorted values, of which `at(i)` is the i-th from zero."""
    if n == 0 or not 0 <= share <= 1:
        return math.nan
    h = (n + 1 / 3) * share + 1 / 3
    whole = int(h)
    if whole <= 0 or share == 0:
        return at(0)
    if whole >= n or share == 1:
        return at(n - 1)
    low, high = at(whole - 1), at(whole)
    return low + (h - whole) * (high - low)


def fused(factor: float, other: float, plus: float) -> float:
    """factor * other + plus, rounded once."""
    if not all(map(math.isfinite, (factor, other, plus))):
        return factor * other + plus
    return float(Fraction(factor) * Fraction(other) + Fraction(plus))


def lower(q1: float, q3: float) -> float:
    return fused(q3 - q1, -1.5, q1)


def upper(q1: float, q3: float) -> float:
    return fused(q3 - q1, 1.5, q3)


def rounded(value: float) -> float | None:
    """Four decimals, as in `Meta`."""
    scaled = value * 10_000
    if not math.isfinite(scaled):
        return None
    return float(Decimal(scaled).quantize(Decimal(1), ROUND_HALF_UP)) / 10_000 if abs(scaled) < 2**53 else scaled / 10_000
