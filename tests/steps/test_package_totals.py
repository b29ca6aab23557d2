"""Totals of fiscal packages: exact, complete, addressed; held against the rows in plain whole numbers."""

import itertools
import json
import os
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.conftest import shared_data
from tests.readers.test_fiscal_package import REAL, write
from tiyn import edition, pipeline
from tiyn.receipts import read_receipt
from tiyn.settings import read_settings
from tiyn.view.fiscal_totals import LARGEST, Totals, written

ODD = ["a/b", "~", "", ".", "..", "x.json", "y.fdp.zip", "100%", "ё ы", "дл" * 80, "A/B~C", " "]
BODY = {
    "name": "odd",
    "resources": [
        {"name": name, "path": f"{name}.csv", "schema": {"fields": [{"name": n, "type": "string"} for n in names]}}
        for name, names in (("a", ("Code", "Name", "Sub", "Sum")), ("b", ("Sum", "Sub", "Code")))
    ],
    "mapping": {
        "measures": {"sum/a": {"source": "Sum", "resource": "a", "currency": "KZT"}},
        "dimensions": {
            "kind": {
                "dimensionType": "classification",
                "attributes": {
                    "code": {"source": "Code", "resource": "a"},
                    "name": {"source": "Name", "resource": "a", "labelfor": "code"},
                    "sub": {"source": "Sub", "resource": "a", "parent": "code"},
                },
                "primaryKey": ["code", "sub"],
            }
        },
    },
}


def built_from(path, home):
    return edition.open_edition(pipeline.build(read_settings(str(home)), inputs=(path,), only_inputs=True).folder)


def totals_of(built):
    connection = built.connect()
    return Totals(lambda sql, values: [dict(row) for row in connection.execute(sql, dict(values))])


