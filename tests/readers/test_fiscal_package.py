"""Fiscal data packages: every cell and every amount of five real ones, three forms, and all that can go wrong."""

import codecs
import csv
import functools
import gzip
import io
import json
import os
import zipfile
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cases
from tests.conftest import shared_data
from tiyn import edition, pipeline
from tiyn.dictionary import tables
from tiyn.merkle import plain
from tiyn.model.errors import InputRefused, RecordRefused
from tiyn.readers import _fiscal_period as period
from tiyn.readers import fiscal_package
from tiyn.readers._fiscal_number import EXACT, Column, Marks, read_number, stored, why_nil
from tiyn.readers._fiscal_uses import named
from tiyn.readers._record import Given, Record, Refused
from tiyn.receipts import read_receipt
from tiyn.settings import read_settings
from tiyn.snapshot import digest

NUMBERS = cases.load(Path(__file__).parent / "fiscal_numbers.yml")
GIVEN = Given("a-source", "a-package", "datapackage.json")
REAL = {
    "al-treasury-spending": (40, 0, {"amount": "33299653"}),
    "au-budget": (1608, 7, {}),
    "boost-moldova-sample": (2000, 0, {"approved": "730448500000", "adjusted": "779486656.62", "executed": "73828820178"}),
    "eu-allocations-per-ms-2014-2020": (252, 0, {"label": "699386100000"}),
    "madrid-municipal-gastos": (20217, 0, {"amount": "18856010299"}),
}


# ---- numbers


@pytest.mark.parametrize("case", NUMBERS, ids=[case["why"] for case in NUMBERS])
def test_a_column_is_read_as_its_own_values_say(case):
    declared = case.get("declared", {})
    missing = frozenset({declared["missing"]}) if "missing" in declared else frozenset()
    marks = Marks(declared.get("decimalChar"), declared.get("groupChar"), missing, declared.get("bareNumber") != "no")
    column = Column(marks)
    for cell in case["cells"]:
        column.see(cell)
    for cell, expected in zip(case["cells"], case["read"], strict=True):
        assert shown(cell, column) == (expected if not expected[-1].isdigit() else Decimal(expected)), cell


def shown(cell, column):
    nil = why_nil(cell, column.marks)
    if nil:
        return f"nil: {nil}"
    try:
        return stored(read_number(cell, column), Decimal(1), cell)
    except RecordRefused as error:
        assert "expected" in str(error) and repr(cell)[:5] in str(error)
        return "refused"


GROUPS = st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'"])


@settings(max_examples=200, deadline=None)
@given(st.decimals(-(10**15), 10**15, places=2), GROUPS, st.sampled_from(".,"), st.booleans())
def test_a_number_printed_with_both_marks_is_read_back_exactly(value, group, decimal, brackets):
    if group == decimal:
        return
    text = f"{abs(value):,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    text = (f"({text})" if brackets else f"-{text}") if value < 0 else text
    column = Column()
    column.see(text)
    assert read_number(text, column) == value


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="0123456789,. -()'eE€\u00a0–", max_size=12), max_size=6))
def test_no_cell_crashes_and_the_order_of_a_column_decides_nothing(cells):
    one, other = Column(), Column()
    for cell in cells:
        one.see(cell)
    for cell in reversed(cells):
        other.see(cell)
    assert [shown_or_refused(cell, one) for cell in cells] == [shown_or_refused(cell, other) for cell in cells]


def shown_or_refused(cell, column):
    try:
        return why_nil(cell, column.marks) or read_number(cell, column)
    except RecordRefused:
        return "refused"


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**30), 10**30), st.integers(0, 12), st.integers(1, 10**12), st.integers(0, 10))
def test_an_amount_is_the_exact_product_or_it_is_refused(digits, places, factor, factor_places):
    """Held against whole-number fractions: the default 28 digits of decimal arithmetic would round unseen."""
    value, by = Decimal(digits).scaleb(-places, EXACT), Decimal(factor).scaleb(-factor_places, EXACT)
    whole = Fraction(digits, 10**places) * Fraction(factor, 10**factor_places)
    fits = (whole * 10**4).denominator == 1 and abs(whole) < 10**24
    try:
        found = stored(value, by, "printed")
    except RecordRefused:
        assert not fits
        return
    assert fits and Fraction(found) == whole


