"""The folder of made files: one maker a file, bounded, and nothing half-made is ever served."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tiyn.exporting import Kept, NotMade, Wanted


def made(kept: Kept, wanted: Wanted):
    for _ in range(1200):
        if (file := kept.get(wanted)) is not None:
            return file
        kept.start(wanted)
        time.sleep(0.05)
    raise AssertionError("not made within a minute")


def test_two_servers_that_ask_for_the_same_file_get_one(land, tmp_path):
    wanted = Wanted("table", "csv", "contract")
    servers = [Kept(tmp_path, land.folder, 1 << 30) for _ in range(2)]
    with ThreadPoolExecutor(4) as both:
        files = list(both.map(lambda kept: made(kept, wanted), servers * 2))
    assert len(set(files)) == 1
    assert hashlib.sha256(files[0].path.read_bytes()).hexdigest() == files[0].sha256
    assert not list(tmp_path.rglob("*.csv.part")) and len(list(tmp_path.rglob("*.csv"))) == 1


def test_the_least_recently_used_goes_first(land, tmp_path):
    kept = Kept(tmp_path, land.folder, 1 << 30)
    wanted = [Wanted("table", "csv", name) for name in ("contract", "lot", "award")]
    first, second = made(kept, wanted[0]), made(kept, wanted[1])
    os.utime(second.path, (1, 1))
    os.utime(first.path, (2, 2))
    kept.get(wanted[1])  # asked for again: now the first is the older one
    small = Kept(tmp_path, land.folder, second.bytes + 10)
    small.make_room(10)
    assert kept.get(wanted[0]) is None and kept.get(wanted[1]) == second


def test_a_killed_maker_leaves_nothing_behind_that_is_served_or_locked(land, tmp_path):
    kept, wanted = Kept(tmp_path, land.folder, 1 << 30), Wanted("contracts", "xlsx", lang="ru")
    kept.start(wanted)
    maker = kept._makers[wanted.key]
    time.sleep(0.3)
    os.kill(maker.pid, signal.SIGKILL)
    maker.wait()
    assert kept.get(wanted) is None
    with pytest.raises(NotMade, match="ended with"):
        kept.start(wanted)
    assert made(kept, wanted).bytes > 0


def test_a_file_whose_bytes_are_fewer_than_told_is_made_again(land, tmp_path):
    kept, wanted = Kept(tmp_path, land.folder, 1 << 30), Wanted("table", "jsonl", "lot")
    first = made(kept, wanted)
    first.path.write_bytes(first.path.read_bytes()[:-1])
    assert kept.get(wanted) is None
    kept._makers.clear()
    assert made(kept, wanted) == first


def test_what_a_request_says_makes_its_key():
    keys = {one.key for one in (Wanted("contracts", "csv"), Wanted("contracts", "jsonl"), Wanted("contracts", "csv", text="a"),
            Wanted("contracts", "csv", filters={"year": "2024"}), Wanted("contracts", "csv", low=1), Wanted("contracts", "csv", high=1))}  # fmt: skip
    assert len(keys) == 6
