"""What sealing costs: salts, tree, log and fsync beside the build they are part of; receipts made and verified.

`python -m bench seal [--processes N]` builds a made-up country and measures in the same run: parts of sealing one by one
(hashing with salts against hashing without), and, unless `--home` is given, the whole: the same country built once more with
no record hashed, nothing read back, nothing forced to disk, nothing logged.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from tiyn import edition, pipeline, readback, store, tree, verifier
from tiyn.dictionary import tables
from tiyn.leaves import places
from tiyn.log.tiles import Log
from tiyn.publishing import Publisher
from tiyn.salts import Salts
from tiyn.sealed import Sealed
from tiyn.settings import Settings, read_settings
from tiyn.steps import seal
from tiyn.steps.seal import make_durable
from tiyn.synth import Synthetic
from tiyn.verifier import HASH

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
        if given.home:
            _report(settings, 0.0, 0.0)
            return 0
        forced: list[float] = []
        with mock.patch.object(seal, "make_durable", lambda folder: forced.append(timed(lambda: make_durable(folder)))):
            build = timed(lambda: pipeline.synth(settings, Synthetic(given.processes)))
        _report(settings, build, forced[0])
        with unsealed():
            plain = timed(lambda: pipeline.synth(read_settings(f"{scratch}/bare"), Synthetic(given.processes)))
        print(f"  with nothing hashed, read back, forced to disk, logged: {plain:.1f} s; all that adds {build / plain - 1:.0%}")
    return 0


@contextlib.contextmanager
def unsealed() -> Iterator[None]:
    """Builds that write every file of an edition and prove nothing: what they make opens nowhere."""
    with contextlib.ExitStack() as over:
        for owner, name, instead in (
            (readback, "start", _written),
            (readback, "finish", lambda process: process.communicate() and {}),
            (seal, "_agreed", _unproven),
            (seal, "make_durable", lambda folder: None),
            (edition, "open_edition", lambda folder: None),
            (Publisher, "publish", lambda self, folder: edition.publish(self.settings.editions, folder.name)),
        ):
            over.enter_context(mock.patch.object(owner, name, instead))
        yield


def _written(what: str, *words: Any) -> readback.Process:
    """A process that writes what that of `readback` writes, and reads nothing."""
    code = "import sys; from pathlib import Path; from tiyn import readback; readback.write_bulk(*map(Path, sys.argv[1:]))"
    command = ["-c", code, *map(str, words[:2])] if what == "bulk" else ["-c", ""]
    return subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)


def _unproven(staging: Path, spans: dict[str, Any], where: Any) -> str:
    return bytes(HASH).hex()


def _report(settings: Settings, build: float, forced: float) -> None:
    opened = edition.open_edition(edition.current(settings.editions))
    where, added = places(opened.manifest), _salting(opened)
    added["durable"] = forced
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
