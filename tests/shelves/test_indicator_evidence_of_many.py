"""Flags that rest on more than one process: the rows shown, and the group they were compared with, give the value shown.

A rule with a reference group is given the group's quantiles as the flag shows them, and nothing else of the others; a rule about a buyer, a
supplier, a pair or a market is given the purchases of that subject alone; a rate is recounted from them.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import load
from tests.purchases import TABLES, put, rows
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.flagging import facts
from tiyn.steps.flagging.card import Indicator, indicators
from tiyn.steps.flagging.purchases import MACROS, WHOLE

FOUND = [one for one in indicators() if one.purchase and (one.level not in WHOLE or (one.folder / "reference.sql").is_file())]
CASES = [
    (one, case, subject)
    for one in FOUND
    for case in load(one.folder / "cases.yml")
    for subject, given in case["gives"].items()
    if (given if isinstance(given, str) else given["state"]) == "flag"
]
NAMES = {
    "lot": "select p.ocid || '/' || l.id as name, l.lid as subject, '' as part from piece l join procedure p on p.pid = l.pid",
    "contract": "select p.ocid || '/' || d.id as name, d.cid as subject, '' as part from deal d join procedure p on p.pid = d.pid",
    "process": "select ocid || '/' as name, pid as subject, '' as part from procedure",
    "buyer": "select o.id || '/' || r.part as name, r.subject, r.part from raw r join org o on o.org = r.subject",
    "market": "select '/' || part as name, subject, part from raw",
    "pair": "select o.id || '/' || u.id || case when contains(r.part, '/') then substr(r.part, instr(r.part, '/')) else '' end as name, r.subject, r.part"
    " from raw r join org o on o.org = r.subject join org u on u.org = cast(split_part(r.part, '/', 1) as bigint)",
}  # fmt: skip
NAMES["supplier"] = NAMES["buyer"]


def computed(
    engine: Engine, one: Indicator, law: dict[str, int], references: list[dict[str, Any]] | None
) -> tuple[dict[str, tuple], list]:
    """({subject: value or (k, n)}, the reference rows used) of one rule, with the group's rows given where they are."""
    facts.lay_out(engine, law)
    engine.run(queries(MACROS)["macros"])
    used = {name: int(value) for name, value in one.parameters.items()}
    bound = lambda sql: {name: value for name, value in used.items() if f"${name}" in sql}  # noqa: E731
    reference = one.folder / "reference.sql"
    if reference.is_file():
        sql = reference.read_text(encoding="utf-8")
        engine.make("reference_rows", sql, bound(sql))
        if references is not None:
            engine.run("delete from reference_rows")
            engine.append("reference_rows", [tuple(row.values()) for row in references])
        references = engine.rows("select * from reference_rows order by 1")
    engine.make("raw", one.sql, bound(one.sql))
    columns = engine.columns("select * from raw")
    if "part" not in columns:
        engine.make("raw", "select *, '' as part from raw")
    value = "cast(r.k as varchar) || '/' || cast(r.n as varchar)" if one.rate else "r.state || ' ' || cast(r.value as varchar)"
    found = engine.rows(
        f"select s.name, {value} as value from raw r join ({NAMES[one.level]}) s on s.subject = r.subject and s.part = r.part"
    )
    return {row["name"]: row["value"] for row in found}, references or []


def own(case: dict[str, Any], one: Indicator, subject: str) -> set[str]:
    """The processes whose rows the flag shows."""
    if one.level in WHOLE:
        return {subject.partition("/")[0]}
    if "market_contracts" in one.card["evidence"]:
        division = subject.split("/")[2]
        return {row.get("ocid", "p") for row in rows(case, "item") if (row.get("classification") or "").startswith(division)}
    sides = {"buyer": ("buyer", "procuring_entity"), "supplier": ("tenderer", "supplier", "participant")}
    named = subject.split("/")
    wanted = {"pair": ("buyer",), "buyer": ("buyer",), "supplier": ("supplier",)}[one.level]
    found = set()
    for table in ("process", "contract", "bid", "award", "involvement"):
        for row in rows(case, table):
            if any(row.get(column) == named[place] for place, side in enumerate(wanted) for column in sides[side]):
                found.add(row.get("ocid", "p"))
    return found


@pytest.mark.parametrize(
    ("one", "case", "subject"), CASES, ids=[f"{one.id} {subject}: {case['why']}" for one, case, subject in CASES]
)
def test_the_shown_rows_and_the_group_give_the_shown_value(one, case, subject):
    law = {key: int(value) for key, value in case.get("law", {}).items()}
    kept = own(case, one, subject)
    alone = {
        table: [row for row in rows(case, table) if table in ("plan_item", "participant") or row.get("ocid", "p") in kept]
        for table in TABLES
    }
    whole, part = Engine(), Engine()
    put(whole, case)
    put(part, alone)
    expected, group = computed(whole, one, law, None)
    found, _ = computed(part, one, law, group or None)
    assert found[subject] == expected[subject]


def test_every_rule_of_many_is_here():
    assert {one.id for one, _, _ in CASES} == {one.id for one in FOUND}
