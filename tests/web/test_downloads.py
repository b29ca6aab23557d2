"""What is shown is what is taken: the same exact figures in every form of a page, in every language, the same bytes twice."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import duckdb
import openpyxl
import pytest

from tiyn import codes
from tiyn.downloads import About, Column, Sheet, fiscal_package, parquet, table_csv, xlsx
from tiyn.queries import queries
from tiyn.view.figures import Figure
from tiyn.web import download

LANGUAGES = ("kk", "ru", "en")
PAGES = (
    "/home", "/programme/smart-almaty", "/quantity/digital-kazakhstan-cost", "/systems", "/cohort/startups-2018-2020",
    "/series/returned-to-state", "/disputes", "/audit/audit-digital-development", "/verify",
)  # fmt: skip
ENDINGS = ("csv", "xlsx", "parquet", "fdp.zip")
HOSTILE = (
    "=1+1", "+7 700", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.test")', "http://x.test/a",
    "mailto:x@x.test", "00123", "1e5", "a\x00b\x07c\x1f", "_x0041_", "<b>&amp;</b>", "line\r\nline", "{=1}", "\u200fעברית", "Ә" * 300,
)  # fmt: skip
AMOUNTS = (
    "166700000000", "-11994282900", "0.5346", "12345678901234567890", "123456789012345", "1234567890123456",
    "0", "10389473.68", "92.7466", "-0.000000000000001", "99999999999999.9", "9007199254740.99", "9007199254740993",
)  # fmt: skip


def about(**changes: str) -> About:
    words = {name: entry["name"]["en"] for name, entry in codes.lists()["download_text"].items()}
    values = {"title": "=1+1", "path": "/en/x", "language": "en", "edition": "2026-11-22-0123", "root": "ab" * 32}
    values |= {"date": "2026-11-22", "licence": "CC BY 4.0", "permalink": "http://portal.test/en/x"}
    return About(**{**values, **changes}, words=words)


def figures_sheet(values: tuple[str, ...], labels: tuple[str, ...] = (), unit: str = "KZT") -> Sheet:
    """The sheet of figures as a page gives it, with these values and labels."""
    names = codes.codes("download_column")
    head = tuple(Column(name, "decimal" if name in download.DECIMALS else "text", name) for name in names)
    rows = []
    for number, value in enumerate(values):
        row = dict.fromkeys(names, "") | {"figure": f"x/{number}", "value": value, "unit": unit}
        row["label"] = labels[number] if number < len(labels) else ""
        rows.append(tuple(row[name] for name in names))
    return Sheet("figures", "Figures", head, tuple(rows))


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def exact(cell: Any) -> str:
    """A cell's number as plain digits: a spreadsheet's own reading of it, to 15 digits, or the text."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    return plain(Decimal(str(cell)))


def plain(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[dict[str, str]]:
    head, *rows = workbook(content)["figures"].iter_rows(values_only=True)
    return [{name: exact(cell) for name, cell in zip(head, row, strict=True)} for row in rows]


def read_parquet(content: bytes, folder) -> list[dict[str, str]]:
    file = folder / "x.parquet"
    file.write_bytes(content)
    with duckdb.connect() as connection:
        cursor = connection.execute("select * from read_parquet($file)", {"file": str(file)})
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: cell if isinstance(cell, str) else plain(cell) for name, cell in row.items()} for row in rows]


def read_package(content: bytes, file: str = "figures.csv") -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return read_csv(archive.read(file))


