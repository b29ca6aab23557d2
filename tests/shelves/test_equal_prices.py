"""Equal prices (R028), counted by member so that a crowd of equal bids stays cheap, against every pair compared in plain Python."""

from __future__ import annotations

import random
from itertools import combinations

from tests.purchases import put
from tiyn.queries import queries
from tiyn.steps.flagging import facts
from tiyn.steps.flagging.card import indicators
from tiyn.steps.flagging.purchases import MACROS, answer

LOTS = 250


def drawn() -> dict[str, list[tuple[str, set[str], int, str]]]:
    """ocid -> bids: status, members (a consortium shares some of them with others), price, currency."""
    chance = random.Random(28)
    return {
        f"o{n}": [
            (
                chance.choice(["valid", "valid", "disqualified", "withdrawn"]),
                set(chance.sample("abcdef", chance.choice([1, 1, 1, 2, 3]))),
                chance.choice([100, 101, 102]),
                chance.choice(["KZT", "KZT", "KZT", "USD"]),
            )
            for _ in range(chance.randrange(2, 8))
        ]
        for n in range(LOTS)
    }


def asked(bids: list[tuple[str, set[str], int, str]]) -> int:
    """How many first tenderers have a bid whose price a bid without any of its members gave too."""
    found = set()
    for one, two in combinations([bid for bid in bids if bid[0] != "withdrawn"], 2):
        if one[2:] == two[2:] and not one[1] & two[1]:
            found |= {min(one[1]), min(two[1])}
    return len(found)


def test_equal_prices_are_those_of_every_pair_without_a_common_member(empty):
    lots = drawn()
    bids, members = [], []
    for ocid, offers in lots.items():
        for n, (status, behind, price, currency) in enumerate(offers):
            bids.append({"ocid": ocid, "id": str(n), "position": str(n + 1), "status": status, "tenderer": min(behind),
                         "tenderers": str(len(behind)), "value": str(price), "currency": currency})  # fmt: skip
            members += [
                {"ocid": ocid, "object": "bid", "object_id": str(n), "role": "tenderer", "participant": one}
                for one in sorted(behind)
            ]
    named = [{"id": one, "source_id": "s", "name": one, "bin_state": "none", "kind": "organization"} for one in "abcdef"]
    processes = [{"ocid": ocid, "method": "open"} for ocid in lots]
    put(empty, {"process": processes, "bid": bids, "involvement": members, "participant": named}, traced=False)
    facts.lay_out(empty)
    empty.run(queries(MACROS)["macros"])
    (rule,) = (one for one in indicators() if one.id == "R028-k1")
    answer(empty, rule, "raw")
    rows = empty.rows(
        "select p.ocid, r.state, r.value from raw r join piece l on l.lid = r.subject join procedure p on p.pid = l.pid"
    )
    found = {row["ocid"]: row["value"] for row in rows if row["state"] == "flag"}
    assert found == {ocid: asked(offers) for ocid, offers in lots.items() if asked(offers) >= 2}
    assert 30 < len(found) < LOTS - 30
