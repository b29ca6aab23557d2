"""The data dictionary: every table of an edition, from `model/tables/*.yml`.

Table creation, validation, documentation and the order of published rows all come from it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from tiyn import shelf, textyaml
from tiyn.model.errors import DossierRefused, Mistake

TABLES = shelf.PACKAGE / "model" / "tables"
# Money and counts are exact decimals: 24 digits before the mark, 4 after. Publishers' own numbers, kept
# exactly as printed, may be finer (33333.333333333336): 18 after; 17 before, so that a thousand of them still add up.
SQL_TYPES = {"text": "varchar", "integer": "bigint", "decimal": "decimal(28,4)", "number": "decimal(38,18)", "date": "date"}
DECIMALS = {"decimal": 4, "number": 18}
WHOLE_DIGITS = {"decimal": 24, "number": 17}


def _escaped() -> str:
    """SQL that escapes every character JSON must, the backslash first; `{}` is the text."""
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
    sql = """replace(replace({}, '\\', '\\\\'), '"', '\\"')"""
    for code in range(32):
        escape = short.get(code) or f"\\u{code:04x}"
        sql = f"replace({sql}, chr({code}), '{escape}')"
    return f"""'"' || {sql} || '"'"""


_SLOW = _escaped()


@dataclass(frozen=True)
class Column:
    """One column: `type` is text, integer, decimal, number or date; `meaning` is {lang: text}."""

    name: str
    type: str
    required: bool
    meaning: dict[str, str]


@dataclass(frozen=True)
class Table:
    """One table: `grain` says what a row is, `key` identifies and orders its rows.

    A `bulk` table may hold a country's millions of rows: it is never loaded whole, and keeps its key
    unindexed in the engine (the key is checked when the edition is sealed).
    """

    name: str
    grain: dict[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    bulk: bool = False

    def create(self) -> str:
        """The engine's `create table` statement."""
        lines = [f"{column.name} {SQL_TYPES[column.type]}{' not null' if column.required else ''}" for column in self.columns]
        key = [] if self.bulk else [f"primary key ({', '.join(self.key)})"]
        return f"create table {self.name} (\n  " + ",\n  ".join([*lines, *key]) + "\n)"

    def cast(self, column: Column) -> str:
        """SQL that turns a column's text into its type."""
        return column.name if column.type == "text" else f"cast({column.name} as {SQL_TYPES[column.type]})"

    def plain(self, column: Column) -> str:
        """SQL that turns a column into what is published: decimals as plain text, dates as ISO text."""
        return f"{self.plain_text(column.name)} as {column.name}" if column.type in (*DECIMALS, "date") else column.name

    def record(self) -> str:
        """SQL that turns a row into its canonical record as text: what `merkle.encoder` gives, built where the rows are.

        The engine's own JSON writes control characters with capitals (`\\u001F`); a row that has any takes the slow way.
        """
        quick = self._record("cast(to_json({}) as varchar)")
        return f"case when contains({quick}, '\\u00') then {self._record(_SLOW)} else {quick} end"

    def _record(self, quoted: str) -> str:
        parts = []
        for name in sorted((*self.names, "table")):
            before, after = ("", ",") if name < "table" else (",", "")
            if name == "table":
                parts.append(f"""'"table":"{self.name}"'""")
                continue
            kind = self.types[name]
            text = self.plain_text(name)
            value = text if kind == "integer" else quoted.format(name) if kind == "text" else f"""'"' || {text} || '"'"""
            parts.append(f"""'{before}"{name}":' || {value} || '{after}'""")
        return "concat('{', " + ", ".join(parts) + ", '}')"  # concat leaves nulls out

    def plain_text(self, name: str) -> str:
        """SQL for one value as plain text: decimals without trailing zeros, dates ISO."""
        kind = self.types[name]
        if kind in DECIMALS:
            return f"rtrim(rtrim(cast({name} as varchar), '0'), '.')"
        return name if kind == "text" else f"cast({name} as varchar)"

    @functools.cached_property
    def types(self) -> dict[str, str]:
        return {column.name: column.type for column in self.columns}

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@functools.cache
def tables() -> dict[str, Table]:
    """Every table by name, in alphabetical order."""
    mistakes: list[Mistake] = []
    found = {}
    for path in shelf.files(TABLES, ".yml"):
        block = textyaml.load(path, f"tables/{path.name}", mistakes)
        if block is None:
            continue
        columns = tuple(
            Column(name, body["type"], body["required"] == "yes", dict(body["meaning"]))
            for name, body in block["columns"].items()
        )
        bulk = block.get("bulk") == "yes"
        found[path.stem] = Table(path.stem, dict(block["grain"]), tuple(block["key"]), columns, bulk)
    if mistakes:
        raise DossierRefused(mistakes)
    return found
