"""Make one file: `python -m tiyn.exporting '{"edition": …, "root": …, "most": …, "wanted": {…}}'`.

A process of its own, so that it can be killed and bounded: memory, processor time, and the size of what it
writes. It says what it refused on its standard output and ends with 1; whoever waits looks for the file.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

from tiyn.exporting import contracts, ocds, table
from tiyn.exporting.kept import Kept
from tiyn.exporting.wanted import Wanted
from tiyn.model.errors import TiynError

MAKERS = {"contracts": contracts.make, "table": table.make, "ocds": ocds.make}
SECONDS = 1800  # of processor time
BYTES = 6 << 30  # of address space: the engine's own limit is below it
LARGEST = 64 << 30  # of one file


def main(arguments: list[str]) -> int:
    given = json.loads(arguments[0])
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 10))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    kept, wanted = Kept(Path(given["root"]), Path(given["edition"]), given["most"]), Wanted(**given["wanted"])
    kept.folder.mkdir(parents=True, exist_ok=True)
    try:
        with kept.alone(wanted):
            if kept.get(wanted) is None:
                with kept.turn(), tempfile.TemporaryDirectory(prefix=".making-", dir=kept.folder) as scratch:
                    partial = Path(scratch) / f"made.{wanted.ending}"
                    rows = MAKERS[wanted.what](kept, wanted, partial, Path(scratch))
                    kept.put(wanted, partial, rows)
    except TiynError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
