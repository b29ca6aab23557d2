"""Exports and checks in processes of their own, from what is on disk.

Run as `python -m tiyn.steps.export_apart STORE FOLDER NAME` for one export, or `… TABLES` for the
record root of the published Parquet tables. The records' export prints the root of what it read
from the serving store. Both have seen nothing but bytes on disk: they check the build that wrote them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tiyn import edition, merkle, shelf
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.exports import records

NAMES = {module.__name__.rsplit(".", 1)[1]: module for module in shelf.modules("exports")}
Process = subprocess.Popen[str]


def start_root(tables_folder: Path) -> Process:
    """Start reading the published tables back; the process prints their record root."""
    return _start(str(tables_folder))


def start_exports(store: Path, folder: Path) -> dict[str, Process]:
    """Start every export of the shelf; read what they print with `communicate`."""
    return {name: _start(str(store), str(folder), name) for name in NAMES}


def _start(*words: str) -> Process:
    return subprocess.Popen([sys.executable, "-m", "tiyn.steps.export_apart", *words], stdout=subprocess.PIPE, text=True)


def main(arguments: list[str]) -> int:
    if len(arguments) == 1:
        engine = Engine.over(Path(arguments[0]))
        print(merkle.records_root(edition.encoded((table, engine.ordered(table)) for table in tables().values())))
        return 0
    store, folder, name = Path(arguments[0]), Path(arguments[1]), arguments[2]
    NAMES[name].export(edition.stored(store), folder)
    if NAMES[name] is records:
        print(merkle.records_root(records.written(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
