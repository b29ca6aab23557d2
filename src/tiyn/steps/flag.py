"""Flag: run every indicator on the shelf; each row says flag, no flag, or why not computable.

An indicator is one folder: `indicator.yml` (names, meaning, parameters), `flags.sql` (one row
per subject in scope: subject, state, reason, value, threshold, evidence) and `cases.yml`.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tiyn import shelf, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.readers._check import Check
from tiyn.snapshot import digest, digest_file
from tiyn.steps.flagging.purchases import LEVELS, flag_purchases

INDICATORS = shelf.PACKAGE / "indicators"
CARD = ("id", "version", "level", "name", "meaning", "innocent", "computable_when", "parameters")
# What the card of an indicator of purchases says besides: docs/indicators.md.
PURCHASE = ("group", "unit", "direction", "settle", "evidence", "codes", "strength", "history")
STATES = ("flag", "no_flag", "not_applicable", "not_computable", "suppressed", "error")


@dataclass(frozen=True)
class Indicator:
    """One folder of the shelf; `parameters` are decimals bound into the query by name."""

    folder: Path
    card: textyaml.Block

    @property
    def id(self) -> str:
        return self.card["id"]

    @property
    def parameters(self) -> dict[str, Decimal]:
        return {name: Decimal(text) for name, text in self.card["parameters"].items()}

    @property
    def level(self) -> str:
        return str(self.card["level"])

    @property
    def version(self) -> str:
        return str(self.card["version"])

    @property
    def purchase(self) -> bool:
        """Whether its subjects are lots, contracts and what purchases name, not figures of the dossier and the budget."""
        return self.level in LEVELS

    @property
    def rate(self) -> bool:
        """Whether it tests a share of cases against its peers (`rate.sql` instead of `flags.sql`)."""
        return (self.folder / "rate.sql").is_file()

    @property
    def file(self) -> Path:
        return self.folder / ("rate.sql" if self.rate else "flags.sql")

    @property
    def sql(self) -> str:
        return self.file.read_text(encoding="utf-8").strip().rstrip(";")

    @property
    def text(self) -> str:
        """All its SQL."""
        reference = self.folder / "reference.sql"
        return self.sql + (reference.read_text(encoding="utf-8") if reference.is_file() else "")

    @property
    def rule(self) -> str:
        """SHA-256 of its queries: a changed query is a changed rule."""
        reference = self.folder / "reference.sql"
        return digest_file(self.file) if not reference.is_file() else digest(self.file.read_bytes() + reference.read_bytes())


@functools.cache
def indicators(folder: Path = INDICATORS) -> list[Indicator]:
    """The indicators on the shelf, by name. Raises DossierRefused with every mistake in their cards."""
    mistakes: list[Mistake] = []
    found = []
    for path in shelf.folders(folder, "indicator.yml"):
        name = f"indicators/{path.name}/indicator.yml"
        card = textyaml.load(path / "indicator.yml", name, mistakes)
        check = Check(name, mistakes)
        purchase = card is not None and card.get("level") in LEVELS
        if card is None or not check.keys(card, (*CARD, *PURCHASE) if purchase else CARD, ()):
            continue
        for key in ("name", "meaning", "innocent", "computable_when", *(("settle",) if purchase else ())):
            check.texts(card, key)
        found.append(Indicator(path, card))
    if mistakes:
        raise DossierRefused(mistakes)
    return found


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


def version(indicator: Indicator) -> str:
    """The rule's declared version and the hash of its query: a changed query is a changed rule."""
    return f"{indicator.card['version']}+{indicator.rule[:12]}"
