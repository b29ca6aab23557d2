"""Who is who at a country's size: `python -m bench names [--subjects 600000]`.

Made-up subjects (nothing here is anybody) with three names each, a tenth of them without a BIN and some names borne by
several, go through the very step of the build; then names in other spellings are looked up one by one in the store.
Prints wall, CPU, peak memory, pairs by outcome, and lookups at p50, p95 and p99.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tiyn import who
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.identifier import check_digit
from tiyn.naming.resolve import Asked
from tiyn.steps.resolving.resolving import resolve_names

LIMIT_SECONDS, LIMIT_MB, LIMIT_LOOKUP_MS, LOOKUPS = 300, 4096, 20, 2000
FORMS = (("ТОО", "ЖШС", "LLP"), ("АО", "АҚ", "JSC"), ("КГУ", "КММ", "State Institution"), ("ГКП на ПХВ", "ШЖҚ МКК", "SUE"))
PLACES = ("750000000", "710000000", "790000000", "310000000", "100000000", "630000000")
SPELT = """қа/ка/qa ра/ра/ra сұ/су/su ме/ме/me дің/дин/din бо/бо/bo лат/лат/lat ту/ту/tu ған/ган/gan не/не/ne
жол/жол/zhol тас/тас/tas ер/ер/yer кен/кен/ken сай/сай/sai ман/ман/man"""
_SYLLABLES = [part.split("/") for part in SPELT.split()]


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench names")
    asked.add_argument("--subjects", type=int, default=600_000)
    count = asked.parse_args(arguments).subjects
    with tempfile.TemporaryDirectory() as scratch:
        engine = Engine(2, Path(scratch))
        engine.limit()
        engine.load(tables()["entity"], subjects(count))
        wall, cpu = time.perf_counter(), time.process_time()
        outcomes = resolve_names(engine)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        names = engine.rows("select count(*) as n from name limit 1")[0]["n"]
        connection = stored(engine, Path(scratch) / "names.sqlite")
        times = lookups(connection, count)
    p50, p95, p99 = (statistics.quantiles(times, n=100)[at - 1] for at in (50, 95, 99))
    print(f"{count:,} subjects, {names:,} names: {wall:.0f} s wall, {cpu:.0f} s CPU, peak {peak:,} MB; {outcomes}")
    print(f"{LOOKUPS:,} lookups: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms")
    return int(wall > LIMIT_SECONDS or peak > LIMIT_MB or p95 > LIMIT_LOOKUP_MS)


def words(draw: random.Random) -> tuple[str, str, str]:
    parts = [draw.choice(_SYLLABLES) for _ in range(draw.choice((3, 4, 4, 5)))]
    kk, ru, en = ("".join(part[at] for part in parts).capitalize() for at in range(3))
    return kk, ru, en


def named(number: int) -> tuple[str, str, str]:
    """The three names of the subject of this number; one name in fifty is one of two hundred common ones."""
    draw = random.Random(number)
    kk, ru, en = words(random.Random(-1 - draw.randrange(200)) if draw.random() < 0.02 else draw)
    form = draw.choice(FORMS)
    tail = f" № {draw.randrange(1, 400)}" if draw.random() < 0.3 else ""
    return f"{form[0]} «{ru}{tail}»", f"«{kk}{tail}» {form[1]}", f"{en}{tail} {form[2]}"


def subjects(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        ru, kk, en = named(number)
        first = f"{number % 24:02d}{number % 12 + 1:02d}4{number // 24:06d}"
        last = check_digit(first)
        has = number % 10 and last is not None
        base = {
            "source_id": "made-up",
            "document_id": "made-up",
            "locator": str(number),
            "record": str(number),
            "schema": "Company",
        }
        base |= {"name": ru, "name_kk": kk, "name_en": en, "country": "KZ"}
        if has:
            yield base | {"id": f"KZ-BIN-{first}{last}", "identifier": f"{first}{last}", "scheme": "KZ-BIN", "bin_state": "valid"}
        else:
            yield base | {"id": f"made-up/{number}", "bin_state": "none"}


def stored(engine: Engine, path: Path) -> sqlite3.Connection:
    """The names as an edition's store holds them, with its indexes."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    table = tables()["name"]
    marks = ", ".join("?" for _ in table.names)
    connection.execute(f"create table name ({', '.join(table.names)}, primary key (subject, position)) without rowid")
    connection.executemany(f"insert into name values ({marks})", engine.ordered(table))
    connection.execute("create index name_key on name (key)")
    connection.execute("create index name_bin on name (bin)")
    connection.commit()
    return connection


def lookups(connection: sqlite3.Connection, count: int) -> list[float]:
    """Milliseconds of each lookup: a third each by the Russian, Kazakh and Latin name, every tenth misspelt."""
    draw, times = random.Random(7), []
    for number in range(LOOKUPS):
        text = named(draw.randrange(count))[number % 3].replace("«", "").replace("»", "")
        asked = Asked(text if number % 10 else text[:-3] + text[-2:])
        begun = time.perf_counter()
        who.look_up(connection, asked)
        times.append((time.perf_counter() - begun) * 1000)
    return times
