"""Sources: cards that say where figures come from, bundled figures equal to the collection they are a part of."""

import csv

import pytest

from tests.conftest import collected_report
from tiyn.steps.read import SOURCES, sources

BUNDLED = SOURCES / "kz_open_budgets" / "digital_monthly.csv"


def test_every_source_on_the_shelf_says_who_where_and_under_which_licence():
    for source in sources():
        assert source.id == source.folder.name
        assert source.card["publisher"] and source.card["licence"] and source.card["url"]


def test_nothing_read_is_lost(opened):
    for row in opened.connect().execute("select * from reading order by file"):
        assert row["accepted"] + row["quarantined"] == row["read"], row["file"]


def test_the_bundled_figures_are_those_of_the_whole_collection(empty):
    """Every bundled row against the collection, digit for digit, and none of the digital administrators' left out."""
    whole = {
        (row["report"], row["kato"], row["month"], row["row_id"]): {name: str(value) for name, value in row.items()}
        for row in empty.rows("select * from read_parquet($path)", {"path": str(collected_report())})
    }
    amounts = ("approved", "revised", "adjusted_year_plan", "period_plan_payments", "period_plan_obligations")
    amounts += ("obligations_accepted", "executed_paid", "obligations_unpaid", "pct_of_period_plan", "pct_of_year_plan")
    kept = set()
    with BUNDLED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["report"], row["kato"], row["month"], row["row_id"]
            found = whole[key]
            assert [row[name] for name in amounts] == [found[name].removesuffix(".0") for name in amounts], key
            assert (row["code"], row["name"], row["path"]) == (found["code"], found["name"], found["path"])
            kept.add(key)
    digital = {"223", "310", "313", "739", "743", "755", "759"}
    wanted = {
        key for key, row in whole.items()
        if row["code"] in digital and key[0] in ("regional", "republican") and row["level"] in ("3", "4")
    }  # fmt: skip
    assert wanted <= kept


# Thousand tenge as the portal prints them, in tenge: the figures of the public report for the digital administrators.
KNOWN = [
    ("region-kz-paid-2023", "186499509380"), ("region-kz-paid-2024", "236959409155"), ("region-kz-approved-2025", "221171966000"),
    ("region-750000000-approved-2023", "8818277000"), ("region-750000000-revised-2023", "8928131000"),
    ("region-750000000-paid-2023", "8305717100"), ("region-750000000-paid-2024", "12697130589"),
    ("region-710000000-paid-2023", "9422448196"), ("region-790000000-paid-2023", "1294971670"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "value"), KNOWN, ids=[case[0] for case in KNOWN])
def test_known_figures_of_known_regions(opened, figure, value):
    found = opened.connect().execute("select value from derived where id = ?", (figure,)).fetchone()
    assert found["value"] == value


def test_all_regional_digital_administrators_paid_what_is_known_to_the_tenth_of_a_billion(opened):
    for year, billions in ((2023, "42.4"), (2024, "59.3")):
        found = opened.connect().execute("select value from derived where id = ?", (f"regions-paid-{year}",)).fetchone()
        assert f"{int(found['value']) / 10**9:.1f}" == billions
