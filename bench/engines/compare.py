"""One indicator over one set of facts: DuckDB's rows beside another engine's, one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.engines.others import Other
from bench.engines.translate import relations
from tiyn.engine import Engine
from tiyn.steps.flagging.card import Indicator

RULES = ("reference", "rate", "flags")  # in the order they are run
KEPT = "reference_rows"


@dataclass(frozen=True)
class Difference:
    """A row one engine has and the other has not, or why a rule did not run at all."""

    engine: str
    indicator: str
    rule: str
    case: str
    what: str


def rules(one: Indicator) -> Iterator[tuple[str, str]]:
    """Name and text of each SQL file of an indicator."""
    for name in RULES:
        path = one.folder / f"{name}.sql"
        if path.is_file():
            yield name, path.read_text(encoding="utf-8")


def used(sql: str, one: Indicator) -> dict[str, Any]:
    """The parameters a query names, whole numbers as integers."""
    return {name: int(value) if value == int(value) else value for name, value in one.parameters.items() if f"${name}" in sql}


def spill(engine: Engine, names: set[str], folder: Path) -> dict[str, Path]:
    """The named relations as Parquet; 128-bit sums, which Parquet has not, as decimals."""
    found = {}
    for name in sorted(names):
        columns = engine.rows(f"describe {name}")
        wide = {row["column_name"] for row in columns if row["column_type"] == "HUGEINT"}
        shown = ", ".join(
            f'cast("{row["column_name"]}" as decimal(38, 0)) as "{row["column_name"]}"'
            if row["column_name"] in wide
            else f'"{row["column_name"]}"'
            for row in columns
        )
        found[name] = folder / f"{name}.parquet"
        engine.run(f"copy (select {shown} from {name}) to '{found[name]}' (format parquet)")
    return found


def plain(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row as text, so that 3, 3.0 of a decimal and true are told from one another only where they differ."""
    return tuple(f"{name}={shown(row[name])}" for name in sorted(row))


def shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(int(value)) if value == int(value) else str(value.normalize())
    return str(value)


def expected(engine: Engine, one: Indicator) -> dict[str, list[tuple[str, ...]]]:
    """DuckDB's rows of every rule of an indicator; its reference stays for the next rule."""
    found = {}
    for name, sql in rules(one):
        if name == "reference":
            engine.make(KEPT, sql, used(sql, one))
        found[name] = sorted(plain(row) for row in engine.rows(sql, used(sql, one)))
    return found


def needed(one: Indicator) -> set[str]:
    """The relations of facts an indicator's rules read."""
    return set().union(*(relations(sql) for _, sql in rules(one))) - {KEPT}


def compare(
    other: Other, one: Indicator, case: str, paths: Mapping[str, Path], wanted: Mapping[str, list[tuple[str, ...]]]
) -> tuple[list[Difference], float]:
    """What differs on another engine, and the seconds its rules took (relations laid before the clock starts)."""
    for relation in sorted(needed(one)):
        other.lay(relation, paths[relation])
    found: list[Difference] = []
    began = time.perf_counter()
    for name, sql in rules(one):
        try:
            if name == "reference":
                other.keep(KEPT, sql, used(sql, one))
            rows = sorted(plain(row) for row in other.rows(sql, used(sql, one)))
        except Exception as error:  # noqa: BLE001 - whatever an engine says against a rule is a gap to be listed
            lines = [line for line in str(error).splitlines() if line.strip()]
            found.append(
                Difference(other.name, one.id, name, case, f"did not run: {lines[0][:300] if lines else type(error).__name__}")
            )
            break
        if rows != wanted[name]:
            mine, theirs = set(wanted[name]), set(rows)
            counts = f"{len(wanted[name])} rows, {len(rows)}"
            first = f"DuckDB {sorted(mine - theirs)[:1]}, {other.name} {sorted(theirs - mine)[:1]}; {counts}"
            found.append(Difference(other.name, one.id, name, case, first))
    return found, time.perf_counter() - began
