"""`make bench`: build, first page, page latency, each beside a limit of the same run.

Absolute times depend on the machine; quote the ratios. One client, one keep-alive connection,
medians over REQUESTS requests after WARM of warm-up. A page asked with a new query string each
time is rendered anew; the same address again comes from the kept bytes. `python -m bench procurement
--processes N` carries a made-up country's procurement through the house instead, `python -m bench ocds_reading`
reads a large file of OCDS, `python -m bench cardinal` asks the compatible indicators of a file,
`python -m bench names` resolves a register of made-up subjects, `python -m bench paths` finds paths among them,
`python -m bench seal` measures what sealing adds, `python -m bench swap` readers meanwhile,
`python -m bench crash` kills builds and cuts their power, `python -m bench judges` asks three judges of receipts,
`python -m bench engines` runs the rules of indicators on chdb and Spark beside DuckDB.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import cardinal, crash, names, ocds_reading, paths, procurement, seal, swapping
from bench.budgets import budgets
from bench.judges import run as judges

REPOSITORY = Path(__file__).resolve().parents[1]
REQUESTS, WARM = 300, 30
OTHERS: dict[str, Callable[[list[str]], int]] = {
    "procurement": procurement.main,
    "ocds_reading": ocds_reading.main,
    "cardinal": cardinal.main,
    "names": names.main,
    "paths": paths.main,
    "seal": seal.main,
    "swap": swapping.main,
    "crash": crash.main,
    "judges": judges.main,
}
PAGES = ("/ru/", "/ru/programme/smart-almaty", "/ru/quantity/digital-kazakhstan-cost", "/ru/receipt/statement/dk-41bn")


def main() -> int:
    if sys.argv[1:2] == ["engines"]:
        from bench.engines import run  # its packages are installed by `make engines` only

        return run.main(sys.argv[2:])
    if sys.argv[1:] and sys.argv[1] in OTHERS:
        return OTHERS[sys.argv[1]](sys.argv[2:])
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TIYN_HOME": home, "PYTHONPATH": str(REPOSITORY / "src")}
        figures: dict[str, Any] = {"build": build(environment)}
        figures["latency"] = served(environment, latencies)
        figures["budgets"] = budgets(environment, served)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


def served(environment: dict[str, str], measure: Callable[[int], Any]) -> Any:
    """What `measure` finds at a server of its own; how long its first page took is printed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    command = [sys.executable, "-m", "tiyn", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=REPOSITORY)
    try:
        first_page(port)
        print(f"first page {time.perf_counter() - began:.2f} s after start", file=sys.stderr)
        return measure(port)
    finally:
        server.terminate()
        server.wait(10)


def build(environment: dict[str, str]) -> dict[str, float]:
    """A cold build as a whole process: seconds, CPU seconds, peak memory in MB, beside a bare start of Python."""
    bare = wall([sys.executable, "-c", "pass"], environment)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = wall([sys.executable, "-m", "tiyn", "build"], environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    again = wall([sys.executable, "-m", "tiyn", "build", "--if-needed"], environment)
    return {
        "cold, s": round(seconds, 2),
        "cold, CPU s": round(cpu, 2),
        "peak, MB": round(after.ru_maxrss / 1024),
        "when nothing changed, s": round(again, 2),
        "bare interpreter, s": round(bare, 2),
    }


def wall(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=REPOSITORY)
    return time.perf_counter() - began


def first_page(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/ru/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not answer within 60 s")


def latencies(port: int) -> dict[str, dict[str, float]]:
    """Median and 99th percentile in ms of every kind of answer, and its share of the static file's rate."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    ceiling = timed(connection, lambda number: ("/static/mark.svg", {}))
    found = {"static file (the ceiling)": told(ceiling, ceiling)}
    for page in PAGES:
        tag = header(connection, page, "ETag")
        found[f"{page} rendered"] = told(timed(connection, lambda number, page=page: (f"{page}?n={number}", {})), ceiling)
        found[f"{page} kept"] = told(timed(connection, lambda number, page=page: (page, {})), ceiling)
        asked = {"If-None-Match": tag}
        found[f"{page} conditional"] = told(timed(connection, lambda number, page=page, asked=asked: (page, asked)), ceiling)
    words = ["умный город", "ақылды қала", "700 млрд", "досаев", "audit", "46,5", "стартапов", "MOST"]
    search = timed(connection, lambda number: (f"/ru/search?q={quote(words[number % len(words)])}&n={number}", {}))
    found["search rendered"] = told(search, ceiling)
    return found


def header(connection: http.client.HTTPConnection, path: str, name: str) -> str:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.headers[name]


def timed(connection: http.client.HTTPConnection, ask: object) -> list[float]:
    """Milliseconds of REQUESTS answers after WARM that are not counted."""
    found = []
    for number in range(WARM + REQUESTS):
        path, headers = ask(number)  # type: ignore[operator]
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 304):
            raise SystemExit(f"{path}: {answer.status}")
        if number >= WARM:
            found.append((time.perf_counter() - began) * 1000)
    return found


def told(times: list[float], ceiling: list[float]) -> dict[str, float]:
    middle = statistics.median(times)
    high = sorted(times)[int(len(times) * 0.99) - 1]
    return {
        "median ms": round(middle, 2),
        "p99 ms": round(high, 2),
        "share of the ceiling's rate, %": round(statistics.median(ceiling) / middle * 100),
    }


if __name__ == "__main__":
    sys.exit(main())
