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
TABLES = ("process", "contract", "contract_trace", "item", "lot", "participant")


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
    engine.run(named["purchases"])
    yield from engine.stream(named["read"])
    engine.run(named["forget"])


def register_tokenizer(index: tantivy.Index) -> None:
    """Tell an index our tokenizer; tantivy forgets it, so also after every opening."""
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def start(tables: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start building from a folder of Parquet tables; the process ends with 0 when the index stands."""
    return subprocess.Popen([sys.executable, "-m", "tiyn.register", str(tables), str(folder)])
