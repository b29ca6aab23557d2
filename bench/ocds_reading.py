"""`python -m bench ocds_reading`: a large file of OCDS JSON lines, read by SQL and record by record, beside a bare parse.

The file given (`--file`, plain or gzip), or a made-up country, is repeated to `--megabytes`, each time under ocids of its own.
In one run: DuckDB parses it into the same typed columns and only counts them; then the whole of reading (a process
limited to 4 GB, and loading) goes over it by SQL, and record by record over a part of it, for that is slow. Peak memory is
the whole process tree's. Quote the ratios: the machine is in both of their terms.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import duckdb

from tiyn.engine import Engine
from tiyn.readers import _ocds_gather, _ocds_quick
from tiyn.readers._ocds_mapping import mapping
from tiyn.readers._ocds_shape import Shape, learned
from tiyn.readers._ocds_sql import literal, quoted
from tiyn.steps.reading import parse
from tiyn.steps.reading.job import Answer, File, Job
from tiyn.steps.reading.take import take
from tiyn.synth import Synthetic

REPOSITORY = Path(__file__).resolve().parents[1]
SLOW_MEGABYTES = 60


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench ocds_reading", description=__doc__)
    asked.add_argument("--file", type=Path, help="JSON lines, plain or gzip; without it a made-up country is drawn")
    asked.add_argument("--megabytes", type=int, default=500)
    asked.add_argument("--way", choices=("parse", "sql", "records"), help="measure this alone, in this process")
    given = asked.parse_args(arguments)
    if given.way:
        print(json.dumps(WAYS[given.way](given.file)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, part = repeated(given.file or drawn(folder), folder, given.megabytes)
        figures = {way: measured(way, part if way == "records" else whole) for way in ("parse", "sql", "records")}
    bare = figures["parse"]["MB/s"]
    figures["ratios"] = {
        "SQL to the bare parse": round(figures["sql"]["MB/s"] / bare, 3),
        "records to the bare parse": round(figures["records"]["MB/s"] / bare, 3),
        "SQL to records": round(figures["sql"]["MB/s"] / figures["records"]["MB/s"], 1),
    }
    print(json.dumps(figures, indent=2))
    return 0


def drawn(folder: Path) -> Path:
    path = folder / "drawn.jsonl"
    Synthetic(40_000, 1).write_lines(Engine(2), path)
    return path


def repeated(path: Path, folder: Path, megabytes: int) -> tuple[Path, Path]:
    """The file again and again to that size, and a first part of it; no ocid twice."""
    whole, part, size, times = folder / "whole.jsonl", folder / "part.jsonl", 0, 0
    packed = path.read_bytes()[:2] == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as file:
        lines = [line.rstrip(b"\n") for line in file]
    with whole.open("wb") as out, part.open("wb") as first:
        while size < megabytes * 1_000_000:
            for line in lines:
                again = line.replace(b'"ocid":"ocds-', b'"ocid":"ocds-%03d' % times, 1) + b"\n"
                size += out.write(again)
                if size < SLOW_MEGABYTES * 1_000_000:
                    first.write(again)
            times += 1
    return whole, part


def measured(way: str, path: Path) -> dict[str, Any]:
    """One way in a process of its own, with the peak of the memory of all its processes."""
    command = [sys.executable, "-m", "bench", "ocds_reading", "--way", way, "--file", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY)
    peak, done = [0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watcher.start()
    said, _ = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{way}: ended with {process.returncode}")
    found = json.loads(said)
    return found | {"MB/s": round(found["MB"] / found["wall, s"], 1), "peak, MB": round(peak[0] / 1e6)}


def _watch(pid: int, peak: list[int], done: threading.Event) -> None:
    while not done.wait(0.05):
        peak[0] = max(peak[0], _memory(pid))


def _memory(pid: int) -> int:
    """Bytes of a process and its children that are nobody else's, and their share of what is: forks share much."""
    try:
        shared = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = int(next(line for line in shared.splitlines() if line.startswith("Pss:")).split()[1]) * 1024
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, StopIteration):
        return 0
    return own + sum(_memory(int(one)) for one in below)


def bare(path: Path) -> dict[str, Any]:
    """DuckDB's own parse into typed columns, which are only counted."""
    with path.open("rb") as file:
        shape = learned(_ocds_quick._sample(file.read(8 << 20)), mapping())
    columns = ", ".join(f"{literal(key)}: {literal(_type(inner))}" for key, inner in shape.below.items())
    counts = ", ".join(f"count({quoted(key)})" for key in shape.below)
    began, cpu = time.perf_counter(), time.process_time()
    source = f"read_json({literal(str(path))}, format = 'newline_delimited', columns = {{{columns}}})"
    found = duckdb.connect(config={"threads": 2}).execute(f"select count(*), {counts} from {source}").fetchall()
    return _told(path, began, time.process_time() - cpu) | {"records": found[0][0]}


def _type(shape: Shape) -> str:
    if shape.kind in ("object", "list"):
        inside = ", ".join(f"{quoted(key)} {_type(inner)}" for key, inner in shape.below.items())
        return f"struct({inside}){'[]' if shape.kind == 'list' else ''}"
    return {"texts": "varchar[]", "scalar": "json"}.get(shape.kind, "varchar")


def by_sql(path: Path) -> dict[str, Any]:
    return _read(path)


def by_record(path: Path) -> dict[str, Any]:
    _ocds_gather.QUICK = 1 << 60
    return _read(path)


def _read(path: Path) -> dict[str, Any]:
    """The read step: the reading process (this one, under its limits), then the rows into an engine on disk."""
    resource.setrlimit(resource.RLIMIT_AS, (parse.MEMORY, parse.MEMORY))
    with tempfile.TemporaryDirectory() as name:
        staging = Path(name) / "staging"
        staging.mkdir()
        began, cpu = time.perf_counter(), _cpu()
        job = Job((File(str(path), path.name, "0" * 64),), (), str(staging))
        parse.run(job)
        read = time.perf_counter() - began
        answers: list[Answer] = parse.answered(staging)
        engine = Engine(2, Path(name))
        take(engine, staging, answers)
        figures = _told(path, began, _cpu() - cpu) | {"loading, s": round(time.perf_counter() - began - read, 2)}
        engine.close()
    counts = {"accepted": answers[0].accepted, "quarantined": len(answers[0].refused)}
    return figures | {"records": sum(counts.values())} | counts


def _cpu() -> float:
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def _told(path: Path, began: float, cpu: float) -> dict[str, Any]:
    wall = time.perf_counter() - began
    return {"MB": round(path.stat().st_size / 1e6), "wall, s": round(wall, 2), "CPU, s": round(cpu, 2)}


WAYS = {"parse": bare, "sql": by_sql, "records": by_record}
