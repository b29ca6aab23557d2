"""Receipts of single cells: the address says the row, whatever stands in its key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn.dictionary import tables
from tiyn.model.errors import NotFound
from tiyn.view.purchases import address, cell, segment, unsegment

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
