"""Indicators of purchases: each rule over all its subjects, every subject with one of the six states.

An indicator's `flags.sql` gives one row per subject of its level: subject (its number in the layout of `facts.sql`),
state, reason, value and threshold as whole numbers in the card's unit; where it needs them also part (period of a
buyer, code of a market), peers, n and note. `reference.sql` beside it fills the relation `reference_rows` first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.flagging import facts, law, rates
from tiyn.steps.flagging.card import LEVELS, Indicator

FOLD = 4  # rules joined to the subjects at a time
WHOLE = ("lot", "contract", "process")  # levels of which every subject has a result
# What one unit of a rule's whole numbers is worth in the published value.
UNITS = {"share": "0.000001", "money": "0.01", "days": "1", "working_days": "1", "count": "1", "hours": "1", "index": "0.000001"}
OPTIONAL = {"part": "''", "peers": "null", "n": "null", "note": "null"}
SQL, MACROS = Path(__file__).with_name("results.sql"), Path(__file__).with_name("macros.sql")


@dataclass(frozen=True)
class Failed:
    """A rule that broke: our failure, told aloud and counted as `error`."""

    indicator: str
    why: str


def flag_purchases(
    engine: Engine, found: list[Indicator], other_law: Mapping[str, int] | None = None
) -> tuple[dict[str, int], list[Failed]]:
    """Fill the tables of results; returns how many results have each state, and the rules that failed."""
    law.publish(engine)
    named = queries(SQL)
    if not engine.rows(named["any_process"]):
        _versions(engine, found)
        return {}, []
    facts.lay_out(engine, other_law)
    engine.run(queries(MACROS)["macros"])
    engine.run(named["outcome"])
    failed: list[Failed] = []
    for level in LEVELS:
        failed += _level(engine, level, [one for one in found if one.level == level])
    engine.drop("outcome", "reference_rows")
    facts.forget(engine)
    _versions(engine, found)
    return {row["state"]: int(row["n"]) for row in engine.rows(named["states"])}, failed


def _versions(engine: Engine, found: list[Indicator]) -> None:
    rows = [
        {"indicator": one.id, "version": one.version, "rule": one.rule, "level": one.level,
         "topic": one.card["group"], "unit": one.card["unit"],
         "parameters": json.dumps({name: str(value) for name, value in one.parameters.items()}, sort_keys=True),
         "law": " ".join(law.keys_in(one.text)) or None, "evidence": " ".join(one.card["evidence"])}
        for one in found
    ]  # fmt: skip
    engine.load(tables()["indicator_version"], rows)


def _level(engine: Engine, level: str, found: list[Indicator]) -> list[Failed]:
    """All indicators of one level, and what each subject of it was answered."""
    named, failed, answered, whole = queries(SQL), [], [], level in WHOLE
    if whole:
        engine.run(named[f"subject_{level}"])
    for number, one in enumerate(found):
        try:
            answer(engine, one, f"raw_{number}")
        except duckdb.Error as error:
            failed.append(Failed(one.id, str(error).splitlines()[0]))
            continue
        answered.append((number, one))
        if whole:  # at once, so that no more than one rule's rows lie about
            _keep(engine, one, level, number)
    if answered and not whole:
        each = " union all ".join(named["each"].format(number=number) for number, _ in answered)
        engine.make("answered", named["answered"].format(each=each))
        engine.run(named[f"subject_{level}"])
        for number, one in answered:
            _keep(engine, one, level, number)
    if answered:
        _checked(engine, level, answered)
    engine.drop("subject", "answered")
    return failed


def answer(engine: Engine, one: Indicator, relation: str) -> None:
    """One indicator's raw results as a relation: subject, part, state, reason, value, threshold, peers, n, note."""
    named = queries(SQL)
    reference = one.folder / "reference.sql"
    if reference.is_file():
        sql = reference.read_text(encoding="utf-8")
        engine.make("reference_rows", sql, _used(sql, one.parameters))
        columns = engine.columns(named["reference_rows"])
        quantiles = [column.name for column in tables()["reference"].columns if column.type == "number"]
        scaled = ", ".join(named["scaled"].format(name=name) if name in columns else "null" for name in quantiles)
        engine.run(named["references"].format(values=scaled), {"indicator": one.id, "unit": UNITS[one.card["unit"]]})
    if one.rate:
        rates.test(engine, one, relation)
        return
    values = _used(one.sql, one.parameters)
    columns = engine.columns(one.sql, values)
    extra = ", ".join(name if name in columns else f"{value} as {name}" for name, value in OPTIONAL.items())
    engine.drop(relation)
    engine.run(named["raw"].format(relation=relation, extra=extra, sql=one.sql), values)


def _used(sql: str, parameters: dict[str, Decimal]) -> dict[str, Any]:
    """The parameters a query names; whole ones as integers, so that no comparison turns into another type."""
    return {name: int(value) if value == int(value) else value for name, value in parameters.items() if f"${name}" in sql}


def _keep(engine: Engine, one: Indicator, level: str, number: int) -> None:
    """One indicator's flags and totals."""
    named = queries(SQL)
    names = {"raw": f"raw_{number}", "result": f"result_{number}"}
    engine.run(named["codes"].format(**names), {"indicator": one.id})
    engine.run(named["outcomes"].format(**names), {"indicator": one.id})
    values = {
        "indicator": one.id,
        "kind": level,
        "version": one.version,
        "unit": UNITS[one.card["unit"]],
        "named": one.card["unit"],
    }
    engine.run(named["flags"].format(**names), values)
    engine.run(named["totals"].format(**names), {"indicator": one.id})
    engine.drop(names["raw"])


def _checked(engine: Engine, level: str, answered: list[tuple[int, Indicator]]) -> None:
    """Every subject of a level with the number of its set of answers; a few rules at a time, so that memory is bounded."""
    named = queries(SQL)
    engine.run(named["unanswered"])
    engine.make("pattern", named["no_pattern"])
    for start in range(0, len(answered), FOLD):
        some = answered[start : start + FOLD]
        joins = " ".join(named["joined"].format(k=k) for k, _ in some)
        texts = ", ".join(named["text"].format(k=k, id=one.id) for k, one in some)
        engine.run(named["folded"].format(texts=texts, joins=joins))
        engine.make("grown", named["grown"])
        engine.run(named["renumbered"])
        engine.drop("answer")
        engine.run(named["next"])
        engine.make("pattern", named["regrown"])
        engine.drop("folded", "grown", *(f"result_{k}" for k, _ in some))
    engine.make("numbered", named["patterns"])
    engine.run(named["checked"], {"kind": level})
    engine.run(named["sets"])
    engine.drop("answer", "pattern", "numbered")