PERIODS = [
    (period.of_name("2015-16"), "2015-16"),
    (period.of_name("amount", "Budget 2014"), "2014"),
    (period.of_name("amount", "from 2014 to 2016"), None),
    (period.of_name("line 12014"), None),
    (period.of_package("2014-01-01", "2014-12-31"), "2014"),
    (period.of_package("2014-01-01", "2020-12-31"), "2014-01-01..2020-12-31"),
    (period.of_package("2014-04-01", None), "2014-04-01.."),
    (period.of_package(None, None), None),
    (period.of_row(["2014-12-30", "2014-12-31"]), "2014-12"),
    (period.of_row(["2014-12-31", "2014-12-31"]), "2014-12-31"),
    (period.of_row(["2014-12-31", "2015-01-02"]), None),
    (period.of_row(["2014-12-31", "2014"]), "2014"),
    (period.of_row(["31.12.2014"]), "31.12.2014"),
    (period.of_dimension(["2014", "3", "07"]), "2014-03-07"),
    (period.of_dimension(["2014", "Q1"]), "2014"),
    (period.of_date("31/12/2014", "%d/%m/%Y"), "2014-12-31"),
    (period.of_date("12.2014", "%m.%Y"), "2014-12"),
    (period.choose(None, "2015-16", "2014"), ("2015-16", "measure")),
    (period.choose(None, None, None), ("not stated", "none")),
]


@pytest.mark.parametrize(("found", "expected"), PERIODS)
def test_when_an_amount_is_about(found, expected):
    assert found == expected


# ---- five real packages


@pytest.fixture(params=sorted(REAL))
def real(request):
    data = shared_data()
    folder = data / "data" / "fiscal" / request.param if data else None
    if folder is None or not folder.is_dir():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the fiscal packages are absent and must not be skipped here")
        pytest.skip("the fiscal packages are not beside this checkout")
    return folder


def everything(path, given=GIVEN):
    """(rows by table in key order, refused records) of a package; every row holds only columns of its table."""
    rows, refused = {name: [] for name in tables() if name.startswith("fiscal_") and name != "fiscal_total"}, []
    for item in fiscal_package.read(path, given):
        if isinstance(item, Refused):
            refused.append(item)
            continue
        assert isinstance(item, Record)
        for table, row in item.rows:
            names = tables()[table].names
            assert set(row) <= set(names)
            rows[table].append({name: row.get(name) for name in names})
    for table, many in rows.items():
        keys = [tuple(row[name] for name in tables()[table].key) for row in many]
        assert len(keys) == len(set(keys)), table
        many.sort(key=lambda row, table=table: [row[name] for name in tables()[table].key])
    return rows, refused


@functools.cache
def read_once(path):
    return everything(path)


def test_a_package_given_to_the_build_is_in_the_edition_cell_by_cell(tmp_path, real):
    """Through the reading process, the sealed store and the exports: by its name it belongs to the card on the shelf."""
    if real.name != "boost-moldova-sample":
        return
    built = edition.open_edition(pipeline.build(read_settings(str(tmp_path)), inputs=(real,), only_inputs=True).folder)
    document = f"md_boost_sample-{digest((real / 'datapackage.json').read_bytes())[:12]}"
    expected, _ = everything(real / "datapackage.json", Given("md_boost_sample", document, "any"))
    found = {table.name: [dict(zip(table.names, row, strict=True)) for row in rows] for table, rows in built.content()}
    for name, rows in expected.items():
        shown = [{key: plain(value) if isinstance(value, Decimal) else value for key, value in row.items()} for row in rows]
        assert found[name] == shown, name
    assert found["reading"][0]["read"] == found["reading"][0]["accepted"] == 2001
    first = expected["fiscal_amount"][0]
    proven = read_receipt(built, f"fiscal/{first['id']}")
    assert (proven["printed"], proven["sha256"], proven["file_sha256"]) == (
        first["printed"],
        digest((real / "datapackage.json").read_bytes()),
        digest((real / "data" / "boost-moldova-2014.csv").read_bytes()),
    )
    assert json.loads(proven["cells"])[:3] == ["2014", "Central", "101"] and proven["factor"] == {
        "executed": "100",
        "approved": "1000",
    }.get(first["measure"], "1")