def json_figures(value: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if isinstance(value, dict):
        if "receipt" in value and "unit" in value:
            found[value["id"]] = value
        for one in value.values():
            found |= json_figures(one)
    elif isinstance(value, list):
        for one in value:
            found |= json_figures(one)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_form_has_the_same_exact_figures(client, path, lang, tmp_path):
    page = client.get(f"/{lang}{'/' if path == '/home' else path}")
    got = {ending: client.get(f"/{lang}{path}.{ending}").content for ending in (*ENDINGS, "json")}
    lines = read_csv(got["csv"])
    amounts = {(line["receipt"].removeprefix("http://portal.test"), line["value"]) for line in lines}
    text = page.text.replace("&#x2f;", "/")
    tags = re.findall(r"<(?:a|span) class=\"amount[^>]*>", text)
    drawn = {
        (receipt.group(1), value.group(1))
        for tag in tags
        if (receipt := re.search(r'data-receipt="([^"]+)"', tag)) and (value := re.search(r'data-amount="([^"]+)"', tag))
    }
    assert drawn == {one for one in amounts if one[1]}
    stored = json_figures(json.loads(got["json"]))
    assert {(one["receipt"], one.get("value", "")) for one in stored.values()} == amounts
    for form in (read_xlsx(got["xlsx"]), read_parquet(got["parquet"], tmp_path), read_package(got["fdp.zip"])):
        assert [list(row) for row in form[:1]] == [list(row) for row in lines[:1]]
        for name in ("figure", "value", "low", "high", "unit", "state", "receipt", "edition"):
            assert [row[name] for row in form] == [line[name] for line in lines], name


@pytest.mark.parametrize("path", PAGES)
def test_the_same_page_gives_the_same_bytes(opened, settings, client, path):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    again = TestClient(create_app(opened, settings), base_url="http://portal.test")
    for ending in ENDINGS:
        assert client.get(f"/ru{path}.{ending}").content == again.get(f"/ru{path}.{ending}").content, ending


def test_a_page_links_every_format_and_the_links_answer(client):
    words = {"kk": "Көрсетілгенді жүктеп алу:", "ru": "Скачать показанное:", "en": "Download what is shown:"}
    for lang in LANGUAGES:
        text = client.get(f"/{lang}/systems?body=nit").text.replace("&#x2f;", "/").replace("&amp;", "&")
        row = text[text.index(words[lang]) :].split("</li>")[0]
        assert re.findall(r">([\w.]+)</a>", row) == ["CSV", "JSON", "receipt.json", "XLSX", "Parquet", "FDP", "Atom"]
        for url in re.findall(r'href="([^"]+)"', row):
            answer = client.get(url)
            assert answer.status_code == 200, url
            if not url.split("?")[0].endswith(("systems.json", ".atom")):
                assert re.fullmatch(
                    rf'attachment; filename="tiyn-{lang}-systems-body-nit-[a-z0-9-]+\.[a-z.]+"',
                    answer.headers["content-disposition"],
                )


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("asked", ["a%00%1b%ef%bf%bf=1", "%3D1%2B1", "%22%0d%0aX-Y: z", "%D2%93" * 60])
def test_what_a_stranger_types_harms_no_file(client, asked, ending, tmp_path):
    answer = client.get(f"/en/search.{ending}?q={asked}")
    assert answer.status_code == 200
    assert re.fullmatch(rf'attachment; filename="[a-z0-9-]+\.{re.escape(ending)}"', answer.headers["content-disposition"])
    assert "x-y" not in answer.headers
    readers = {
        "csv": read_csv,
        "xlsx": read_xlsx,
        "fdp.zip": read_package,
        "parquet": lambda content: read_parquet(content, tmp_path),
    }
    readers[ending](answer.content)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_download_is_kept_and_asked_like_any_sibling(client, ending):
    url = f"/en/programme/smart-almaty.{ending}"
    full, head = client.get(url), client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == full.headers["etag"]
    assert head.headers["content-length"] == full.headers["content-length"]
    assert full.headers["content-type"].split(";")[0] == download.formats()[ending].MEDIA_TYPE
    assert client.get(url, headers={"If-None-Match": full.headers["etag"]}).status_code == 304
    missing = client.get(f"/en/programme/none.{ending}")
    assert (missing.status_code, missing.json()["status"]) == (404, 404)
    assert client.get("/en/programme/smart-almaty.ods").status_code == 404


def test_the_description_lists_every_format(client):
    paths = client.get("/openapi.json").json()["paths"]
    for ending, form in download.formats().items():
        answer = paths[f"/{{lang}}/programme/{{id}}.{ending}"]["get"]["responses"]["200"]
        assert list(answer["content"]) == [form.MEDIA_TYPE]


def test_hostile_text_is_text_and_whole_in_a_workbook():
    sheet = figures_sheet(("1",) * len(HOSTILE), HOSTILE)
    content = xlsx.write((sheet,), about())
    column = [row[1] for row in workbook(content)["figures"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in column} == {"s"}
    assert not any(cell.hyperlink for cell in column)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    # The file spells a control character _xHHHH_, and an underscore that could be read so _x005F_.
    spelled = [unspelled("".join(one.itertext())) for one in ElementTree.fromstring(parts["xl/sharedStrings.xml"])]
    assert set(HOSTILE) <= set(spelled)


def unspelled(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), text)


def test_the_engine_that_writes_parquet_touches_no_other_file(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out.csv"
    inside.mkdir()
    with duckdb.connect() as connection:
        connection.execute(queries(parquet.SQL)["folder"], {"folder": str(inside)})
        connection.execute(queries(parquet.SQL)["close"])
        with pytest.raises(duckdb.PermissionException):
            connection.execute("copy (select 1) to $file", {"file": str(outside)})
    assert not outside.exists()


def test_hostile_text_is_defused_in_csv_and_whole_in_parquet(tmp_path):
    sheet = figures_sheet(("1",) * len(HOSTILE), HOSTILE)
    labels = [line["label"] for line in read_csv(table_csv.write((sheet,), about()))]
    assert [label.removeprefix("'") for label in labels] == list(HOSTILE)
    assert not any(label.startswith(("=", "@", "\t", "\r", "-cmd")) for label in labels)
    assert [row["label"] for row in read_parquet(parquet.write((sheet,), about()), tmp_path)] == list(HOSTILE)


@pytest.mark.parametrize("text", ["Ә" * 32_768, "😀" * 16_384, "=" + "a" * 40_000])
def test_a_text_longer_than_a_cell_says_so_and_is_never_cut_in_silence(text):
    book = workbook(xlsx.write((figures_sheet(("1",), (text,)),), about()))
    cell = book["figures"]["B2"].value
    units = len(text.encode("utf-16-le")) // 2
    assert cell.startswith(f"[This text has {units} characters and a cell holds 32767")
    assert text.startswith(cell.split("] ", 1)[1])
    assert len(cell.encode("utf-16-le")) // 2 in (32_766, 32_767)
    told = " ".join(str(row[1]) for row in book["about"].iter_rows(values_only=True))
    assert "figures!label 2" in told
    fits = workbook(xlsx.write((figures_sheet(("1",), ("Ә" * 32_767,)),), about()))
    assert fits["figures"]["B2"].value == "Ә" * 32_767


def test_what_no_xml_can_hold_is_spelled_out_and_told():
    book = workbook(xlsx.write((figures_sheet(("1",), ("a\uffffb",)),), about()))
    assert book["figures"]["B2"].value == "a\\uffffb"
    assert "figures!label 2" in " ".join(str(row[1]) for row in book["about"].iter_rows(values_only=True))


def test_amounts_keep_every_digit_and_only_short_ones_are_number_cells(tmp_path):
    sheet = figures_sheet(AMOUNTS)
    content = xlsx.write((sheet,), about())
    assert [row["value"] for row in read_xlsx(content)] == list(AMOUNTS)
    book = workbook(content)
    kinds = [row[2].data_type for row in book["figures"].iter_rows(min_row=2)]
    assert kinds == ["n" if xlsx.is_exact(amount) else "s" for amount in AMOUNTS]
    assert kinds.count("s") == 3
    told = " ".join(str(row[1]) for row in book["about"].iter_rows(values_only=True))
    assert "15 significant digits: 3." in told
    for amount in AMOUNTS:
        if xlsx.is_exact(amount):
            assert Decimal(f"{float(amount):.15g}") == Decimal(amount)
    assert [row["value"] for row in read_parquet(parquet.write((sheet,), about()), tmp_path)] == list(AMOUNTS)
    assert [row["value"] for row in read_package(fiscal_package.write((sheet,), about()))] == list(AMOUNTS)
    assert [row["value"] for row in read_csv(table_csv.write((sheet,), about()))] == list(AMOUNTS)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", None, "-2.5"], "decimal(38, 4)"), (["0.12345"], "decimal(38, 5)"), (["9" * 34 + ".1234"], "decimal(38, 4)"),
        (["9" * 35], "varchar"), (["9" * 34, "0.12345"], "varchar"), ([], "decimal(38, 4)"), ([None], "decimal(38, 4)"),
    ],
)  # fmt: skip
def test_a_parquet_column_is_the_decimal_that_holds_all_of_it_or_text(cells, kind):
    assert parquet.decimal_kind(cells) == kind


