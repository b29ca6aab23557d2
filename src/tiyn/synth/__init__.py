"""A made-up country's procurement at any size: the same number and seed give the same rows, whatever the threads.

Everything is drawn by the engine's own hash of (seed, number, what is drawn) with whole numbers, so a row
depends on nothing but its number. Another version of the engine may draw other rows (docs/synthetic.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn import codes, textyaml
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, InputRefused, Mistake
from tiyn.queries import queries
from tiyn.snapshot import digest

HERE = Path(__file__).parent
FILL, PLANTED, LINES = HERE / "fill.sql", HERE / "planted.sql", HERE / "lines.sql"
SOURCE, DOCUMENT = "synthetic", "synthetic-procurement"
# Processes drawn at a time: about 300 MB in the engine.
BATCH = 250_000
MEMORY = "1500MB"
LEAST, MOST = 100, 50_000_000
# Processes at which there are 20,000 buyers and 300,000 suppliers; fewer have their share.
FULL, BUYERS, SUPPLIERS = 5_000_000, 20_000, 300_000
PLANTED_PROCESSES = 4
ENDINGS = {"m": "ого", "f": "ой", "p": "ых"}
ONE_BATCH = (
    "process", "plan_item", "budget_part", "lot", "item", "bid", "award", "involvement", "contract", "contract_version",
    "amendment", "act", "payment",
)  # fmt: skip
NAMES = {
    "kk": "Синтетикалық сатып алулар: бәрі ойдан шығарылған",
    "ru": "Синтетические закупки: всё выдумано",
    "en": "Synthetic procurement: all of it is made up",
}
TOLD = {
    "kk": "Tiyn өзі жасаған деректер: бірде-бір нақты сатып алу, тапсырыс беруші не өнім беруші жоқ. Көлемді сынауға ғана.",
    "ru": "Сделано самим Tiyn: ни одной настоящей закупки, заказчика или поставщика. Только для проверки на объёме.",
    "en": "Tiyn made these data itself: there is no real purchase, buyer or supplier in them. For trying its size only.",
}


@dataclass(frozen=True)
class Synthetic:
    """A country of `processes` contracting processes drawn from `seed`. Raises InputRefused for a size it cannot draw."""

    processes: int
    seed: int = 1

    def __post_init__(self) -> None:
        if not LEAST <= self.processes <= MOST:
            raise InputRefused(f"--processes {self.processes}: expected {LEAST} to {MOST}; give another number")

    @property
    def name(self) -> str:
        return f"synthetic procurement, {self.processes} processes, seed {self.seed}"

    def fill(self, engine: Engine, said: Callable[[int, int], None] = lambda done, of: None) -> dict[str, Any]:
        """Fill the engine's tables, batch by batch; returns the reading."""
        engine.limit(MEMORY)
        self._begin(engine)
        for past in self._batches(engine):
            said(past, self.processes)
        engine.limit()
        sha256 = digest(self.name.encode())
        engine.load(tables()["source"], [{"id": SOURCE, "kind": "synthetic", "publisher": "Tiyn", "licence": "CC0-1.0"}])
        card = dict.fromkeys(("author", "published", "url"), "not stated") | {"publisher": "Tiyn", "language": "not stated"}
        document = {"id": DOCUMENT, "source_id": SOURCE, "kind": "dataset", "title": self.name, "file": self.name}
        engine.load(tables()["document"], [card | document | {"sha256": sha256, "signed": "no"}])
        owners, roles = (f"source/{SOURCE}", f"document/{DOCUMENT}"), {"name": NAMES, "reliability": TOLD}
        labels = [(owner, role, lang, text) for owner in owners for role, texts in roles.items() for lang, text in texts.items()]
        engine.load(tables()["label"], [dict(zip(("owner", "role", "lang", "text"), label, strict=True)) for label in labels])
        counts = dict.fromkeys(("read", "accepted"), self.processes) | {"quarantined": 0}
        reading = {"file": self.name, "sha256": sha256, "reader": "synth"} | counts
        engine.load(tables()["reading"], [reading])
        return reading

    def write_lines(self, engine: Engine, path: Path) -> int:
        """Write the same processes as OCDS JSON lines; returns the bytes. The engine's tables are emptied batch by batch."""
        self._begin(engine)
        part, sql = path.with_name(path.name + ".part"), queries(LINES)["lines"]
        with path.open("wb") as file:
            for _ in self._batches(engine):
                engine.write_text(sql, part)
                file.write(part.read_bytes())
                for name in ONE_BATCH:
                    engine.run(f"truncate {name}")
        part.unlink(missing_ok=True)
        return path.stat().st_size

    def _begin(self, engine: Engine) -> None:
        """The vocabulary, the titles and the parties."""
        named = queries(FILL)
        for statement in named["macros"].split(";\n"):
            engine.run(statement)
        engine.keep("word", list(_words()))
        regions = [code for code in codes.lists()["region"] if code != "KZ"]
        engine.keep("region", [{"n": n, "code": code} for n, code in enumerate(regions)])
        engine.run(named["phrases"], self._bound(named["phrases"]))
        for name in ("buyers", "suppliers"):
            engine.run(named[name], self._bound(named[name]))
        engine.run(named["participants"])
        engine.run(queries(PLANTED)["participants"])

    def _batches(self, engine: Engine) -> Iterator[int]:
        """Fill the tables batch by batch; after each, how many processes there are."""
        named, planted = queries(FILL), queries(PLANTED)
        drawn = self.processes - PLANTED_PROCESSES
        for first in range(0, drawn, BATCH):
            past = min(first + BATCH, drawn)
            engine.run(named["batch"], self._bound(named["batch"], first, past))
            for name in ONE_BATCH:
                engine.run(named[name], self._bound(named[name]))
            if past == drawn:
                past = self.processes
                for name in ("processes", "contracts", "payments"):
                    engine.run(planted[name], {"past": past})
            yield past

    def _bound(self, sql: str, first: int = 0, past: int = 0) -> dict[str, int]:
        buyers = max(20, BUYERS * self.processes // FULL)
        suppliers = max(50, SUPPLIERS * self.processes // FULL)
        levels = {"buyer_levels": buyers.bit_length(), "supplier_levels": suppliers.bit_length()}
        values = {"seed": self.seed, "first": first, "past": past, "buyers": buyers, "suppliers": suppliers} | levels
        return {name: value for name, value in values.items() if _asks(sql, name)}


def _asks(sql: str, name: str) -> bool:
    return any(piece[:1] not in "abcdefghijklmnopqrstuvwxyz_" for piece in f"{sql} ".split(f"${name}")[1:])


def _words() -> Iterator[dict[str, Any]]:
    """The vocabulary, each word with its place in its list; Russian adjectives' endings stand with the objects."""
    mistakes: list[Mistake] = []
    block = textyaml.load(HERE / "words.yml", "synth/words.yml", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    for lang, lists in block.items():
        found: dict[str, list[tuple[str, str]]] = {}
        for part, text in lists.items():
            name, _, gender = part.partition("_")
            found.setdefault(name, []).append((text, ENDINGS.get(gender, "")))
        for part, given in found.items():
            # by turns, so that the first words of each list are the common ones
            rows = sorted(
                (n, place, word, ending) for place, (text, ending) in enumerate(given) for n, word in enumerate(text.split("|"))
            )
            for n, (_, _, word, ending) in enumerate(rows):
                yield {"lang": lang, "part": part, "n": n, "text": word, "ending": ending}