def rebuilt(rows, resource):
    """The file's records by number, put together from fiscal_field, fiscal_row and fiscal_amount."""
    fields = [row for row in rows["fiscal_field"] if row["resource"] == resource and row["use"] == 1 and row["constant"] is None]
    columns = {
        row["measure"]: row["position"] - 1 for row in rows["fiscal_field"] if row["resource"] == resource and row["measure"]
    }
    found = {row["row"]: json.loads(row["cells"]) for row in rows["fiscal_row"] if row["resource"] == resource}
    for row in rows["fiscal_amount"]:
        if row["resource"] == resource:
            found[row["row"]][columns[row["measure"]]] = row["printed"]
    return [row["name"] for row in fields], {number: [cell or "" for cell in cells] for number, cells in found.items()}


def test_nothing_of_a_real_package_is_lost(real):
    """Header and every cell, against Python's own reading of the file; accepted and refused add up to the rows."""
    expected_rows, expected_refused, _ = REAL[real.name]
    rows, refused = read_once(real / "datapackage.json")
    resource = rows["fiscal_resource"][0]
    with (real / resource["path"]).open(encoding="utf-8", newline="") as file:
        header, *records = list(csv.reader(file))
    names, found = rebuilt(rows, resource["resource"])
    assert names == header
    assert len(records) == resource["rows"] == expected_rows == len(found) + len(refused)
    for number, cells in found.items():
        assert cells == records[number - 1], number
    assert len(refused) == expected_refused
    for one in refused:
        assert "decimals; expected at most 4" in one.message and one.place.startswith(resource["path"])
    assert rows["fiscal_package"][0]["descriptor"] == (real / "datapackage.json").read_text(encoding="utf-8")


def test_totals_of_a_real_package_are_those_of_its_file(real):
    """Per measure, summed here with Decimal over the printed cells of the rows that were accepted."""
    rows, refused = read_once(real / "datapackage.json")
    body = json.loads((real / "datapackage.json").read_bytes())
    with next((real / "data").iterdir()).open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    accepted = {row["row"] for row in rows["fiscal_row"]}
    found, nil = defaultdict(Decimal), Counter()
    for row in rows["fiscal_amount"]:
        found[row["measure"]] += row["amount"] or 0
        nil[row["measure"]] += row["amount"] is None
    for measure in named((body.get("mapping") or body["model"])["measures"]):
        printed = [record[measure["source"]].strip() for number, record in enumerate(records, 1) if number in accepted]
        numbers = [text.replace(",", "") for text in printed if text not in ("", "-", "nfp")]
        assert found[measure["name"]] == sum(map(Decimal, numbers)) * measure.get("factor", 1)
        assert nil[measure["name"]] == sum(text in ("-", "nfp") for text in printed)
    for measure, total in REAL[real.name][2].items():
        assert found[measure] == Decimal(total)
    assert len(records) == len(accepted) + len(refused)


def test_a_real_package_is_recognised_by_what_is_in_it(real):
    path = real / "datapackage.json"
    assert fiscal_package.recognises(path)
    assert fiscal_package.names(path) == json.loads(path.read_bytes())["name"]
    assert list(fiscal_package.companions(path)) == sorted((real / "data").iterdir())
    assert not fiscal_package.recognises(next((real / "data").iterdir()))


# ---- small packages: the three forms


def write(folder, body, **files):
    """A package in a folder: `body` is the descriptor, files are path=text or bytes."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    path = folder / "datapackage.json"
    path.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    return path


def package(*columns, measure="Sum", resource=None, field=None, **more):
    """A `mapping` package of one resource `a` in a.csv with these columns; `field` is added to the measure's field."""
    fields = [{"name": name, **((field or {}) if name == measure else {})} for name in columns]
    dimensions = {name: {"attributes": {name: {"source": name}}, "primaryKey": name} for name in columns if name != measure}
    entry = {"name": "a", "path": "a.csv", "schema": {"fields": fields}, **(resource or {})}
    measures = {"sum": {"source": measure, "currency": "KZT"}}
    return {"name": "small", "resources": [entry], "mapping": {"measures": measures, "dimensions": dimensions}, **more}


