"""Withdrawing a record: gone from every file of every edition, back in none, while every other proof stands (F19)."""

import json
import os
import shutil
import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import date

import pytest

from tests.test_publishing import another, checked, sound
from tiyn import edition, keeping, pipeline, publishing, readback, verifier, withdrawing
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.history import History
from tiyn.leaves import Leaves
from tiyn.log.tiles import Log
from tiyn.model.errors import EditionRefused, InputRefused, NotFound
from tiyn.publishing import Publisher
from tiyn.sealed import Sealed
from tiyn.snapshot import digest
from tiyn.steps import withhold
from tiyn.steps.seal import ASIDE
from tiyn.suppression import Suppression


def some(*cases):
    """Every withdrawal lays an edition anew: the first case at every commit, all under `make torture`."""
    return cases if os.environ.get("TIYN_TORTURE") else cases[:1]


torture = pytest.mark.skipif(not os.environ.get("TIYN_TORTURE"), reason="each lays editions anew; run by `make torture`")
GONE, KEPT = "statement/dk-41bn", "statement/dk-700bn"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def base(opened, settings, tmp_path_factory):
    """Two published editions of the dossier; each test works on a copy."""
    own = replace(settings, home=tmp_path_factory.mktemp("withdrawing") / "home")
    own = replace(own, keys=own.home.parent / "keys")
    shutil.copytree(opened.folder, own.editions / "zero", copy_function=os.link)
    for name in ("one", "two"):
        another(own.editions / "zero", name, "2026-11-22T00:00:00Z")
    shutil.rmtree(own.editions / "zero")
    for name in ("one", "two"):
        Publisher(own).publish(own.editions / name)
    return own


@pytest.fixture
def home(both):
    """One edition is enough for most: the first is pruned."""
    shutil.rmtree(both.editions / "one")
    return both


@pytest.fixture
def both(base, tmp_path):
    return _copy(base, tmp_path)


@pytest.fixture(scope="module")
def withdrawn(base, tmp_path_factory):
    """One edition from which GONE was withdrawn; a seed of its salts lay in the home."""
    own = _copy(base, tmp_path_factory.mktemp("withdrawn"))
    shutil.rmtree(own.editions / "one")
    own.salts.mkdir(exist_ok=True)
    _seed(own).write_text((own.editions / "two" / "salt.json").read_text())
    withdrawing.withdraw(own, GONE, "court_order", DAY)
    return own


@pytest.fixture
def torn(withdrawn, tmp_path):
    """The same, for a test to do with as it likes."""
    return _copy(withdrawn, tmp_path)


def _seed(own):
    return own.salts / f"{edition.open_edition(own.editions / 'two').manifest['inputs']}.json"


def _copy(base, tmp_path):
    shutil.copytree(base.home, tmp_path / "home", copy_function=os.link, symlinks=True)
    shutil.copytree(base.keys, tmp_path / "keys")
    # The log and the list are written over, so they must be copies of their own.
    shutil.rmtree(tmp_path / "home" / "log")
    shutil.copytree(base.log, tmp_path / "home" / "log")
    if (base.home / "withheld.jsonl").is_file():
        (tmp_path / "home" / "withheld.jsonl").unlink()
        shutil.copy(base.home / "withheld.jsonl", tmp_path / "home")
    return replace(base, home=tmp_path / "home", keys=tmp_path / "keys")


