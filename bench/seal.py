"""What sealing costs: salts, tree, log and fsync beside the build they are part of; receipts made and verified.

`python -m bench seal [--processes N]` builds a made-up country and measures in the same run. Hashing with salts is held
against hashing without; the difference counts twice, for tables and store are both hashed, on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tiyn import edition, pipeline, readback, store, tree, verifier
from tiyn.dictionary import tables
from tiyn.leaves import places
from tiyn.log.tiles import Log
from tiyn.publishing import Publisher
from tiyn.salts import Salts
from tiyn.sealed import Sealed
from tiyn.settings import Settings, read_settings
from tiyn.steps.seal import make_durable
from tiyn.synth import Synthetic

RECEIPTS = 300


def timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench seal")
    asked.add_argument("--processes", type=int, default=100_000)
    asked.add_argument("--home", type=Path, help="an edition that is there: its build is not timed")
    given = asked.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="tiyn-bench-") as scratch:
        settings = read_settings(str(given.home or scratch))
        build = 0.0 if given.home else timed(lambda: pipeline.synth(settings, Synthetic(given.processes)))
        _report(settings, build)
    return 0


def _report(settings: Settings, build: float) -> None:
    opened = edition.open_edition(edition.current(settings.editions))
    where, added = places(opened.manifest), _salting(opened)
    added["durable"] = timed(lambda: make_durable(opened.folder))
    added["log"] = timed(lambda: Publisher(settings).enter({"schema": "bench/v1", "edition": 0}))
    rows = sum(count for _, count in where.values())
    print(f"{rows} records; build {build:.1f} s")
    for name, seconds in added.items():
        print(f"  {name}: {seconds:.2f} s" + (f" = {seconds / build:.1%} of the build" if build else ""))
    if build:
        print(f"  sealing adds {sum(added.values()) / (build - sum(added.values())):.1%} (limit 15 %)")
    _receipts(Sealed(opened, settings))


def _salting(opened: edition.Edition) -> dict[str, float]:
    """Seconds that salts add to hashing every record, and that writing the tree takes."""
    where, plain = places(opened.manifest), Salts.take

    def hashed() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in (*store.BULK, store.STORE):
            found |= readback.of_store(opened.folder / name, where)
        return found

    hashed()  # once, so that both see the files in memory
    spans: dict[str, Any] = {}
    with_salts = timed(lambda: spans.update(hashed()))
    Salts.take = lambda self, begin, end: [b""] * (end - begin)  # type: ignore[method-assign]
    without = timed(hashed)
    Salts.take = plain  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(prefix="tiyn-bench-") as scratch:
        whole = readback.joined(spans)
        writing = timed(lambda: tree.write(Path(scratch), whole, spans, edition.attached(opened.folder)))
    return {"salts": max(0.0, with_salts - without), "tree": writing}


def _receipts(sealed: Sealed) -> None:
    """Milliseconds to make a receipt of one random record each, and to verify one by the program alone."""
    chance, times = random.Random(1), []
    largest = sorted(tables().values(), key=lambda one: -sealed.tree.places[one.name][1])[:12]
    for _ in range(RECEIPTS):
        table = chance.choice(largest)
        count = sealed.tree.places[table.name][1]
        (row,) = sealed.tree._rows(table, chance.randrange(count), 1)
        key = [str(row[table.names.index(name)]) for name in table.key]
        address = "/".join(["record", table.name, *(one.replace("~", "~0").replace("/", "~1") or "~" for one in key)])
        times.append(timed(lambda address=address: sealed.receipt([address], "/bench")) * 1e3)
    times.sort()
    body = json.dumps(sealed.receipt([address], "/bench"))
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(body)
        file.flush()
        words = [sys.executable, "-I", str(verifier.__file__), file.name]
        alone = [timed(lambda: subprocess.run(words, check=True, capture_output=True)) for _ in range(9)]
    late = times[int(0.95 * RECEIPTS)]
    print(f"  a receipt of one record: p50 {statistics.median(times):.2f} ms, p95 {late:.2f} ms (limit 10 ms)")
    print(f"  verified alone, interpreter and all: {statistics.median(alone) * 1e3:.0f} ms (limit 1,000 ms); {len(body)} bytes")
    print(f"  the log has {Log(sealed.settings.log).size} entries")
