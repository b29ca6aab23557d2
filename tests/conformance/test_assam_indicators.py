"""Assam's tenders: four rules of different nature against a few lines of plain Python that read the same JSON themselves.

Counts (R018), prices (R031), days (R061) and a buyer's rate (R038-buyer), subject by subject: state, reason and figure.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest

from tests.readers.ocds_data import data, told
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.steps.flagging.card import indicators
from tiyn.steps.flagging.purchases import flag_purchases
from tiyn.steps.tracing.procurement import procurement

EVERY = 3  # of 35,458 releases: every year and every kind of buyer is among them
LEAST, PEERS = 10, 30  # lots of a buyer's year, and buyers of a year: R038-buyer's card
COMPARED = ("R018-k1", "R031-k1", "R061-k1", "R038-buyer-k1")


@pytest.fixture(scope="module")
def releases():
    with gzip.open(data("ocds", "india-assam.compiled.jsonl.gz")) as packed:
        return list(itertools.islice(packed, 0, None, EVERY))


@pytest.fixture(scope="module")
def raw(releases):
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in releases]


@pytest.fixture(scope="module")
def flagged(releases, tmp_path_factory):
    """The engine with everything read, traced and flagged."""
    path = tmp_path_factory.mktemp("assam") / "part.jsonl"
    path.write_bytes(b"".join(releases))
    engine = Engine()
    for name, rows in told(path).rows.items():
        engine.load(tables()[name], rows)
    procurement(engine)
    rules = [one for one in indicators() if one.purchase and one.id in COMPARED]
    _, failed = flag_purchases(engine, rules)
    assert not failed and len(rules) == len(COMPARED)
    return engine


def answers(engine: Engine, rule: str) -> dict[str, tuple]:
    rows = engine.rows(
        "select c.ocid, s.state, s.reason, f.value from checked c join check_pattern s on s.pattern = c.pattern"
        " left join flagged f on f.indicator = s.indicator and f.kind = c.kind and f.ocid = c.ocid and f.id = c.id"
        f" where s.indicator = '{rule}'"
    )
    return {row["ocid"]: (row["state"], row["reason"], row["value"]) for row in rows}


def bids(release: dict) -> list[dict]:
    return [bid for bid in release.get("bids", {}).get("details", ()) if bid.get("status") not in ("invited", "withdrawn")]


def tenderers(release: dict) -> set[str]:
    return {bid["tenderers"][0]["id"] for bid in bids(release)}


def clear(release: dict) -> bool:
    return all(bid.get("status") in ("valid", "disqualified", "pending") for bid in bids(release))


def competitive(release: dict) -> bool:
    return release["tender"]["procurementMethod"] in ("open", "selective")


def single(release: dict) -> tuple:
    if not competitive(release):
        return "not_applicable", "not_competitive", None
    if not clear(release):
        return "not_computable", "unclear_status", None
    if not bids(release) and "numberOfTenderers" not in release["tender"]:
        return "not_computable", "no_bids", None
    count = len(tenderers(release)) if bids(release) else release["tender"]["numberOfTenderers"]
    return ("flag", None, Decimal(1)) if count == 1 else ("no_flag", None, None)


def near_estimate(release: dict) -> tuple:
    awards = [award for award in release.get("awards", ()) if award["status"] == "active"]
    estimate = release["tender"].get("value", {})
    if not competitive(release):
        return "not_applicable", "not_competitive", None
    if not bids(release):
        return "not_computable", "no_bids", None
    if not clear(release):
        return "not_computable", "unclear_status", None
    if len(tenderers(release)) < 2:
        return "not_applicable", "fewer_than_two_bids", None
    if len(awards) != 1:
        return "not_computable", "several_awards" if awards else "no_award", None
    winners = {one["id"] for one in awards[0]["suppliers"]}
    won = [
        bid["value"]
        for bid in bids(release)
        if bid["status"] == "valid" and bid["tenderers"][0]["id"] in winners and "value" in bid
    ]
    prices = [value["amount"] for value in won if whole(value["amount"])]
    if not prices or not whole(estimate.get("amount", Decimal(0))):
        return "not_computable", "no_amount", None
    share = min(prices) * 1_000_000 // estimate["amount"]
    return ("flag", None, share / 1_000_000) if share >= 990_000 else ("no_flag", None, None)


def whole(amount: Decimal) -> bool:
    """A price finer than a hundredth is no sum of money: two of the publisher's are."""
    return amount > 0 and amount * 100 == int(amount * 100)


def day(text: str) -> date:
    return date.fromisoformat(text[:10])


def year(release: dict) -> str:
    """Of the earliest contract signed, else the earliest award, else the beginning of the tender (docs/procurement.md)."""
    signed = [contract["dateSigned"] for contract in release.get("contracts", ())]
    awarded = [award["date"] for award in release.get("awards", ())]
    return min(signed or awarded or [release["tender"]["tenderPeriod"]["startDate"]])[:4]


def decided_at_once(release: dict) -> tuple:
    days = sorted(day(award["date"]) for award in release.get("awards", ()) if award["status"] == "active")
    if not competitive(release):
        return "not_applicable", "not_competitive", None
    if not days:
        return "not_computable", "no_award", None
    taken = (days[0] - day(release["tender"]["tenderPeriod"]["endDate"])).days
    if taken < 0:
        return "not_computable", "dates_out_of_order", None
    return ("flag", None, Decimal(taken)) if taken <= 1 else ("no_flag", None, None)


@pytest.mark.parametrize(
    ("rule", "own"), [("R018-k1", single), ("R031-k1", near_estimate), ("R061-k1", decided_at_once)], ids=lambda one: str(one)[:7]
)
def test_a_rule_of_lots_gives_what_a_few_lines_give(rule, own, raw, flagged):
    expected = {release["ocid"]: own(release) for release in raw}
    assert len(expected) == len(raw) > 11_800
    found = answers(flagged, rule)
    wrong = {ocid: (found.get(ocid), wanted) for ocid, wanted in expected.items() if found.get(ocid) != wanted}
    assert not wrong, f"{len(wrong)} of {len(expected)} differ, as {list(wrong.items())[:3]}"
    assert len({answer[0] for answer in expected.values()}) >= 3
    assert any(answer[0] == "flag" for answer in expected.values())


def test_a_rate_of_buyers_counts_what_a_few_lines_count(raw, flagged):
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for release in raw:
        if competitive(release) and bids(release) and clear(release):
            unit = counted[release["buyer"]["id"], year(release)]
            unit[0] += any(bid["status"] == "disqualified" for bid in bids(release))
            unit[1] += 1
    enough = {key: tuple(unit) for key, unit in counted.items() if unit[1] >= LEAST}
    peers = Counter(year for _, year in enough)
    expected = {key: unit for key, unit in enough.items() if peers[key[1]] >= PEERS}
    rows = flagged.rows("select * from rate_unit where indicator = 'R038-buyer-k1'")
    found = {(row["ocid"].removeprefix("input-test:"), row["id"]): (row["hits"], row["n"]) for row in rows}
    assert found == expected
    assert len(expected) > 20