def test_a_withdrawn_statement_is_gone_from_every_edition_and_all_else_is_proven(both):
    home = both
    opened = edition.open_edition(home.editions / "two")
    before = {address: Sealed(opened, home).receipt([address], "/x") for address in (GONE, KEPT)}
    words = [
        row["text"]
        for row in opened.connect().execute(
            "select text from label where owner = 'statement/dk-41bn' and role = 'what' order by lang"
        )
    ]
    assert len(words) == 3

    done = withdrawing.withdraw(home, GONE, "personal_data", DAY)

    assert set(done.editions) == {"one", "two"} and not done.removed
    for name in ("one", "two"):
        now = edition.open_edition(home.editions / name)
        assert now.root == opened.root
        readback.verify_records(now)
        publishing.logged(home, now)
        _nowhere(now.folder, ["dk-41bn", *words])
        with pytest.raises(NotFound):
            Sealed(now, home).receipt([GONE], "/x")
        after = Sealed(now, home).receipt([KEPT], "/x")
        assert verifier.verify(after)["records"] == verifier.verify(before[KEPT])["records"]
        tree = Sealed(now, home).tree
        count = 0
        for table in tables().values():
            for key in now.connect().execute(
                f"select {', '.join(table.key)} from {table.name} order by {', '.join(table.key)} limit 60"
            ):
                assert tree.record(table, tuple(key))
                count += 1
        assert count > 300
    assert sound(home) == "two" and not checked(home).findings
    # What a reader took away stays proven: the leaf is in the tree, only we no longer say what it holds.
    assert verifier.verify(before[GONE])


def _nowhere(folder, words):
    """In no cell of any table, and in no byte of any file that is not compressed."""
    engine = Engine.over(folder / "tables")
    for table in tables().values():
        assert engine.mentioning(table, words) == [], table.name
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(word.encode() in content for word in words), path


def test_the_tombstone_has_the_leaf_a_reason_and_a_day_and_names_nobody(withdrawn):
    home = withdrawn
    leaves = Leaves.of(home.editions / "two").withdrawn.values()
    assert all(set(one) == {"leaf", "table", "hash", "reason", "date"} for one in leaves)
    assert {(one["reason"], one["date"]) for one in leaves} == {("court_order", "2026-11-23")}
    entry = publishing.read_entries(Log(home.log))[-1]
    assert entry["schema"] == "withdrawal/v1" and entry["withheld"] == len(Suppression(home).lines())
    for text in (json.dumps(entry), (home.home / "withheld.jsonl").read_text()):
        assert "dk-41bn" not in text


def test_a_salt_that_is_gone_cannot_be_made_from_what_is_published(base, withdrawn):
    home, before = withdrawn, Leaves.of(base.editions / "two")
    after = Leaves.of(home.editions / "two")
    assert after.withdrawn
    for leaf in after.withdrawn:
        with pytest.raises(verifier.Refused):
            after.salts.of(leaf)
        assert before.salts.of(leaf).hex() not in (home.editions / "two" / "salt.json").read_text()


@torture
def test_twice_is_once_and_a_second_withdrawal_goes_beside_the_first(torn):
    home, first = torn, len(Leaves.of(torn.editions / "two").withdrawn)
    assert withdrawing.withdraw(home, GONE, "error", DAY).editions == {}
    withdrawing.withdraw(home, KEPT, "error", DAY)
    leaves = Leaves.of(home.editions / "two").withdrawn
    assert len(leaves) > first > 0
    readback.verify_records(edition.open_edition(home.editions / "two"))
    assert not checked(home).findings


@pytest.mark.parametrize("where", some("tiyn.withdrawing.exchange", "tiyn.publishing.Publisher.enter", "tiyn.withdrawing.lay"))
def test_a_withdrawal_that_was_killed_is_run_again(home, monkeypatch, where):
    _cut_off(home, monkeypatch, where)
    withdrawing.withdraw(home, GONE, "error", DAY)
    assert sound(home) == "two" and not checked(home).findings
    _nowhere(home.editions / "two", ["dk-41bn"])


@pytest.mark.parametrize("where", some("tiyn.publishing.Publisher.enter", "tiyn.withdrawing.exchange", "tiyn.log.keys.Keys.sign"))
def test_a_portal_that_starts_brings_a_cut_off_withdrawal_to_its_end(home, monkeypatch, where):
    """No manual step: between the exchange and the entry the log does not know the edition's files."""
    _cut_off(home, monkeypatch, where)
    withdrawing.resume(home)
    assert sound(home) == "two"
    assert withdrawing.resume(home) == []
    assert not list(home.home.glob(".scratch.*/*.duckdb"))


