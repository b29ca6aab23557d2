"""What moved between two editions, and why: worked cases, refusals, the command."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.cases import load
from tiyn.comparing import COLUMNS, TABLES, compared
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.model.errors import InputRefused
from tiyn.steps.flagging.law import keys_in

CASES = load(Path(__file__).with_name("comparing_cases.yml"))


def written(folder: Path, told: dict) -> Path:
    """An edition's three tables from a case's short words."""
    engine, place = Engine(1), folder / "tables"
    place.mkdir(parents=True)
    rules = [
        {"indicator": name, "version": version, "rule": rule, "parameters": parameters, "law": law or None, "level": "lot", "topic": "x", "unit": "count"}
        for name, (version, rule, parameters, law) in told["rules"].items()
    ]  # fmt: skip
    flags = []
    for key, figures in told["flags"].items():
        (indicator, subject), (value, threshold) = key.split("/"), map(Decimal, figures.split("/"))
        base = {
            "indicator": indicator,
            "kind": "lot",
            "ocid": "o",
            "id": subject,
            "version": "1",
            "source_id": "s",
            "unit": "count",
        }
        flags.append(base | {"value": value, "threshold": threshold})
    law = [
        {"key": key, "country": "KZ", "begins": "2020-01-01", "ways": "", "value": int(value), "unit": "days", "state": "verified", "citation": "c"}
        for key, value in told.get("law", {}).items()
    ]  # fmt: skip
    for name, rows in zip(TABLES, (flags, rules, law), strict=True):
        engine.load(tables()[name], rows)
        engine.save(tables()[name], place / f"{name}.parquet")
    engine.close()
    return folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_worked_case(case, tmp_path):
    old, new = written(tmp_path / "old", case["old"]), written(tmp_path / "new", case["new"])
    with compared(old, new) as found:
        assert [[str(value) for value in row.values()] for row in found.counts] == case["counts"]
        assert found.stood == int(case["stood"])
        moved = list(found.rows())
    assert len(moved) == sum(int(row[3]) for row in case["counts"])
    assert all(tuple(row) == COLUMNS for row in moved)


def test_backwards_what_came_has_gone(tmp_path):
    case = CASES[1]
    old, new = written(tmp_path / "old", case["old"]), written(tmp_path / "new", case["new"])
    with compared(new, old) as found:
        rows = list(found.rows())
    assert [(row["change"], row["id"], row["old_value"], row["new_value"]) for row in rows] == [
        ("came", "l2", None, "5"),
        ("went", "l3", "4", None),
    ]


def test_an_edition_without_flags_is_refused(tmp_path):
    new = written(tmp_path / "new", CASES[0]["new"])
    (tmp_path / "old" / "tables").mkdir(parents=True)
    with (
        pytest.raises(InputRefused, match="old: no table flagged; expected an edition with indicators"),
        compared(tmp_path / "old", new),
    ):
        pass


def test_an_edition_whose_rules_name_no_law_is_refused(tmp_path):
    old, new = written(tmp_path / "old", CASES[0]["old"]), written(tmp_path / "new", CASES[0]["new"])
    path = old / "tables" / "indicator_version.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table kept as select * exclude law from '{path}'")
        connection.execute(f"copy kept to '{path}' (format parquet)")
    with pytest.raises(InputRefused, match="old: its rules do not say which legal parameters"), compared(old, new):
        pass


def test_the_law_a_rule_reads_is_named():
    assert keys_in("select 1 from law g where g.key = 'submission_min' and exists (select 1 from workday)") == [
        "submission_min",
        "workdays",
    ]
    assert keys_in("select submission_min from x") == []
