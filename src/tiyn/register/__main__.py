"""Build an index from published Parquet tables: `python -m tiyn.register TABLES FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tiyn.engine import Engine
from tiyn.register.build import TABLES, build


def main(arguments: list[str]) -> int:
    tables, folder = map(Path, arguments)
    with tempfile.TemporaryDirectory(prefix=".register-", dir=folder.parent) as scratch:
        build(Engine.over(tables, TABLES, Path(scratch)), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
