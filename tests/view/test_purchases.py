"""Receipts of single cells: the address says the row, whatever stands in its key."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn import store
from tiyn.dictionary import tables
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.purchases import SQL, address, cell, segment, unsegment

CONTRACT = tables()["contract"]


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_address_names_its_row_whatever_the_key(ocid, identifier):
    asked = {}

    def read(sql, values):
        asked.update(values)
        return [{"ocid": ocid, "id": identifier, "value": "1"}]

    found = address(CONTRACT, {"ocid": ocid, "id": identifier}, "value")
    table, _, column = cell(read, found.removeprefix("record/"))
    assert (table.name, column, asked) == ("contract", "value", {"ocid": ocid, "id": identifier})


@given(st.text(min_size=1))
def test_a_segment_holds_no_slash(text):
    from urllib.parse import unquote

    assert "/" not in segment(text) and unsegment(unquote(segment(text))) == text


@pytest.mark.parametrize(
    "rest", ["contract/a/value", "contract/a/b/nothing", "statement/a/value", "nothing/a", "", "contract/a/b/c/value"]
)
def test_another_form_is_refused(rest):
    with pytest.raises(NotFound, match="no receipt"):
        cell(lambda sql, values: [], rest)


# A row for each source, stage, currency and status: some hundred at most.
SMALL = {"stages"}


@pytest.mark.parametrize("name", sorted(set(queries(SQL)) - SMALL))
def test_no_question_reads_a_table_of_millions_through(name):
    connection = sqlite3.connect(":memory:")
    for statement in [*map(store.create, tables().values()), *store.indexes(tables())]:
        connection.execute(statement)
    sql = queries(SQL)[name]
    steps = connection.execute(f"explain query plan {sql}", dict.fromkeys(re.findall(r":(\w+)", sql), "x")).fetchall()
    through = [step[3] for step in steps if step[3].startswith("SCAN") and "subquery" not in step[3]]
    assert not through, "give the columns asked by an index in store.sql"


@pytest.mark.parametrize(("name", "own", "other"), [("suppliers_of", "buyer", "supplier"), ("buyers_of", "supplier", "buyer")])
def test_sums_of_two_currencies_are_not_held_against_each_other(name, own, other):
    connection = sqlite3.connect(":memory:")
    connection.execute(store.create(tables()["pair_total"]))
    for partner, currency, sum_ in (("a", "KZT", "900"), ("b", "KZT", "800"), ("c", "USD", "700"), ("d", "KZT", "1000")):
        row = {own: "x", other: partner, "source_id": "s", "currency": currency, "contracts": 1, "contracted": sum_}
        marks = ", ".join(f":{one}" for one in row)
        connection.execute(f"insert into pair_total ({', '.join(row)}) values ({marks})", row)
    connection.row_factory = sqlite3.Row
    found = connection.execute(queries(SQL)[name], {"id": "x", "most": 3}).fetchall()
    assert [row[other] for row in found] == ["d", "c", "a"]
