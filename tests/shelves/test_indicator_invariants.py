"""What must hold of every rule, whatever the data: order, names, zones, scale and strangers change nothing they should not."""

from __future__ import annotations

import copy
import datetime
import random
from decimal import Decimal

import pytest

from tests.purchases import put
from tiyn.engine import Engine
from tiyn.steps.flagging.card import indicators
from tiyn.steps.flagging.purchases import flag_purchases

FOUND = [one for one in indicators() if one.purchase]
# Rules about one lot or contract alone: nobody else's records can change them.
OWN = (
    "R018-k1",
    "R028-k1",
    "R030-k1",
    "R035-k1",
    "R036-k1",
    "R054-k1",
    "R055-k1",
    "R059-k1",
    "R064-k1",
    "R068-k1",
    "R069-k1",
    "R024-k1",
    "R031-k1",
)
RATIOS = (
    "R024-k1",
    "R022-k1",
    "R028-k1",
    "R035-k1",
    "R036-k1",
    "R050-k1",
    "R051-k1",
    "R058-k1",
    "R059-k1",
    "R069-k1",
    "R068-k1",
    "R031-k1",
    "R040-k1",
)
OWN_RULES, RATIO_RULES = [one for one in FOUND if one.id in OWN], [one for one in FOUND if one.id in RATIOS]
SEEDS = range(2)
LAW = {"direct_small": 1, "mci": 100}


def world(seed: int, processes: int = 14) -> dict[str, list[dict]]:
    """A small register of everything the rules read, drawn with a seed."""
    chance = random.Random(seed)
    made: dict[str, list[dict]] = {
        name: [] for name in ("process", "lot", "bid", "award", "contract", "contract_version", "payment", "act", "item")
    }
    for n in range(processes):
        ocid, method = f"o{n}", chance.choice(["open", "open", "selective", "direct", None])
        start = datetime.date(2024, 1, 1) + datetime.timedelta(days=chance.randrange(300))
        made["process"].append({"ocid": ocid, "method": method, "year": "2024", "buyer": f"b{chance.randrange(3)}", "announced": str(start),
                                "tender_start": f"{start}T09:00:00+05:00", "tender_end": f"{start + datetime.timedelta(days=chance.randrange(20))}T18:00:00+05:00"})  # fmt: skip
        made["lot"].append(
            {
                "ocid": ocid,
                "id": "l",
                "value": str(chance.randrange(50, 200)),
                "currency": "KZT",
                "status": chance.choice(["complete", "unsuccessful"]),
            }
        )
        firms = chance.sample([f"s{k}" for k in range(5)], chance.randrange(1, 5))
        for k, firm in enumerate(firms):
            made["bid"].append({"ocid": ocid, "id": str(k), "position": str(k + 1), "tenderer": firm, "tenderers": "1", "lots": "l",
                                "status": chance.choice(["valid", "valid", "valid", "disqualified", "odd"] if seed % 2 else ["valid", "valid", "disqualified"]),
                                "value": str(chance.randrange(50, 150)), "currency": "KZT", "date": f"{start + datetime.timedelta(days=1)}T12:00:00+05:00"})  # fmt: skip
        made["award"].append({"ocid": ocid, "id": "w", "status": chance.choice(["active", "active", "pending"]), "supplier": firms[0], "suppliers": "1", "lots": "l",
                              "date": str(start + datetime.timedelta(days=25)), "value": str(chance.randrange(50, 150)), "currency": "KZT"})  # fmt: skip
        value = chance.randrange(50, 150)
        made["contract"].append({"ocid": ocid, "id": "c", "award": "w", "supplier": firms[0], "suppliers": "1", "buyer": made["process"][-1]["buyer"], "value": str(value),
                                 "currency": "KZT", "vat": "excl", "year": "2024", "signed": str(start + datetime.timedelta(days=30)), "direct": "yes" if method == "direct" else "no", "lots": "l"})  # fmt: skip
        if chance.random() < 0.6:
            made["contract_version"] += [{"ocid": ocid, "contract": "c", "position": "1", "kind": "original", "value": str(chance.randrange(50, 150))},
                                         {"ocid": ocid, "contract": "c", "position": "2", "kind": "restated_total", "value": str(value)}]  # fmt: skip
        if chance.random() < 0.6:
            made["payment"].append(
                {
                    "ocid": ocid,
                    "contract": "c",
                    "id": "y",
                    "value": str(chance.randrange(50, 160)),
                    "currency": "KZT",
                    "date": str(start + datetime.timedelta(days=60)),
                }
            )
        made["item"].append(
            {
                "ocid": ocid,
                "parent_kind": "contract",
                "parent": "c",
                "position": "1",
                "id": "1",
                "scheme": "ENSTRU",
                "classification": f"{chance.choice([62, 26])}.1",
            }
        )
    return made


