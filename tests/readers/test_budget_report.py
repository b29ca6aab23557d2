"""Budget reports: every form of the table gives the same lines; no bad byte takes a good row with it."""

import gzip
import json
import os
import random
import zipfile
from decimal import Decimal

import duckdb
import pytest

from tiyn.model.errors import InputRefused, RecordRefused
from tiyn.readers import budget_report
from tiyn.readers._budget_line import FIELDS, tenge
from tiyn.readers._record import Extra, Given, Record, Refused
from tiyn.steps.read import SOURCES

BUNDLED = (SOURCES / "kz_open_budgets" / "digital_monthly.csv").read_bytes()
HEAD, *ROWS = BUNDLED.decode("utf-8").splitlines()
ROWS = [row for row in ROWS if row.startswith("regional,")]
SMALL = "\n".join([HEAD, *ROWS[:6]]) + "\n"
GIVEN = Given("s", "d", "file.csv")

AMOUNTS = [
    ("5455945.5", "5455945500", False), ("0.0", "0", False), ("-12", "-12000", False), ("0.001", "1", False),
    ("837832.6989999999", "837832699", True), ("2.9324068273E10", "29324068273000", False), ("1.23456", "1234.56", False),
    ("138634847.56599426", "138634847566", True),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "expected", "noisy"), AMOUNTS, ids=[case[0] for case in AMOUNTS])
def test_thousand_tenge_become_tenge_exactly(printed, expected, noisy):
    value, found = tenge(printed, "paid")
    assert (Decimal(value), found) == (Decimal(expected), noisy)


@pytest.mark.parametrize(
    "printed", ["", "many", "NaN", "inf", "1,5", "1 000", "1e400", "9" * 16, "1.123456", "--1", "0x10", "1_000"]
)
def test_anything_else_is_no_amount(printed):
    with pytest.raises(RecordRefused):
        tenge(printed, "paid")