COLUMN_TYPES = {
    "name": "one",
    "profile": "fiscal-data-package",
    "countryCode": ["KZ", "MD"],
    "licenses": [{"name": "CC-BY-4.0"}],
    "resources": [
        {
            "name": "a",
            "path": "a.csv",
            "schema": {
                "fields": [
                    {"name": "Code", "type": "string", "columnType": "functional-classification:generic:level1:code:full"},
                    {"name": "Label", "type": "string", "columnType": "functional-classification:generic:level1:label"},
                    {"name": "Sub", "type": "string", "columnType": "functional-classification:generic:level2:code:part"},
                    {"name": "Money", "columnType": "value-currency:code"},
                    {"name": "2014 plan", "normalize": {"Year": 2014, "Phase": "approved"}, "normalizationTarget": "Amount"},
                    {"name": "2015 paid", "normalize": {"Year": 2015, "Phase": "executed"}, "normalizationTarget": "Amount"},
                ],
                "extraFields": [
                    {"name": "Year", "columnType": "date:fiscal-year"},
                    {"name": "Phase", "columnType": "phase:id"},
                    {"name": "Way", "columnType": "direction", "constant": "expenditure"},
                    {"name": "Amount", "type": "number", "columnType": "value", "factor": 1000},
                ],
            },
        }
    ],
}


def test_the_form_of_version_1_says_phase_year_currency_and_direction(tmp_path):
    path = write(tmp_path, COLUMN_TYPES, a="Code,Label,Sub,Money,2014 plan,2015 paid\n01,Общие,01.1,KZT,1.5,-\n")
    rows, refused = everything(path)
    assert not refused
    amounts = {row["measure"]: row for row in rows["fiscal_amount"]}
    plan, paid = amounts["2014 plan"], amounts["2015 paid"]
    assert (plan["phase"], plan["period"], plan["currency"], plan["direction"]) == ("approved", "2014", "KZT", "expenditure")
    assert (plan["amount"], plan["printed"]) == (Decimal("1500"), "1.5")
    assert (paid["phase"], paid["amount"], paid["nil"], paid["printed"]) == ("executed", None, "dash", "-")
    fields = {row["name"]: row for row in rows["fiscal_field"]}
    assert fields["Label"]["label_for"] == "generic:level1:code"
    assert fields["Sub"]["parent"] == "generic:level1:code"
    assert fields["Way"]["constant"] == "expenditure" and fields["Way"]["position"] == 7
    whole = rows["fiscal_package"][0]
    assert (whole["form"], whole["country"], whole["licence"]) == ("columnType", "KZ MD", "CC-BY-4.0")


def test_os_type_is_the_earlier_name_of_column_type(tmp_path):
    body = json.loads(json.dumps(COLUMN_TYPES).replace("columnType", "osType"))
    path = write(tmp_path, body, a="Code,Label,Sub,Money,2014 plan,2015 paid\n01,x,01.1,KZT,1,2\n")
    assert [row["amount"] for row in everything(path)[0]["fiscal_amount"]] == [1000, 2000]


def test_hierarchies_keys_and_factors_of_a_model_are_kept(real):
    if real.name != "boost-moldova-sample":
        return
    rows, _ = read_once(real / "datapackage.json")
    fields = {row["name"]: row for row in rows["fiscal_field"]}
    assert fields["func2 (code)"]["parent"] == "func1_code" and fields["func2 (code)"]["key_position"] == 2
    assert fields["func2 (label)"]["label_for"] == "func2_code"
    assert (fields["approved"]["factor"], fields["adjusted"]["factor"], fields["executed"]["factor"]) == ("1000", None, "100")
    first = rows["fiscal_amount"][0]
    assert first["amount"] == Decimal(first["printed"]) * {"approved": 1000, "adjusted": 1, "executed": 100}[first["measure"]]


def test_a_column_mapped_twice_has_two_uses_and_a_column_of_nobody_is_plain(tmp_path):
    body = package("Code", "Sum")
    body["mapping"]["dimensions"]["again"] = {"attributes": {"x": {"source": "Code"}}, "primaryKey": "x"}
    body["mapping"]["dimensions"]["fixed"] = {"attributes": {"y": {"constant": "Z"}}, "primaryKey": "y"}
    rows, _ = everything(write(tmp_path, body, a="Code,Sum,Extra\n1,2,3\n"))
    found = [(row["name"], row["use"], row["role"], row["constant"]) for row in rows["fiscal_field"]]
    assert found == [("Code", 1, "dimension", None), ("Code", 2, "dimension", None), ("Sum", 1, "measure", None),
                     ("Extra", 1, "plain", None), ("y", 1, "dimension", "Z")]  # fmt: skip
    assert rows["fiscal_row"][0]["cells"] == '["1",null,"3"]'


