"""What changed between two editions: flags that came, went or stand with another value, each with its cause.

A cause is the indicator's, not the flag's: where the rule itself is another one, nobody can say what the data alone
would have done. The order is: indicator added or removed, rule, parameter of the card, legal parameter the rule
reads, and only then the data.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn.engine import Engine
from tiyn.merkle import plain
from tiyn.model.errors import InputRefused
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
TABLES = ("flagged", "indicator_version", "legal_parameter")
COLUMNS = (
    "change", "cause", "indicator", "kind", "ocid", "id", "old_value", "new_value", "old_threshold", "new_threshold", "unit",
)  # fmt: skip
MEMORY = "2GB"


class Comparison:
    """Two editions' flags side by side; `counts`, `indicators`, `stood` and `rows` answer from it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def counts(self) -> list[dict[str, Any]]:
        """indicator, cause, change (came, went, changed), n."""
        return self._engine.rows(queries(SQL)["counts"])

    @property
    def indicators(self) -> list[dict[str, Any]]:
        """indicator, old_version, new_version, cause: those whose rule, numbers or law are other ones."""
        return self._engine.rows(queries(SQL)["indicators"])

    @property
    def stood(self) -> int:
        """How many flags stand in both."""
        return int(self._engine.rows(queries(SQL)["stood"])[0]["n"])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every flag that moved, as COLUMNS, by indicator and subject; figures are plain decimals (0.5), None for none."""
        for row in self._engine.stream(queries(SQL)["rows"]):
            yield {name: plain(value) if isinstance(value, Decimal) else value for name, value in row.items()}


@contextmanager
def compared(old: Path, new: Path) -> Iterator[Comparison]:
    """Compare the flags of two edition folders. Raises InputRefused for an edition that keeps none."""
    with tempfile.TemporaryDirectory(prefix="tiyn-diff-") as scratch:
        engine = Engine.bare(Path(scratch), MEMORY)
        try:
            for side, folder in (("old", old), ("new", new)):
                for table in TABLES:
                    path = folder / "tables" / f"{table}.parquet"
                    if not path.is_file():
                        raise InputRefused(
                            f"{folder.name}: no table {table}; expected an edition with indicators of purchases; "
                            "build it again with this version, or compare later editions"
                        )
                    engine.view(f"{side}_{table}", path)
                if "law" not in engine.columns(queries(SQL)[f"{side}_rules"]):
                    raise InputRefused(
                        f"{folder.name}: its rules do not say which legal parameters they read; expected an edition that does; "
                        "build it again with this version, or compare later editions"
                    )
            for name in ("causes", "moved"):
                engine.run(queries(SQL)[name])
            yield Comparison(engine)
        finally:
            engine.close()
