"""Contracts followed from plan to payment: worked cases, sums that must agree with a plain count, the digital rule."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import load
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.steps.tracing.procurement import procurement

CASES = load(Path(__file__).with_name("procurement_trace.yml"))
FILLED = {
    "ocid": "p",
    "source_id": "s",
    "document_id": "d",
    "locator": "1",
    "releases": 1,
    "position": 1,
    "parent": "",
    "parent_kind": "contract",
}


def put(engine: Engine, table: str, rows: list[dict]) -> None:
    needed = {column.name: FILLED[column.name] for column in tables()[table].columns if column.required and column.name in FILLED}
    typed = [{name: _typed(tables()[table].types[name], value) for name, value in {**needed, **row}.items()} for row in rows]
    engine.load(tables()[table], typed)


def _typed(kind: str, value):
    return Decimal(value) if kind in ("number", "decimal") and value is not None else value


def traced(engine: Engine, case: dict) -> None:
    for table in (
        "process",
        "plan_item",
        "budget_part",
        "lot",
        "item",
        "award",
        "contract",
        "contract_version",
        "act",
        "payment",
    ):
        rows = case.get(table, [{}] if table == "process" else [])
        put(engine, table, rows)
    procurement(engine)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_worked_cases(empty, case):
    traced(empty, case)
    row = empty.rows("select * from contract_trace where contract = 'c'")[0]
    for name, expected in case["gives"].items():
        found = row[name]
        if tables()["contract_trace"].types[name] == "number":
            assert found == (None if expected in (None, "null") else Decimal(expected)), (name, found)
        else:
            assert found == (None if expected == "null" else expected), (name, found)


sums = st.decimals(min_value=0, max_value=10**12, places=2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(sums, st.lists(sums, max_size=3), st.sampled_from(["KZT", "USD"])), min_size=1, max_size=6))
def test_sums_equal_a_plain_count(contracts):
    engine = Engine(1)
    put(engine, "process", [{"year": 2024}])
    put(
        engine,
        "contract",
        [
            {"id": str(n), "value": value, "currency": money, "buyer": "b", "supplier": f"s{n % 2}"}
            for n, (value, _, money) in enumerate(contracts)
        ],
    )
    paid = [
        {"id": f"{n}-{k}", "contract": str(n), "value": one, "currency": money}
        for n, (_, many, money) in enumerate(contracts)
        for k, one in enumerate(many)
    ]
    put(engine, "payment", paid)
    procurement(engine)
    for money in {money for *_, money in contracts}:
        own = [one for one in contracts if one[2] == money]
        row = engine.rows("select * from trace_total where dimension = 'all' and currency = $c", {"c": money})[0]
        assert (row["contracts"], row["contracted"]) == (len(own), sum(value for value, *_ in own))
        assert row["payment_amount"] == sum((one for _, many, _ in own for one in many), Decimal(0))
        by_supplier = engine.rows(
            "select sum(contracted) as n from trace_total where dimension = 'supplier' and currency = $c", {"c": money}
        )
        assert by_supplier[0]["n"] == row["contracted"], "suppliers add up to all"
        reasons = (
            engine.rows("select sum(remainder) as n from trace_reason where dimension = 'all' and currency = $c", {"c": money})[
                0
            ]["n"]
            or 0
        )
        assert reasons == sum((value - sum(many, Decimal(0)) for value, many, _ in own), Decimal(0)), (
            "what is left over, reason by reason"
        )


@pytest.mark.parametrize(
    ("scheme", "code", "title", "entry"),
    [
        ("ENSTRU", "620129.000.000001", None, "software-services"),
        ("enstru", "262013.000.000009", None, "computers-telecom"),
        ("CPV", "72000000", None, "cpv"),
        ("CPV", "30200000-1", None, "cpv"),
        ("CPV", "30190000", "Software", None),
        (None, None, "Сопровождение информационной системы", "words"),
        (None, None, "Ақпараттық жүйені сүйемелдеу", "words"),
        (None, None, "Ремонт дороги", None),
    ],
)
def test_the_rule_for_digital_purchases(empty, scheme, code, title, entry):
    put(empty, "process", [{"title": title}])
    put(empty, "item", [{"id": "1", "parent": "c", "scheme": scheme, "classification": code}])
    procurement(empty)
    assert empty.rows("select digital from process")[0]["digital"] == entry


def test_prices_per_unit_are_prices_somebody_printed(empty):
    put(empty, "process", [{"year": 2024}])
    put(empty, "contract", [{"id": str(n), "value": "1", "currency": "KZT", "buyer": "b", "region": "75"} for n in range(5)])
    prices = ("10", "20", "30.5", "40", "1000")
    items = [
        {
            "id": "1",
            "parent": str(n),
            "scheme": "ENSTRU",
            "classification": "62",
            "unit": "u",
            "unit_price": one,
            "unit_currency": "KZT",
        }
        for n, one in enumerate(prices)
    ]
    put(empty, "item", items)
    procurement(empty)
    rows = empty.rows("select * from unit_price order by region, year")
    assert [(row["region"], row["year"], row["prices"]) for row in rows] == [
        ("", 0, 5),
        ("", 2024, 5),
        ("75", 0, 5),
        ("75", 2024, 5),
    ]
    assert [rows[0][name] for name in ("lowest", "median", "highest")] == [Decimal("10"), Decimal("30.5"), Decimal("1000")]
