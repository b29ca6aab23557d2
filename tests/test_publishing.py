"""Publishing: the log and the switch, whole after every fault that was put into any of their system calls."""

import contextlib
import json
import os
import random
import shutil
import threading
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from bench.forgetful import MARK, lay_out, recorded

from tests import faults
from tiyn import edition, keeping, pipeline, proofs, publishing
from tiyn.commands import Answer
from tiyn.keeping import fsck
from tiyn.log.tiles import Log
from tiyn.model.errors import EditionRefused, InputRefused
from tiyn.publishing import Publisher
from tiyn.snapshot import digest


def another(folder, name, built):
    """The same edition under another name and date: whole, and not yet in any log."""
    to = folder.parent / name
    shutil.copytree(folder, to, copy_function=os.link)
    for file in ("manifest.json", "manifest.sha256"):
        (to / file).unlink()
    body = json.loads((folder / "manifest.json").read_text()) | {"edition": name, "built": built}
    text = json.dumps(body)
    (to / "manifest.json").write_text(text)
    (to / "manifest.sha256").write_text(digest(text.encode()) + "\n")
    return to


@pytest.fixture
def home(opened, settings, tmp_path):
    """A home with one published edition and a second one waiting."""
    own = replace(settings, home=tmp_path / "home", keys=tmp_path / "keys")
    shutil.copytree(opened.folder, own.editions / "first", copy_function=os.link)
    another(own.editions / "first", "one", "2026-11-22T00:00:00Z")
    shutil.rmtree(own.editions / "first")
    another(own.editions / "one", "two", "2026-11-23T00:00:00Z")
    Publisher(own).publish(own.editions / "one")
    return own


def checked(settings) -> Answer:
    return fsck(settings, type("Asked", (), {"mend": False}))


def sound(settings):
    """What readers are served from is whole and logged, whatever happened."""
    now = edition.current(settings.editions)
    opened = edition.open_edition(now)
    publishing.logged(settings, opened)
    Log(settings.log).check()
    assert publishing.signed_by(settings)
    return now.name


def test_an_edition_becomes_an_entry_and_then_what_readers_see(home):
    done = Publisher(home).publish(home.editions / "two")
    assert done.index == 1 and sound(home) == "two"
    first, second = publishing.read_entries(Log(home.log))
    assert (first["edition"], second["edition"]) == (1, 2)
    assert second["prev"] == digest(Log(home.log).entries()[0])
    assert second["fresh_until"] > second["built"]
    assert Publisher(home).publish(home.editions / "two").index is None  # published once
    assert Publisher(home).publish(home.editions / "one").index == 2  # going back is an entry too
    assert not checked(home).findings


def test_an_edition_changed_after_it_was_entered_is_not_served(home):
    Publisher(home).publish(home.editions / "two")
    opened = edition.open_edition(home.editions / "two")
    path = home.editions / "two" / "manifest.json"
    text = path.read_text().replace('"edition"', '"edition" ')
    path.unlink()
    path.write_text(text)
    (home.editions / "two" / "manifest.sha256").write_text(digest(text.encode()) + "\n")
    assert edition.open_edition(home.editions / "two").root == opened.root  # it fits itself
    with pytest.raises(EditionRefused, match="the log says"):
        publishing.logged(home, opened)
    assert checked(home).findings


def test_a_log_without_its_key_or_with_another_past_is_not_added_to(home, tmp_path):
    kept = tmp_path / "kept"
    shutil.copytree(home.log, kept)
    Publisher(home).publish(home.editions / "two")
    shutil.rmtree(home.log)
    shutil.copytree(kept, home.log)  # an operator who brings back an old log
    with pytest.raises(EditionRefused):
        Publisher(home).enter({"schema": "edition/v1", "name": "forged"})


def test_a_lost_key_ends_the_log_and_the_new_one_quotes_it(home):
    """The drill of docs/editions.md: the key is gone, the old log is kept, the new one begins with its last checkpoint."""
    Publisher(home).start("log.test/first", replace=True)
    Publisher(home).publish(home.editions / "one")
    last = Log(home.log).checkpoint
    shutil.rmtree(home.keys)
    with pytest.raises(Exception, match="no key of that name"):
        Publisher(home).publish(home.editions / "two")
    with pytest.raises(InputRefused, match="--replace"):
        Publisher(home).start("log.test/second")
    Publisher(home).start("log.test/second", replace=True)
    Publisher(home).publish(home.editions / "two")
    beginning, sealed = publishing.read_entries(Log(home.log))
    assert beginning == {"schema": "beginning/v1", "after": last}
    assert sealed["name"] == "two" and sound(home) == "two"
    assert not checked(home).findings  # what the ended log sealed is still known to be sealed
    assert Log(home.home / "log-ended-log.test+first").checkpoint == last


def test_a_trial_log_whose_key_is_gone_is_replaced_by_itself(home):
    """A portal that nobody set up goes on after its key folder was cleared; the new log says what it follows."""
    last = Log(home.log).checkpoint
    shutil.rmtree(home.keys)
    Publisher(home).publish(home.editions / "two")
    assert publishing.read_entries(Log(home.log))[0] == {"schema": "beginning/v1", "after": last}
    assert sound(home) == "two" and not checked(home).findings


