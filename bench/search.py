"""Answers over HTTP at the size of a country: `python -m bench.search HOME [--clients 8] [--seconds 6] [--fts]`.

Serves the current edition of HOME with two workers and asks it with eight clients from a process of its own:
distinct questions of each class, drawn from the edition's own titles with a fixed seed. Prints p50, p95 and p99 in
milliseconds per class. `--fts` puts the same stems into SQLite FTS5 and times the same words there, one client
against one client of the register, no HTTP on either side.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote, unquote_plus, urlencode

from tiyn import edition
from tiyn.register import Asked, Register
from tiyn.search.terms import key_text
from tiyn.settings import read_settings

PORT = 8377


def questions(home: Path) -> dict[str, list[str]]:
    """class -> addresses; words of random titles, so common words come as often as in the data."""
    opened = edition.open_edition(edition.current(read_settings(str(home)).editions))
    store, chance = opened.connect(), random.Random(7)
    total = opened.manifest["tables"]["process"]["rows"]
    picked = [f"ocds-synth0-{chance.randrange(total):09d}" for _ in range(3000)]
    rows = [
        row
        for ocid in picked
        for row in store.execute("select title, ocid, buyer, number, region, year from process where ocid = ?", [ocid])
    ]
    titles = [row["title"] for row in rows if row["title"]]
    words = [word for title in titles for word in title.split() if len(word) > 4]
    common = [word for word, _ in sorted(((w, words.count(w)) for w in set(words)), key=lambda pair: -pair[1])]
    pick = chance.choice

    def find(text: str, **more: str) -> str:
        return "/ru/contracts?" + urlencode({"q": text, **more})

    three = [" ".join(chance.sample(title.split(), 3)) for title in titles if len(title.split()) > 3]
    phrases = [f'"{" ".join(title.split()[1:3])}"' for title in titles if len(title.split()) > 3]
    return {
        "one common word": [find(word) for word in common[:40]],
        "one rare word": [find(word) for word in common[-300:]],
        "three words": [find(text) for text in three[:400]],
        "phrase": [find(text) for text in phrases[:300]],
        "typo": [find(word[:3] + "ы" + word[4:]) for word in (pick(words) for _ in range(300)) if len(word) > 6],
        "beginning": [find(word[:4]) for word in (pick(words) for _ in range(300))],
        "filters, facets": [
            find(pick(common[:60]), year=str(pick(rows)["year"]), region=pick(rows)["region"]) for _ in range(300)
        ],
        "by sum": [find(pick(common[:60]), sort="-amount") for _ in range(300)],
        "deep page": [find(pick(common[:40]), at=f"o{chance.randrange(1000, 9000)}") for _ in range(300)],
        "list, filtered": [
            f"/ru/contracts?year={chance.randrange(2016, 2027)}&region={pick(rows)['region']}&method={pick(['direct', 'open'])}"
            for _ in range(300)
        ],
        "list, last page": [
            f"/ru/contracts?at=z&region={pick(rows)['region']}&year={chance.randrange(2016, 2027)}" for _ in range(300)
        ],
        "exact number": [find(row["number"] or row["ocid"]) for row in rows[:300]],
        "a buyer's list": [f"/ru/contracts?buyer={quote(row['buyer'] or '')}" for row in rows[:300]],
        "search page": ["/ru/search.json?" + urlencode({"q": pick(words)}) for _ in range(300)],
        "suggestions": ["/ru/suggest.json?" + urlencode({"q": pick(words)[: chance.randrange(2, 6)]}) for _ in range(300)],
        "contract page": [f"/ru/process/{row['ocid']}" for row in rows[:400]],
    }


def load(paths: list[str], clients: int, seconds: float) -> list[float]:
    """Milliseconds of every answer, each client with its own connection; a first round warms nothing but the files."""
    times: list[float] = []
    stop = time.monotonic() + seconds

    def client(number: int) -> None:
        line, chance = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60), random.Random(number)
        while time.monotonic() < stop:
            path = chance.choice(paths)
            start = time.perf_counter()
            line.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            times.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return times


def shown(name: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [times[0]] * 99
    return f"{name:18} {len(times):7d} {cuts[49]:9.1f} {cuts[94]:9.1f} {cuts[98]:9.1f}"


def beside_fts(home: Path, asked: dict[str, list[str]]) -> None:
    """The same stems in FTS5, the same words asked: first twenty with the exact count, one client each."""
    folder = edition.current(read_settings(str(home)).editions)
    register = Register(folder / "register")
    source = edition.open_edition(folder).connect()
    with tempfile.TemporaryDirectory() as scratch:
        database = sqlite3.connect(Path(scratch) / "fts.sqlite")
        database.execute("pragma synchronous = off")
        database.execute("create virtual table f using fts5(t, content='')")
        start = time.perf_counter()
        rows = source.execute(
            "select rowid_, title from (select row_number() over () as rowid_, title from process where title is not null)"
        )
        keyed = ((row["rowid_"], " ".join(key_text(word, "ru") for word in row["title"].lower().split())) for row in rows)
        database.executemany("insert into f(rowid, t) values (?, ?)", keyed)
        database.commit()
        print(f"FTS5 built in {time.perf_counter() - start:.0f} s")
        for name in ("one common word", "one rare word", "three words"):
            texts = [path.partition("q=")[2] for path in asked[name]][:40]
            ours, theirs = [], []
            for text in texts:
                words = unquote_plus(text).lower().split()
                query = " AND ".join(f'"{key_text(word, "ru").split()[-1]}"' for word in words if key_text(word, "ru"))
                begun = time.perf_counter()
                register.ask(Asked(" ".join(words), facets=(), limit=20))
                ours.append((time.perf_counter() - begun) * 1000)
                begun = time.perf_counter()
                database.execute("select rowid from f where f match ? order by rank limit 20", [query]).fetchall()
                database.execute("select count(*) from f where f match ?", [query]).fetchone()
                theirs.append((time.perf_counter() - begun) * 1000)
            print(f"{name:18} register p50 {statistics.median(ours):8.1f} ms   FTS5 p50 {statistics.median(theirs):8.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--fts", action="store_true")
    parser.add_argument("--load", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.load:
        for name, paths in json.loads(Path(given.load).read_text()).items():
            load(paths, given.clients, 1)
            print(shown(name, load(paths, given.clients, given.seconds)), flush=True)
        return
    asked = questions(given.home)
    server = subprocess.Popen(
        [sys.executable, "-m", "tiyn", "--home", str(given.home), "serve", "--port", str(PORT), "--workers", "2"],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=2).request("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.5)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({name: paths for name, paths in asked.items() if paths}, file)
            file.flush()
            print(f"{'class':18} {'answers':>7} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9}   {given.clients} clients, 2 workers")
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "bench.search",
                    str(given.home),
                    "--load",
                    file.name,
                    "--clients",
                    str(given.clients),
                    "--seconds",
                    str(given.seconds),
                ],
                check=True,
            )
    finally:
        server.terminate()
        server.wait()
    if given.fts:
        beside_fts(given.home, asked)


if __name__ == "__main__":
    main()