def rows_of(built, table):
    return [dict(row) for row in built.connect().execute(f"select * from {table}")]


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Codes that are hard to write into an address, a code with two names, a cell without a number, a negative sum."""
    lines = [f'"{code}",Name {n},{n % 2},{10 * n + 1}.25' for n, code in enumerate(ODD)]
    lines += ['"a/b",Another name,0,-5000', '"only dash",None,0,-']
    body = json.loads(json.dumps(BODY))
    body["resources"] = body["resources"][:1]
    path = write(tmp_path_factory.mktemp("package"), body, a="Code,Name,Sub,Sum\n" + "\n".join(lines) + "\n")
    return built_from(path.parent, tmp_path_factory.mktemp("home"))


def test_every_code_has_an_address_of_its_own_and_they_add_up_to_the_whole(odd):
    totals = totals_of(odd)
    package = rows_of(odd, "fiscal_package")[0]["id"]
    (whole,) = totals.wholes(package)
    assert whole["id"] == f"{package}/sum~1a/not stated" and (whole["amounts"], whole["nil"]) == (len(ODD) + 1, 1)
    assert whole["value"] == sum(Decimal(10 * n + 1) + Decimal("0.25") for n in range(len(ODD))) - 5000
    codes = [row for row in rows_of(odd, "fiscal_total") if row["field"] == 1]
    assert sorted(row["code"] for row in codes) == sorted(ODD)
    for row in rows_of(odd, "fiscal_total"):
        if row["field"]:
            above = "" if row["within"] is None else f"/{written(row['within'])}"
            assert row["id"] == f"{whole['id']}/{row['field']}{above}/{written(row['code'])}"
    assert sum(Decimal(row["value"]) for row in codes) == whole["value"]
    assert next(row for row in codes if row["rank"] == 1)["code"] == "a/b"  # the largest by absolute value
    assert next(row for row in codes if row["code"] == "a/b")["labels"] == 2


def test_a_code_is_divided_by_the_level_below_it(odd):
    totals = totals_of(odd)
    package = rows_of(odd, "fiscal_package")[0]["id"]
    divided = totals.divided(f"{package}/sum~1a/not stated/3/{written('a/b')}")
    assert divided is not None and divided.parent["code"] == "a/b" and divided.others == 0 and divided.below is None
    assert sum(row["value"] for row in divided.shown) == divided.parent["value"] == Decimal("-4998.75")


def test_a_sum_too_long_for_its_column_is_made_from_the_rows(tmp_path):
    many = "9" * 24
    body = json.loads(json.dumps(BODY))
    body["resources"] = body["resources"][:1]
    (tmp_path / "package").mkdir()
    path = write(tmp_path / "package", body, a="Code,Name,Sub,Sum\n" + f"x,X,1,{many}\n" * 5)
    built = built_from(path.parent, tmp_path / "home")
    row = rows_of(built, "fiscal_total")[0]
    assert row["value"] is None and totals_of(built).row(row["id"])["value"] == 5 * int(many)


def test_an_edition_without_packages_has_no_totals(opened):
    assert rows_of(opened, "fiscal_total") == []


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """An edition of the five real packages; without them this is skipped aloud."""
    found = shared_data()
    if found is None and os.environ.get("TIYN_MUST_NOT_SKIP"):
        pytest.fail("the five real packages are absent and must not be skipped here")
    if found is None:
        pytest.skip("no shared data beside the checkout: the five real packages are not added up")
    return built_from(found / "data" / "fiscal", tmp_path_factory.mktemp("home"))


def test_the_real_packages_add_up_code_by_code(five):
    """Every total held against a sum of the rows made here, in whole ten-thousandths."""
    held = {(row["package"], row["resource"], row["row"]): json.loads(row["cells"]) for row in rows_of(five, "fiscal_row")}
    amounts = defaultdict(list)
    for row in rows_of(five, "fiscal_amount"):
        if row["amount"] is not None:
            cells = held[row["package"], row["resource"], row["row"]]
            amounts[row["package"], row["measure"], row["period"]].append((cells, int(Decimal(row["amount"]) * 10_000)))
    totals = rows_of(five, "fiscal_total")
    columns = {package: totals_of(five).columns(package) for package in {row["package"] for row in totals}}
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    for (package, measure, period), found in amounts.items():
        where = {(one["dimension"], one["attribute"]): one["number"] - 1 for one in columns[package]}
        for cells, value in found:
            keys = [(0, None, None)]
            for one in columns[package]:
                within = cells[where[one["dimension"], one["parent"]]] if one["parent"] else None
                keys.append((one["number"], within, cells[one["number"] - 1]))
            for key in keys:
                entry = sums[package, measure, period, *key]
                entry[0], entry[1] = entry[0] + value, entry[1] + 1
    names = ("package", "measure", "period", "field", "within", "code")
    assert len(totals) == len(sums) > 10_000
    for row in totals:
        assert [int(Decimal(row["value"]) * 10_000), row["amounts"]] == sums[tuple(row[name] for name in names)], row["id"]
    names = {row["id"]: row["name"] for row in rows_of(five, "fiscal_package")}
    for package, name in names.items():
        for measure, expected in REAL[name.replace("_", "-").replace("boost-moldova", "boost-moldova-sample")][2].items():
            mine = [row for row in totals if row["package"] == package and row["measure"] == measure and row["field"] == 0]
            assert sum(Decimal(row["value"]) for row in mine) == Decimal(expected)


def test_the_command_line_proves_a_code_and_what_is_left(five):
    rows = [row for row in rows_of(five, "fiscal_total") if row["rank"] == LARGEST + 2 and row["within"] is None]
    assert len(rows) > 10
    for row in itertools.islice(rows, 12):
        address = row["id"].rpartition("/")[0]
        left = read_receipt(five, f"package/{address}")
        less = sum(Decimal(one["value"]) for one in left["less"])
        assert Decimal(left["whole"]["value"]) - less == Decimal(left["value"]) and len(left["less"]) == LARGEST
        proven = read_receipt(five, left["less"][0]["receipt"])
        assert proven["value"] == left["less"][0]["value"] and 0 < len(proven["first"]) <= 50
        assert read_receipt(five, proven["first"][0]["receipt"])["amount"] == proven["first"][0]["value"]


def test_the_files_of_a_package_are_added_together_column_by_column(tmp_path):
    """The same attribute stands in another column of the second file; its codes are one breakdown, and nothing is lost."""
    code = "functional-classification:generic:level1:code"
    fields = {
        "a": [("Code", code), ("Sum", "value")],
        "b": [("Note", None), ("Sum", "value"), ("Kind", code)],
    }
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "schema": {"fields": [{"name": n} | ({"columnType": kind} if kind else {}) for n, kind in columns]},
        }
        for name, columns in fields.items()
    ]
    (tmp_path / "package").mkdir()
    body = {"name": "two", "profile": "fiscal-data-package", "resources": resources}
    path = write(tmp_path / "package", body, a="Code,Sum\n01,1\n02,2\n", b="Note,Sum,Kind\nx,40,01\ny,8,\n")
    built = built_from(path.parent, tmp_path / "home")
    totals = rows_of(built, "fiscal_total")
    (whole,) = [row for row in totals if row["field"] == 0]
    assert whole["value"] == "51"
    assert {row["code"]: row["value"] for row in totals if row["field"] == 1} == {"01": "41", "02": "2", "": "8"}
    read = totals_of(built)
    for row in totals:
        assert sum(Decimal(one["amount"]) for one in read.amounts(row)) == Decimal(row["value"])
