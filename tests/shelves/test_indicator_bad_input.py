"""Records that are wrong in every way a register is: every rule answers about them, and none of them makes a question.

All cases of `bad_input.yml` lie in one edition, so that a wrong record cannot spoil its neighbours' answers either.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cases import load
from tests.purchases import TABLES, put, rows
from tiyn.engine import Engine
from tiyn.model.errors import InputRefused
from tiyn.queries import queries
from tiyn.steps.flagging import facts
from tiyn.steps.flagging.card import STATES, indicators
from tiyn.steps.flagging.purchases import MACROS, answer, flag_purchases

FOUND = [one for one in indicators() if one.purchase]
CASES = load(Path(__file__).with_name("bad_input.yml"))
MILLION = 1_000_000


@pytest.fixture(scope="module")
def answered():
    """(indicator, `ocid/id`) -> state, reason and, of a flag, the value: of all the cases at once."""
    engine = Engine()
    put(engine, {table: [row for case in CASES for row in rows(case, table)] for table in TABLES})
    _, failed = flag_purchases(engine, FOUND)
    assert not failed
    found = engine.rows(
        "select s.indicator, c.ocid || '/' || c.id as subject, s.state, s.reason, f.value from checked c"
        " join check_pattern s on s.pattern = c.pattern left join flagged f on f.indicator = s.indicator and f.kind = c.kind"
        " and f.ocid = c.ocid and f.id = c.id"
    )
    return {(row["indicator"], row["subject"]): row for row in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_wrong_records_are_answered_as_said(case, answered):
    for rule, given in case["gives"].items():
        for subject, expected in given.items():
            wanted = {"state": expected} if isinstance(expected, str) else dict(expected)
            row = answered[rule, subject]
            assert {key: row[key] for key in ("state", "reason") if key in wanted} == {
                key: value for key, value in wanted.items() if key != "value"
            }, f"{rule} of {subject}: {row}"
            assert "value" not in wanted or row["value"] == Decimal(wanted["value"])


def test_no_rule_breaks_and_every_answer_is_one_of_the_states(answered):
    assert {row["state"] for row in answered.values()} <= set(STATES) - {"error"}
    assert all((row["reason"] is None) == (row["state"] in ("flag", "no_flag")) for row in answered.values())


def test_a_sum_no_table_holds_never_reaches_a_rule(empty):
    with pytest.raises(InputRefused, match="more than 17 digits"):
        put(empty, {"process": [{}], "bid": [{"id": "1", "value": "1" + "0" * 20}]})


def crowded(engine: Engine) -> None:
    """One lot with a million bids of as many tenderers: three in ten at one of 300 prices, every seventh rejected."""
    put(
        engine,
        {
            "process": [{"method": "open", "year": "2024", "buyer": "b", "tender_end": "2024-02-01T10:00:00+05:00"}],
            "lot": [{"id": "l", "value": "1000000", "currency": "KZT"}],
            "award": [{"id": "w", "status": "active", "supplier": "s0", "suppliers": "1", "lots": "l"}],
        },
        traced=False,
    )
    engine.run(
        "insert into participant by name select 's' || i as id, 's' as source_id, 'x' as name, 'none' as bin_state,"
        f" 'organization' as kind from range(1, {MILLION}) t(i)"
    )
    engine.run(
        "insert into bid by name select 'p' as ocid, cast(i as varchar) as id, i + 1 as position, 's' || i as tenderer, 1 as tenderers,"
        " 'l' as lots, case when i % 7 = 1 then 'disqualified' else 'valid' end as status, 'KZT' as currency,"
        " cast(50000000 + case when i = 0 then -1 when i < 300000 then i % 300 else i * 7919 % 1000003 end as decimal(30, 10))"
        f" * cast(0.01 as decimal(5, 2)) as value, '2024-01-15T10:00:00+05:00' as date from range({MILLION}) t(i)"
    )


def test_a_million_bids_on_one_lot_are_answered_in_bounded_memory(tmp_path):
    engine = Engine(scratch=tmp_path)
    engine.limit("2GB")
    crowded(engine)
    facts.lay_out(engine)
    engine.run(queries(MACROS)["macros"])
    states = {}
    for one in FOUND:
        if one.level in ("lot", "process"):
            answer(engine, one, "raw")
            (states[one.id],) = ((row["state"], row["reason"], row["value"]) for row in engine.rows("select * from raw"))
    engine.close()
    rejected = len(range(1, MILLION, 7))
    assert states["R018-k1"] == ("no_flag", None, MILLION)
    assert states["KZ-EFF-SINGLE"] == ("no_flag", None, MILLION - rejected)
    assert states["R035-k1"][:2] == ("no_flag", None)
    assert states["R023-k1"][:2] == ("not_computable", "too_many_bids")
    assert states["R030-k1"][:2] == ("no_flag", None)
    assert states["R024-k1"] == ("flag", None, 1)  # one tiyn of 499,999.99: rounded up to a millionth
    assert states["R028-k1"][0] == "flag"
    assert states["R036-k1"][:2] == ("no_flag", None)
