"""Reading back what was written: the same records from tables and store, by processes that saw neither made.

The record root is one RFC 6962 tree over the canonical records of all tables, by table name, then by
key (decision 0011). Where a table's leaves begin in that tree follows from the number of rows of the
tables before it, so each process hashes its own tables, and their spans join into the whole tree.
Run as `python -m tiyn.readback tables FOLDER PLAN`, `… bulk FOLDER STORE PLAN` (writes a file of the
store from the tables, then reads it) or `… store STORE PLAN`; each prints its spans as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tiyn import merkle, store
from tiyn.dictionary import Table, tables
from tiyn.edition import Edition, stored
from tiyn.engine import Engine
from tiyn.leaves import Leaves, Plan, places
from tiyn.merkle import Span
from tiyn.model.errors import EditionRefused
from tiyn.salts import CHUNK
from tiyn.verifier import HASH

# Below this many bulk rows a process of its own costs more than it saves.
FEW = 20_000
Spans = dict[str, Span]
Process = subprocess.Popen[str]


def of_records(batches: Iterable[list[bytes]], place: tuple[int, int], leaves: Leaves) -> Span:
    """The span of a table's records, given in order; the leaves of withdrawn ones stand where they stood."""
    begin, count = place
    span, holes = Span(begin), leaves.between(begin, begin + count)
    for batch in batches:
        while batch:
            while holes and holes[0] == span.end:
                span.extend([leaves.holes[holes.pop(0)]])
            until = min(span.end + len(batch), holes[0] if holes else sys.maxsize)
            part, batch = batch[: until - span.end], batch[until - span.end :]
            span.extend(merkle.leaf_hashes(part, leaves.salts.take(span.end, until)))
    for hole in holes:
        span.extend([leaves.holes[hole]] if hole == span.end else [])
    return span


def of_tables(folder: Path, where: Plan) -> Spans:
    """The spans of the published Parquet tables. Raises EditionRefused naming the first key that is not the next."""
    engine, leaves = Engine.over(folder), Leaves.of(folder.parent)
    found = {}
    for table in tables().values():
        rows = where[table.name][1]
        wrong = engine.misplaced(table) if rows else None
        if wrong is not None:
            raise EditionRefused(f"{table.name}: the key {wrong} stands there twice; expected once; mend what made its rows")
        if rows > FEW:
            found[table.name] = of_records(engine.records(table), where[table.name], leaves)
        else:  # planning the engine's own records takes longer than a few rows
            found[table.name] = of_rows(table, engine.laid(table), where[table.name], leaves)
    return found


def of_store(path: Path, where: Plan) -> Spans:
    """The spans of the tables of one file of the serving store. Raises EditionRefused when it cannot be read."""
    leaves = Leaves.of(path.parent)
    try:
        return {table.name: of_rows(table, rows, where[table.name], leaves) for table, rows in stored(path)}
    except sqlite3.Error as error:
        raise EditionRefused(f"{path}: not readable ({error}); it is not served") from error


def of_rows(table: Table, rows: Iterable[tuple[Any, ...]], place: tuple[int, int], leaves: Leaves) -> Span:
    """The span of rows in key order, as text, integers and None, with its marks."""
    encode, marks = merkle.encoder(table.name, table.names), []
    columns = [table.names.index(name) for name in table.key]

    def records() -> Iterator[list[bytes]]:
        for number, batch in enumerate(merkle.batches(rows)):
            for offset in range(0, len(batch), CHUNK):
                marks.append((number * merkle.BATCH + offset, tuple(batch[offset][column] for column in columns)))
            yield [encode(row) for row in batch]

    span = of_records(records(), place, leaves)
    span.marks = marks
    return span


def write_bulk(folder: Path, path: Path) -> None:
    """Write one file of the serving store from the published tables. Raises EditionRefused for a repeated key."""
    held = store.held(path.name)
    engine = Engine.over(folder, [table.name for table in held])
    try:
        store.write(path, [(table, engine.laid(table)) for table in held])
    except sqlite3.IntegrityError as error:
        raise EditionRefused(f"{path.name}: {error}; expected each key once; mend what made its rows") from error


def joined(spans: Spans) -> Span:
    """The span of the whole tree, from the spans of all tables."""
    whole = Span()
    for name in sorted(spans):
        whole.join(spans[name])
    return whole


def root(spans: Spans) -> str:
    """The record root of the spans of all tables, in hex."""
    return joined(spans).root().hex()


def verify_records(edition: Edition) -> None:
    """Rebuild the record root from the serving store read back. Raises EditionRefused when it differs."""
    where = places(edition.manifest)
    bulk = sum(where[name][1] for name, table in tables().items() if table.bulk)
    paths = [edition.folder / name for name in (*store.BULK, store.STORE)]
    apart = {path: start("store", path, where) for path in paths} if bulk > FEW else {}
    try:
        found: Spans = {}
        for path in paths:
            found |= finish(apart[path]) if apart else of_store(path, where)
        read = root(found)
    except ValueError as error:
        raise EditionRefused(f"{edition.folder}: the store's rows are not as many as the manifest says: {error}") from error
    finally:
        for process in apart.values():
            stop(process)
    if read != edition.root:
        raise EditionRefused(f"{edition.folder}: record root {read}; the manifest says {edition.root}")


# ---- processes


def start(what: str, *words: Path | Plan) -> Process:
    """Start a process of this module; `finish` gives what it found."""
    given = [str(word) if isinstance(word, Path) else json.dumps(word) for word in words]
    return subprocess.Popen([sys.executable, "-m", "tiyn.readback", what, *given], stdout=subprocess.PIPE, text=True)


def finish(process: Process) -> Spans:
    """The spans a process printed. Raises EditionRefused with what it refused."""
    said = process.communicate()[0]
    answer = json.loads(said) if said.strip() else {"refused": f"reading back ended with {process.returncode}, see above"}
    if "refused" in answer:
        raise EditionRefused(answer["refused"])
    return from_text(answer)


def stop(process: Process) -> None:
    process.kill()
    process.wait()


def to_text(spans: Spans) -> str:
    told = {
        name: {
            "begin": span.begin,
            "end": span.end,
            "nodes": [[height, node.hex()] for height, node in span.nodes],
            "marks": span.marks,
            "chunks": [min(span.chunks, default=0), b"".join(span.chunks[at] for at in sorted(span.chunks)).hex()],
        }
        for name, span in spans.items()
    }
    return json.dumps(told)


def from_text(answer: Mapping[str, Any]) -> Spans:
    found = {}
    for name, told in answer.items():
        span = found[name] = Span(told["begin"])
        span.end, span.nodes = told["end"], [(height, bytes.fromhex(node)) for height, node in told["nodes"]]
        span.marks = [(rank, tuple(key)) for rank, key in told["marks"]]
        first, hashes = told["chunks"][0], bytes.fromhex(told["chunks"][1])
        span.chunks = {first + at // HASH: hashes[at : at + HASH] for at in range(0, len(hashes), HASH)}
    return found


def main(arguments: list[str]) -> int:
    what, *paths, given = arguments
    where, path = json.loads(given), Path(paths[-1])
    try:
        if what == "bulk":
            write_bulk(Path(paths[0]), path)
        spans = of_tables(path, where) if what == "tables" else of_store(path, where)
    except EditionRefused as error:
        print(json.dumps({"refused": str(error)}))
        return 1
    print(to_text(spans))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