def test_two_resources_may_both_have_amounts_and_their_names_stay_apart(tmp_path):
    """a.1 measure 1-sum and a-1 measure sum would be one address if hyphens stood between the parts."""
    body = package("Code", "Sum")
    body["resources"].append({"name": "a-1", "path": "b.csv", "schema": {"fields": [{"name": "Other"}]}})
    body["mapping"]["measures"]["1-sum"] = {"source": "a-1/Other"}
    body["mapping"]["measures"]["Сумма"] = {"source": "Other", "resource": "a-1"}
    rows, _ = everything(write(tmp_path, body, a="Code,Sum\n1,2\n", b="Other\n7\n"))
    assert [row["id"] for row in rows["fiscal_amount"]] == ["a-package.a-1.1.1-sum", "a-package.a-1.1.n--2", "a-package.a.1.sum"]


# ---- files: encodings, dialects, packing


ENCODED = [
    ("as it should be", "utf-8", {}, "utf-8"),
    ("with a mark", "utf-8-sig", {}, "utf-8-sig"),
    ("with a mark and declared", "utf-8-sig", {"encoding": "UTF-8"}, "utf-8-sig"),
    ("UTF-16 proven by its mark", "utf-16", {}, "utf-16"),
    ("UTF-16 declared", "utf-16-le", {"encoding": "utf-16-le"}, "utf-16-le"),
    ("windows-1251 declared", "cp1251", {"encoding": "windows-1251"}, "cp1251"),
    ("KOI8-R declared", "koi8-r", {"encoding": "koi8-r"}, "koi8-r"),
]


@pytest.mark.parametrize(("why", "encoding", "declared", "read_as"), ENCODED, ids=[case[0] for case in ENCODED])
def test_an_encoding_is_declared_proven_or_utf_8(tmp_path, why, encoding, declared, read_as):
    path = write(tmp_path, package("Имя", "Sum", resource=declared), a="Имя,Sum\r\nШкола,5\r\n".encode(encoding))
    rows, refused = everything(path)
    assert json.loads(rows["fiscal_row"][0]["cells"]) == ["Школа", None] and not refused
    assert rows["fiscal_resource"][0]["encoding"] == read_as


DIALECTS = [
    ("semicolons and commas", {"dialect": {"delimiter": ";", "decimalChar": ","}}, 'x;"1,234"\n', "1.234"),
    ("another quote", {"dialect": {"quoteChar": "'"}}, "'x,y',5\n", "5"),
    ("an escape", {"dialect": {"escapeChar": "\\"}}, '"x\\"y",5\n', "5"),
    ("spaces after commas", {"dialect": {"skipInitialSpace": True}}, 'x, "5"\n', "5"),
    ("tabs by the file's format", {"format": "tsv"}, "x\t5\n", "5"),
]


@pytest.mark.parametrize(("why", "resource", "line", "amount"), DIALECTS, ids=[case[0] for case in DIALECTS])
def test_the_declared_dialect_is_followed(tmp_path, why, resource, line, amount):
    mark = resource.get("dialect", {}).get("delimiter", "\t" if "format" in resource else ",")
    path = write(tmp_path, package("Code", "Sum", resource=resource), a=f"Code{mark}Sum\n{line}")
    assert everything(path)[0]["fiscal_amount"][0]["amount"] == Decimal(amount)


def test_a_file_without_a_header_takes_its_columns_from_the_schema(tmp_path):
    rows, _ = everything(write(tmp_path, package("Code", "Sum", resource={"dialect": {"header": False}}), a="x,5\ny,6\n"))
    assert [row["amount"] for row in rows["fiscal_amount"]] == [5, 6] and rows["fiscal_resource"][0]["header"] == 0


def test_an_empty_cell_is_no_amount_and_a_blank_one_is_a_nil_amount(tmp_path):
    rows, _ = everything(write(tmp_path, package("Code", "Sum"), a="Code,Sum\nx,\ny,  \n,0\n"))
    assert [(row["row"], row["printed"], row["amount"], row["nil"]) for row in rows["fiscal_amount"]] == [
        (2, "  ", None, "blank"),
        (3, "0", Decimal(0), None),
    ]
    assert rebuilt(rows, "a")[1] == {1: ["x", ""], 2: ["y", "  "], 3: ["", "0"]}


