"""The arithmetic between figures: what the five documents come to, exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn.model.amount import Amount
from tiyn.steps.tracing.facts import Facts
from tiyn.steps.tracing.parts import parts

# id, value, low, high: computed by hand from the sources' own figures.
EXPECTED = [
    ("digital-kazakhstan-cost-gap", "659000000000", "658000000000", "660000000000"),
    ("digital-kazakhstan-cost-outside", "47800000000", "47700000000", "47900000000"),
    ("digital-kazakhstan-cost-unexplained", "611200000000", "610100000000", "612300000000"),
    ("audit-46-5bn-sum", "3300000000", "3200000000", "3400000000"),
    ("audit-46-5bn-rest", "43200000000", "43050000000", "43350000000"),
    ("itp-41bn-rest", "26200000000", "25650000000", "26750000000"),
    ("smart-almaty-approved-2023", "8818277000", "8818277000", "8818277000"),
    ("smart-almaty-revised-2023", "8928131000", "8928131000", "8928131000"),
    ("smart-almaty-paid-2023", "8305717100", "8305717100", "8305717100"),
    ("smart-almaty-approved-2024", "13747049000", "13747049000", "13747049000"),
    ("smart-almaty-paid-2024", "12697130589", "12697130589", "12697130589"),
    ("smart-almaty-not-found-2023", "11994282900", "11944282900", "12044282900"),
    ("startups-2018-2020-neither", "43", None, "43"),
    ("startups-2018-2020-identified", "0", "0", "0"),
    ("systems-115-identified", "0", "0", "0"),
    ("nit-85-percent-count", "28.9", "28.73", "29.07"),
]
SHARES = [
    ("digital-kazakhstan-cost-unexplained-share", "92.7"),
    ("dk-11-1-percent-computed", "11.22"),
    ("audit-46-5bn-rest-share", "92.9"),
    ("almaty-most-of-smart-20-3bn", "4.39"),
    ("almaty-most-of-smart-166-7bn", "0.53"),
    ("startups-32-liquidated-share", "33.7"),
    ("itp-14-8bn-share", "36.1"),
    ("facilities-81-share", "44.5"),
]
# What must never be computed, whatever the sources put side by side.
NEVER = ["roads-119-segments-share", "prevented-87-7bn-rest", "dk-28-3bn-share", "startups-987mn-rest", "centres-4-9bn-share"]


@pytest.fixture(scope="module")
def derived(opened):
    connection = opened.connect()
    return {row["id"]: dict(row) for row in connection.execute("select * from derived order by id")}


@pytest.mark.parametrize(("name", "value", "low", "high"), EXPECTED)
def test_the_figures_of_the_journeys(derived, name, value, low, high):
    found = derived[name]
    assert (found["value"], found["low"], found["high"]) == (value, low, high)


@pytest.mark.parametrize(("name", "rounded"), SHARES)
def test_the_shares_of_the_journeys(derived, name, rounded):
    digits = Decimal(1).scaleb(-len(rounded.partition(".")[2]))
    assert Decimal(derived[name]["value"]).quantize(digits) == Decimal(rounded)


@pytest.mark.parametrize("name", NEVER)
def test_what_must_never_be_computed(derived, name):
    assert name not in derived


def test_no_figure_adds_the_outside_money_to_the_programme(derived):
    assert "88800000000" not in [row["value"] for row in derived.values()]


def test_no_figure_is_the_average_of_the_two_claims(derived):
    assert "370500000000" not in [row["value"] for row in derived.values()]


def test_every_untraced_remainder_has_a_reason(derived):
    assert all(row["reason"] for row in derived.values() if row["state"] == "untraced")


def test_every_input_of_every_computed_figure_resolves(opened):
    connection = opened.connect()
    known = {f"statement/{row['id']}" for row in connection.execute("select id from statement")}
    known |= {f"derived/{row['id']}" for row in connection.execute("select id from derived")}
    lines = {row["id"] for row in connection.execute("select id from budget_line")}
    for row in connection.execute("select * from derived_input"):
        address = row["receipt"]
        line = address.removeprefix("budget/").rpartition("/")[0]
        assert address in known or line in lines, address


def test_every_computed_figure_can_be_recomputed_from_its_inputs(opened, derived):
    """Sum, difference and share, from nothing but the values behind the receipts."""
    connection = opened.connect()
    values = {f"statement/{row['id']}": row["value"] for row in connection.execute("select id, value from statement")}
    values |= {f"derived/{name}": row["value"] for name, row in derived.items()}
    for row in connection.execute("select * from budget_line"):
        values |= {f"budget/{row['id']}/{measure}": row[measure] for measure in ("approved", "revised", "paid")}
    for name, row in derived.items():
        inputs = connection.execute("select role, receipt from derived_input where derived = ? order by position", (name,))
        roles = [(one["role"], Decimal(values[one["receipt"]])) for one in inputs]
        whole = sum((value for role, value in roles if role == "whole"), Decimal(0))
        part = sum((value for role, value in roles if role == "part"), Decimal(0))
        expected = {"sum": part, "difference": whole - part}.get(row["formula"])
        if row["formula"] == "share":
            expected = (part * 100 / whole).quantize(Decimal("0.0001"))
        assert expected is None or Decimal(row["value"]) == expected, name


amounts = st.integers(0, 10**15).map(lambda value: Amount(Decimal(value), Decimal(value), Decimal(value), "KZT"))


@given(amounts, st.lists(amounts, min_size=1, max_size=5))
def test_parts_and_rest_make_the_whole_for_any_figures(whole, children):
    rows = {"w": {"about": "s", "partition": None, "document_id": "d", "position": 0}}
    held = {"w": whole}
    ties = {"w": []}
    for number, child in enumerate(children):
        rows[f"p{number}"] = {"about": "s", "partition": None, "document_id": "d", "position": number + 1}
        held[f"p{number}"] = child
        ties["w"].append(("part_of", f"p{number}"))
        ties[f"p{number}"] = []
    if whole.value == 0:
        return
    found = {one.id: one for one in parts(Facts(rows, held, ties))}
    assert found["w-rest"].amount.value + sum(child.value for child in children) == whole.value
    assert found["w-rest"].state == "untraced"
