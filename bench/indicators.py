"""All indicators over an edition's purchases: `python -m bench.indicators HOME [--each]`.

Lays the current edition's published tables under the rules once more and answers every subject anew; prints
wall, CPU and peak memory, results per second, and with `--each` every indicator's own time.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from tiyn import edition
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.settings import read_settings
from tiyn.steps.flagging import purchases
from tiyn.steps.flagging.card import indicators

RESULTS = Path(__file__).with_name("results")
OUT = ("flagged", "checked", "check_pattern", "indicator_total", "reference", "rate_unit", "legal_parameter", "indicator_version")


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.indicators")
    asked.add_argument("home", type=Path)
    asked.add_argument("--each", action="store_true", help="print every indicator's time")
    given = asked.parse_args(arguments)
    folder = edition.current(read_settings(str(given.home)).editions)
    with tempfile.TemporaryDirectory(dir=given.home) as scratch:
        engine = Engine(2, Path(scratch))
        engine.limit()
        for table in tables().values():
            path = folder / "tables" / f"{table.name}.parquet"
            if table.name not in OUT and path.is_file():
                engine.connection.execute(f"drop table {table.name}")
                held = {row[0] for row in engine.connection.execute(f"describe select * from read_parquet('{path}')").fetchall()}
                columns = ", ".join(name if name in held else f"null as {name}" for name in table.names)
                engine.connection.execute(f"create view {table.name} as select {columns} from read_parquet('{path}')")
        if given.each:
            timed()
        found = [one for one in indicators() if one.purchase]
        wall, cpu = time.perf_counter(), time.process_time()
        counts, failed = purchases.flag_purchases(engine, found)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        engine.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    total = sum(counts.values())
    print(f"{len(found)} indicators, {total:,} results: {wall:.0f} s wall, {cpu:.0f} s CPU, peak {peak:,} MB; {counts}")
    for one in failed:
        print(f"FAILED {one.indicator}: {one.why}")
    RESULTS.mkdir(exist_ok=True)
    body = {
        "indicators": len(found),
        "results": total,
        "wall": round(wall, 1),
        "cpu": round(cpu, 1),
        "peak MB": peak,
        "states": counts,
    }
    (RESULTS / "indicators.json").write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    return len(failed)


def timed() -> None:
    """Print what each indicator takes."""
    whole = purchases.answer

    def answer(engine, one, relation):  # type: ignore[no-untyped-def]
        began = time.perf_counter()
        whole(engine, one, relation)
        print(f"  {one.id:20} {time.perf_counter() - began:6.1f} s", flush=True)

    purchases.answer = answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
