"""Cells no spreadsheet will run."""

import pytest

from tiyn.cells import defuse

CASES = [
    ("=1+1", "'=1+1"), ("+7 700", "'+7 700"), ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("-11994282900", "-11994282900"), ("-0.5", "-0.5"), ("ТОО «MOST»", "ТОО «MOST»"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "defused"), CASES)
def test_text_that_could_start_a_formula_is_defused_and_numbers_are_not(cell, defused):
    assert defuse(cell) == defused
