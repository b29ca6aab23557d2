"""A made-up country's procurement carried through the house: `python -m bench procurement --processes N [--processes M]`.

Per size and phase: wall, CPU, peak memory of the whole process tree (resident pages, each shared one counted in
every process that maps it); rows, bytes on disk; between sizes the cost exponent: log of the ratio of the
times over log of the ratio of the sizes, 1 when twice the processes take twice as long.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("results")
PHASE = re.compile(r"(\d)/(\d) (\w+)\s")
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
EVERY = 0.2


@dataclass
class Watched:
    """A command and what its process tree took; `marks` are (phase, wall s, CPU s, peak MB), each up to its end."""

    began: float = field(default_factory=time.perf_counter)
    marks: list[tuple[str, float, float, int]] = field(default_factory=list)
    cpu: float = 0.0
    peak: int = 0


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench procurement")
    asked.add_argument("--processes", type=int, action="append", help="size; give several for the cost exponent")
    asked.add_argument("--keep", type=Path, help="leave the editions in this folder")
    given = asked.parse_args(arguments)
    sizes = sorted(given.processes or [100_000, 1_000_000])
    found = [measured(size, given.keep) for size in sizes]
    for one in found:
        shown(one)
    for small, large in zip(found, found[1:], strict=False):
        ratio = math.log(large["processes"] / small["processes"])
        large["exponent"] = {
            f"{what}, {unit}": round(math.log(large[what][unit] / small[what][unit]) / ratio, 2)
            for what in ("synth", "verify")
            for unit in ("wall", "cpu")
        }
        print(f"cost exponent {small['processes']:,} -> {large['processes']:,}: {large['exponent']}")
    RESULTS.mkdir(exist_ok=True)
    name = "-".join(str(size) for size in sizes)
    (RESULTS / f"procurement-{name}.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def measured(size: int, keep: Path | None) -> dict[str, Any]:
    """Draw, build, seal, then verify one edition of this size."""
    with tempfile.TemporaryDirectory(dir=keep) as scratch:
        home = Path(scratch) if keep is None else keep / str(size)
        synth, verify = watch(home, "synth", "--processes", str(size)), watch(home, "verify")
        folder = (home / "editions" / "current").resolve()
        manifest = json.loads((folder / "manifest.json").read_bytes())
        disk: dict[str, int] = {}
        for name, entry in manifest["files"].items():
            top = name.split("/", 1)[0]
            disk[top] = disk.get(top, 0) + entry["bytes"]
    rows = {name: entry["rows"] for name, entry in manifest["tables"].items() if entry["rows"]}
    return {"processes": size, "synth": synth, "verify": verify, "records": manifest["records"], "rows": rows, "bytes": disk}


def watch(home: Path, *words: str) -> dict[str, Any]:
    """Run a command of `tiyn` and tell wall, CPU and peak memory, whole and by phase."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    command = [sys.executable, "-m", "tiyn", "--home", str(home), *words]
    seen = Watched()
    process = subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=REPOSITORY
    )
    done, peak = threading.Event(), [0]

    def sample() -> None:
        while not done.wait(EVERY):
            seen.cpu, now = tree(process.pid, seen.cpu)
            peak[0], seen.peak = max(peak[0], now), max(seen.peak, now)

    sampler = threading.Thread(target=sample)
    sampler.start()
    for line in process.stderr or ():
        print(line.rstrip(), file=sys.stderr)
        phase = PHASE.search(line)
        if phase:
            seen.marks.append((phase.group(3), time.perf_counter() - seen.began, seen.cpu, peak[0] >> 20))
            peak[0] = 0
    code = process.wait()
    wall = time.perf_counter() - seen.began
    done.set()
    sampler.join()
    if code:
        raise SystemExit(f"tiyn {' '.join(words)} ended with {code}, see above")
    return {"wall": round(wall, 1), "cpu": round(seen.cpu, 1), "peak MB": seen.peak >> 20, "phases": phases(seen)}


def phases(seen: Watched) -> list[dict[str, Any]]:
    found, wall, cpu = [], 0.0, 0.0
    for name, wall_now, cpu_now, peak in seen.marks:
        found.append({"phase": name, "wall": round(wall_now - wall, 1), "cpu": round(cpu_now - cpu, 1), "peak MB": peak})
        wall, cpu = wall_now, cpu_now
    return found


def tree(top: int, before: float) -> tuple[float, int]:
    """CPU seconds (the ended children's too) and resident bytes of a process and everything below it."""
    children: dict[int, list[int]] = {}
    told: dict[int, tuple[float, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            cells = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it ended between being listed and being read
        number = int(path.parent.name)
        children.setdefault(int(cells[1]), []).append(number)
        told[number] = (sum(map(int, cells[11:15])) / TICKS, int(cells[21]) * PAGE)
    cpu, memory, waiting = 0.0, 0, [top]
    while waiting:
        number = waiting.pop()
        used, resident = told.get(number, (0.0, 0))
        cpu, memory = cpu + used, memory + resident
        waiting += children.get(number, [])
    return max(cpu, before), memory


def shown(one: dict[str, Any]) -> None:
    size, count, root = sum(one["bytes"].values()), one["records"]["count"], one["records"]["root"][:12]
    print(f"\n{one['processes']:,} processes, {count:,} records, {size / 1e6:,.0f} MB: {root}")
    print(f"{'':10}{'wall s':>10}{'CPU s':>10}{'peak MB':>10}")
    parts = [*one["synth"]["phases"], {"phase": "synth, all"} | one["synth"], {"phase": "verify"} | one["verify"]]
    for part in parts:
        print(f"{part['phase']:10}{part['wall']:>10}{part['cpu']:>10}{part['peak MB']:>10}")
    print("MB on disk: " + ", ".join(f"{name} {count / 1e6:,.1f}" for name, count in sorted(one["bytes"].items())))
    print("rows: " + ", ".join(f"{name} {count:,}" for name, count in one["rows"].items()))