def test_packed_files_are_read_and_bombs_are_not(tmp_path):
    text = b"Code,Sum\nx,5\n"
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text))
    with zipfile.ZipFile(tmp_path / "a.csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.csv", text)
    for name in ("a.csv.gz", "a.csv.zip"):
        path = write(tmp_path, package("Code", "Sum", resource={"path": name}))
        assert everything(path)[0]["fiscal_amount"][0]["amount"] == 5
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"0" * (65 << 20)))
    path = write(tmp_path, package("Code", "Sum", resource={"path": "a.csv.gz"}))
    with pytest.raises(InputRefused, match="unpacks to more than"):
        everything(path)


# ---- what is refused, row by row and whole


ROWS = [
    ("too few cells", "Code,Sum\nx\ny,6\n", "1 cells; expected 2"),
    ("too many cells", "Code,Sum\nx,5,7\ny,6\n", "3 cells; expected 2"),
    ("a word", "Code,Sum\nx,many\ny,6\n", "'many' is not a number"),
    ("two readings", 'Code,Sum\nx,"1,234"\ny,6\n', "the column does not tell"),
    ("a stray quote", 'Code,Sum\n"x"z,5\ny,6\n', "quotes that open and close"),
    ("a NUL", "Code,Sum\nx\0,5\ny,6\n", "NUL"),
    ("a cell of a megabyte", f"Code,Sum\n{'x' * (1 << 20)},5\ny,6\n", "field larger"),
    ("a number of a thousand digits", f"Code,Sum\nx,{'9' * 1000}\ny,6\n", "at most 64"),
]


@pytest.mark.parametrize(("why", "text", "says"), ROWS, ids=[case[0] for case in ROWS])
def test_a_bad_row_is_refused_with_its_line_and_the_rest_goes_on(tmp_path, why, text, says):
    rows, refused = everything(write(tmp_path, package("Code", "Sum"), a=text))
    assert len(refused) == 1 and says in refused[0].message and refused[0].place == "a.csv:2"
    assert refused[0].message.startswith("datapackage.json: a.csv:2: record 1: ")
    assert [row["row"] for row in rows["fiscal_row"]] == [2] and rows["fiscal_resource"][0]["rows"] == 2


def test_a_quote_that_never_closes_is_one_refused_record(tmp_path):
    rows, refused = everything(write(tmp_path, package("Code", "Sum"), a='Code,Sum\nx,5\n"y,6\nz,7\n'))
    assert len(rows["fiscal_row"]) == 1 and len(refused) == 1


def test_a_resource_that_is_no_table_is_refused_and_the_rest_goes_on(tmp_path):
    body = package("Code", "Sum")
    body["resources"].append({"name": "notes", "path": "notes.pdf", "format": "pdf"})
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    rows, refused = everything(write(tmp_path, body, a="Code,Sum\nx,5\n"))
    assert len(rows["fiscal_amount"]) == 1 and refused[0].place == "notes.pdf" and "CSV or TSV" in refused[0].message


