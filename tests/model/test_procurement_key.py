"""Keys of the procurement register: the real samples, made-up ones, and what is none."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import goszakup_samples
from tiyn.model.errors import NotAnIdentifier
from tiyn.model.procurement_key import read_announcement_number, read_contract_number, read_lot_number

LOTS = [
    ("83685322-ОИ4", (83685322, "ОИ", 4, False)), ("87389264-ЗЦП2", (87389264, "ЗЦП", 2, False)),
    ("4497906-АУК1", (4497906, "АУК", 1, False)), ("84492164-ОК1", (84492164, "ОК", 1, False)),
    ("123-ОЛ-ОК3", (123, "ОК", 3, True)), ("123-ОК3-ОЛ", (123, "ОК", 3, True)), ("5-ТОП12", (5, "ТОП", 12, False)),
]  # fmt: skip
CONTRACTS = [
    ("970140002674/260023/00", ("970140002674", 2026, "0023", 0)), ("021140004001/260032/01", ("021140004001", 2026, "0032", 1)),
    ("001040002068/2400063/12", ("001040002068", 2024, "00063", 12)),
]  # fmt: skip
NONE = ["", "-", "1-", "0-1", "12", "a-1", "1-ОК", "1-1", "970140002674/26", "97014000267/260023/00", "970140002674/260023/xx",
        "١٢٣-1", "1" * 5000 + "-1", "970140002674/260023/00\n"]  # fmt: skip


@pytest.mark.parametrize(("printed", "parts"), LOTS)
def test_a_lots_number_is_taken_apart(printed, parts):
    key = read_lot_number(printed)
    assert (key.root, key.symbol, key.attempt, key.joined) == parts


@pytest.mark.parametrize(("printed", "parts"), CONTRACTS)
def test_a_contracts_number_is_taken_apart(printed, parts):
    key = read_contract_number(printed)
    assert (key.customer, key.year, key.serial, key.revision) == parts
    assert printed.startswith(f"{key.stem}/")


def test_an_announcements_number_is_taken_apart():
    key = read_announcement_number("17379709-1")
    assert (key.announcement, key.version) == (17379709, 1)


@pytest.mark.parametrize("printed", NONE)
def test_what_is_no_key_is_refused_and_never_crashes(printed):
    for read in (read_announcement_number, read_lot_number, read_contract_number):
        try:
            read(printed)
        except NotAnIdentifier as error:
            assert "expected" in str(error)
        else:
            assert read is read_announcement_number and printed in ("1-1",)


@given(st.text(max_size=40))
def test_any_text_is_a_key_or_refused(printed):
    for read in (read_announcement_number, read_lot_number, read_contract_number):
        with contextlib.suppress(NotAnIdentifier):
            read(printed)


def test_every_key_of_the_real_samples_is_taken_apart():
    """And agrees with what stands beside it."""
    seen = 0
    for path in goszakup_samples():
        stack = [json.loads(path.read_text(encoding="utf-8"))]
        while stack:
            one = stack.pop()
            if isinstance(one, dict):
                stack += one.values()
                lot = one.get("lotNumber") or one.get("lot_number")
                if lot:
                    key = read_lot_number(lot)
                    assert key.root == one.get("pln_point_rootrecord_id", key.root) and key.attempt >= 1
                    seen += 1
                number = one.get("trdBuyNumberAnno") or one.get("trd_buy_number_anno") or one.get("numberAnno")
                if number:
                    owner = one.get("trdBuyId") or one.get("trd_buy_id") or one["id"]
                    assert read_announcement_number(number).announcement == owner
                    seen += 1
                if one.get("contractNumberSys"):
                    key = read_contract_number(one["contractNumberSys"])
                    assert key.year == int(one["signDate"][:4])
                    seen += 1
            elif isinstance(one, list):
                stack += one
    assert seen >= 25