def test_an_exchange_in_two_steps_that_was_cut_off_is_taken_back(home):
    """Where folders cannot change places in one step, the old one waits aside; the next writer or portal puts it back."""
    (home.editions / "two").rename(home.editions / ASIDE.format("two"))
    assert withdrawing.resume(home) == [] and sound(home) == "two"


@torture
def test_a_killed_withdrawals_scratch_goes_with_the_next_run(home):
    """It holds what was to go."""
    code = (
        "import os, sys; from tiyn import pipeline; from tiyn.settings import read_settings\n"
        "with pipeline.scratch(read_settings(sys.argv[1]), 1): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(home.home)], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    (left,) = home.home.glob(".scratch.*/lock")
    withdrawing.withdraw(home, GONE, "error", DAY)
    assert not left.parent.exists()


def _cut_off(home, monkeypatch, where):
    with monkeypatch.context() as broken:
        broken.setattr(where, _dies)
        with pytest.raises(KeyboardInterrupt):
            withdrawing.withdraw(home, GONE, "error", DAY)


def _dies(*given, **more):
    raise KeyboardInterrupt


def test_a_build_brings_nothing_back_whatever_it_is_called_now(torn, tmp_path):
    home = torn
    dossier = tmp_path / "dossier"
    shutil.copytree(home.dossier, dossier)
    for path in dossier.rglob("*.yml"):
        path.write_text(path.read_text().replace("dk-41bn", "quite-another"))
    for folder in (home.dossier, dossier):
        built = pipeline.build(replace(home, dossier=folder)).folder
        connection = edition.open_edition(built).connect()
        found = connection.execute("select id from statement where id in ('dk-41bn', 'quite-another') order by id").fetchall()
        assert found == []
        assert connection.execute("select count(*) from statement where id = 'dk-700bn'").fetchone()[0] == 1


def test_without_its_list_or_key_nothing_is_built(torn):
    home = torn
    path, kept = home.home / "withheld.jsonl", (home.home / "withheld.jsonl").read_text()
    for content in (None, "", kept.splitlines()[0] + "\n", kept + "{", kept.replace('"print"', '"name"')):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_text(content)
        with pytest.raises(InputRefused, match="nothing is built"):
            pipeline.build(home)
    path.write_text(kept)
    (home.keys / "withheld.key").rename(home.keys / "away")
    with pytest.raises(InputRefused, match="nothing is built without it"):
        pipeline.build(home)
    assert sound(home) == "two"


def test_where_the_words_still_stand_is_told_as_an_address_that_can_be_withdrawn(home):
    done = withdrawing.withdraw(home, "statement/dk-4-6bn", "personal_data", DAY)
    places = [one.partition(": ")[2].partition(" (")[0] for one in done.elsewhere]
    assert "record/gap/dk-4-6bn-split" in places
    for place in places:
        assert withdrawing.withdraw(home, place, "personal_data", DAY).editions, place
    connection = edition.open_edition(home.editions / "two").connect()
    assert connection.execute("select 1 from gap where id = 'dk-4-6bn-split'").fetchone() is None


def test_a_key_is_written_as_receipts_write_it():
    assert withhold.named("record/label/gap~1x/ask/ru") == ("label", ("gap/x", "ask", "ru"))


@pytest.mark.parametrize("address", ["", "statement", "statement/", "nothing/x", "record/label/only/two", "../x"])
def test_an_address_that_names_no_row_is_refused(home, address):
    with pytest.raises(InputRefused, match="expected statement/ID"):
        withdrawing.withdraw(home, address, "error", DAY)


def test_a_reason_that_is_no_reason_is_refused_and_so_is_what_nobody_has(home):
    with pytest.raises(InputRefused, match="expected one of"):
        withdrawing.withdraw(home, GONE, "because", DAY)
    with pytest.raises(NotFound, match="no edition here has it"):
        withdrawing.withdraw(home, "statement/never-was", "error", DAY)


def test_the_seed_that_made_the_salts_goes_as_well(withdrawn):
    """A private copy of a salt is a salt: with it the leaf could be told from a guess."""
    assert withdrawn.salts.is_dir() and not _seed(withdrawn).exists()


def test_what_is_withdrawn_while_a_build_is_at_work_is_not_published_by_it(home, monkeypatch):
    trace = pipeline.trace

    def meanwhile(engine):
        withdrawing.withdraw(home, GONE, "personal_data", DAY)
        return trace(engine)

    with monkeypatch.context() as slow:
        slow.setattr("tiyn.pipeline.trace", meanwhile)
        with pytest.raises(EditionRefused, match="withdrawn while this was built"):
            pipeline.build(home)
    assert sound(home) == "two"
    built = pipeline.build(home).folder
    _nowhere(built, ["dk-41bn"])


def test_a_mistyped_address_is_not_said_to_be_withheld(torn):
    home = torn
    with pytest.raises(NotFound, match="no edition here has it"):
        withdrawing.withdraw(home, "statement/dk-41bm", "error", DAY)
    assert withdrawing.withdraw(home, GONE, "error", DAY).editions == {}  # this one is on the list


def test_another_or_a_new_key_never_stands_in_for_the_one_that_made_the_list(torn):
    home = torn
    key = home.keys / "withheld.key"
    assert key.stat().st_mode & 0o777 == 0o600
    kept = key.read_text()
    key.unlink()
    with pytest.raises(InputRefused, match="bring it back"):
        withdrawing.withdraw(home, KEPT, "error", DAY)
    assert not key.exists()
    key.write_text("00" * 32)
    for run in (lambda: pipeline.build(home), lambda: withdrawing.withdraw(home, KEPT, "error", DAY)):
        with pytest.raises(InputRefused, match="another key made"):
            run()
    key.write_text(kept)
    assert withdrawing.withdraw(home, KEPT, "error", DAY).editions


LOST = Namespace(address=None, reason=None, ahead=False, lost_key=True, done=False)


def test_a_list_whose_key_is_lost_is_begun_anew_and_nothing_is_built_before_all_is_withdrawn_again(torn):
    home, listed, expected = torn, Suppression(torn), publishing.withheld(torn)
    with pytest.raises(InputRefused, match="only a list whose key is lost"):
        listed.renew()
    before = listed.path.read_bytes()
    listed.key_path.unlink()
    with pytest.raises(InputRefused, match="expected alone"):
        keeping.withdraw(home, Namespace(**{**vars(LOST), "address": GONE}))
    assert not listed.key_path.exists()
    told = keeping.withdraw(home, LOST)
    assert told.findings and sum(one["prints"] for one in told.body["lost"]) == expected - 1
    assert {(one["date"], one["reason"]) for one in told.body["lost"]} == {(DAY.isoformat(), "court_order")}
    assert keeping.withdraw(home, LOST).body == told.body, "asked again, it tells the same"
    assert [path.read_bytes() for path in home.home.glob("withheld-ended-*")] == [before]
    with pytest.raises(InputRefused, match="nothing is built; withdraw each again"):
        pipeline.build(home)
    assert any("withheld" in text for text in checked(home).body["wrong"])
    with pytest.raises(NotFound, match="--ahead keeps it out"):
        withdrawing.withdraw(home, GONE, "court_order", DAY)
    done = withdrawing.withdraw(home, GONE, "court_order", DAY, ahead=True)
    assert done.editions == {} and done.known
    listed_again = listed.path.read_bytes()
    assert publishing.withheld(home) == len(listed.lines()) > expected + 1, "the log tells of what is withdrawn ahead"
    listed.path.write_bytes(b"".join(listed_again.splitlines(True)[: expected + 1]))  # a copy from before
    with pytest.raises(InputRefused, match="bring the list back from a copy"):
        pipeline.build(home)
    listed.path.write_bytes(listed_again)
    assert keeping.withdraw(home, Namespace(**{**vars(LOST), "done": True})).body == {"given_up": expected - 1}
    with pytest.raises(InputRefused, match="nothing in it waits"):
        listed.close("2026-11-23")
    _nowhere(_renamed(home), ["dk-41bn", "dk-41xx"])
    assert publishing.withheld(home) == len(listed.lines()), "a build tells the log what nobody told it yet"
    assert not checked(home).findings


def _renamed(home):
    """An edition of the dossier where the withdrawn statement has another id."""
    shutil.copytree(home.dossier, home.home.parent / "dossier")
    for path in (home.home.parent / "dossier").rglob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace("dk-41bn", "dk-41xx"), encoding="utf-8")
    return pipeline.build(replace(home, dossier=home.home.parent / "dossier")).folder


