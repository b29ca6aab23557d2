"""The fence before lines read by SQL is wider than what hides personal data: nothing it lets through could hold any."""

from __future__ import annotations

import json

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.test_personal import HITS, MISSES, PERSON, PHONE
from tiyn.readers._ocds_sql import ODD
from tiyn.readers._personal import scan


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


def stopped(engine, text: str) -> bool:
    """Whether a line of this text, printed as JSON does it by default or with the letters themselves, is not plain."""
    lines = [json.dumps({"title": text}, ensure_ascii=ascii) for ascii in (True, False)]
    return all(engine.execute("select regexp_matches(?, ?)", [line, ODD]).fetchone()[0] for line in lines)


@pytest.mark.parametrize("text", [text for text, _ in HITS])
def test_every_spelling_is_stopped(engine, text):
    assert stopped(engine, text)


@given(
    st.one_of(st.lists(st.sampled_from([*"0178+-(). \u00a0\u2011–٠７＠@", "at", "собака", "a.kz", PERSON, PHONE]), max_size=14))
)
@settings(max_examples=400, deadline=None)
def test_what_is_found_is_stopped(engine, parts):
    text = "".join(parts)
    assert not scan(text) or stopped(engine, text)


@pytest.mark.parametrize("text", ["9 742 860 089,00", "Поставка 8 компьютеров, 2021–2023", MISSES[4].replace("2021", "21")])
def test_ordinary_lines_pass(engine, text):
    line = json.dumps({"title": text}, ensure_ascii=False)
    assert not engine.execute("select regexp_matches(?, ?)", [line, ODD]).fetchone()[0]
