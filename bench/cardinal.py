"""Cardinal's eleven indicators from JSON lines beside a bare parse of the same file: `python -m bench cardinal`.

Two processes parse half of the lines each and keep nothing (orjson when it is installed, else the standard library,
whose figure is not comparable: the answer says which). The indicators run as the whole command `tiyn flag`, start of
Python included. Both alternate ROUNDS times in one run; the ratio is of the medians. Memory is the process's highest.
With `--home HOME` the same file stands there as the current edition (`tiyn --home HOME build --only-input --input FILE`)
and the indicators are computed from its tables too; the answers must be the same, subject by subject.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
ROUNDS, GOAL, GOAL_EDITION = 3, 0.55, 0.11
PARSER = "orjson" if importlib.util.find_spec("orjson") else "json"
# A process of its own: half of the file's lines, by bytes.
PARSE = """
import sys, {parser} as parser
path, start, end = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(path, "rb") as lines:
    lines.seek(max(start - 1, 0))
    if start:
        lines.readline()
    at = lines.tell()
    for line in lines:
        if at >= end:
            break
        at += len(line)
        parser.loads(line)
"""


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench cardinal")
    asked.add_argument("--processes", type=int, default=100_000, help="size of the made-up country (default 100000)")
    asked.add_argument("--file", type=Path, help="a file of JSON lines instead")
    asked.add_argument("--home", type=Path, help="a home whose current edition was built from that file")
    given = asked.parse_args(arguments)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), os.environ.get("PYTHONPATH", "")])}
    with tempfile.TemporaryDirectory() as scratch:
        file = given.file
        if file is None:
            file = Path(scratch) / "lines.jsonl"
            size = ["--processes", str(given.processes), "--jsonl", str(file)]
            subprocess.run([sys.executable, "-m", "tiyn", "synth", *size], env=environment, check=True, stdout=subprocess.DEVNULL)
        parsed, computed, tabled = [], [], []
        for _ in range(ROUNDS):
            parsed.append(halves(file, environment))
            flag = [sys.executable, "-m", "tiyn", "flag", "--as", "cardinal", str(file)]
            computed.append(together([flag], environment))
            if given.home:
                flag = [sys.executable, "-m", "tiyn", "--home", str(given.home), "flag", "--as", "cardinal"]
                tabled.append(together([flag], environment))
        told = {"file, MB": round(file.stat().st_size / 1e6, 1), "parser": PARSER}
        if given.home:
            told["same answers from the edition"] = same(file, given.home, environment)
    told |= figures(parsed, computed, "eleven indicators", GOAL)
    if tabled:
        told |= figures(parsed, tabled, "eleven indicators from the edition", GOAL_EDITION)
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0


def halves(file: Path, environment: dict[str, str]) -> dict[str, float]:
    size = file.stat().st_size
    bounds = ((0, size // 2), (size // 2, size))
    code = PARSE.format(parser=PARSER)
    return together([[sys.executable, "-c", code, str(file), str(a), str(b)] for a, b in bounds], environment)


def together(commands: list[list[str]], environment: dict[str, str]) -> dict[str, float]:
    """Wall and CPU seconds of commands side by side, and the highest memory of one of them in MB."""
    began, cpu, peak = time.perf_counter(), 0.0, 0
    started = [subprocess.Popen(one, env=environment, stdout=subprocess.DEVNULL, cwd=REPOSITORY) for one in commands]
    for process in started:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(commands[0][:4])} … ended with {process.returncode}, see above")
        cpu, peak = cpu + used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss)
    return {"wall, s": time.perf_counter() - began, "CPU, s": cpu, "peak, MB": peak / 1024}


def same(file: Path, home: Path, environment: dict[str, str]) -> bool:
    """Whether both ways give the same, but for the source's name before ids that are a file's own."""
    command = [sys.executable, "-m", "tiyn", "--home", str(home), "flag", "--as", "cardinal"]
    answers = []
    for more in ([str(file)], []):
        text = subprocess.run(command + more, env=environment, cwd=REPOSITORY, check=True, capture_output=True).stdout
        groups = json.loads(text)
        answers.append({part: {key.split(":", 1)[-1]: one for key, one in found.items()} for part, found in groups.items()})
    return answers[0] == answers[1]


def figures(parsed: list[dict[str, float]], computed: list[dict[str, float]], what: str, goal: float) -> dict[str, Any]:
    def middle(rounds: list[dict[str, float]]) -> dict[str, float]:
        return {name: round(statistics.median(one[name] for one in rounds), 2) for name in rounds[0]}

    parse, flags = middle(parsed), middle(computed)
    return {
        "parse by two processes": parse,
        what: flags,
        f"{what}: ratio of wall": round(flags["wall, s"] / parse["wall, s"], 2),
        f"{what}: ratio of CPU": round(flags["CPU, s"] / parse["CPU, s"], 2),
        f"{what}: ratio to reach": goal,
    }