def test_a_key_that_was_only_elsewhere_has_its_list_back(torn):
    """TIYN_KEYS named another folder, and the list was begun anew there."""
    listed, elsewhere = Suppression(torn), replace(torn, keys=torn.home.parent / "elsewhere")
    right = listed.required(publishing.withheld(torn))
    with pytest.raises(InputRefused, match="is TIYN_KEYS the folder it was"):
        keeping.withdraw(elsewhere, LOST)
    assert listed.lines() == right
    shutil.copytree(torn.keys, elsewhere.keys)
    (elsewhere.keys / "withheld.key").unlink()
    keeping.withdraw(elsewhere, LOST)
    listed_there = Suppression(elsewhere)
    listed_there.add([("statement", listed_there.print("statement", ("added-meanwhile",)))], "error", "2026-11-24")
    with pytest.raises(InputRefused, match="another key made .* see `tiyn withdraw --lost-key`"):
        pipeline.build(torn)
    told = keeping.withdraw(torn, LOST)
    assert told.body["lost"] == [{"date": "2026-11-24", "reason": "error", "table": "statement", "prints": 1}]
    assert withdrawing._listed(torn, withhold.named(GONE))
    keeping.withdraw(torn, Namespace(**{**vars(LOST), "done": True}))
    assert listed.required(len(listed_there.lines()))[: len(right)] == right