def test_parquet_says_where_it_is_from_and_is_typed(tmp_path):
    file = tmp_path / "x.parquet"
    file.write_bytes(parquet.write((figures_sheet(("1",)),), about(title="it's $1; drop")))
    with duckdb.connect() as connection:
        pairs = connection.execute("select key, value from parquet_kv_metadata($f)", {"f": str(file)}).fetchall()
        types = connection.execute("select typeof(value), typeof(label) from read_parquet($f)", {"f": str(file)}).fetchall()
    assert {bytes(key): bytes(value) for key, value in pairs}[b"title"] == b"it's $1; drop"
    assert {bytes(key) for key, _ in pairs} >= {b"edition", b"root", b"date", b"licence", b"language", b"address"}
    assert types == [("DECIMAL(38,4)", "VARCHAR")]


def test_a_workbook_opens_with_where_it_is_from(client, opened):
    for lang in LANGUAGES:
        book = workbook(client.get(f"/{lang}/programme/smart-almaty.xlsx").content)
        assert book.sheetnames == ["about", "figures"]
        told = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True)}
        for name, value in (("edition", opened.id), ("root", opened.root), ("date", opened.date), ("licence", "CC BY 4.0")):
            assert told[codes.lists()["download_text"][name]["name"][lang]] == value
        meant = codes.lists()["download_column"]["value"]["name"][lang]
        assert told["figures.value"].endswith(meant)
        assert book["figures"].freeze_panes == "A2"
        assert f"{book.properties.created:%Y-%m-%d}" == opened.date


