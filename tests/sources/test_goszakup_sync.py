"""A whole sync of the stand-in's register, killed at random ten times, ends complete and equal; then an edition of it.

TIYN_GOSZAKUP_SIZE=100000 takes the size of `bench/goszakup_sync.py`'s own run; without it 1,500 contracts.
"""

import os
from decimal import Decimal

import pytest
from bench.goszakup_sync import collect_killed, read_all

from tests.sources.goszakup import TOKEN, Portal, collector, standin, world
from tiyn import edition, pipeline
from tiyn.cli import main
from tiyn.settings import read_settings

SIZE = int(os.environ.get("TIYN_GOSZAKUP_SIZE", "1500"))


def test_a_sync_killed_ten_times_ends_complete_and_equal(tmp_path, monkeypatch):
    monkeypatch.setenv("TIYN_GOSZAKUP_TOKEN", TOKEN)
    with standin.StandIn(world.World(SIZE)) as server:
        server.cap = {"graphql": 50, "rest": 50}
        hit, _ = collect_killed(tmp_path, server.base, 10, 7, (0.4, max(1.2, SIZE / 1500)))
        asked = len(server.asked)
        again = Portal(tmp_path / "unbroken", server)
        again.collect()
        assert asked - (len(server.asked) - asked) <= hit, "a page there is never asked again: at most one each kill"
    assert hit >= 3
    truth = server.world.truth()
    rows, sums, _ = read_all(tmp_path)
    assert not rows["refused"]
    found = (
        rows["contract"],
        rows["contract_version"],
        rows["lot"],
        rows["plan_item"],
        rows["act"],
        rows["payment"],
        rows["bid"],
    )
    whole = (truth.contracts, truth.revisions, truth.lots, truth.plan_items, truth.acts, truth.payments, truth.bids)
    assert found == whole
    assert sums == {"value": truth.value, "value_vat": truth.value_vat, "paid": truth.paid}
    archived = {sha for sha, _ in collector.answers(tmp_path)}
    assert archived == {sha for sha, _ in collector.answers(tmp_path / "unbroken")}, "the same segments, byte for byte"
    assert not list((tmp_path / "collected").rglob("*.part"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An edition of a small stand-in's register, and what the stand-in holds."""
    home = tmp_path_factory.mktemp("synthetic")
    with pytest.MonkeyPatch.context() as patch, standin.StandIn(world.World(160)) as server:
        patch.setenv("TIYN_GOSZAKUP_TOKEN", TOKEN)
        patch.setenv("SOURCE_DATE_EPOCH", "1795305600")
        Portal(home, server).collect()
        server.change("2026-08-01", updated=[5], deleted=[9])
        Portal(home, server).collect(first="2026-08-01")
        summary = pipeline.build(read_settings(str(home)), only_inputs=True)
        return edition.open_edition(summary.folder), server.world, summary, home


def test_the_edition_says_that_it_is_synthetic_and_never_stands_beside_the_dossier(built, capsys):
    opened, _, _, home = built
    assert opened.manifest["synthetic"]
    assert main(["--home", str(home), "build"]) == 3
    assert "synthetic" in capsys.readouterr().err


def test_nothing_read_is_lost_and_nothing_is_refused(built):
    _, _, summary, _ = built
    assert all(reading["read"] == reading["accepted"] + reading["quarantined"] for reading in summary.readings)
    assert sum(reading["accepted"] for reading in summary.readings) > 1000
    assert sum(reading["quarantined"] for reading in summary.readings) == 0


def test_totals_of_the_edition_are_the_stand_ins_own(built):
    opened, register, _, _ = built
    register.deleted.clear()  # what the register removed was collected before, and is kept with its mark
    truth, store = register.truth(), opened.connect()
    wanted = {"contract": truth.contracts, "payment": truth.payments, "plan_item": truth.plan_items, "lot": truth.lots}
    for name, count in (wanted | {"process": truth.processes, "act": truth.acts, "bid": truth.bids}).items():
        assert store.execute(f"select count(*) from {name}").fetchone()[0] == count, name
    for column, total in (("value", truth.value), ("value_vat", truth.value_vat)):
        assert sum(Decimal(row[0]) for row in store.execute(f"select {column} from contract order by id")) == total
    assert sum(Decimal(row[0]) for row in store.execute("select value from payment order by id")) == truth.paid
    assert store.execute("select count(*) from issue where kind = 'removed'").fetchone()[0] == register.case(9).revisions
    reasons = {row[0] for row in store.execute("select reason from unread_field order by path")}
    assert reasons == {"personal", "not_mapped"}


def test_a_file_left_by_a_kill_after_its_segment_was_journalled_is_removed(tmp_path):
    from tiyn.readers._goszakup_answer import Page
    from tiyn.snapshot import Archive
    from tiyn.sources.kz_goszakup.spool import Spool

    archive = Archive(tmp_path / "archive")
    with Spool(tmp_path, archive) as spool:
        walk = spool.walk("all", "http://127.0.0.1", False)
        spool.keep(Page("lot", "rest", walk, 1, "", b"{}"), None, True, 0, {})
    left = tmp_path / "collected" / "kz_goszakup" / "open" / f"{walk}-lot.part"
    left.write_bytes(b"left by a kill between the journal's line and the removal")
    with Spool(tmp_path, archive) as spool:
        spool.recover()
        assert not left.exists() and len(list(spool.paths(walk, "lot"))) == 1
