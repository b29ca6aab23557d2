"""The same `.sql` files on chdb give DuckDB's rows; `make engines` asks Spark too, and every case."""

import tempfile
from pathlib import Path

import pytest

from tests.cases import load
from tiyn.steps.flagging.card import indicators

pytest.importorskip("sqlglot", reason="sqlglot is not installed: no rule was translated; `make engines` installs it")

from bench.engines.compare import compare, expected, needed, rules, spill, used
from bench.engines.run import absent, gaps, laid
from bench.engines.translate import translate

FOUND = [one for one in indicators() if one.purchase]


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.id)
@pytest.mark.parametrize("dialect", ["clickhouse", "spark"])
def test_every_rule_is_translated_with_nothing_left_unbound(one, dialect):
    for _, sql in rules(one):
        text = translate(sql, dialect, used(sql, one))
        assert "$" not in text and "{" not in text, text
        assert "ARRAY_AGG" not in text, text


def test_a_gap_names_an_indicator_and_says_why():
    for (engine, indicator), why in gaps().items():
        assert engine in ("chdb", "spark") and why
        assert indicator in {one.id for one in FOUND}


@pytest.fixture(scope="module")
def chdb():
    if absent("chdb"):
        pytest.skip(f"{', '.join(absent('chdb'))} not installed: no rule was run on chdb; `make engines` runs them all")
    from bench.engines.others import Chdb

    engine = Chdb()
    yield engine
    engine.close()


@pytest.mark.parametrize("one", [one for one in FOUND if ("chdb", one.id) not in gaps()], ids=lambda one: one.id)
def test_the_first_case_of_each_rule_is_equal_on_chdb(one, chdb):
    case = load(one.folder / "cases.yml")[0]
    engine = laid(case)
    with tempfile.TemporaryDirectory() as folder:
        paths, wanted = spill(engine, needed(one), Path(folder)), expected(engine, one)
        assert compare(chdb, one, case["why"], paths, wanted)[0] == []
    engine.close()