def results(case: dict, found=FOUND) -> dict[tuple[str, str, str, str], tuple]:
    """(indicator, kind, ocid, id) -> state, reason, value of every answer."""
    engine = Engine()
    put(engine, case)
    _, failed = flag_purchases(engine, found, LAW)
    assert not failed
    rows = engine.rows(
        "select s.indicator, c.kind, c.ocid, c.id, s.state, s.reason, f.value from checked c join check_pattern s on s.pattern = c.pattern"
        " left join flagged f on f.indicator = s.indicator and f.kind = c.kind and f.ocid = c.ocid and f.id = c.id"
    )
    return {(row["indicator"], row["kind"], row["ocid"], row["id"]): (row["state"], row["reason"], row["value"]) for row in rows}


@pytest.fixture(scope="module", params=SEEDS)
def drawn(request):
    made = world(request.param)
    return request.param, made, results(made)


def test_order_of_records_changes_nothing(drawn):
    seed, made, before = drawn
    mixed = copy.deepcopy(made)
    for rows in mixed.values():
        random.Random(seed + 100).shuffle(rows)
    assert results(mixed) == before


def test_other_names_rename_the_answers_only(drawn):
    _, made, before = drawn
    renamed = copy.deepcopy(made)
    for rows in renamed.values():
        for row in rows:
            row["ocid"] = "z-" + row["ocid"]
    assert {
        (one, kind, ocid.removeprefix("z-"), rest): answer for (one, kind, ocid, rest), answer in results(renamed).items()
    } == before


def test_other_zones_of_the_same_moments_change_nothing(drawn):
    _, made, before = drawn
    moved = copy.deepcopy(made)
    for table, columns in (("process", ("tender_end",)), ("bid", ("date",))):
        for row in moved[table]:
            for column in columns:
                moment = datetime.datetime.fromisoformat(row[column]).astimezone(datetime.timezone(datetime.timedelta(hours=6)))
                if str(moment)[:10] == row[column][:10]:  # the day is another fact: it may not move
                    row[column] = moment.isoformat()
    assert results(moved) == before


def test_money_in_other_units_changes_no_ratio(drawn):
    _, made, before = drawn
    scaled = copy.deepcopy(made)
    for rows in scaled.values():
        for row in rows:
            if "value" in row:
                row["value"] = str(Decimal(row["value"]) * 7)
    after = results(scaled, RATIO_RULES)
    for key, answer in before.items():
        if key[0] in RATIOS:
            assert after[key][:2] == answer[:2], key


def test_a_stranger_changes_no_rule_about_one_purchase(drawn):
    seed, made, before = drawn
    more = copy.deepcopy(made)
    for table, rows in world(seed + 50, 3).items():
        for row in rows:
            stranger = {
                name: f"x-{value}" if name in ("ocid", "buyer", "supplier", "tenderer") else value for name, value in row.items()
            }
            more[table].append(stranger)
    after = results(more, OWN_RULES)
    for key, answer in before.items():
        if key[0] in OWN:
            assert after[key] == answer, key


def test_a_missing_field_never_turns_a_question_into_its_absence_or_back(drawn):
    _, made, before = drawn
    for table, column in (
        ("bid", "value"),
        ("bid", "status"),
        ("process", "method"),
        ("contract", "value"),
        ("contract", "currency"),
        ("award", "status"),
        ("award", "value"),
        ("bid", "currency"),
        ("bid", "date"),
        ("bid", "tenderer"),
        ("contract_version", "value"),
        ("payment", "value"),
        ("payment", "currency"),
        ("process", "tender_end"),
    ):
        less = copy.deepcopy(made)
        for row in less[table]:
            row.pop(column, None)
        after = results(less, OWN_RULES)
        for key, answer in before.items():
            if key[0] in OWN and key in after and "flag" in (answer[0], after[key][0]):
                assert {answer[0], after[key][0]} != {"flag", "no_flag"}, (column, key)


def test_shares_of_a_market_are_shares(drawn):
    _, _, before = drawn
    for key, (state, _, value) in before.items():
        if key[0] in ("R050-k1", "R040-k1", "R051-k1") and state == "flag":
            assert 0 < value <= 1
