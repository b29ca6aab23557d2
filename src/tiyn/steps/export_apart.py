"""One export in a process of its own, from the serving store as it is on disk.

Run as `python -m tiyn.steps.export_apart STORE FOLDER NAME`. The records' process also prints the
root of what it read: it has seen nothing but the bytes, so it checks the build that wrote them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tiyn import edition, merkle, shelf
from tiyn.exports import records

NAMES = {module.__name__.rsplit(".", 1)[1]: module for module in shelf.modules("exports")}


def start(store: Path, folder: Path) -> dict[str, subprocess.Popen[str]]:
    """Start every export of the shelf beside this process; read what they print with `communicate`."""
    command = [sys.executable, "-m", "tiyn.steps.export_apart", str(store), str(folder)]
    return {name: subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in NAMES}


def main(arguments: list[str]) -> int:
    store, folder, name = Path(arguments[0]), Path(arguments[1]), arguments[2]
    NAMES[name].export(edition.stored(store), folder)
    if NAMES[name] is records:
        print(merkle.records_root(records.written(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
