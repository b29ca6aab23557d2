"""A whole sync of the procurement register from its stand-in, killed at random, then read: figures of a run.

    python bench/goszakup_sync.py --size 100000 --kills 10 --home FOLDER

Prints seconds, requests, bytes, and whether what came equals what the stand-in holds. The same as
tests/sources/test_goszakup_sync.py, which takes the size from TIYN_GOSZAKUP_SIZE.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tiyn import shelf
from tiyn.model.errors import InputRefused
from tiyn.readers import goszakup
from tiyn.readers._record import Given, Refused
from tiyn.snapshot import Archive

SOURCE = "kz_goszakup"
TOKEN = "synthetic-token-of-a-bench"


def collect_killed(home: Path, base: str, kills: int, seed: int, seconds: tuple[float, float]) -> tuple[int, float]:
    """Run the collector to its end, killing it `kills` times on the way; (kills that hit, seconds of all runs)."""
    chance, hit, began = random.Random(seed), 0, time.monotonic()
    command = [sys.executable, "-m", "tiyn", "--home", str(home), "collect", "goszakup", "--base", base, "--delay", "0"]
    environment = {**os.environ, "TIYN_GOSZAKUP_TOKEN": TOKEN}
    for _ in range(kills):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        try:
            process.wait(timeout=chance.uniform(*seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            hit += 1
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise InputRefused(f"the last run ended with {done.returncode}: {done.stderr[-500:]}")
    return hit, time.monotonic() - began


def read_all(home: Path) -> tuple[Counter[str], dict[str, Decimal], float]:
    """(rows per table, sums, seconds) of everything collected."""
    collector = shelf.part("sources", SOURCE, "collect")
    archive, began = Archive(home / "archive"), time.monotonic()
    files = [(archive.path(sha), Given(SOURCE, sha, what)) for sha, what in collector.answers(home)]
    rows: Counter[str] = Counter()
    sums = dict.fromkeys(("value", "value_vat", "paid"), Decimal(0))
    for _, one in goszakup.together(files, lambda number: None):
        if isinstance(one, Refused):
            rows["refused"] += 1
            continue
        for name, row in one.rows:
            rows[name] += 1
            if name == "contract":
                sums["value"] += row["value"]
                sums["value_vat"] += row["value_vat"]
            elif name == "payment":
                sums["paid"] += row["value"]
    return rows, sums, time.monotonic() - began


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--size", type=int, default=5000)
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--home", type=Path, required=True)
    options = asked.parse_args()
    standin, world = shelf.part("sources", SOURCE, "standin"), shelf.part("sources", SOURCE, "world")
    made = world.World(options.size)
    with standin.StandIn(made) as server:
        spread = max(0.6, options.size / 1500)
        hit, seconds = collect_killed(options.home, server.base, options.kills, 1, (0.5, spread))
        asked_for, most = len(server.asked), server.most_at_once
    size = sum(path.stat().st_size for path in (options.home / "archive").rglob("*") if path.is_file())
    rows, sums, reading = read_all(options.home)
    truth = made.truth()
    whole = (rows["contract"], rows["contract_version"], rows["payment"], rows["act"], rows["plan_item"], rows["lot"]) == (
        truth.contracts, truth.revisions, truth.payments, truth.acts, truth.plan_items, truth.lots,
    )  # fmt: skip
    equal = (sums["value"], sums["value_vat"], sums["paid"]) == (truth.value, truth.value_vat, truth.paid)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{options.size} contracts, {hit} of {options.kills} kills hit; {asked_for} requests, at most {most} at once")
    print(f"collected in {seconds:.0f} s with the stand-in, {size >> 20} MiB archived; read in {reading:.0f} s, {memory} MiB")
    print(f"rows: {dict(sorted(rows.items()))}")
    print(f"complete: {whole}; sums equal: {equal} ({sums['value']} without VAT, {sums['paid']} paid)")
    return 0 if whole and equal and not rows["refused"] else 1


if __name__ == "__main__":
    sys.exit(main())
