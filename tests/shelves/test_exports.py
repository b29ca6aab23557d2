"""Exports: the same rows in every format, and cells that only hold what they show."""

import csv
import json
from decimal import Decimal

from tiyn.dictionary import tables
from tiyn.exports import records, table_csv


def test_csv_json_lines_and_parquet_hold_the_same_rows(opened, empty):
    lines = [json.loads(line) for line in (opened.folder / "exports" / "records.jsonl").read_bytes().splitlines()]
    for name, table in tables().items():
        if table.bulk:  # published as Parquet only
            assert not (opened.folder / "exports" / "csv" / f"{name}.csv").exists()
            continue
        with (opened.folder / "exports" / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            from_csv = sum(1 for _ in csv.DictReader(file))
        path = opened.folder / "tables" / f"{name}.parquet"
        from_parquet = empty.rows(f"select count(*) as n from read_parquet('{path}')")[0]["n"]
        assert from_csv == from_parquet == sum(1 for line in lines if line["table"] == name), table.name


def test_money_survives_every_format_to_the_tiyn(opened, empty):
    expected = {row["id"]: Decimal(row["paid"]) for row in opened.connect().execute("select id, paid from budget_line")}
    with (opened.folder / "exports" / "csv" / "budget_line.csv").open(encoding="utf-8", newline="") as file:
        assert {row["id"]: Decimal(row["paid"]) for row in csv.DictReader(file)} == expected
    path = opened.folder / "tables" / "budget_line.parquet"
    assert {row["id"]: row["paid"] for row in empty.rows(f"select id, paid from read_parquet('{path}')")} == expected


def test_a_hostile_name_leaves_as_text(tmp_path):
    table = tables()["alias"]
    table_csv.export([(table, [("party/x", "=cmd|' /C calc'!A0")])], tmp_path)
    assert "'=cmd" in (tmp_path / "csv" / "alias.csv").read_text(encoding="utf-8")


def test_an_empty_table_leaves_a_file_with_its_header(tmp_path):
    table_csv.export([(tables()["judgement"], [])], tmp_path)
    assert (tmp_path / "csv" / "judgement.csv").read_text().strip() == ",".join(tables()["judgement"].names)
    assert records.export([(tables()["judgement"], [])], tmp_path)[0].read_bytes() == b""
