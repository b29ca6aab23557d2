"""A rule's SQL for another engine: sqlglot, and by hand what sqlglot gets wrong or does not know.

By hand: `//` (sqlglot 30 writes a float division for ClickHouse), `concat_ws` over missing parts (it fills them in),
sorted lists, days added to a date, and sums as wide as DuckDB's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp

Change = Callable[[exp.Expression], exp.Expression]


def relations(sql: str) -> set[str]:
    """The relations a query reads, its own `with` names apart."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {one.alias_or_name for one in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - own


def translate(sql: str, dialect: str, values: Mapping[str, Any], columns: Mapping[str, list[str]] | None = None) -> str:
    """The text of `sql` (DuckDB's) in `clickhouse` or `spark`, its parameters written in.

    With the `columns` of relations `c.*` is written out, since ClickHouse names the columns of a join's star `c.lid`.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    for select in tree.find_all(exp.Select):
        spread(select, columns or {})

    def bound(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Placeholder | exp.Parameter):
            return exp.Literal.number(str(values[node.name]))
        return node

    return tree.transform(bound).transform(CHANGES[dialect]).sql(dialect)


def call(name: str, *given: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(given))


def spread(select: exp.Select, columns: Mapping[str, list[str]]) -> None:
    """Write out the stars of a join's relations whose columns are known."""
    sources = {one.alias_or_name: one.name for one in select.find_all(exp.Table) if one.parent_select is select}
    found: list[exp.Expression] = []
    for one in select.expressions:
        known = columns.get(sources.get(one.table, "")) if isinstance(one, exp.Column) and one.is_star else None
        found += [exp.column(name, table=one.table) for name in known] if known else [one]
    select.set("expressions", found)


def after_epoch(node: exp.Expression) -> bool:
    """`date '1970-01-01' + days`."""
    return isinstance(node, exp.Add) and isinstance(node.this, exp.Cast) and node.this.to.this == exp.DataType.Type.DATE


def sorted_list(node: exp.Expression) -> exp.Expression | None:
    """The expression of `list(x order by x)`; None for anything else."""
    if isinstance(node, exp.ArrayAgg) and isinstance(node.this, exp.Order):
        keys = [one.this for one in node.this.expressions]
        if keys != [node.this.this]:
            raise ValueError(f"{node.sql('duckdb')}: a list sorted by something else than itself has no twin; sort it by itself")
        return node.this.this
    return None


def clickhouse(node: exp.Expression) -> exp.Expression:
    listed = sorted_list(node)
    if listed is not None:
        return call("arraySort", call("groupArray", listed.transform(clickhouse)))
    if isinstance(node, exp.IntDiv):
        return call("intDiv", node.this.transform(clickhouse), node.expression.transform(clickhouse))
    if isinstance(node, exp.ConcatWs):
        first, *rest = node.expressions
        return call("arrayStringConcat", exp.Array(expressions=[one.transform(clickhouse) for one in rest]), first)
    if isinstance(node, exp.SplitPart):
        text = node.this.transform(clickhouse)
        parts = call("splitByString", node.args["delimiter"], call("ifNull", text, exp.Literal.string("")))
        part = call("arrayElement", parts, node.args["part_index"])
        return call("if", call("isNull", text.copy()), exp.Null(), part)
    if after_epoch(node):
        days = exp.Paren(this=node.expression.transform(clickhouse))
        return call("addDays", call("toDate32", exp.Literal.string("1970-01-01")), days)
    if isinstance(node, exp.Sum) and not isinstance(node.this, exp.Distinct) and not node.meta.get("wide"):
        wide = call("toInt128", node.this.transform(clickhouse))
        found = exp.Sum(this=wide)
        found.meta["wide"] = True
        return found
    if isinstance(node, exp.Select):  # of a join's `p.lid` ClickHouse calls the column `p.lid`, unless told its name
        named = [
            exp.alias_(one.copy(), one.name) if isinstance(one, exp.Column) and one.table and not one.is_star else one
            for one in node.expressions
        ]
        node.set("expressions", named)
    return node


def spark(node: exp.Expression) -> exp.Expression:
    listed = sorted_list(node)
    if listed is not None:
        return call("sort_array", call("collect_list", listed.transform(spark)))
    if after_epoch(node):
        return call("date_add", node.this, exp.cast(node.expression.transform(spark), "int"))
    return node


CHANGES: dict[str, Change] = {"clickhouse": clickhouse, "spark": spark}
