"""Cards of indicators: one folder of the shelf, its names, parameters and queries, and what versions a rule has.

An indicator is one folder: `indicator.yml` (names, meaning, parameters), `flags.sql` (one row
per subject in scope: subject, state, reason, value, threshold, evidence) and `cases.yml`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tiyn import shelf, textyaml
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.readers._check import Check
from tiyn.snapshot import digest, digest_file

INDICATORS = shelf.PACKAGE / "indicators"
CARD = ("id", "version", "level", "name", "meaning", "innocent", "computable_when", "parameters")
# What the card of an indicator of purchases says besides: docs/indicators.md.
PURCHASE = ("group", "unit", "direction", "settle", "evidence", "codes", "strength", "history")
STATES = ("flag", "no_flag", "not_applicable", "not_computable", "suppressed", "error")
LEVELS = ("lot", "contract", "process", "buyer", "supplier", "pair", "market")  # those of purchases


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


def version(indicator: Indicator) -> str:
    """The rule's declared version and the hash of its query: a changed query is a changed rule."""
    return f"{indicator.card['version']}+{indicator.rule[:12]}"
