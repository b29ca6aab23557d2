"""One table of the edition as CSV or JSON lines: every row, in key order."""

from __future__ import annotations

from pathlib import Path

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.exporting import forms
from tiyn.exporting.kept import Kept
from tiyn.exporting.wanted import Wanted
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")


def make(kept: Kept, wanted: Wanted, target: Path, scratch: Path) -> int:
    """Write the file; returns its rows."""
    table = tables()[wanted.name]
    engine = Engine.over(kept.edition / "tables", [table.name], scratch)
    engine.run(queries(SQL)["chosen"].format(columns=", ".join(table.names), table=table.name))
    forms.write(engine, table.columns, (), wanted, forms.Place(target, scratch, kept.edition.name))
    return forms.count(engine)
