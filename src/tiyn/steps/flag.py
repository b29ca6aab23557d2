"""Flag: run every indicator on the shelf; each row says flag, no flag, or why not computable."""

from __future__ import annotations

import sys

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.steps.flagging.card import STATES, Indicator, indicators
from tiyn.steps.flagging.purchases import flag_purchases


def flag(engine: Engine) -> dict[str, int]:
    """Fill `flag` and the results of purchases; returns how many results have each state, rules that broke as `error`."""
    counts = dict.fromkeys(STATES, 0)
    found = indicators()
    for indicator in found:
        engine.load(tables()["label"], _labels(indicator))
        if indicator.purchase:
            continue
        rows = run(engine, indicator)
        for row in rows:
            counts[row["state"]] += 1
        engine.load(tables()["flag"], rows)
    states, failed = flag_purchases(engine, [one for one in found if one.purchase])
    for state, count in states.items():
        counts[state] += count
    counts["error"] += len(failed)
    broken = {"source_id": "", "year": 0, "method": "", "state": "error", "reason": "rule_failed", "subjects": 0}
    engine.load(tables()["indicator_total"], [broken | {"indicator": one.indicator} for one in failed])
    for one in failed:
        sys.stderr.write(f"indicator {one.indicator} failed: {one.why}\n")
    return counts


def _labels(indicator: Indicator) -> list[dict[str, str]]:
    roles = ("name", "meaning", "innocent", "computable_when", *(("settle",) if indicator.purchase else ()))
    owner = f"indicator/{indicator.id}"
    return [
        {"owner": owner, "role": role, "lang": lang, "text": text}
        for role in roles
        for lang, text in indicator.card[role].items()
    ]


def run(engine: Engine, indicator: Indicator) -> list[dict[str, object]]:
    """One indicator's rows, in order of subject."""
    return [{"indicator": indicator.id, **row} for row in engine.rows(indicator.sql, indicator.parameters)]
