"""XLSX of any number of rows: a first sheet that says what the file is, then sheets of at most 1,048,576 rows.

The engine writes the rows as XML, so that a million take seconds. A number of up to 15 significant digits
is a number cell; a longer one is text with every digit, because a spreadsheet would round it. Text is never
a formula. A text longer than a cell holds is cut, and says so at its end; CSV and JSON lines have the whole.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BufferedReader
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

from tiyn import codes
from tiyn.dictionary import DECIMALS, Column
from tiyn.exporting.wanted import Wanted

ROWS = 1_048_575  # of data: the first row is the header
LONGEST = 16_000  # characters of a cell, so that even those of two units each fit into 32,767
CUT = " […]"
DIGITS, LONG_NUMBER = 15, 40
PIECE = 4096  # rows written at once
LEVEL = 1  # higher ones take several times as long for a few per cent
MADE = (1980, 1, 1, 0, 0, 0)  # the same rows give the same bytes
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What XML cannot hold is written as spreadsheets do: _x0001_; what looks like that is escaped likewise.
_CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x{fffe}\\x{ffff}]"
_LOOKS = "_(x[0-9A-Fa-f]{4}_)"


def row(columns: Sequence[Column], plain: Callable[[Column], str]) -> str:
    """SQL that turns a row into one line of XML."""
    return "'<row>' || " + " || ".join(_cell(column, plain(column)) for column in columns) + " || '</row>' as line"


def _cell(column: Column, value: str) -> str:
    if column.type == "text":
        return f"coalesce({_text(value)}, '<c/>')"
    number = f"'<c><v>' || {value} || '</v></c>'"
    if column.type not in DECIMALS:
        return f"coalesce({number}, '<c/>')"
    digits = f"length(trim(replace(ltrim({value}, '-'), '.', ''), '0'))"
    text = f"'<c t=\"inlineStr\"><is><t>' || {value} || '</t></is></c>'"
    return f"coalesce(case when {digits} <= {DIGITS} and length({value}) <= {LONG_NUMBER} then {number} else {text} end, '<c/>')"


def _text(value: str) -> str:
    short = f"case when length({value}) > {LONGEST} then left({value}, {LONGEST}) || '{CUT}' else {value} end"
    marked = f"case when contains({value}, '_x') then regexp_replace({short}, '{_LOOKS}', '_x005F_\\1', 'g') else {short} end"
    safe = f"replace(replace(replace({marked}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    broken = safe
    for code in (*range(32), 0xFFFE, 0xFFFF):
        into = f"&#{code};" if code in (9, 10, 13) else f"_x{code:04X}_"
        broken = f"replace({broken}, chr({code}), '{into}')"
    odd = f"case when regexp_matches({value}, '{_CONTROL}|[\\t\\r\\n]') then {broken} else {safe} end"
    return f"'<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || {odd} || '</t></is></c>'"


def write(lines: Path, columns: Sequence[Column], wanted: Wanted, target: Path, edition: str) -> None:
    """The workbook from lines of XML, one a row."""
    names = ["about"]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as book, lines.open("rb") as rows:
        _sheet(book, 1, _about(columns, wanted, edition))
        while len(names) == 1 or rows.peek(1):
            names.append(f"{wanted.what}-{len(names)}")
            _sheet(book, len(names), _filled(columns, rows))
        _frame(book, names)


def _filled(columns: Sequence[Column], rows: BufferedReader) -> Iterator[bytes]:
    yield _line(column.name for column in columns)
    left = ROWS
    while left and (piece := list(islice(rows, min(PIECE, left)))):
        left -= len(piece)
        yield b"".join(piece)


def _about(columns: Sequence[Column], wanted: Wanted, edition: str) -> Iterator[bytes]:
    """What the file is: edition, licence, what was asked for, what each column means in the reader's language."""
    lang = wanted.lang or "en"
    words = codes.lists()["download_text"]
    bounds = (("min", wanted.low), ("max", wanted.high))
    asked = {"q": wanted.text, **wanted.filters, **{name: str(bound) for name, bound in bounds if bound is not None}}
    yield _line((_said(words["edition"]["name"], lang), edition))
    yield _line((_said(words["licence"]["name"], lang), "CC BY 4.0"))
    for name, value in asked.items():
        if value:
            yield _line((name, value))
    yield _line((_said(words["columns"]["name"], lang), ""))
    for column in columns:
        yield _line((column.name, _said(column.meaning, lang)))


def _said(texts: Mapping[str, str], lang: str) -> str:
    """A text in the reader's language; a language added later has no words here yet, so English."""
    return texts.get(lang) or texts["en"]


def _line(cells: Sequence[str] | Iterator[str]) -> bytes:
    made = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_readable(cell))}</t></is></c>' for cell in cells)
    return f"<row>{made}</row>\n".encode()


def _readable(cell: str) -> str:
    """A cell of ours or of an address, without what XML has no place for."""
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in cell)


def _sheet(book: zipfile.ZipFile, number: int, rows: Iterator[bytes]) -> None:
    info = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml", MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    with book.open(info, "w", force_zip64=True) as sheet:
        pane = '<pane ySplit="1" topLeftCell="A2" state="frozen"/>'
        view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}">{view}<sheetData>'.encode())
        for piece in rows:
            sheet.write(piece)
        sheet.write(b"</sheetData></worksheet>")


def _frame(book: zipfile.ZipFile, names: Sequence[str]) -> None:
    """The parts that hold the sheets together."""
    numbers = range(1, len(names) + 1)
    sheet = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    related = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    parts = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>' for n in numbers)
    kinds = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}'
    kinds += f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    first = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    for name, body in (
        ("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>'),
        ("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{first}</Relationships>'),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheet}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'),
    ):
        book.writestr(zipfile.ZipInfo(name, MADE), HEAD + body, zipfile.ZIP_DEFLATED)
