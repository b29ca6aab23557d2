"""Rows of purchases for worked cases: `each` repeats the rows that bear `{i}`, what is required is filled in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.steps.tracing.procurement import procurement

FILLED = {
    "ocid": "p", "source_id": "s", "document_id": "d", "locator": "1", "releases": "1", "position": "1", "parent": "",
    "parent_kind": "contract", "contract": "c", "object": "bid", "role": "tenderer", "latest": "yes",
}  # fmt: skip
TABLES = (
    "process", "plan_item", "budget_part", "lot", "item", "bid", "award", "contract", "contract_version", "amendment", "act",
    "payment", "milestone", "involvement", "participant", "entity", "relationship",
)  # fmt: skip
NAMES = {"bid": ("tenderer",), "award": ("supplier",), "contract": ("buyer", "supplier"), "process": ("buyer", "procuring_entity"),
         "involvement": ("participant",), "plan_item": ("buyer",)}  # fmt: skip


def listed(text: str) -> list[str]:
    """`180, 101..103, 5..5 x 2, valid x 2` -> 180 101 102 103 5 5 valid valid."""
    found: list[str] = []
    for part in text.split(","):
        stretch = re.fullmatch(r"\s*(\d+)\.\.(\d+)(?: x (\d+))?\s*", part)
        if stretch:
            found += [str(n) for n in range(int(stretch[1]), int(stretch[2]) + 1)] * int(stretch[3] or 1)
        elif alike := re.fullmatch(r"\s*(\S+) x (\d+)\s*", part):
            found += [alike[1]] * int(alike[2])
        else:
            found.append(part.strip())
    return found


def rows(case: Mapping[str, Any], table: str) -> Iterator[dict[str, str]]:
    """The rows of one table, repeated where they bear `{i}`; inside a row `{j}` with `times` repeats it once more."""
    lists = {name: listed(text) for name, text in case.get("each", {}).items()}
    count = max(map(len, lists.values()), default=0)
    for row in case.get(table, [{}] if table == "process" and "process" not in case else []):
        repeated = any(isinstance(value, str) and "{" in value for value in row.values())
        for i in range(count) if repeated else (0,):
            values = {name: found[i] for name, found in lists.items()} if repeated else {}
            times = int(row.get("times", "1").format(i=i, j=0, **values))
            for j in range(times):
                filled = {key: value if value is None else value.format(i=i, j=j, **values) for key, value in row.items()}
                yield {key: dated(value) for key, value in filled.items() if key != "times"}


def dated(value: str | None) -> str | None:
    """`+70 2024-01-01` is the day seventy days later."""
    later = re.fullmatch(r"\+(\d+) (\d{4}-\d\d-\d\d)", value or "")
    return str(datetime.date.fromisoformat(later[2]) + datetime.timedelta(days=int(later[1]))) if later else value


def put(engine: Engine, case: Mapping[str, Any], traced: bool = True) -> None:
    """A case's rows into empty tables, with everybody they name; then the trace over them."""
    named: dict[str, dict[str, str]] = {}
    for table in TABLES:
        found = list(rows(case, table))
        if not found:
            continue
        types = tables()[table].types
        needed = {
            column.name: FILLED[column.name] for column in tables()[table].columns if column.required and column.name in FILLED
        }
        engine.load(
            tables()[table], [{name: typed(types[name], value) for name, value in (needed | row).items()} for row in found]
        )
        for row in found:
            for column in NAMES.get(table, ()):
                if row.get(column):
                    named.setdefault(row[column], {})
    known = {row["id"] for row in rows(case, "participant")}
    others = [
        {"id": name, "source_id": "s", "name": name, "bin_state": "none", "kind": "organization"}
        for name in sorted(set(named) - known)
    ]
    if others:
        engine.load(tables()["participant"], others)
    if traced:
        procurement(engine)


def typed(kind: str, value: str | None) -> Any:
    return Decimal(value) if kind in ("number", "decimal") and value is not None else value
