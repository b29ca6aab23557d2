"""Data nobody publishes on purpose: the fast indicators agree with the slow ones on every shape."""

import io
import json
import os
import random

import pytest

from tests.conformance.plain_cardinal import Plain
from tests.conftest import shared_data
from tiyn.cardinal.report import indicators
from tiyn.cardinal.settings import Settings

ROUNDS = int(os.environ.get("TIYN_TORTURE", "40"))
ODD = [None, 0, 1, 1.0, -5, True, "", "x", [], {}, [1], [None], {"id": 1}, [{"id": "A"}], "valid", "12", '"', "a\\b", "é", "\n"]
FOUND = shared_data()
PUBLISHED = sorted((FOUND / "data" / "ocds").rglob("*.jsonl")) if FOUND else []
IDS = ["A", "B", "C", "D", "KZ-BIN-1", 'q"uote', "back\\slash", "қаз", 7, None]
DATES = [
    "2024-01-01T00:00:00Z",
    "2024-01-10T17:59:00+05:00",
    "2024-01-20T00:00:00.5+06:00",
    "2024-01-10T13:00:00Z",
    "2024-01-10",
    "2023-12-30T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-01-10 13:00:00z",
    "2024-01-15T23:59:59.999999Z",
    'x"',
    "x \\",
]


def release(dice: random.Random, number: int, odd: float) -> dict:
    """A process in which each value is, with chance `odd`, of another shape than it should be."""

    def some(value):
        if dice.random() < odd:
            return dice.choice(ODD)
        return value

    def who():
        count = dice.choice([1, 1, 1, 1, 0, 2, 3])
        return some([some({"id": some(dice.choice(IDS))}) for _ in range(count)])

    def price():
        amount = dice.choice([100, 105, 105.0, 110, 0, 120.5, 1e3, 200, 1e-7, 33.33])
        return some({"amount": some(amount), "currency": some(dice.choice(["KZT", "KZT", "KZT", "USD"]))})

    def bid():
        status = dice.choice(["valid", "valid", "valid", "disqualified", "disqualified", "withdrawn", "invited", "pending"])
        return some({"status": some(status), "date": some(dice.choice(DATES)), "tenderers": who(), "value": price()})

    def award():
        status = dice.choice(["active", "active", "active", "cancelled", "unsuccessful", "pending", None])
        items = [
            some({"classification": some({"id": some(dice.choice(["12.3", "13.1", "қа1", '"4', "\\5", "9"]))})})
            for _ in range(dice.randint(0, 3))
        ]
        return some({"status": some(status), "suppliers": who(), "items": some(items)})

    period = some({"startDate": some(dice.choice(DATES)), "endDate": some(dice.choice(DATES))})
    tender = {
        "status": some(dice.choice(["active", "complete", "cancelled"])),
        "procurementMethod": some(dice.choice(["open", "selective", "direct"])),
    }
    tender |= {
        "numberOfTenderers": some(dice.choice([1, 1, 2])),
        "procuringEntity": some({"id": some(dice.choice(IDS))}),
        "tenderPeriod": period,
    }
    return {
        "ocid": some(f"o-{number}"),
        "buyer": some({"id": some(dice.choice(IDS))}),
        "tender": some(tender),
        "bids": some({"details": some([bid() for _ in range(dice.randint(0, 5))])}),
        "awards": some([award() for _ in range(dice.choice([0, 1, 1, 1, 2]))]),
    }


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_odd_shapes_give_what_reading_line_by_line_gives(seed, tmp_path):
    dice = random.Random(seed)
    odd = dice.choice([0, 0, 0.01, 0.05, 0.2])
    lines = [
        json.dumps(release(dice, number, odd), ensure_ascii=dice.random() < 0.5) for number in range(dice.choice([5, 40, 300]))
    ]
    lines += dice.sample(["", "{", "5", "null", "[]", '"x"', '{"ocid":"z"} {}', "not json", "   ", '{"ocid":"\\ud800"}'], 4)
    dice.shuffle(lines)
    path = tmp_path / "lines [1]*.jsonl"
    path.write_text(dice.choice(["\n", "\r\n"]).join(["{}", *lines, '{"ocid":"last"}']), encoding="utf-8")
    out = io.StringIO()
    indicators(path, Settings(), out, meta=False)
    assert json.loads(out.getvalue()) == {part: dict(found) for part, found in Plain(lines).flags.items() if found}


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.name)
def test_published_data_give_what_reading_line_by_line_gives(file):
    out = io.StringIO()
    indicators(file, Settings(), out, meta=False)
    with file.open(encoding="utf-8") as lines:
        assert json.loads(out.getvalue()) == {part: dict(found) for part, found in Plain(lines).flags.items() if found}


def test_published_data_are_there():
    if not PUBLISHED:
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("publishers' OCDS files are absent and must not be skipped here")
        pytest.skip("publishers' OCDS files are not beside this checkout; only made-up data are compared")
