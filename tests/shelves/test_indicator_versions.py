"""A changed formula is a new version beside the old one: both are computed, and an edition tells them apart."""

from __future__ import annotations

import shutil

from tests.purchases import put
from tiyn.engine import Engine
from tiyn.steps.flagging.card import INDICATORS, indicators
from tiyn.steps.flagging.purchases import flag_purchases

CASE = {
    "process": [{"ocid": "p", "method": "open", "tender_end": "2024-03-01T10:00:00+05:00"}],
    "lot": [{"ocid": "p", "id": "1", "value": "100", "currency": "KZT"}],
    "bid": [{"ocid": "p", "id": "b", "status": "valid", "tenderer": "t", "lots": "1", "value": "90", "currency": "KZT"}],
}


def test_two_versions_stand_side_by_side(tmp_path):
    for name, to in (("R018-k1", "R018-k1"), ("R018-k1", "R018-k2")):
        shutil.copytree(INDICATORS / name, tmp_path / to)
    card = tmp_path / "R018-k2" / "indicator.yml"
    card.write_text(card.read_text(encoding="utf-8").replace("id: R018-k1", "id: R018-k2", 1), encoding="utf-8")
    rule = tmp_path / "R018-k2" / "flags.sql"
    rule.write_text(f"select * from (\n{rule.read_text(encoding='utf-8').strip().rstrip(';')}\n) v where true", encoding="utf-8")
    found = indicators(tmp_path)
    assert [one.id for one in found] == ["R018-k1", "R018-k2"]
    engine = Engine()
    put(engine, CASE)
    counts, failed = flag_purchases(engine, found)
    assert not failed and sum(counts.values()) == 2
    versions = {row["indicator"]: row for row in engine.rows("select * from indicator_version order by indicator")}
    assert versions["R018-k1"]["rule"] != versions["R018-k2"]["rule"]
    assert versions["R018-k1"]["parameters"] == versions["R018-k2"]["parameters"]
    states = engine.rows("select indicator, state from indicator_total order by indicator")
    assert [row["state"] for row in states] == ["flag", "flag"]
    engine.close()
