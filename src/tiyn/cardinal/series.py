"""Cardinal's eleven indicators over a file of OCDS compiled releases, one a line, or over an edition's tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from duckdb import InvalidInputException

from tiyn.cardinal.fences import lower, quantile, rounded, upper
from tiyn.cardinal.settings import CODES, Settings
from tiyn.engine import Engine
from tiyn.model.errors import InputRefused
from tiyn.queries import queries

HERE = Path(__file__).parent
LINES, FLAGS, OUTPUT, EDITION = (queries(HERE / name) for name in ("lines.sql", "flags.sql", "output.sql", "edition.sql"))
# Tables of an edition, and the names they have here.
TABLES = {
    "process": "process",
    "participant": "participant",
    "involvement": "involvement",
    "item": "item",
    "bid": "bid_row",
    "award": "award_row",
}
# RFC 3339 as Cardinal's reader of dates takes it.
MOMENT = r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
# Bytes of a line: what is read at first, and what costs more memory and is tried only when a line needs it.
LONGEST, LONGER = 16 << 20, 64 << 20
MEMORY = "1200MB"
GROUPS = ("Buyer", "ProcuringEntity", "Tenderer")
Meta = dict[str, dict[str, float | None]]


class Series:
    """One computation. `meta` holds quartiles and fences; results stay in the engine until they are written."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings, self.meta = engine, settings, Meta()
        self.currency: str | None = None
        self.numbered = False  # participants are numbers until results are printed

    def on(self, *codes: str) -> bool:
        """Whether any of these indicators is asked for."""
        return any(code in self.settings.options for code in codes)

    def compute(self, file: Path) -> None:
        """Lay the file's lines out (or, of a folder, the tables of an edition) and ask every indicator."""
        self.numbered = file.is_dir()
        if self.numbered:
            self._lay_edition(file)
        else:
            self._lay(file)
        self._keep("result", FLAGS["result"])
        if self.on("R024", "R036", "R058"):
            self._main_currency()
        if self.on("R024", "R058"):
            self._prices()
        for code in CODES:
            if self.on(code) and code in ASKED:
                ASKED[code](self)
        if self.numbered:
            self.engine.run(EDITION["result_named"])

    def choose(self, query: str, values: Mapping[str, Any] | None = None) -> None:
        """The subjects or pairs to print, as `chosen`, with the ids the participants have outside."""
        self.engine.drop("chosen")
        self.engine.run(OUTPUT[query], values)
        if self.numbered and query in ("tenderers", "buyers", "entities"):
            self.engine.run(EDITION["chosen_named"])

    def _lay_edition(self, folder: Path) -> None:
        for table, name in TABLES.items():
            self.engine.view(name, folder / f"{table}.parquet")
        self._keep("org", EDITION["org"])
        self._keep("line", EDITION["line"], {"excluded": quoted(self.settings.excluded)})
        self._keep("others", EDITION["others"])
        self._keep(
            "bid", EDITION["bid"], {"compared": quoted(self.settings.compared), "uncompared": quoted(self.settings.uncompared)}
        )
        self._keep("member", LINES["member"])
        self._keep("award", EDITION["award"])
        for name in ("winner", "contest"):
            self._keep(name, LINES[name])

    def _lay(self, file: Path) -> None:
        told = self.settings
        values: dict[str, Any] = {"file": str(file), "excluded": quoted(told.excluded)}
        try:
            self._keep("line", LINES["line"], values | {"longest": LONGEST})
        except InvalidInputException:
            self._lay_long(values)
        bids = {"compared": quoted(told.compared), "uncompared": quoted(told.uncompared)}
        self._keep("bid", LINES["bid"], bids)
        for name in ("member", "award", "winner", "contest"):
            self._keep(name, LINES[name])

    def _lay_long(self, values: Mapping[str, Any]) -> None:
        try:
            self._keep("line", LINES["line"], {**values, "longest": LONGER})
        except InvalidInputException:
            what = f"a line is longer than {LONGER >> 20} MB; expected one compiled release (a JSON object) on each line"
            raise InputRefused(f"{what}; write a package's releases out one a line") from None

    def _main_currency(self) -> None:
        """The currency prices are compared in: the one set, else the first that is seen."""
        asked = {"ratio": self.on("R024", "R058"), "lowest": self.on("R036")}
        found = self.engine.rows(LINES["first_currency"], asked)
        if found:
            set_one = self.settings.currency
            self.currency = found[0]["currency"] if set_one is None else text(set_one)

    def _short(self) -> None:
        days = self.settings.details
        values: dict[str, Any] = {"details": quoted(days), "days": list(days.values()), "moment": MOMENT}
        values["threshold"] = self.settings.number("R003", "threshold", 15)
        self._ask("R003", values | {"methods": quoted(self.settings.methods("R003", ""))})

    def _single(self) -> None:
        methods = self.settings.methods("R018", "open|selective")
        self._ask("R018", {"methods": quoted(methods)})

    def _same_price(self) -> None:
        self._ask("R028")

    def _late(self) -> None:
        self._ask("R030")

    def _alone(self) -> None:
        self._ask("R035", {"threshold": max(1, self.settings.number("R035", "threshold", 1))})

    def _lowest(self) -> None:
        if self.currency is not None:
            self._ask("R036", {"currency": self.currency})

    def _prices(self) -> None:
        self._keep("ratio", LINES["ratio"], {"currency": self.currency or ""})
        if self.on("R024"):
            q1, fence = self._fence("R024", "ratio", lower, "lower_fence")
            if q1 > 0 and fence > 0:
                self._ask("R024", {"fence": fence, "currency": self.currency})
        if self.on("R058"):
            _, fence = self._fence("R058", "ratio", upper, "upper_fence")
            if fence > 0:
                self._ask("R058", {"fence": fence})

    def _losses(self) -> None:
        self._keep("participation", FLAGS["participation"])
        percentile = self.settings.number("R025", "percentile", 75)
        often = self._quantiles("often", percentile / 100)[0]
        q1, fence = self._fence("R025", "won", lower, "lower_fence")
        self.meta["R025"]["upper_fence"] = rounded(often)
        if q1 > 0 and fence > 0:
            self._ask("R025", {"often": often, "fence": fence})

    def _disqualified(self) -> None:
        least = {"bids": self.settings.number("R038", "minimum_submitted_bids", 2)}
        least["processes"] = self.settings.number("R038", "minimum_contracting_processes", 2)
        self._keep("process_bids", FLAGS["process_bids"])
        self._keep("disqualified", FLAGS["disqualified"], least)
        for part in GROUPS:
            self._keep("share", FLAGS["share"], {"part": part})
            if self._ranked("share"):
                _, fence = self._fence("R038", "share", upper, "upper_fence", f"{part}_")
                if fence > 0:
                    self._ask("R038", {"fence": fence})

    def _variety(self) -> None:
        least = {"processes": self.settings.number("R048", "minimum_contracting_processes", 20)}
        variety = (EDITION if self.numbered else FLAGS)["variety"]
        self._keep("variety", variety, least | {"digits": self.settings.number("R048", "digits", 2)})
        _, fence = self._fence("R048", "variety", upper, "upper_fence")
        if fence == fence:
            self._ask("R048", {"fence": fence})

    def _fence(self, code: str, values: str, rule: Any, name: str, before: str = "") -> tuple[float, float]:
        """The first quartile and the fence of some values, noted in `meta`; a threshold stands for both."""
        meta = self.meta.setdefault(code, {})
        threshold = self.settings.threshold(code)
        if threshold is not None:
            q1, fence = 1.0, threshold
        else:
            q1, q3 = self._quantiles(values, 0.25, 0.75)
            meta |= {f"{before}q1": rounded(q1), f"{before}q3": rounded(q3)}
            fence = rule(q1, q3)
        meta[f"{before}{name}"] = rounded(fence)
        return q1, fence

    def _quantiles(self, values: str, *shares: float) -> list[float]:
        count = self._ranked(values)
        return [quantile(count, share, lambda at: self.engine.rows(OUTPUT["at"], {"at": at})[0]["value"]) for share in shares]

    def _ranked(self, values: str) -> int:
        self._keep("ranked", OUTPUT[f"ranked_{values}"])
        return int(self.engine.rows(OUTPUT["counted"])[0]["n"])

    def _ask(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        self.engine.run(FLAGS[code], values)

    def _keep(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """Run a query that creates this relation; the one before it gives way."""
        self.engine.drop(name)
        self.engine.run(sql, values)


ASKED: dict[str, Callable[[Series], None]] = {
    "R003": Series._short,
    "R018": Series._single,
    "R025": Series._losses,
    "R028": Series._same_price,
    "R030": Series._late,
    "R035": Series._alone,
    "R036": Series._lowest,
    "R038": Series._disqualified,
    "R048": Series._variety,
}


def text(word: str) -> str:
    """A word as the JSON text the lines keep it as."""
    return json.dumps(word, ensure_ascii=False)


def quoted(words: Iterable[str]) -> list[str]:
    return [text(word) for word in words]
