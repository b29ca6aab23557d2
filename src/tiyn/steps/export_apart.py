"""Exports in processes of their own, from the serving store as it is on disk.

Run as `python -m tiyn.steps.export_apart STORE FOLDER NAME PLAN`. The records' export prints the spans
of the records it wrote (`readback`): it has seen nothing but bytes on disk, so it checks the build that
wrote them. Exports hold the ordinary tables; bulk tables are published as Parquet.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

from tiyn import edition, readback, shelf
from tiyn.dictionary import tables
from tiyn.exports import records
from tiyn.leaves import Leaves, Plan
from tiyn.merkle import batches

NAMES = {module.__name__.rsplit(".", 1)[1]: module for module in shelf.modules("exports")}
Process = subprocess.Popen[str]


def start_exports(store: Path, folder: Path, where: Plan) -> dict[str, Process]:
    """Start every export of the shelf; the one of the records answers to `readback.finish`."""
    return {name: _start(str(store), str(folder), name, json.dumps(where)) for name in NAMES}


def _start(*words: str) -> Process:
    return subprocess.Popen([sys.executable, "-m", "tiyn.steps.export_apart", *words], stdout=subprocess.PIPE, text=True)


def _spans(folder: Path, where: Plan) -> readback.Spans:
    """The spans of the records as they stand in the file just written."""
    lines, leaves = records.written(folder), Leaves.of(folder.parent)
    rows = {name: count - leaves.counts().get(name, 0) for name, (_, count) in where.items()}
    ordinary = [name for name, table in tables().items() if not table.bulk]
    return {name: readback.of_records(batches(islice(lines, rows[name])), where[name], leaves) for name in ordinary}


def main(arguments: list[str]) -> int:
    store, folder, name = Path(arguments[0]), Path(arguments[1]), arguments[2]
    NAMES[name].export(edition.stored(store), folder)
    if NAMES[name] is records:
        print(readback.to_text(_spans(folder, json.loads(arguments[3]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
