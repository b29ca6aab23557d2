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
    assert not [step[3] for step in steps if step[3].startswith("SCAN")], "give the columns asked by an index in store.sql"
