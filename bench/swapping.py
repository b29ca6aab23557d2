"""Readers while editions are swapped: `python -m bench swap [--seconds 60] [--home HOME]`.

One worker serves; two processes ask pages over kept connections and check that every answer is whole, of status 200, and of
one edition: the one its header names is the one its footer names. Meanwhile `current` is pointed at another edition
every 250 ms; the portal looks once a second. Limits: no failed answer, no mixture; p99 50 ms (trust figure F7).
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

from tiyn import edition, pipeline
from tiyn.publishing import Publisher
from tiyn.settings import Settings, read_settings
from tiyn.snapshot import digest

PATHS = ("/ru/", "/kk/programme/smart-almaty", "/en/receipt/statement/dk-41bn", "/ru/gaps", "/kk/disputes")
NAMED = re.compile(rb'id="foot-edition">[^<]*<a href="[^"]*">([^<]+)<')


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench swap")
    asked.add_argument("--seconds", type=float, default=60)
    given = asked.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="tiyn-bench-") as scratch:
        os.environ["TIYN_KEYS"] = f"{scratch}/keys"
        settings = read_settings(f"{scratch}/home")
        names = _two(settings)
        report = _run(settings, names, given.seconds)
    print(json.dumps(report))
    return 1 if report["failed"] or report["mixed"] else 0


def _two(settings: Settings) -> list[str]:
    """The default edition and its twin of another day, both published."""
    first = pipeline.build(settings).folder
    twin = first.with_name(f"{first.name}.2")
    shutil.copytree(first, twin)
    body = json.loads((first / "manifest.json").read_text()) | {"edition": twin.name, "built": "2026-11-24T00:00:00Z"}
    text = json.dumps(body)
    (twin / "manifest.json").write_text(text)
    (twin / "manifest.sha256").write_text(digest(text.encode()) + "\n")
    Publisher(settings).publish(twin)
    return [first.name, twin.name]


def _run(settings: Settings, names: list[str], seconds: float) -> dict[str, Any]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "tiyn", "--home", str(settings.home), "serve", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    server.stdout.readline()  # type: ignore[union-attr]
    time.sleep(2)
    until, results = time.time() + seconds, multiprocessing.Queue()  # type: ignore[var-annotated]
    clients = [multiprocessing.Process(target=_read, args=(port, until, seed, results)) for seed in (1, 2)]
    for client in clients:
        client.start()
    swaps, chance = 0, random.Random(3)
    while time.time() < until:
        time.sleep(0.25)
        swaps += 1
        edition.publish(settings.editions, chance.choice(names))
    found = [results.get() for _ in clients]
    server.terminate()
    server.wait(10)
    times = sorted(one for each in found for one in each["times"])
    seen = sorted(set().union(*(each["seen"] for each in found)))
    return {
        "requests": len(times),
        "per_second": round(len(times) / seconds),
        "p50_ms": round(statistics.median(times) * 1e3, 2),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1e3, 2),
        "worst_ms": round(times[-1] * 1e3, 1),
        "pointed": swaps,
        "changed_over": sum(each["changes"] for each in found) // len(found),
        "editions_seen": len(seen),
        "failed": sum(each["failed"] for each in found),
        "mixed": sum(each["mixed"] for each in found),
    }


def _read(port: int, until: float, seed: int, results: Any) -> None:
    chance, told = random.Random(seed), {"times": [], "failed": 0, "mixed": 0, "seen": set(), "changes": 0}
    connection, last = http.client.HTTPConnection("127.0.0.1", port, timeout=20), ""
    while time.time() < until:
        began = time.perf_counter()
        try:
            connection.request("GET", chance.choice(PATHS))
            answer = connection.getresponse()
            body, name = answer.read(), answer.headers["tiyn-edition"] or ""
        except OSError:
            told["failed"] += 1
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            continue
        told["times"].append(time.perf_counter() - began)
        named = NAMED.search(body)
        told["failed"] += answer.status != 200
        told["mixed"] += named is None or named[1].decode() != name
        told["changes"] += bool(last) and name != last
        told["seen"].add(name)
        last = name
    results.put(told)
