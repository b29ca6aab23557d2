"""XLSX: a first worksheet `about`, then one worksheet per sheet, with typed cells and no formulas.

A spreadsheet keeps a number as a double, which holds 15 significant digits. A number of up to 15 is a
number cell; a longer one is a text cell with every digit, coloured, and counted on `about`, because a
sum made in the spreadsheet passes over text. Text is never read as formula, address or number. A text
longer than a cell holds says so in the cell and on `about`, before as much of it as fits.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from tiyn.downloads import About, Column, Sheet
from tiyn.model.errors import InputRefused

ENDING = "xlsx"
NAME = "XLSX"
ORDER = 30
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CELL, ROWS, DIGITS = 32_767, 1_048_575, 15
# A longer run of zeros would leave the range of a double.
LONGEST = 40
NARROWEST, WIDEST = 8, 60
KIND_WORDS = {"text": "text", "decimal": "decimal", "integer": "integer", "date": "day"}
# The first day that spreadsheets and calendars count alike.
FIRST_DAY = "1900-03-01"
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
# XML has no place for these at all; an unpaired surrogate is no character.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def write(sheets: tuple[Sheet, ...], about: About) -> bytes:
    """The workbook. Raises InputRefused for a sheet with more rows than a worksheet holds."""
    # Imported here: a portal that is never asked for a workbook need not hold the writer in memory.
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        # The edition's day, so that the same page gives the same bytes.
        made = datetime.combine(date.fromisoformat(about.date), time.min)
        book.set_properties({"created": made})
        filled = _Book(book, about)
        first = book.add_worksheet("about")
        for sheet in sheets:
            filled.sheet(sheet)
        filled.about(first, sheets)
    return out.getvalue()


def is_exact(number: str) -> bool:
    """True when a double, and so a spreadsheet, keeps every digit of this plain decimal."""
    return len(number) <= LONGEST and len(number.lstrip("-").replace(".", "").strip("0")) <= DIGITS


def cell_text(text: str, about: About) -> tuple[str, bool]:
    """The text as a cell can hold it, and whether that is less than the whole."""
    whole = _UNWRITABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    length = _units(whole)
    if length <= CELL:
        return whole, whole != text
    said = about.words["too_long"].format(length=length, most=CELL, address=about.permalink) + " "
    room = (CELL - _units(said)) * 2
    return said + whole.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore"), True


def _units(text: str) -> int:
    """The length as a spreadsheet counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


class _Book:
    """A workbook being filled: its formats, and what had to be written in another way than it was given."""

    def __init__(self, book: Any, about: About) -> None:
        self.book, self.origin = book, about
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.digits = book.add_format({"num_format": "@", "bg_color": "#FFF2CC", "align": "right"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.numbers: dict[int, Any] = {}
        self.long: list[str] = []
        self.cut: list[str] = []

    def sheet(self, sheet: Sheet) -> None:
        """One worksheet: a header that stays in sight, then the rows."""
        if len(sheet.rows) > ROWS:
            raise InputRefused(f"sheet {sheet.name}: {len(sheet.rows)} rows; a worksheet holds {ROWS}; take the CSV or Parquet")
        page = self.book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for number, column in enumerate(sheet.head):
            page.write_string(0, number, column.name, self.head)
            widest = max((len(row[number]) for row in sheet.rows), default=0)
            page.set_column(number, number, min(max(widest, len(column.name), NARROWEST), WIDEST) + 2)
        for place, row in enumerate(sheet.rows, 1):
            for number, (column, cell) in enumerate(zip(sheet.head, row, strict=True)):
                self._cell(page, (place, number), column, cell)

    def _cell(self, page: Any, at: tuple[int, int], column: Column, cell: str) -> None:
        where = f"{page.get_name()}!{column.name} {at[0] + 1}"
        if cell == "":
            return
        if column.kind in ("decimal", "integer"):
            if is_exact(cell):
                # A Decimal, not a float: the digits go into the file as they are.
                page.write_number(*at, Decimal(cell), self._number(cell))
            else:
                self.long.append(where)
                page.write_string(*at, cell, self.digits)
        elif column.kind == "date" and cell >= FIRST_DAY:
            page.write_datetime(*at, date.fromisoformat(cell), self.day)
        else:
            text, less = cell_text(cell, self.origin)
            page.write_string(*at, text)
            if less:
                self.cut.append(where)

    def _number(self, cell: str) -> Any:
        """The format that shows as many places as the number has."""
        places = len(cell.partition(".")[2])
        if places not in self.numbers:
            self.numbers[places] = self.book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
        return self.numbers[places]

    def about(self, page: Any, sheets: tuple[Sheet, ...]) -> None:
        """Where the file is from, how to check it, what was written otherwise, what each column means."""
        about, words = self.origin, self.origin.words
        lines = [
            (words[name], value)
            for name, value in (
                ("page", about.title), ("address", about.permalink), ("language", about.language),
                ("edition", about.edition), ("root", about.root), ("date", about.date),
                ("licence", about.licence), ("verify", words["verify_text"]),
            )
        ]  # fmt: skip
        if self.long:
            lines.append((words["long_numbers"], words["long_numbers_text"].format(count=len(self.long), first=self.long[0])))
        if self.cut:
            lines.append((words["cut"], words["cut_text"].format(count=len(self.cut), cells=", ".join(self.cut[:50]))))
        lines += [("", ""), (words["columns"], words["columns_text"])]
        for sheet in sheets:
            lines.append((sheet.name, sheet.title))
            lines += [
                (f"{sheet.name}.{column.name}", f"{words[KIND_WORDS[column.kind]]}: {column.meaning}") for column in sheet.head
            ]
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 110)
        page.freeze_panes(0, 1)
        for number, (name, text) in enumerate(lines):
            page.write_string(number, 0, name, self.head if name else None)
            page.write_string(number, 1, cell_text(text, about)[0], self.wrapped)