def test_a_package_names_its_money_only_when_all_of_it_is_money():
    money = fiscal_package.package((figures_sheet(("1",)),), about(), {"figures.csv": b""})
    mixed = fiscal_package.package((figures_sheet(("1",), unit="systems"),), about(), {"figures.csv": b""})
    types = [
        {field["name"]: field["columnType"] for field in one["resources"][0]["schema"]["fields"] if "columnType" in field}
        for one in (money, mixed)
    ]
    assert types == [{"value": "value", "unit": "value-currency:code"}, {"value": "value", "unit": "value-kind:code"}]
    assert money["currency"] == "KZT"
    assert "currency" not in mixed


def frictionless() -> ModuleType:
    """The validator, or a loud skip where it is absent; a failure where nothing may be skipped."""
    try:
        return importlib.import_module("frictionless")
    except ImportError:
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("frictionless is absent and must not be skipped here; install requirements/test.txt")
        pytest.skip("frictionless is not installed; packages are not validated; install it and run again")


@pytest.mark.parametrize("path", PAGES)
def test_a_package_is_valid_for_an_outside_reader(client, path, tmp_path):
    reader = frictionless()
    content = client.get(f"/kk{path}.fdp.zip").content
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    report = reader.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])
    rows = reader.Package(str(tmp_path / "datapackage.json")).resources[0].read_rows()
    assert [plain(row["value"]) for row in rows] == [line["value"] for line in read_package(content)]


FIGURE = Figure(
    "statement/x", "166700000000", "", "", "KZT", "one_source", "", "166,7 млрд ₸", "", "x", "", "/ru/receipt/statement/x"
)


@dataclass(frozen=True)
class Tabled:
    """A page that offers a table of its own beside its figures."""

    title: str
    figure: Figure
    sheets: tuple[Sheet, ...]


def tabled(opened, name: str = "lines") -> tuple[Tabled, Any]:
    from tiyn.settings import read_settings
    from tiyn.view.visit import Visit
    from tiyn.view.words import Words, languages

    head = (
        Column("who", "text", "кто"),
        Column("paid", "figure", "сколько"),
        Column("day", "date", "когда"),
        Column("n", "integer", "№"),
    )
    rows = (("=1+1", FIGURE, "2026-01-02", "7"), ("ТОО", "", "", ""))
    visit: Any = Visit(Words(languages(read_settings().locales)["ru"]), opened, None, None, None, None)  # type: ignore[arg-type]
    return Tabled("x", FIGURE, (Sheet(name, "Строки", head, rows),)), visit


def test_a_page_may_offer_its_tables_too(opened):
    page, visit = tabled(opened)
    got = {ending: download.write(ending, page, visit, "/x", "http://portal.test") for ending in ENDINGS}
    assert [line["figure"] for line in read_csv(got["csv"])] == ["statement/x"]
    book = workbook(got["xlsx"])
    assert book.sheetnames == ["about", "figures", "lines"]
    rows = [[cell.value for cell in row] for row in book["lines"].iter_rows()]
    assert rows[0] == ["who", "paid", "paid_unit", "paid_figure", "day", "n"]
    assert [str(cell) for cell in rows[1]] == ["=1+1", "166700000000", "KZT", "statement/x", "2026-01-02 00:00:00", "7"]
    assert [line["paid"] for line in read_package(got["fdp.zip"], "lines.csv")] == ["166700000000", ""]
    twice, visit = tabled(opened, "figures")
    with pytest.raises(ValueError, match="two sheets have one name"):
        download.write("xlsx", twice, visit, "/x", "http://portal.test")


@pytest.mark.parametrize(
    ("name", "kind", "cell", "said"),
    [
        ("Лист", "text", "x", "rename the sheet"), ("about", "text", "x", "rename the sheet"), ("x", "money", "x", "expected one of"),
        ("x", "decimal", "1,5", "row 1, column c: found '1,5'"), ("x", "decimal", "NaN", "found 'NaN'"), ("x", "integer", "1.0", "found '1.0'"),
        ("x", "date", "2026-02-30", "found '2026-02-30'"), ("x", "text", 1, "found 1"), ("x", "figure", "166", "found '166'"),
    ],
)  # fmt: skip
def test_a_sheet_that_is_not_what_it_says_is_refused(name, kind, cell, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        Sheet(name, "x", (Column("c", kind, "x"),), ((cell,),))