def test_every_fault_at_every_call_of_publishing_leaves_one_whole_edition(home, tmp_path):
    """KILL, EIO and ENOSPC at each system call (F5); a part of them here, all under `make torture`."""
    reason = faults.available()
    if reason:
        pytest.skip(f"{reason}: faults at system calls are not injected")
    kept, trace = tmp_path / "kept", tmp_path / "trace"
    for part in ("log", "keys"):
        shutil.copytree(home.log if part == "log" else home.keys, kept / part)

    def restore():
        for part, place in (("log", home.log), ("keys", home.keys)):
            shutil.rmtree(place)
            shutil.copytree(kept / part, place)
        edition.publish(home.editions, "one")

    def publish():
        Publisher(home).publish(home.editions / "two")

    assert faults.run(publish, trace) == 0
    calls = faults.counted(trace)
    every = 1 if os.environ.get("TIYN_TORTURE") else 8
    ended = injected = 0
    for call, count in sorted(calls.items()):
        for when in range(1, count + 1):
            for number, (name, fault) in enumerate(FAULTS):
                if (when + number) % every:
                    continue
                restore()
                code = faults.run(publish, trace, f"{call}:{fault}:when={when}")
                injected, ended = injected + 1, ended + (code != 0)
                assert sound(home) in ("one", "two"), (call, when, name)
                publish()  # no manual step: the next run goes on
                assert sound(home) == "two" and not checked(home).findings, (call, when, name)
    print(f"{injected} faults injected, {ended} ended the run, 0 mixed or damaged")
    assert injected > 25 and ended > 10


def test_a_power_cut_at_any_moment_of_publishing_leaves_one_whole_edition(home, tmp_path):
    """Disks that a power cut may leave (F5): what was not synced may be gone, torn or there. `make torture` cuts 2,000 times."""
    keys, kept = home.keys.name, home.home.name

    def there(mount):
        return replace(home, home=mount / kept, keys=mount / keys)

    def before(mount):
        shutil.copytree(home.home, mount / kept, symlinks=True)
        shutil.copytree(home.keys, mount / keys)

    try:
        disk = recorded(tmp_path / "disk", before, lambda mount: Publisher(there(mount)).publish(there(mount).editions / "two"))
    except RuntimeError as error:
        pytest.skip(f"{error}: no power is cut")
    chance, own, stored = random.Random(2026), there(tmp_path / "disk" / "mount"), tmp_path / "stored"
    stored.mkdir()
    served = Counter()
    moments = disk.moments(edition.CURRENT)
    for number in range(2000 if os.environ.get("TIYN_TORTURE") else 16):
        cut = chance.choice(moments) if number % 2 else chance.randint(disk.beginning, len(disk.done))
        lay_out(disk.after(cut, chance), own.home.parent, stored)
        served[sound(own)] += 1
        Publisher(own).publish(own.editions / "two")  # no manual step: the next run goes on
        assert sound(own) == "two" and not checked(own).findings
        shutil.rmtree(own.home)
        shutil.rmtree(own.keys)
        (own.home.parent / MARK).unlink()
    print(f"{served.total()} cuts among {len(disk.done) - disk.beginning} operations, served: {dict(served)}, 0 mixed or damaged")
    assert set(served) == {"one", "two"}


FAULTS = list(faults.FAULTS.items())


def test_a_name_the_log_knows_is_not_used_again_after_its_folder_was_removed(tmp_path, settings):
    """The same records built again are another entry under another name: one name never stands for two manifests."""
    own = replace(settings, home=tmp_path / "home", keys=tmp_path / "keys")
    os.environ["SOURCE_DATE_EPOCH"] = "1795305600"
    try:
        first = pipeline.build(own).folder
        shutil.rmtree(first)
        second = pipeline.build(own).folder
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
    assert second.name == f"{first.name}.2" and sound(own) == second.name


@pytest.mark.parametrize("name", ["checkpoint", "policy.txt", "tile/entries/000.p/1", "tile/0/000.p/1"])
def test_one_bit_of_the_log_flipped_is_a_finding_and_never_the_end_of_the_check(home, name):
    path = home.log / name
    content, opened = path.read_bytes(), edition.open_edition(home.editions / "one")
    for at in range(0, len(content) * 8, 13):
        changed = bytearray(content)
        changed[at // 8] ^= 1 << at % 8
        path.write_bytes(changed)
        assert not keeping._said("log", lambda: keeping._log(home))[0], at
        try:
            publishing.seal_of(home, opened, date(2026, 11, 22))
        except (EditionRefused, InputRefused):
            continue


def test_two_homes_with_one_key_never_sign_two_heads_of_one_size(home, tmp_path, monkeypatch):
    Publisher(home).publish(home.editions / "two")
    other, heads = Log(tmp_path / "other"), []
    shutil.copytree(home.log, other.folder)
    meeting, consistent = threading.Barrier(2), proofs.consistent

    def met(*given):
        """Both have read what was signed last, if they can."""
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(1)
        consistent(*given)

    def sign(log, entry):
        size, root = log.lay(entry)
        with contextlib.suppress(EditionRefused):
            heads.append(Publisher(home).keys.sign(log, Publisher(home).origin, size, root))

    monkeypatch.setattr("tiyn.log.keys.proofs.consistent", met)
    threads = [threading.Thread(target=sign, args=one) for one in ((Log(home.log), b"one"), (other, b"other"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heads) == 1
