"""Rates with shrinkage and false-discovery control: k of n at a unit against the beta-binomial of its peers.

The prior Beta(a, b) is fitted by moments to the units with n >= 10 of the same peers (fewer than 30 of them, or no
spread: a + b = 12 around the pooled rate); the upper tail is beta-binomial; Benjamini and Hochberg at q within the
indicator. A rate indicator's `rate.sql` gives subject, part, peers, k (hits) and n; its card has `q` and `least_n`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.flagging.card import Indicator

SQL = Path(__file__).with_name("results.sql")
FIT_N, FIT_UNITS, FALLBACK = 10, 30, 12.0


@dataclass
class Unit:
    """One unit: `hits` of `n`; base, shrunk and p are filled by `judge`."""

    subject: int
    part: str
    peers: str
    hits: int
    n: int
    base: float = 0.0
    shrunk: float = 0.0
    p: float = 1.0
    rank: int = 0


def prior(units: list[Unit]) -> tuple[float, float]:
    """Beta(a, b) of a peer group, by moments over its units with n >= 10."""
    fitted = [unit for unit in units if unit.n >= FIT_N]
    hits, total = sum(unit.hits for unit in units), sum(unit.n for unit in units)
    mean = (hits + 0.5) / (total + 1)
    weight = FALLBACK
    if len(fitted) >= FIT_UNITS:
        shares = [unit.hits / unit.n for unit in fitted]
        centre = sum(shares) / len(shares)
        spread = sum((share - centre) ** 2 for share in shares) / (len(shares) - 1)
        noise = sum(centre * (1 - centre) / unit.n for unit in fitted) / len(fitted)
        between = spread - noise
        if between > 0:
            weight = max(2.0, min(10_000.0, centre * (1 - centre) / between - 1))
    return mean * weight, (1 - mean) * weight


def tail(hits: int, n: int, a: float, b: float) -> float:
    """P(K >= hits) for the beta-binomial with n trials."""
    if hits <= 0:
        return 1.0
    log = (
        math.lgamma(n + 1) - math.lgamma(hits + 1) - math.lgamma(n - hits + 1)
        + math.lgamma(hits + a) + math.lgamma(n - hits + b) - math.lgamma(n + a + b)
        - math.lgamma(a) - math.lgamma(b) + math.lgamma(a + b)
    )  # fmt: skip
    term = total = math.exp(log)
    for k in range(hits, n):
        term *= (n - k) / (k + 1) * (k + a) / (n - k - 1 + b)
        total += term
        if term < total * 1e-15:
            break
    return min(1.0, total)


def judge(units: list[Unit], q: float) -> float:
    """Fill every unit's figures; returns the largest p that is still a discovery at rate q (0 when there is none)."""
    peers: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        peers[unit.peers].append(unit)
    for group in peers.values():
        a, b = prior(group)
        for unit in group:
            unit.base, unit.shrunk = a / (a + b), (unit.hits + a) / (unit.n + a + b)
            unit.p = tail(unit.hits, unit.n, a, b)
    return discoveries(units, q)


def discoveries(units: list[Unit], q: float) -> float:
    """Benjamini and Hochberg: give every unit its rank, and return the largest p accepted."""
    limit = 0.0
    for rank, unit in enumerate(sorted(units, key=lambda one: (one.p, one.subject, one.part)), start=1):
        unit.rank = rank
        if unit.p <= q * rank / len(units):
            limit = unit.p
    return limit


def test(engine: Engine, one: Indicator, relation: str) -> None:
    """Judge all units of a rate indicator; its raw results become `relation`."""
    parameters = one.parameters
    rows = engine.rows(one.sql, {name: int(value) for name, value in parameters.items() if f"${name}" in one.sql})
    least = int(parameters["least_n"])
    units = [Unit(row["subject"], row["part"], row["peers"], int(row["k"]), int(row["n"])) for row in rows]
    tested = [unit for unit in units if unit.n >= least]
    by_peers: dict[str, int] = defaultdict(int)
    for unit in tested:
        by_peers[unit.peers] += 1
    fit = [unit for unit in tested if by_peers[unit.peers] >= int(parameters["least_peers"])]
    limit = judge(fit, float(parameters["q"]) / 1_000_000) if fit else 0.0
    judged = {(unit.subject, unit.part) for unit in fit}
    engine.run(queries(SQL)["judged"].format(relation=relation))
    engine.append(relation, [_result(unit, (unit.subject, unit.part) in judged, least, limit) for unit in units])
    _publish(engine, one, fit)


def _result(unit: Unit, judged: bool, least: int, limit: float) -> tuple[Any, ...]:
    if not judged:
        reason = "n_below_min" if unit.n < least else "too_few_peers"
        return unit.subject, unit.part, "not_computable", reason, None, None, unit.peers, unit.n, None
    state = "flag" if limit > 0 and unit.p <= limit and unit.shrunk > unit.base else "no_flag"
    return unit.subject, unit.part, state, None, millionths(unit.shrunk), millionths(unit.base), unit.peers, unit.n, None


def millionths(x: float) -> int:
    return int(round(x * 1_000_000))


def _publish(engine: Engine, one: Indicator, units: list[Unit]) -> None:
    """Every tested unit with its figures, as `rate_unit`."""
    rows = [
        (one.id, unit.subject, unit.part, unit.hits, unit.n, unit.peers, f"{unit.base:.6f}", f"{unit.shrunk:.6f}",
         f"{unit.p:.12f}", unit.rank, len(units))
        for unit in units
    ]  # fmt: skip
    engine.run(queries(SQL)["tested"])
    engine.append("tested", rows)
    engine.run(queries(SQL)["rate_units"])
    engine.drop("tested")
