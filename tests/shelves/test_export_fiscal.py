"""The budget tables as a fiscal data package: valid by a library of others, adding up once, and read back by our reader."""

import csv
import hashlib
import json
from collections import defaultdict
from decimal import Decimal

import pytest
from frictionless import Package

from tiyn.dictionary import Column, Table
from tiyn.exports import _fiscal_model as model
from tiyn.exports import fiscal_package
from tiyn.merkle import plain
from tiyn.readers import fiscal_package as reader
from tiyn.readers._record import Given, Record

DECIMALS = set(model.MEASURES)
CLASS = ("id", "report", "kind", "code", "name", "functional_group", "functional_subgroup", "administrator", "programme",
         "first_month", "last_month", "chain", "continues", "judgement", "why")  # fmt: skip
SOURCE = ("id", "kind", "publisher", "licence", "url", "retrieved")


def table(name, columns):
    typed = tuple(
        Column(one, "decimal" if one in DECIMALS else "integer" if one == "year" else "text", False, {}) for one in columns
    )
    return Table(name, {}, ("id",), typed)


def line(number, **given):
    row = dict.fromkeys(model.LINE)
    row |= {"id": f"line-{number}", "source_id": "s", "document_id": "d", "locator": f"row {number}", "report": "regional"}
    row |= {"region": "750000000", "level": "local", "class_id": "c-admin", "kind": "administrator", "section": "II"}
    row |= {"functional_group": "13", "functional_subgroup": "9", "administrator": "739", "month": "2024-12", "year": 2024}
    row |= {measure: Decimal("1000.1250") * number for measure in model.MEASURES} | {"percent_of_year_plan": "-"}
    values = ((row | given)[name] for name in model.LINE)
    return tuple(plain(value) if isinstance(value, Decimal) else value for value in values)


LINES = [
    line(1),
    line(2, month="2024-11"),
    line(3, report="republican", region="KZ", year=2025, month="2025-03"),
    line(4, kind="subgroup", administrator=None),
    line(5, section="I"),
    line(6, report="state:abp", region="KZ"),
    line(7, kind="programme", programme="001"),
    line(8, administrator="740", class_id="c-evil", unpaid=None, paid=Decimal("-3.5000"), printed='"quoted", so\nthere'),
]
SPAN = ("2023-01", "2025-12", "", "", "", "")
CLASSES = [
    ("c-admin", "regional", "administrator", "739", "Управление цифровизации", "13", "9", "739", None, *SPAN),
    ("c-evil", "regional", "administrator", "740", "=cmd|' /C calc'!A0", "13", "9", "740", None, *SPAN),
    ("c-group", "regional", "group", "13", "Прочие", "13", None, None, None, *SPAN),
    ("c-older", "regional", "group", "13", "Прежнее имя", "13", None, None, None, "2020-01", "2022-12", "", "", "", ""),
    ("c-sub", "regional", "subgroup", "9", "Прочие другие", "13", "9", None, None, *SPAN),
]
COVERAGE = ("report", "region", "month", "lines")
READ = [("regional", "750000000", f"2024-{month:02d}", 5) for month in range(10, 13)]
SOURCES = [
    ("kz_open_budgets", "publisher", "open-budgets", "MIT", "https://budget.egov.kz", "2025-04-30"),
    ("own", "p", "x", "y", "not stated", "z"),
]


def once(rows):
    """Rows that can be gone through a single time, as a large edition gives them."""
    yield from rows