GOOD = "Code,Sum\nx,5\n"
WHOLE = [
    ("an address", package("Code", "Sum", resource={"path": "https://example.org/a.csv"}), GOOD, "fetch it first"),
    ("a way out", package("Code", "Sum", resource={"path": "../a.csv"}), GOOD, "leads out of the package"),
    ("an absolute path", package("Code", "Sum", resource={"path": "/etc/passwd"}), GOOD, "leads out of the package"),
    ("backslashes", package("Code", "Sum", resource={"path": "..\\a.csv"}), GOOD, "leads out of the package"),
    ("no path", package("Code", "Sum", resource={"path": None, "data": [[1]]}), GOOD, "expected the path of one file"),
    ("parts", package("Code", "Sum", resource={"path": ["a.csv", "b.csv"]}), GOOD, "expected the path of one file"),
    ("an absent file", package("Code", "Sum", resource={"path": "b.csv"}), GOOD, "is not there"),
    ("an unknown encoding", package("Code", "Sum", resource={"encoding": "rot13"}), GOOD, "expected one of text"),
    ("another hash", package("Code", "Sum", resource={"hash": "md5:" + "0" * 32}), GOOD, "which the package declares"),
    ("a long delimiter", package("Code", "Sum", resource={"dialect": {"delimiter": "||"}}), GOOD, "expected one character"),
    ("undeclared windows-1251", package("Code", "Sum"), "Code,Sum\nшкола,5\n".encode("cp1251"), "byte 9 is not utf-8"),
    ("a broken UTF-16", package("Code", "Sum"), codecs.BOM_UTF16_LE + b"C\0o", "is not utf-16"),
    ("nothing", package("Code", "Sum"), "", "where the header should be"),
    ("a column missing", package("Code", "Sum"), "Code,Total\nx,5\n", "expected 'Sum' too"),
    ("a column twice", package("Code", "Sum"), "Code,Sum,Sum\nx,5,6\n", "stands twice"),
    ("a source of no column", package("Code", "Sum", measure="Nothing"), GOOD, "is no column of the schema"),
    ("amounts in a PDF", package("Code", "Sum", resource={"path": "a.pdf"}), GOOD, "mapped amounts as CSV"),
    ("a zip that is none", package("Code", "Sum", resource={"path": "a.zip"}), GOOD, "is not there"),
    ("not JSON", "{", GOOD, "not JSON"),
    ("a key twice", '{"resources": [], "resources": []}', GOOD, "stands twice"),
    ("a list", "[]", GOOD, "expected an object"),
    ("no meaning", '{"resources": [{"name": "a", "path": "a.csv"}]}', GOOD, "describe its columns"),
    ("not a number of JSON", '{"resources": [], "version": NaN}', GOOD, "no number of JSON"),
    ("a number out of bounds", '{"resources": [], "version": 1e9999999999999999999}', GOOD, "out of all bounds"),
    ("a deep hole", "{" + '"a":[' * 100_000, GOOD, "not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "body", "content", "says"), WHOLE, ids=[case[0] for case in WHOLE])
def test_a_package_that_cannot_be_read_is_refused_whole(tmp_path, why, body, content, says):
    path = write(tmp_path, body, a=content)
    with pytest.raises(InputRefused, match=says) as told:
        list(fiscal_package.read(path, GIVEN))
    assert "datapackage.json" in str(told.value) and "expected" in str(told.value) or "stands twice" in str(told.value)
    fiscal_package.recognises(path), fiscal_package.names(path), fiscal_package.companions(path)


@pytest.mark.parametrize("factor", ["lots", 0, "Infinity", "1e999999", "0." + "1" * 60])
def test_a_factor_that_is_no_number_is_refused(tmp_path, factor):
    body = package("Code", "Sum")
    body["mapping"]["measures"]["sum"]["factor"] = factor
    with pytest.raises(InputRefused, match="the factor"):
        list(fiscal_package.read(write(tmp_path, body, a=GOOD), GIVEN))


def test_a_factor_with_decimals_stays_exact(tmp_path):
    body = json.dumps(package("Code", "Sum")).replace('"currency"', '"factor": 0.1, "currency"')
    assert everything(write(tmp_path, body, a="Code,Sum\nx,3\n"))[0]["fiscal_amount"][0]["amount"] == Decimal("0.3")


def test_a_link_out_of_the_package_is_refused(tmp_path):
    (tmp_path / "outside.csv").write_text(GOOD)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").symlink_to(tmp_path / "outside.csv")
    path = write(tmp_path / "in", package("Code", "Sum"))
    with pytest.raises(InputRefused, match="a link out of the package"):
        list(fiscal_package.read(path, GIVEN))
    assert fiscal_package.companions(path) == ()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_change_of_bytes_loses_a_record_or_crashes(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("changed")
    content = bytearray(b"Code,Sum\n" + b"".join(b'"k %d","%d.5"\n' % (number, number) for number in range(8)))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(9, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = write(folder, package("Code", "Sum"), a=bytes(content))
    try:
        rows, refused = everything(path)
    except InputRefused:
        return
    assert len(rows["fiscal_row"]) + len(refused) == rows["fiscal_resource"][0]["rows"]
    found = rebuilt(rows, "a")[1]
    whole = [cells for cells in csv.reader(io.StringIO(content.decode(), newline="")) if cells]
    if not refused:
        assert list(found.values()) == whole[1:]
