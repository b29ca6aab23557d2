"""Sources: cards that say where figures come from, files that lose no record, bad input told clearly."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import shared_data
from tiyn.model.errors import InputRefused
from tiyn.readers import budget_csv
from tiyn.steps.read import SOURCES, sources

ANNUAL = (SOURCES / "kz_open_budgets" / "annual.csv").read_bytes()


def test_every_source_on_the_shelf_says_who_where_and_under_which_licence():
    for source in sources():
        assert source.id == source.folder.name
        assert source.card["publisher"] and source.card["licence"] and source.card["url"]


def test_nothing_read_is_lost(opened):
    for row in opened.connect().execute("select * from reading order by file"):
        assert row["accepted"] + row["quarantined"] == row["read"], row["file"]


def test_the_bundled_figures_are_those_of_the_collected_report(opened):
    """Every bundled line against the full collection, to the thousandth of a thousand tenge."""
    import csv
    import io
    import os

    data = shared_data()
    path = data / "data" / "kz" / "budget" / "digital_administrators_monthly.csv" if data else None
    if path is None or not path.is_file():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the collected report is absent and must not be skipped here")
        pytest.skip("the collected report is not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        whole = {(row["report"], row["kato"], row["month"], row["row_id"]): row for row in csv.DictReader(file)}
    pairs = (("approved", "approved"), ("revised", "revised"), ("adjusted", "adjusted_year_plan"))
    pairs += (("obligations", "obligations_accepted"), ("paid", "executed_paid"))
    count = 0
    for line in csv.DictReader(io.StringIO(ANNUAL.decode("utf-8"))):
        found = whole[line["report"], line["kato"], line["month"], line["row"]]
        for ours, theirs in pairs:
            assert Decimal(line[ours]) == Decimal(found[theirs]), (line["region"], ours)
        count += 1
    wanted = [key for key in whole if key[0] in ("regional", "republican") and key[2] in ("2023-12", "2024-12")]
    assert count == len(wanted)


KNOWN = [("750000000", 2023, "8305717100"), ("750000000", 2024, "12697130589"), ("710000000", 2023, "9422448196")]


@pytest.mark.parametrize(("region", "year", "paid"), KNOWN)
def test_known_payments_of_known_regions(opened, region, year, paid):
    found = opened.connect().execute("select value from derived where id = ?", (f"region-{region}-paid-{year}",)).fetchone()
    assert found["value"] == paid


def lines(change):
    rows = ANNUAL.decode("utf-8").split("\n")
    return "\n".join(change(rows)).encode("utf-8")


BAD_RECORDS = [
    ("a cell of letters", lambda rows: [*rows[:1], rows[1].rsplit(",", 1)[0] + ",many", *rows[2:]], "plain decimal"),
    ("a line cut short", lambda rows: [*rows[:1], rows[1][:40], *rows[2:]], "cells; expected"),
    ("the same line twice", lambda rows: [*rows[:2], rows[1], *rows[2:]], "stands twice"),
    ("a number of ten million digits", lambda rows: [*rows[:1], rows[1].rsplit(",", 1)[0] + "," + "9" * 10_000_0, *rows[2:]], "expected at most"),
    ("not a number", lambda rows: [*rows[:1], rows[1].rsplit(",", 1)[0] + ",NaN", *rows[2:]], "plain decimal"),
    ("a month that is none", lambda rows: [*rows[:1], rows[1].replace("2023-12", "2023-13"), *rows[2:]], "no day of the calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "change", "says"), BAD_RECORDS, ids=[case[0] for case in BAD_RECORDS])
def test_a_bad_record_is_quarantined_with_its_line_and_the_rest_goes_on(why, change, says):
    accepted, quarantined = budget_csv.read(lines(change), "s", "file.csv")
    assert len(quarantined) == 1
    assert says in quarantined[0][1] and quarantined[0][1].startswith("file.csv:")
    assert len(accepted) >= 62


BAD_FILES = [
    ("another header", b"a,b,c\n1,2,3\n", "mend the header"),
    ("not UTF-8", ANNUAL[:200] + b"\xff\xfe", "not UTF-8"),
    ("nothing", b"", "mend the header"),
]


@pytest.mark.parametrize(("why", "content", "says"), BAD_FILES, ids=[case[0] for case in BAD_FILES])
def test_a_file_that_is_something_else_is_refused_whole(why, content, says):
    with pytest.raises(InputRefused, match=says):
        budget_csv.read(content, "s", "file.csv")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_change_of_bytes_loses_a_record_or_crashes(data):
    content = bytearray(ANNUAL)
    header = ANNUAL.index(b"\n") + 1
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(header, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        accepted, quarantined = budget_csv.read(bytes(content), "s", "file.csv")
    except InputRefused:
        return
    assert len(accepted) + len(quarantined) <= content.count(b"\n") + content.count(b"\r")
    assert all(row["paid"] == row["paid"].quantize(row["paid"]) for row in accepted)