@pytest.fixture
def written(tmp_path):
    content = [
        (table("budget_class", CLASS), once(CLASSES)),
        (table("budget_coverage", COVERAGE), once([("republican", "KZ", "2025-03", 1), *READ])),
        (table("budget_line", model.LINE), once(LINES)),
        (table("source", SOURCE), once(SOURCES)),
    ]
    files = fiscal_package.export(once(content), tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        "fiscal/datapackage.json", "fiscal/budget-execution.csv", "fiscal/budget-lines.csv"]  # fmt: skip
    assert sorted(files) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    return files


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_is_valid_by_a_library_of_others(written):
    """Tables, hashes, bytes, keys and descriptor; the fiscal profile itself lies on a server and is held by hand below."""
    body = json.loads(written[0].read_bytes())
    assert body.pop("profile") == "fiscal-data-package"
    report = Package.from_descriptor(body | {"profile": "tabular-data-package"}, basepath=str(written[0].parent)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert [task.stats["rows"] for task in report.tasks] == [3, 8]


def test_a_changed_amount_is_found_out_by_the_hash(written):
    text = written[1].read_text(encoding="utf-8").replace("1000.125", "1000.126", 1)
    written[1].write_bytes(text.encode())
    body = json.loads(written[0].read_bytes()) | {"profile": "tabular-data-package"}
    assert not Package.from_descriptor(body, basepath=str(written[0].parent)).validate().valid


def test_the_descriptor_says_what_the_fiscal_profile_requires(written):
    body = json.loads(written[0].read_bytes())
    assert body["name"] and body["title"] and body["licenses"] and body["countryCode"] == "KZ"
    assert body["sources"] == [{"title": "kz_open_budgets", "path": "https://budget.egov.kz"}]
    assert body["fiscalPeriod"] == {"start": "2024-01-01", "end": "2025-12-31"}
    leaves = {field["name"]: field for field in body["resources"][0]["schema"]["fields"]}
    assert all(leaves[name]["columnType"] == "value" for name in model.MEASURES)
    assert body["model"]["measures"]["paid"]["phase"] == "executed"
    for block, path in zip(body["resources"], written[1:], strict=True):
        assert block["bytes"] == path.stat().st_size
        assert block["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    for dimension in body["model"]["dimensions"].values():
        for attribute in dimension["attributes"].values():
            assert attribute["source"] in leaves
    for label in (field for field in leaves.values() if field.get("columnType", "").endswith(":label")):
        assert any(
            field.get("columnType", "").startswith(label["columnType"].replace(":label", ":code")) for field in leaves.values()
        )


def test_the_leaves_add_up_once(written):
    """No totals, no revenue, no second report of the same money, no earlier month whose sums the later one contains."""
    leaves = rows_of(written[1])
    assert [row["id"] for row in leaves] == ["line-1", "line-3", "line-8"]
    totals = defaultdict(Decimal)
    for row in leaves:
        totals[row["region"], row["year"]] += Decimal(row["paid"])
    assert totals == {("750000000", "2024"): Decimal("996.625"), ("KZ", "2025"): Decimal("3000.375")}
    assert (leaves[0]["functional_group_name"], leaves[0]["functional_subgroup_name"]) == ("Прочие", "Прочие другие")
    assert leaves[0]["administrator_name"] == "Управление цифровизации"
    assert leaves[2]["administrator_name"].startswith("'=cmd") and leaves[2]["unpaid"] == ""


def test_the_whole_table_leaves_too_line_for_line(written):
    found = rows_of(written[2])
    assert [row["id"] for row in found] == [f"line-{number}" for number in range(1, 9)]
    assert found[7]["printed"] == '"quoted", so\nthere' and found[7]["paid"] == "-3.5"


def test_what_leaves_is_what_our_own_reader_reads(written):
    """Out and in again: every amount of the leaves, with its phase, year, currency and direction."""
    items = list(reader.read(written[0], Given("s", "back", "datapackage.json")))
    assert all(isinstance(item, Record) for item in items) and reader.recognises(written[0])
    amounts = {row["id"]: row for item in items for name, row in item.rows if name == "fiscal_amount"}
    for number, leaf in enumerate(rows_of(written[1]), 1):
        for measure, (phase, _) in model.MEASURES.items():
            row = amounts.get(f"back.budget-execution.{number}.{measure.replace('_', '-')}")
            assert (row["amount"] if row else None) == (Decimal(leaf[measure]) if leaf[measure] else None)
            if row:
                assert (row["phase"], row["period"], row["currency"]) == (phase or "not stated", leaf["year"], "KZT")


def test_an_edition_without_budget_tables_leaves_no_package(tmp_path):
    assert fiscal_package.export([(table("budget_line", ("id", "paid")), []), (table("source", SOURCE), SOURCES)], tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_budget_tables_without_rows_leave_a_package_without_rows(tmp_path):
    files = fiscal_package.export([(table("budget_line", model.LINE), [])], tmp_path)
    body = json.loads(files[0].read_bytes()) | {"profile": "tabular-data-package"}
    assert "sources" not in body and "fiscalPeriod" not in body
    assert Package.from_descriptor(body, basepath=str(files[0].parent)).validate().valid


def test_the_edition_leaves_as_a_valid_package_and_its_leaves_add_up_to_the_store(opened):
    """The whole edition of the shelf: every line leaves; leaves are held against the store, summed without this code."""
    folder = opened.folder / "exports" / "fiscal"
    body = json.loads((folder / "datapackage.json").read_bytes()) | {"profile": "tabular-data-package"}
    report = Package.from_descriptor(body, basepath=str(folder)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    stored = [dict(row) for row in opened.connect().execute("select * from budget_line order by id")]
    assert [row["id"] for row in rows_of(folder / "budget-lines.csv")] == [row["id"] for row in stored]
    leaves = [
        row
        for row in stored
        if row["report"] in ("regional", "republican") and row["kind"] == "administrator" and row["section"] == "II"
    ]
    months = defaultdict(set)
    for row in leaves:
        months[row["report"], row["region"], row["year"]].add(row["month"])
    kept = [row for row in leaves if row["month"] == max(months[row["report"], row["region"], row["year"]])]
    found = rows_of(folder / "budget-execution.csv")
    assert [row["id"] for row in found] == [row["id"] for row in kept]
    assert sum(Decimal(row["paid"]) for row in found) == sum(Decimal(row["paid"]) for row in kept) > 0
    assert all(row["administrator_name"] for row in found)
