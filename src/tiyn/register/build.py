"""Make the register's index from the tables of an edition.

Run as `python -m tiyn.register TABLES FOLDER` it reads the published Parquet tables, beside the build that wrote them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tantivy

from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.register.fields import TOKENIZER, document, schema

SQL = Path(__file__).with_suffix(".sql")
HEAP = 256_000_000
PART = 250_000  # processes laid out at once
TABLES = ("process", "contract", "contract_trace", "item", "lot", "participant", "flagged")


def build(engine: Engine, folder: Path) -> int:
    """Write the index of every purchase below `folder`; returns how many. An edition without purchases has an empty index."""
    folder.mkdir(parents=True)
    known = schema()
    index = tantivy.Index(known, path=str(folder))
    register_tokenizer(index)
    writer = index.writer(heap_size=HEAP, num_threads=1)
    count = 0
    for row in rows(engine):
        writer.add_document(tantivy.Document.from_dict(document(row), known))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def rows(engine: Engine) -> Iterator[dict[str, Any]]:
    """The purchases of the tables, one by one."""
    named = queries(SQL)
    for low, high in lay(engine):
        yield from engine.stream(named["read"], {"low": low, "high": high})
    engine.run(named["forget"])


def lay(engine: Engine) -> list[tuple[str, str | None]]:
    """Lay `register_purchase` out in parts, so that memory does not grow with the country; each as ocids from, and before."""
    named = queries(SQL)
    edges = [row["ocid"] for row in engine.rows(named["edges"], {"size": PART})]
    parts = list(zip(["", *edges], [*edges, None], strict=True))
    engine.run(named["ranks"])
    engine.run(named["room"])
    for low, high in parts:
        engine.run(named["part"], {"low": low, "high": high})
    return parts


def register_tokenizer(index: tantivy.Index) -> None:
    """Tell an index our tokenizer; tantivy forgets it, so also after every opening."""
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def start(tables: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start building from a folder of Parquet tables; the process ends with 0 when the index stands."""
    return subprocess.Popen([sys.executable, "-m", "tiyn.register", str(tables), str(folder)])
