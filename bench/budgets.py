"""The whole collection of budget reports: the build as a whole process, beside a bare read of the same rows.

The collection lies beside the checkout (`../shared`); without it this part says so. Pages are asked
one after the other with different places, years and measures, so that none comes from kept bytes.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
COLLECTION = REPOSITORY.parent / "shared" / "data" / "kz" / "budget" / "budget_execution_monthly_2023_2025.parquet"
SECONDS, MEGABYTES, PAGE_MS = 20, 1000, 100
PLACES = ("KZ", "750000000", "710000000", "790000000", "610000000", "350000000", "550000000", "100000000")
PAGES = (
    "/ru/explorer/{place}/{year}/{measure}", "/kk/explorer/regions/{year}/{measure}", "/en/region/{place}",
    "/ru/coverage?n={place}",
    "/ru/revisions?n={place}{year}", "/en/digital-money?n={place}{year}", "/ru/pivot/group/region/{measure}?n={place}{year}",
    "/kk/compare/{place}/590000000?n={year}{measure}", "/ru/administrator/750000000/313?n={place}{year}",
)  # fmt: skip


def budgets(environment: dict[str, str], serve: Callable[[dict[str, str], Callable[[int], Any]], Any]) -> dict[str, Any]:
    """Build and pages of the whole collection, each with its limit; {"skipped": why} when it is not there."""
    if not COLLECTION.is_file():
        return {"skipped": "the collected budget reports are not beside this checkout"}
    with tempfile.TemporaryDirectory() as home:
        environment = environment | {"TIYN_HOME": home}
        bare = bare_read()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        command = [sys.executable, "-m", "tiyn", "--json", "build", "--input", str(COLLECTION)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, cwd=REPOSITORY)
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        rows = sum(reading["read"] for reading in json.loads(done.stdout)["readings"])
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        figures = {
            "records": rows,
            f"build, s (limit {SECONDS})": round(seconds, 1),
            "build, CPU s": round(cpu, 1),
            f"largest process, MB (limit {MEGABYTES})": round(after.ru_maxrss / 1024),
            "bare read of the same rows into a table, s": round(bare, 2),
            "build / bare read": round(seconds / bare),
        }
        return figures | {f"pages, p95 ms (limit {PAGE_MS})": serve(environment, pages)}


def bare_read() -> float:
    """The engine reads the same file into a table and does nothing else."""
    began = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute("create table line as select * from read_parquet(?)", [str(COLLECTION)])
        connection.execute("select count(*) from line").fetchone()
    return time.perf_counter() - began


def pages(port: int) -> dict[str, float]:
    """The 95th percentile in ms of every kind of budget page."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = {}
    for pattern in PAGES:
        times = []
        for number in range(60):
            place = PLACES[number % len(PLACES)]
            year, measure = 2023 + number % 3, ("paid", "approved", "revised", "obligations")[number // 3 % 4]
            path = pattern.format(place=place, year=year, measure=measure)
            began = time.perf_counter()
            connection.request("GET", path + ("&" if "?" in path else "?") + f"b={number}")
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            times.append((time.perf_counter() - began) * 1000)
        found[pattern] = round(sorted(times)[int(len(times) * 0.95) - 1], 1)
    return found
