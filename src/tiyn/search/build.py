"""Writes an index: entries in the order of their ids, whatever order they come in."""

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from json import dumps
from pathlib import Path
from typing import IO

import tantivy

from tiyn.search.entry import Entry
from tiyn.search.terms import fields_of, register, schema

_RUN = 200_000  # entries sorted in memory at a time: about 0.4 GB of ordinary ones
_HEAP_BYTES = 512_000_000  # of the writer, before it lays down a segment


def build(entries: Iterable[Entry], folder: Path) -> int:
    """Index `entries` into `folder` and return their number.

    Raises FileExistsError when the folder already holds something, and ValueError naming the id
    when two entries share one. Memory does not grow with the number of entries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; an index is built once, into a folder of its own")
    index = tantivy.Index(schema(), path=str(folder))
    register(index)
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)  # one thread: the order of ids is kept
    count = 0
    for entry in _distinct(_by_id(entries)):
        writer.add_document(_document(entry))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document(
        kind=entry.kind,
        weight=entry.weight,
        payload=dumps(vars(entry), ensure_ascii=False).encode(),
        **{name: text for name, text in fields_of(entry).items() if text},
    )
    return document


def _distinct(entries: Iterator[Entry]) -> Iterator[Entry]:
    last = None
    for entry in entries:
        if entry.id == last:
            raise ValueError(f"two entries have the id {entry.id!r}; an id names one thing of an edition")
        last = entry.id
        yield entry


def _by_id(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries by id: runs sorted in memory, then merged from temporary files."""
    remaining = iter(entries)
    with tempfile.TemporaryDirectory(prefix="tiyn-index-") as scratch:
        runs: list[list[Entry] | Iterator[Entry]] = []
        while run := sorted(islice(remaining, _RUN), key=_id):
            if len(run) < _RUN:
                runs.append(run)
                break
            path = Path(scratch, str(len(runs)))
            with path.open("w", encoding="utf-8") as file:
                for entry in run:
                    file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            runs.append(_read_run(path.open(encoding="utf-8")))
        yield from heapq.merge(*runs, key=_id)


def _read_run(file: IO[str]) -> Iterator[Entry]:
    """Entries back from our own temporary file; lists become the tuples they were."""
    with file:
        for line in file:
            body = json.loads(line)
            yield Entry(**body | {"names": tuple(body["names"]), "numbers": tuple(body["numbers"])})


def _id(entry: Entry) -> str:
    return entry.id
