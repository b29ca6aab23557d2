"""A million purchases as files, each made by a process of its own: seconds and peak memory.

`python -m bench.exports HOME` takes the edition of that home (`tiyn --home HOME synth --processes 1000000`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tiyn.edition import current
from tiyn.exporting import Kept, Wanted
from tiyn.exporting.contracts import LIST

LIMIT = 10.0  # seconds for a million rows as CSV
ASKED = (
    ("list and csv", Wanted("contracts", "csv", filters={"year": "2024"})),
    ("csv", Wanted("contracts", "csv")),
    ("csv, words sought", Wanted("contracts", "csv", text="программа")),
    ("jsonl", Wanted("contracts", "jsonl")),
    ("parquet", Wanted("contracts", "parquet")),
    ("xlsx", Wanted("contracts", "xlsx", lang="ru")),
    ("ocds, one year", Wanted("ocds", "jsonl", filters={"year": "2024"})),
)


def measure(kept: Kept, wanted: Wanted) -> tuple[float, int]:
    """Seconds a maker takes, and the most memory it held, in MB."""
    given = {"edition": str(kept.edition), "root": str(kept.root), "most": kept.most, "wanted": vars(wanted)}
    inner = (
        "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    started = time.perf_counter()
    command = [sys.executable, "-c", inner, sys.executable, "-m", "tiyn.exporting", json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - started, int(done.stdout) // 1024


def main(arguments: list[str]) -> int:
    edition = current(Path(arguments[0]) / "editions")
    root = Path(tempfile.mkdtemp(prefix="bench-exports-", dir=arguments[1] if len(arguments) > 1 else None))
    over = False
    try:
        kept = Kept(root, edition, 1 << 40)
        for name, wanted in ASKED:
            seconds, memory = measure(kept, wanted)
            file = kept.get(wanted)
            rows, size = (file.rows, file.bytes / 1e6) if file else (0, 0)
            print(f"{name:18} {rows:>9,} rows {size:8,.0f} MB {seconds:7.2f} s {memory:6,} MB peak", flush=True)
            over |= name == "csv" and seconds > LIMIT * max(1.0, rows / 1e6)
        print(f"the list itself: {kept.get(LIST).bytes / 1e6:,.0f} MB")  # type: ignore[union-attr]
    finally:
        shutil.rmtree(root)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
