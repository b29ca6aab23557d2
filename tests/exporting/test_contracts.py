"""Exports of purchases: the rows the page counts, exactly, in every format; the same bytes again; resumable."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
from base64 import b64encode
from decimal import Decimal
from urllib.parse import urlencode

import duckdb
import openpyxl
import pytest

from tiyn.cells import defuse
from tiyn.dictionary import Column
from tiyn.engine import Engine
from tiyn.exporting import contracts, forms
from tiyn.exporting.kept import Kept
from tiyn.exporting.wanted import Wanted
from tiyn.register import FILTERS, Asked, Register

TEXTS = ["", "", "", "программа", "жүйе", "программа обеспечение", '"информационной системы"', "нетакогослова", "100000"]


@pytest.fixture(scope="module")
def register(land):
    return Register(land.folder / "register")


@pytest.fixture(scope="module")
def kept(land, tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("kept"), land.folder, 1 << 30)


@pytest.fixture(scope="module")
def listed(kept, tmp_path_factory):
    kept.folder.mkdir(parents=True, exist_ok=True)
    return contracts.laid_out(kept, tmp_path_factory.mktemp("scratch"))


def chosen(kept, listed, asked: Asked) -> list[tuple]:
    engine = Engine.over(kept.edition / "tables", [])
    wanted = Wanted("contracts", "csv", "", "", asked.text, asked.filters, asked.low, asked.high)
    contracts.choose(engine, kept, wanted, listed)
    return engine.connection.execute("select ocid, coalesce(contract, '') from chosen order by 1, 2").fetchall()


def every_key(register, asked: Asked) -> list[tuple[str, str]]:
    found, cursor = [], ""
    while True:
        page = register.ask(Asked(asked.text, asked.filters, asked.low, asked.high, "-amount", cursor, 100))
        found += page.keys
        cursor = page.following
        if not cursor:
            return sorted(found)


def values(register) -> dict[str, list[str]]:
    found = register.ask(Asked()).facets
    listed = {name: [value for value, _ in pairs] for name, pairs in found.items()}
    return listed | {"programme": ["-"], "source": ["synthetic", "-"], "class": ["62", "45", "620", "-"]}


def questions(register) -> list[Asked]:
    random.seed(7)
    known, found = values(register), [Asked(), Asked(filters={"year": "-"}), Asked(low=10**17), Asked(low=5, high=1)]
    for _ in range(70):
        names = random.sample(sorted(known), random.choice([0, 1, 1, 2, 3]))
        filters = {name: random.choice([*known[name], "-", "x'; drop"]) for name in names if known[name]}
        low = random.choice([None, None, 0, 1, 10**5, 10**7])
        high = random.choice([None, None, 10**6, 10**9])
        found.append(Asked(random.choice(TEXTS), filters, low, high))
    return found


def test_the_filters_choose_exactly_what_the_index_counts(register, kept, listed):
    some = 0
    for asked in questions(register):
        rows = chosen(kept, listed, asked)
        assert len(rows) == register.ask(asked).count, asked
        assert rows == every_key(register, asked), asked
        some += bool(rows)
    assert some > 20, "most questions should find something, or nothing is shown"


def test_every_filter_is_one_the_list_knows(kept, listed, register):
    for name in FILTERS:
        for value in ("-", "nothing like that"):
            asked = Asked(filters={name: value})
            assert len(chosen(kept, listed, asked)) == register.ask(asked).count, (name, value)
    tables = Engine.over(kept.edition / "tables", ["process"])
    buyer = tables.rows("select buyer from process where buyer is not null limit 1")[0]["buyer"]
    asked = Asked(filters={"buyer": buyer})
    assert len(chosen(kept, listed, asked)) == register.ask(asked).count > 0


def get(reader, ending, lang="ru", **asked):
    answer = reader.get(f"/{lang}/export/contracts.{ending}?{urlencode(asked)}")
    assert answer.status_code == 200, answer.text
    return answer


def test_the_four_formats_hold_the_same_rows_as_the_page_says(reader, tmp_path):
    asked = {"method": "open", "min": "1000"}
    page = reader.get(f"/ru/contracts.json?{urlencode(asked)}").json()
    count = page["page"]["count"] if "page" in page else page["count"]
    table = list(csv.DictReader(io.StringIO(get(reader, "csv", **asked).content.decode("utf-8"))))
    lines = [json.loads(line) for line in get(reader, "jsonl", **asked).text.splitlines()]
    (tmp_path / "p.parquet").write_bytes(get(reader, "parquet", **asked).content)
    cursor = duckdb.connect().execute(f"select * from '{tmp_path / 'p.parquet'}'")
    head, typed = [one[0] for one in cursor.description], cursor.fetchall()
    book = openpyxl.load_workbook(io.BytesIO(get(reader, "xlsx", **asked).content), read_only=True)
    cells = list(book["contracts-1"].iter_rows(values_only=True))
    assert count == len(table) == len(lines) == len(cells) - 1 == len(typed) > 0
    names = [column.name for column in contracts.columns()]
    assert list(table[0]) == list(lines[0]) == list(cells[0]) == head == names
    assert [(row["ocid"], row["contract"] or None) for row in table] == [row[:2] for row in typed]
    for row, line, values_, cell in zip(table, lines, typed, cells[1:], strict=True):
        at = names.index("amount")
        assert row["amount"] == (line["amount"] or "")
        assert (Decimal(row["amount"]) if row["amount"] else None) == values_[at]
        assert line["amount"] is None or isinstance(line["amount"], str)
        shown = cell[at]
        assert shown is None if not row["amount"] else Decimal(str(shown)) == Decimal(row["amount"])
        assert (row["title"].removeprefix("'") or None) in (line["title"], (line["title"] or "").removeprefix("'") or None)


def test_the_order_is_by_key_and_the_head_says_what_there_is(reader):
    answer = get(reader, "csv", "kk")
    keys = [(row["ocid"], row["contract"]) for row in csv.DictReader(io.StringIO(answer.text))]
    assert keys == sorted(keys) and len(keys) == int(answer.headers["tiyn-rows"]) == len(set(keys))
    assert answer.headers["link"] == '</kk/export/contracts.schema.json>; rel="describedby"; type="application/json"'
    for lang in ("kk", "ru", "en"):
        schema = reader.get(f"/{lang}/export/contracts.schema.json").json()
        assert [one["name"] for one in schema["fields"]] == list(next(csv.reader(io.StringIO(answer.text))))
        assert all(one["description"] for one in schema["fields"])


def test_a_cut_download_is_resumed_and_its_hash_is_right(reader):
    whole = get(reader, "csv")
    sha256 = hashlib.sha256(whole.content).digest()
    assert whole.headers["repr-digest"] == f"sha-256=:{b64encode(sha256).decode()}:"
    assert whole.headers["accept-ranges"] == "bytes" and whole.headers["etag"] == f'"{sha256.hex()}"'
    half = len(whole.content) // 2
    for ahead in ({}, {"If-Range": whole.headers["etag"]}):
        rest = reader.get("/ru/export/contracts.csv", headers={"Range": f"bytes={half}-", **ahead})
        assert rest.status_code == 206 and whole.content[:half] + rest.content == whole.content
        assert rest.headers["content-range"] == f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    other = reader.get("/ru/export/contracts.csv", headers={"Range": f"bytes={half}-", "If-Range": '"other"'})
    assert other.status_code == 200 and other.content == whole.content
    beyond = reader.get("/ru/export/contracts.csv", headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    known = reader.get("/ru/export/contracts.csv", headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    head = reader.head("/ru/export/contracts.csv")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))
    assert "default-src 'none'" in whole.headers["content-security-policy"]


def test_the_language_changes_only_the_words_of_a_workbook(reader):
    assert get(reader, "csv", "kk").content == get(reader, "csv", "en").content
    about = {}
    for lang in ("kk", "ru", "en"):
        book = openpyxl.load_workbook(io.BytesIO(get(reader, "xlsx", lang).content), read_only=True)
        about[lang] = dict(row[:2] for row in book["about"].iter_rows(values_only=True))
    assert len({one["buyer"] for one in about.values()}) == 3


@pytest.mark.parametrize(
    "path", ["contracts.exe", "contracts.", "x.csv", "table/nothing.csv", "table/contract.xlsx", "contracts.csv/../x", ""]
)
def test_what_nobody_makes_is_not_found(reader, path):
    assert reader.get(f"/ru/export/{path}").status_code == 404


def test_what_a_person_types_as_a_sum_is_ignored_when_it_is_none(reader):
    assert get(reader, "csv", min="many").content == get(reader, "csv").content
    assert get(reader, "csv", sort="amount", at="z").content == get(reader, "csv").content


@pytest.mark.parametrize("name", ["contract", "lot", "participant"])
def test_a_table_comes_whole(reader, land, name):
    rows = land.manifest["tables"][name]["rows"]
    table = list(csv.reader(io.StringIO(reader.get(f"/en/export/table/{name}.csv").content.decode())))
    lines = [json.loads(line) for line in reader.get(f"/en/export/table/{name}.jsonl").text.splitlines()]
    assert len(table) - 1 == len(lines) == rows > 0
    assert (
        table[0] == list(lines[0]) == [one["name"] for one in reader.get(f"/en/export/table/{name}.schema.json").json()["fields"]]
    )


HOSTILE = [
    "=1+1",
    "+7 777",
    "-5",
    "-5.0",
    "+1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "1e5",
    "-1e5",
    "-",
    "−5",
    "-_",
    "a=1",
    'q"q',
    "a,b",
    "a\r\nb",
    "",
    " =1",
    "-Infinity",
    "+1_0",
]


def test_no_cell_of_a_csv_runs_and_none_is_lost(tmp_path):
    column = Column("cell", "text", False, {"en": "x"})
    engine = Engine(1)
    engine.run("create temp table cells (n integer, cell varchar)")
    engine.connection.executemany("insert into cells values (?, ?)", list(enumerate(HOSTILE)))
    engine.run("create temp view chosen as select * from cells")
    forms.copy(engine, [f"n, {forms.defused(column)} as cell"], ("n",), "csv", tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        read = [row[1] for row in csv.reader(file)][1:]
    for cell, shown in zip(HOSTILE, read, strict=True):
        assert shown in (defuse(cell), "'" + cell if cell[:1] in "=+-@\t\r\n" else None), cell
        assert shown.removeprefix("'") == cell


def test_a_workbook_holds_any_text_and_long_numbers_with_every_digit(tmp_path):
    texts = ["<&>\"'", "a\x01b", "line\nbreak\rreturn\ttab", "_x0041_", "=1+1", "  spaces  ", "😀" * 20, "я" * 40_000, "\ufffe"]
    columns = (
        Column("n", "integer", False, {"en": "n"}),
        Column("cell", "text", False, {"en": "x"}),
        Column("sum", "number", False, {"en": "s"}),
    )
    engine = Engine(1)
    engine.run("create temp table cells (n integer, cell varchar, sum decimal(38,18))")
    sums = ["0.1", "12345678901234567.5", "-100", "0", None, "891100000", "33333.333333333336", "1", "2"]
    engine.connection.executemany("insert into cells values (?, ?, ?)", list(zip(range(9), texts, sums, strict=True)))
    engine.run("create temp view chosen as select * from cells")
    place = forms.Place(tmp_path / "b.xlsx", tmp_path, "e")
    forms.write(engine, columns, ("n",), Wanted("contracts", "xlsx", lang="en"), place)
    rows = list(openpyxl.load_workbook(tmp_path / "b.xlsx")["contracts-1"].iter_rows(values_only=True))[1:]
    assert [row[2] for row in rows] == [0.1, "12345678901234567.5", -100, 0, None, 891100000, "33333.333333333336", 1, 2]
    for text, (_, cell, _) in zip(texts, rows, strict=True):
        if len(text) > 32_000:
            assert cell.endswith(" […]") and len(cell) < 32_767
        else:
            assert cell.replace("_x005F_", "_").replace("_x0001_", "\x01").replace("_xFFFE_", "\ufffe") == text.replace(
                "_x005F_", "_"
            )


def test_more_rows_than_a_sheet_holds_go_on_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("tiyn.exporting.sheets.ROWS", 10)
    columns = (Column("n", "integer", False, {"en": "n"}),)
    engine = Engine(1)
    engine.run("create temp view chosen as select range as n from range(25)")
    place = forms.Place(tmp_path / "b.xlsx", tmp_path, "e")
    forms.write(engine, columns, ("n",), Wanted("contracts", "xlsx", lang="en"), place)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["about", "contracts-1", "contracts-2", "contracts-3"]
    numbers = [row[0] for sheet in book.sheetnames[1:] for row in book[sheet].iter_rows(values_only=True, min_row=2)]
    assert numbers == list(range(25))
