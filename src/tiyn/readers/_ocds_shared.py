"""A large run shared between two processes: each maps the processes of its own ocids, one gathers what they say.

All releases of one ocid go to one worker, so merging needs nobody else. A worker sends rows as lines of
the tables (`tiyn.lines`), then what belongs to no single record: notes, organizations, unread fields. A
worker that dies takes this process along, at the file it was at, so that the build blames that file.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.model.errors import TiynError
from tiyn.readers._record import Refused, Written

# Always the same number, whatever the machine: which odd values are shown of many depends on it.
WORKERS = 2
BATCH = 400
Item = tuple[int, Any]


@dataclass
class Batch:
    """Rows on their way: how many records of each file, and the lines of each table."""

    records: dict[int, int] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    size: int = 0


def share(work: Callable[[int, Callable[[int], None]], Iterator[Item]], rest: Callable[[int], Any],
          at: Callable[[int], None], take: Callable[[Any], None]) -> Iterator[Item]:  # fmt: skip
    """What `work(k, at)` yields in every worker k, then `take` of what `rest(k)` gives there."""
    context = multiprocessing.get_context("fork")
    ends: dict[Connection, Any] = {}
    for number in range(WORKERS):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(work, rest, number, there), daemon=True)
        process.start()
        there.close()
        ends[here] = process
    places: dict[Any, int] = {}
    rests: dict[int, Any] = {}
    try:
        while ends:
            for ready in wait(list(ends)):
                yield from _received(ready, ends, places, rests, at)  # type: ignore[arg-type]
    finally:
        for process in ends.values():
            process.kill()
    for number in sorted(rests):  # in the order of the workers, whoever was first
        take(rests[number])


def _received(end: Connection, ends: dict[Connection, Any], places: dict[Any, int], rests: dict[int, Any],
              at: Callable[[int], None]) -> Iterator[Item]:  # fmt: skip
    """One message of one worker; its death ends this process too."""
    try:
        what, said = end.recv()
    except EOFError:
        at(places.get(end, 0))
        os.kill(os.getpid(), signal.SIGKILL)
        return
    if what == "at":
        places[end] = said
        at(said)
    elif what == "rows":
        for name, text in said.lines.items():
            said.lines[name] = "".join(text)
        first = min(said.records, default=0)
        yield first, Written(said.records, said.lines)
    elif what == "item":
        yield said
    elif what == "failed":
        raise said
    else:
        rests[said[0]] = said[1]
        ends.pop(end).join()
        end.close()


def _work(
    work: Callable[[int, Callable[[int], None]], Iterator[Item]], rest: Callable[[int], Any], number: int, end: Connection
) -> None:
    """The whole of one worker."""
    known, batch = tables(), Batch()
    try:
        for index, one in work(number, lambda index: end.send(("at", index))):
            if isinstance(one, Refused):
                end.send(("item", (index, one)))
                continue
            batch.records[index] = batch.records.get(index, 0) + 1
            batch.size += 1
            for name, row in one.rows:
                batch.lines.setdefault(name, []).append(line(known[name], row))
            if batch.size >= BATCH:
                end.send(("rows", batch))
                batch = Batch()
        end.send(("rows", batch))
        end.send(("rest", (number, rest(number))))
    except (TiynError, OSError, MemoryError) as error:
        end.send(("failed", error))
