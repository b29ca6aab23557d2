"""`python -m bench engines [--engine chdb] [--engine spark] [--only ID] [--home HOME]`.

Every worked case of every indicator of purchases on each engine, row for row with DuckDB; with `--home` the purchases
of an edition besides. What differs and is not in `bench/engine_gaps.yml` fails the run, and so does a listed gap that is gone.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from tests.cases import load
from tests.purchases import put

from bench.engines.compare import Difference, compare, expected, needed, spill
from bench.engines.others import ENGINES, Other
from tiyn import edition
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.settings import read_settings
from tiyn.steps.flagging import facts, purchases
from tiyn.steps.flagging.card import Indicator, indicators

GAPS, RESULTS = Path(__file__).parents[1] / "engine_gaps.yml", Path(__file__).parents[1] / "results"
PACKAGES = {"chdb": ("chdb", "sqlglot"), "spark": ("pyspark", "pyarrow", "sqlglot")}


def absent(engine: str) -> list[str]:
    """The packages an engine needs that are not installed."""
    return [name for name in PACKAGES[engine] if importlib.util.find_spec(name) is None]


def gaps() -> dict[tuple[str, str], str]:
    """(engine, indicator) -> what is known to differ and why."""
    listed = yaml.safe_load(GAPS.read_text(encoding="utf-8"))["gaps"] or []
    return {(one["engine"], one["indicator"]): f"{one['what']}: {one['why']}" for one in listed}


def cases(only: list[str]) -> Iterator[tuple[Indicator, Any]]:
    for one in indicators():
        if one.purchase and (not only or one.id in only):
            for case in load(one.folder / "cases.yml"):
                yield one, case


def laid(case: Any) -> Engine:
    """A case's rows with the facts and macros over them."""
    engine = Engine(1)
    put(engine, case)
    facts.lay_out(engine, {key: int(value) for key, value in case.get("law", {}).items()})
    engine.run(queries(purchases.MACROS)["macros"])
    return engine


def over_cases(others: list[Other], only: list[str]) -> tuple[list[Difference], Counter[str]]:
    """Differences, and how many cases were equal on each engine."""
    found: list[Difference] = []
    equal: Counter[str] = Counter()
    for one, case in cases(only):
        engine = laid(case)
        with tempfile.TemporaryDirectory(prefix="tiyn-") as folder:
            paths, wanted = spill(engine, needed(one), Path(folder)), expected(engine, one)
            for other in others:
                differs, _ = compare(other, one, case["why"], paths, wanted)
                found += differs
                equal[other.name] += not differs
        equal["all"] += 1
        engine.close()
    return found, equal


def over_home(others: list[Other], only: list[str], home: Path) -> tuple[list[Difference], dict[str, float], int]:
    """The purchases of an edition under every rule: differences, seconds of each engine, rows compared."""
    folder = edition.current(read_settings(str(home)).editions) / "tables"
    engine = Engine(1)
    for table in tables().values():
        path = folder / f"{table.name}.parquet"
        if path.is_file():
            engine.load_parts(table, [path])
    facts.lay_out(engine)
    engine.run(queries(purchases.MACROS)["macros"])
    chosen = [one for one in indicators() if one.purchase and (not only or one.id in only)]
    found: list[Difference] = []
    seconds = {"duckdb": 0.0} | {other.name: 0.0 for other in others}
    total = 0
    with tempfile.TemporaryDirectory(prefix="tiyn-") as scratch:
        paths = spill(engine, set().union(*map(needed, chosen)), Path(scratch))
        for one in chosen:
            began = time.perf_counter()
            wanted = expected(engine, one)
            seconds["duckdb"] += time.perf_counter() - began
            total += sum(map(len, wanted.values()))
            for other in others:
                differs, took = compare(other, one, "an edition", paths, wanted)
                found += differs
                seconds[other.name] += took
    return found, {name: round(value, 1) for name, value in seconds.items()}, total


def judge(found: list[Difference], ran: set[tuple[str, str]]) -> list[str]:
    """What is wrong: differences no gap tells of, and gaps of what was run that are no more."""
    listed = gaps()
    seen = {(one.engine, one.indicator) for one in found}
    wrong = [
        f"{one.engine} {one.indicator} {one.rule} ({one.case}): {one.what}"
        for one in found
        if (one.engine, one.indicator) not in listed
    ]
    return wrong + [
        f"{GAPS.name}: {' '.join(key)} is listed and is no gap any more; remove it" for key in sorted(listed) if key in ran - seen
    ]


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench engines")
    asked.add_argument("--engine", action="append", choices=sorted(ENGINES))
    asked.add_argument("--only", action="append", default=[], help="an indicator; all without it")
    asked.add_argument("--home", type=Path, help="compare an edition's purchases too")
    asked.add_argument("--no-cases", action="store_true", help="the edition only")
    given = asked.parse_args(arguments)
    names = given.engine or sorted(ENGINES)
    for name in names:
        if absent(name):
            print(f"{name} needs {', '.join(absent(name))}: not installed; `make engines` installs them")
            return 2
    others: list[Other] = [ENGINES[name]() for name in names]
    found: list[Difference] = []
    body: dict[str, Any] = {}
    if given.home:
        differs, seconds, total = over_home(others, given.only, given.home)
        found += differs
        body |= {"rows of an edition": total, "seconds": seconds}
    if not given.no_cases:
        differs, equal = over_cases(others, given.only)
        found += differs
        body |= {"cases": equal.pop("all", 0), "equal": dict(equal)}
    for other in others:
        other.close()
    # Only the cases can show that a gap is gone.
    ran = (
        set()
        if given.no_cases
        else {(name, one.id) for name in names for one in indicators() if not given.only or one.id in given.only}
    )
    wrong = judge(found, ran)
    print("\n".join(wrong))
    body |= {"gaps": sorted({f"{one.engine} {one.indicator}" for one in found})}
    print(json.dumps(body, ensure_ascii=False, indent=2))
    if not given.only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "engines.json").write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return int(bool(wrong))
