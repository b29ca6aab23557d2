"""Purchases as a file: the list is laid out once per edition, then filtered and written as often as asked.

The filters are those of the register's index, held against the same rows its index was made of; what
words find comes from the index itself, as places in the order of sums, which both have.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

from tiyn import textyaml
from tiyn.dictionary import Column
from tiyn.engine import Engine
from tiyn.exporting import forms
from tiyn.exporting.kept import Kept
from tiyn.exporting.wanted import Wanted
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.queries import queries
from tiyn.register import FILTERS, UNKNOWN, Register
from tiyn.register.build import TABLES, lay

SQL = Path(__file__).with_suffix(".sql")
# The list itself is a file among the others: any ending but those that can be asked for.
LIST = Wanted("list", "parquet")
_MANY = {"class": "_classes", "question": "_questions"}


@functools.cache
def columns() -> tuple[Column, ...]:
    """The columns of an export, in their order. Raises DossierRefused when their file is broken."""
    mistakes: list[Mistake] = []
    path = SQL.with_suffix(".yml")
    block = textyaml.load(path, f"exporting/{path.name}", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    return tuple(Column(name, body["type"], False, dict(body["meaning"])) for name, body in block.items())


def make(kept: Kept, wanted: Wanted, target: Path, scratch: Path) -> int:
    """Write the file; returns its rows. Raises InputRefused for a format that cannot hold them."""
    listed = laid_out(kept, scratch)
    engine = Engine.over(kept.edition / "tables", [], scratch)
    count = choose(engine, kept, wanted, listed)
    order = ("ocid", "contract") if wanted.text.strip() else ()  # joined with what words found: sorted again
    forms.write(engine, columns(), order, wanted, forms.Place(target, scratch, kept.edition.name))
    return count


def laid_out(kept: Kept, scratch: Path) -> Path:
    """The whole list as Parquet; made when it is not there, by one process at a time."""
    found = kept.get(LIST)
    if found is not None:
        return found.path
    with kept.alone(LIST):
        found = kept.get(LIST)
        if found is None:
            partial = scratch / "list.parquet"
            engine = Engine.over(kept.edition / "tables", TABLES, scratch)
            lay(engine)
            engine.run(queries(SQL)["list"], {"file": str(partial)})
            engine.close()
            (scratch / "over.duckdb").unlink(missing_ok=True)
            found = kept.put(LIST, partial, 0)
    return found.path


def choose(engine: Engine, kept: Kept, wanted: Wanted, listed: Path) -> int:
    """Lay the relation `chosen` over the list; returns how many rows it has."""
    where, sql = condition(engine, wanted), queries(SQL)
    if wanted.text.strip():
        engine.run(sql["given"], {"ranks": []})
        for ranks in Register(kept.edition / "register").ranks(replace(wanted, filters={}, low=None, high=None).asked):
            engine.run(sql["more"], {"ranks": ranks})
        where += " and _rank in (select _rank from wanted)"
    names = ", ".join(column.name for column in columns())
    engine.run(sql["chosen"].format(columns=names, file=forms.literal(str(listed)), where=where))
    return forms.count(engine)


def condition(engine: Engine, wanted: Wanted) -> str:
    """The filters as SQL over the list, their values bound: equality to what the index holds, where nothing stated is `-`."""
    parts, sql = ["true"], queries(SQL)
    bounds: tuple[tuple[str, str, int | None], ...] = (("low", ">=", wanted.low), ("high", "<=", wanted.high))
    for name in FILTERS:
        if not wanted.filters.get(name):
            continue
        engine.run(sql["bind"].format(name=name), {"value": wanted.filters[name]})
        held = f"coalesce(nullif(cast({name} as varchar), ''), '{UNKNOWN}') = getvariable('{name}')"
        parts.append(f"list_contains({_MANY[name]}, getvariable('{name}'))" if name in _MANY else held)
    for name, sign, bound in bounds:
        if bound is not None:
            engine.run(sql["bind"].format(name=name), {"value": bound})
            parts.append(f"_amount {sign} getvariable('{name}')")
    return " and ".join(parts)
