"""Flag: run every indicator on the shelf; each row says flag, no flag, or why not computable.

An indicator is one folder: `indicator.yml` (names, meaning, parameters), `flags.sql` (one row
per subject in scope: subject, state, reason, value, threshold, evidence) and `cases.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tiyn import shelf, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.readers._check import Check
from tiyn.snapshot import digest_file

INDICATORS = shelf.PACKAGE / "indicators"
CARD = ("id", "version", "level", "name", "meaning", "innocent", "computable_when", "parameters")
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
    def sql(self) -> str:
        return (self.folder / "flags.sql").read_text(encoding="utf-8")


def indicators(folder: Path = INDICATORS) -> list[Indicator]:
    """The indicators on the shelf, by name. Raises DossierRefused with every mistake in their cards."""
    mistakes: list[Mistake] = []
    found = []
    for path in shelf.folders(folder, "indicator.yml"):
        name = f"indicators/{path.name}/indicator.yml"
        card = textyaml.load(path / "indicator.yml", name, mistakes)
        check = Check(name, mistakes)
        if card is None or not check.keys(card, CARD, ()):
            continue
        for key in ("name", "meaning", "innocent", "computable_when"):
            check.texts(card, key)
        found.append(Indicator(path, card))
    if mistakes:
        raise DossierRefused(mistakes)
    return found


def flag(engine: Engine) -> dict[str, int]:
    """Fill `flag`; returns how many results have each state."""
    counts = dict.fromkeys(STATES, 0)
    for indicator in indicators():
        rows = run(engine, indicator)
        for row in rows:
            counts[row["state"]] += 1
        engine.load(tables()["flag"], rows)
        card, owner = indicator.card, f"indicator/{indicator.id}"
        labels = [
            {"owner": owner, "role": role, "lang": lang, "text": text}
            for role in ("name", "meaning", "innocent", "computable_when")
            for lang, text in card[role].items()
        ]
        engine.load(tables()["label"], labels)
    return counts


def run(engine: Engine, indicator: Indicator) -> list[dict[str, object]]:
    """One indicator's rows, in order of subject."""
    return [{"indicator": indicator.id, **row} for row in engine.rows(indicator.sql, indicator.parameters)]


def version(indicator: Indicator) -> str:
    """The rule's declared version and the hash of its query: a changed query is a changed rule."""
    return f"{indicator.card['version']}+{digest_file(indicator.folder / 'flags.sql')[:12]}"
