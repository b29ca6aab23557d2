"""A large run is shared between two processes: the same rows, the same counts, whoever maps them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.readers.ocds_data import told
from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.readers import _ocds_gather, ocds
from tiyn.readers._record import Given, Record, Refused, Written

ONE = '{{"ocid":"ocds-test00-{n}","id":"{n}-{k}","date":"2024-01-0{k}","tag":["tender"],"buyer":{{"id":"b{b}","name":"Buyer {b}"}},"tender":{{"id":"t","title":"Purchase {n}","value":{{"amount":{n}.5,"currency":"KZT"}},"x":{k}}}}}'


def lines_of(paths: list[Path]) -> tuple[dict[str, list[str]], Counter, Counter]:
    files = [(path, Given("input-test00", f"d{number}", path.name)) for number, path in enumerate(paths)]
    found, accepted, refused = {}, Counter(), Counter()
    for index, one in ocds.together(files, lambda at: None):
        if isinstance(one, Refused):
            refused[index] += 1
        elif isinstance(one, Written):
            accepted.update(one.records)
            for name, text in one.lines.items():
                found.setdefault(name, []).extend(text.splitlines(keepends=True))
        else:
            accepted[index] += isinstance(one, Record)
            for name, row in one.rows:
                found.setdefault(name, []).append(line(tables()[name], row))
    return {name: sorted(rows) for name, rows in found.items()}, accepted, refused


def test_two_processes_give_what_one_gives(tmp_path, monkeypatch):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good = [ONE.format(n=n, k=1, b=n % 7) for n in range(900)]
    first.write_text("\n".join([*good, "nonsense", '{"ocid":""}', good[5]]), encoding="utf-8")
    second.write_text("\n".join(ONE.format(n=n, k=2, b=n % 5) for n in range(0, 900, 3)), encoding="utf-8")
    alone = lines_of([first, second])
    monkeypatch.setattr(_ocds_gather, "SHARED", 0)
    shared = lines_of([first, second])
    assert alone == shared
    assert alone[1] == {0: 901, 1: 300} and alone[2] == {0: 2}
    assert len(alone[0]["process"]) == 900 and len(alone[0]["release"]) == 600, "a release given twice counts once"


def test_a_worker_that_dies_takes_the_run_along(tmp_path):
    """In a process of its own: the parent of a killed worker ends by the same signal, at the file it told."""
    import subprocess
    import sys

    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(ONE.format(n=n, k=1, b=1) for n in range(50)), encoding="utf-8")
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom tiyn.readers import _ocds_gather, ocds\nfrom tiyn.readers._record import Given\n"
        "_ocds_gather.SHARED = 0\nreal = _ocds_gather.Gathering._rows\n"
        "def rows(self, entries):\n    if entries[0].ocid.endswith('-17'): os._exit(9)\n    return real(self, entries)\n"
        "_ocds_gather.Gathering._rows = rows\n"
        f"for _ in ocds.together([(Path({str(path)!r}), Given('s', 'd', 'a'))], lambda at: print('at', at, flush=True)): pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == -9 and "at 0" in done.stdout


@pytest.mark.parametrize("share", [0, 1 << 40])
def test_what_was_read_is_accepted_or_refused(tmp_path, monkeypatch, share):
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([ONE.format(n=1, k=1, b=1), "17", "null", ONE.format(n=1, k=2, b=1)]), encoding="utf-8")
    monkeypatch.setattr(_ocds_gather, "SHARED", share)
    _, accepted, refused = lines_of([path])
    assert sum(accepted.values()) + sum(refused.values()) == 4
    if share:
        assert told(path)
