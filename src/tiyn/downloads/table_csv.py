"""CSV: the figures of a page, or its first table when it has none.

UTF-8 with a mark for spreadsheets, cells no spreadsheet will run.
"""

from __future__ import annotations

import csv
import io

from tiyn.cells import defuse
from tiyn.downloads import About, Sheet

ENDING = "csv"
NAME = "CSV"
ORDER = 10
MEDIA_TYPE = "text/csv"


def write(sheets: tuple[Sheet, ...], about: About) -> bytes:
    """One sheet, one row a line, ended by CRLF (RFC 4180); text that could start a formula is defused."""
    sheet = sheets[0] if sheets[0].rows or len(sheets) == 1 else sheets[1]
    return b"\xef\xbb\xbf" + lines(sheet)


def lines(sheet: Sheet) -> bytes:
    """A header line and the rows, without the mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in sheet.head])
    writer.writerows([defuse(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8")
