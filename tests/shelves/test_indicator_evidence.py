"""The rows a flag shows are enough: recomputed from them alone, its value is the same; without one of them it is not."""

from __future__ import annotations

import pytest

from tests.cases import load
from tests.purchases import put, rows
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.steps.flagging import facts
from tiyn.steps.flagging.card import indicators
from tiyn.steps.flagging.purchases import MACROS, WHOLE, answer

# Which tables each kind of evidence shows, of the process the flag stands on.
SHOWN = {
    "notice": ("process",),
    "lot": ("process", "lot", "item"),
    "bids": ("bid", "involvement"),
    "awards": ("award", "involvement"),
    "contract": ("process", "contract"),
    "versions": ("contract_version",),
    "amendments": ("amendment",),
    "payments": ("payment",),
    "acts": ("act",),
    "items": ("item",),
    "plan": ("plan_item",),
    "owners": ("entity", "relationship"),
}
FOUND = [one for one in indicators() if one.purchase and one.level in WHOLE and not (one.folder / "reference.sql").is_file()]
CASES = [
    (one, case, subject)
    for one in FOUND
    for case in load(one.folder / "cases.yml")
    for subject, given in case["gives"].items()
    if (given if isinstance(given, str) else given["state"]) == "flag"
]
# A plan item, an announcement or a failed tender of another process is evidence too: these rules look beyond their own.
BEYOND = {"KZ-CANCEL-REP", "KZ-EFF-SINGLE", "KZ-FAILED-ORPHAN", "R063-k1", "KZ-OPEN-LONG", "R001-k1", "KZ-NO-ACT"}


def values(engine: Engine, one, law) -> dict[str, tuple[str, int]]:
    """`ocid/id` -> state and value of every subject."""
    facts.lay_out(engine, law)
    engine.run(queries(MACROS)["macros"])
    answer(engine, one, "raw")
    of = {"lot": "select p.ocid || '/' || l.id as name, l.lid as subject from piece l join procedure p on p.pid = l.pid",
          "contract": "select p.ocid || '/' || d.id as name, d.cid as subject from deal d join procedure p on p.pid = d.pid",
          "process": "select ocid || '/' as name, pid as subject from procedure"}[one.level]  # fmt: skip
    found = engine.rows(f"select s.name, r.state, r.value from raw r join ({of}) s on s.subject = r.subject")
    facts.forget(engine)
    engine.drop("raw")
    return {row["name"]: (row["state"], row["value"]) for row in found}


@pytest.mark.parametrize(
    ("one", "case", "subject"), CASES, ids=[f"{one.id} {subject}: {case['why']}" for one, case, subject in CASES]
)
def test_the_shown_rows_alone_give_the_shown_value(one, case, subject):
    ocid = subject.partition("/")[0]
    law = {key: int(value) for key, value in case.get("law", {}).items()}
    shown = {"participant"} | {table for kind in one.card["evidence"] for table in SHOWN.get(kind, ())}
    alone: dict = {}
    for table in (
        "process",
        "plan_item",
        "lot",
        "item",
        "bid",
        "award",
        "contract",
        "contract_version",
        "amendment",
        "act",
        "payment",
        "involvement",
        "participant",
        "entity",
        "relationship",
    ):
        kept = [
            row
            for row in rows(case, table)
            if table in ("plan_item", "participant", "entity", "relationship") or row.get("ocid", "p") == ocid or one.id in BEYOND
        ]
        alone[table] = kept if table in shown or table == "process" else []
    whole, part = Engine(), Engine()
    put(whole, case)
    put(part, alone)
    assert values(part, one, law)[subject] == values(whole, one, law)[subject]