def read(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    assert budget_report.recognises(path)
    found = [one for one in budget_report.read(path, GIVEN) if not isinstance(one, Extra)]
    accepted = [dict(one.rows[0][1]) for one in found if isinstance(one, Record)]
    return accepted, [one for one in found if isinstance(one, Refused)]


def without_place(rows):
    return sorted((tuple((key, str(value)) for key, value in row.items() if key != "locator")) for row in rows)


def cells(row):
    import csv

    return dict(zip(FIELDS, next(csv.reader([row])), strict=True))


def test_csv_gzip_zip_json_and_reordered_columns_give_the_same_lines(tmp_path):
    plain, refused = read(tmp_path / "a.csv", SMALL)
    assert len(plain) == 6 and not refused
    objects = [cells(row) for row in ROWS[:6]]
    swapped = list(reversed(FIELDS))
    table = "\n".join([",".join(swapped), *(",".join('"' + one[name] + '"' for name in swapped) for one in objects)])
    with zipfile.ZipFile(tmp_path / "z", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", SMALL)
    forms = {
        "gz": gzip.compress(SMALL.encode()), "zip": (tmp_path / "z").read_bytes(), "lines": "\n".join(map(json.dumps, objects)),
        "array": json.dumps(objects), "columns": table, "bom": b"\xef\xbb\xbf" + SMALL.encode(), "crlf": SMALL.replace("\n", "\r\n"),
        "rows": "\n".join([HEAD, *reversed(ROWS[:6])]),
    }  # fmt: skip
    for name, content in forms.items():
        rows, refused = read(tmp_path / name, content)
        assert not refused and without_place(rows) == without_place(plain), name
    utf16 = tmp_path / "utf16"
    utf16.write_bytes(SMALL.encode("utf-16"))
    assert len([one for one in budget_report.read(utf16, GIVEN) if isinstance(one, Record)]) == 6


def test_parquet_gives_the_same_lines(tmp_path):
    path = tmp_path / "t.parquet"
    source = tmp_path / "a.csv"
    plain, _ = read(source, SMALL)
    duckdb.execute(f"copy (from read_csv('{source}', all_varchar = true)) to '{path}' (format parquet)")
    rows, refused = read(path, path.read_bytes())
    assert not refused and without_place(rows) == without_place(plain)


BAD = [
    ("a cell of letters", lambda row: row.rsplit(",", 1)[0] + ",many", "expected a number"),
    ("a line cut short", lambda row: row[:60], "expected"),
    ("a number of ten million digits", lambda row: row.rsplit(",", 3)[0] + "," + "9" * 10_000_000 + ",0,0", "longer than"),
    ("a number of a thousand digits", lambda row: row.rsplit(",", 3)[0] + "," + "9" * 1000 + ",0,0", "1000 characters"),
    ("not a number", lambda row: row.rsplit(",", 1)[0] + ",NaN", "expected a number"),
    ("a month that is none", lambda row: row.replace("2023-03", "2023-13"), "expected YYYY-MM"),
    ("a region that is none", lambda row: row.replace("100000000", "999999999", 1), "expected a KATO code"),
    ("a NUL byte", lambda row: row.replace("Область", "Обл\0сть", 1), "control character"),
    ("a quote that never closes", lambda row: row.replace("regional", '"regional', 1), "quotes in pairs"),
    ("a report nobody prints", lambda row: row.replace("regional", "=cmd()", 1), "codes/report"),
    ("a level that is not the path's", lambda row: row.replace(",0,II", ",4,II", 1), "mend the level or the path"),
    ("a path that is not the row's", lambda row: row.replace("II. ЗАТРАТЫ,2 II. ЗАТРАТЫ", "II. ЗАТРАТЫ,2 II. РАСХОДЫ", 1), "mend the path"),
    ("the same line twice", lambda row: ROWS[0], "stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "change", "says"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_row_is_quarantined_with_its_line_and_no_other_is_lost(why, change, says, tmp_path):
    bad = change(ROWS[1])
    assert bad != ROWS[1], "the case does not change the row"
    content = "\n".join([HEAD, ROWS[0], bad, *ROWS[2:6]])
    accepted, refused = read(tmp_path / "t.csv", content)
    assert len(accepted) == 5
    assert len(refused) == 1 and says in refused[0].message and refused[0].message.startswith("file.csv:3:")


def test_bytes_of_another_encoding_spoil_only_the_rows_that_hold_them(tmp_path):
    content = b"\n".join([HEAD.encode(), ROWS[0].encode(), ROWS[1].encode("cp1251"), ROWS[2].encode()])
    accepted, refused = read(tmp_path / "t.csv", content)
    assert len(accepted) == 2 and "not UTF-8" in refused[0].message


FILES = [
    ("a zip of two files", "zip2", "expected one"), ("a gzip cut short", "cut", "broken archive"),
    ("a gzip that unpacks a thousandfold", "bomb", "is it a bomb"), ("another header", "header", "mend the header"),
    ("JSON that is no array", "json", "not JSON"), ("a broken Parquet file", "parquet", "broken Parquet"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "kind", "says"), FILES, ids=[case[0] for case in FILES])
def test_a_file_that_cannot_be_read_at_all_is_refused_whole(why, kind, says, tmp_path):
    path = tmp_path / "t"
    if kind == "zip2":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a", SMALL)
            archive.writestr("b", SMALL)
    elif kind == "bomb":
        path.write_bytes(gzip.compress(SMALL.encode() + b"\n" * 3_000_000))
    else:
        contents = {
            "cut": gzip.compress(BUNDLED)[:5000], "header": b"a,b\n1,2\n", "json": b'[{"report"', "parquet": b"PAR1" + b"x" * 300,
        }  # fmt: skip
        path.write_bytes(contents[kind])
    with pytest.raises(InputRefused, match=says):
        list(budget_report.read(path, GIVEN))


def test_mutated_files_lose_no_row_and_never_raise(tmp_path):
    """Twenty thousand under `make torture`, a third of that at every commit. Bytes flipped, cut, doubled, swapped and filled with hostile text: every row that was left whole is accepted."""
    generator = random.Random(20261122)
    hostile = ["=HYPERLINK(1)", '"', "\0", "9" * 500, "\ufeff", "''", ",", "1e99", "-", "\r", "é", "\u202e", "{}", "NULL"]
    path = tmp_path / "m.csv"
    base = ROWS[:3]
    whole = {row["id"]: row for row in read(path, "\n".join([HEAD, *base]))[0]}
    ids = list(whole)
    for _ in range(20_000 if os.environ.get("TIYN_TORTURE") else 7_000):
        victim = generator.randrange(3)
        row = _mutated(generator, base[victim], hostile)
        content = "\n".join([HEAD, *(row if place == victim else one for place, one in enumerate(base))])
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        found = [one for one in budget_report.read(path, GIVEN) if not isinstance(one, Extra)]
        accepted = {one.rows[0][1]["id"]: one.rows[0][1] for one in found if isinstance(one, Record)}
        for place, identifier in enumerate(ids):
            if place != victim and identifier not in accepted:
                assert any("stands twice" in one.message for one in found if isinstance(one, Refused)), row
        assert len(found) >= 2 and all(one.message for one in found if isinstance(one, Refused))


def _mutated(generator, row, hostile):
    kind = generator.randrange(5)
    at = generator.randrange(len(row))
    if kind == 0:
        return row[:at]
    if kind == 1:
        return row[:at] + generator.choice(hostile) + row[at:]
    if kind == 2:
        return row[:at] + chr(generator.randrange(32, 1200)) + row[at + 1 :]
    if kind == 3:
        parts = row.split(",")
        parts[generator.randrange(len(parts))] = generator.choice(hostile)
        return ",".join(parts)
    parts = row.split(",")
    generator.shuffle(parts)
    return ",".join(parts)