def test_a_list_begun_anew_in_a_run_that_was_killed_is_begun_again(torn, monkeypatch):
    listed = Suppression(torn)
    listed.key_path.unlink()
    with monkeypatch.context() as dying:
        dying.setattr(Suppression, "_make_key", lambda self, secret: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            listed.renew()
    before = len(listed.lines())
    assert {one["table"] for one in listed.renew()} >= {"lost:statement"}
    assert len(listed.lines()) == before + 1
    listed.key_path.unlink()  # and once more: what waited waits still
    assert {one["table"] for one in listed.renew()} >= {"lost:statement"}


@pytest.mark.parametrize(
    ("address", "why"),
    [("statement/dk-41bm", "check its spelling"), ("statement/no such", "check its spelling")],
)
def test_a_mistyped_address_is_listed_ahead_but_not_promised(torn, address, why):
    said = keeping.withdraw(torn, Namespace(address=address, reason="error", ahead=True, lost_key=False, done=False))
    assert said.findings and why in said.text


@pytest.mark.parametrize("address", ["statement/dk-41bn ", "statement/ dk-41bn", "statement/a/b", "statement/", "record/gap/"])
def test_an_address_no_record_can_have_is_refused(torn, address):
    with pytest.raises(InputRefused, match="expected statement/ID"):
        withdrawing.withdraw(torn, address, "error", DAY, ahead=True)


def test_what_stops_a_withdrawal_halfway_does_not_keep_it_from_the_list(torn, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(withdrawing, "_from_edition", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            withdrawing.withdraw(torn, KEPT, "error", DAY)
    assert withdrawing._listed(torn, withhold.named(KEPT))


@pytest.mark.parametrize("text", ["", "zz" * 32, "00" * 31, "ключ"])
def test_a_key_that_is_none_is_named(torn, text):
    (torn.keys / "withheld.key").write_text(text)
    with pytest.raises(InputRefused, match=r"withheld\.key: no key"):
        pipeline.build(torn)


def test_there_is_no_key_to_lose_where_nothing_was_withdrawn(home):
    with pytest.raises(InputRefused, match="no such list"):
        Suppression(home).renew()
    assert not Suppression(home).key_path.exists()


def test_editions_whose_columns_are_another_versions_are_whole_but_neither_read_nor_compared(both, monkeypatch):
    layout = edition.layout
    monkeypatch.setattr(edition, "layout", lambda table: "another" if table.name == "gap" else layout(table))
    with pytest.raises(EditionRefused, match="another version of Tiyn, it differs in gap;"):
        edition.open_edition(both.editions / "two")
    said = checked(both)
    assert not said.findings and said.text.count("made by another version: its files are whole") == 2
    assert not any(one.readable for one in History(both).editions())
    with pytest.raises(InputRefused, match="another version"):
        History(both).compare("one", "two")
    said = keeping.withdraw(both, Namespace(address=GONE, reason="error", ahead=False, lost_key=False, done=False))
    assert sorted(said.body["removed"]) == ["one", "two"] and "readers have no edition now" in said.text
    assert withdrawing._listed(both, withhold.named(GONE)) and said.body["known"]
    (both.editions / "one").mkdir()
    (both.editions / "one" / "manifest.json").write_text("{}")
    assert checked(both).findings


@torture
def test_an_edition_of_another_version_goes_and_its_record_comes_not_back(home):
    path = home.editions / "two" / "manifest.json"
    body = json.loads(path.read_text())
    del body["tables"]["label"]
    path.unlink()
    path.write_text(json.dumps(body))
    (path.parent / "manifest.sha256").unlink()
    (path.parent / "manifest.sha256").write_text(digest(path.read_bytes()) + "\n")
    assert withdrawing.withdraw(home, GONE, "error", DAY).removed == ["two"]
    built = pipeline.build(home).folder
    assert (
        edition.open_edition(built).connect().execute("select 1 from statement where id = 'dk-41bn' order by 1").fetchall() == []
    )


@torture
def test_a_damaged_edition_is_named_and_not_thrown_away(both):
    (both.editions / "one" / "stray").write_text("x")
    done = withdrawing.withdraw(both, GONE, "error", DAY)
    assert done.damaged == ["one"] and not done.removed and set(done.editions) == {"two"}
    (both.editions / "one" / "stray").unlink()
    assert set(withdrawing.withdraw(both, GONE, "error", DAY).editions) == {"one"}


@pytest.mark.parametrize("at", some(2, 1, 3))
def test_an_exchange_in_two_steps_that_was_killed_loses_no_edition_and_leaves_no_body(home, monkeypatch, at):
    """Where the system cannot exchange two folders at once."""
    from pathlib import Path

    rename, count = Path.rename, iter(range(1, 9))

    def dying(self, target):
        if ".aside" in f"{self}{target}" or self.name.startswith(".staging"):
            if next(count) == at:
                raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as broken:
        broken.setattr("tiyn.withdrawing.ctypes.CDLL", lambda *given, **more: None)
        broken.setattr(Path, "rename", dying)
        with pytest.raises(KeyboardInterrupt):
            withdrawing.withdraw(home, GONE, "error", DAY)
    withdrawing.withdraw(home, GONE, "error", DAY)
    assert sound(home) == "two" and not checked(home).findings
    assert {path.name for path in home.editions.iterdir()} == {"two", "current", ".lock"}
    _nowhere(home.editions / "two", ["dk-41bn"])


@torture
def test_what_an_ended_log_told_of_withdrawals_still_holds(both):
    withdrawing.withdraw(both, GONE, "error", DAY)
    Publisher(both).start("log.test/next", replace=True)
    Publisher(both).publish(both.editions / "two")
    withdrawing.withdraw(both, KEPT, "error", DAY)
    assert not checked(both).findings  # `one` is sealed in the log that ended
    Publisher(both).start("log.test/last", replace=True)
    (both.home / "withheld.jsonl").unlink()
    with pytest.raises(InputRefused, match="nothing is built"):
        pipeline.build(both)


def test_a_key_that_is_no_number_is_refused(home):
    with pytest.raises(InputRefused, match="expected a number"):
        withdrawing.withdraw(home, "record/derived_input/x/y", "error", DAY)
