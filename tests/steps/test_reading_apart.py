"""A file that kills or hangs its reader is refused; the files around it are read, and nothing of theirs is lost."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tiyn.readers import _goszakup_answer
from tiyn.shelf import PACKAGE
from tiyn.snapshot import digest
from tiyn.steps.read import SOURCES
from tiyn.steps.reading.apart import read_apart
from tiyn.steps.reading.job import File, Job

KILLER = '''\
"""A reader whose library crashes, eats all memory or leaves half a line behind, as the file asks."""
import os, signal

from tiyn.readers._record import Record


def recognises(path):
    return path.read_bytes()[:4] == b"KILL"


def read(path, given):
    how = path.read_text().split()[1]
    if how == "half":
        yield Record((("budget_coverage", {"report": "x", "region": "y", "month": "z", "lines": 1}),))
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "memory":
        held = [b"x" * (1 << 30) for _ in range(64)]
    if how == "raise":
        raise ZeroDivisionError("a mistake in the reader")
    yield from ()
'''
SCRIPT = """\
import json, sys
from pathlib import Path
from tiyn.engine import Engine
from tiyn.snapshot import Archive
from tiyn.steps.read import given, read, sources
engine = Engine()
readings = read(engine, Archive(Path(sys.argv[1]) / "archive"), None, sources(), tuple(given([Path(sys.argv[1]) / "in"])))
issues = engine.rows("select kind, place, message from issue order by place")
rows = engine.rows("select count(*) as n, (select count(*) from budget_coverage) as c from budget_line")[0]
print(json.dumps({"readings": readings, "issues": issues, "lines": rows["n"], "half": rows["c"]}))
"""


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    root = tmp_path_factory.mktemp("apart")
    shutil.copytree(PACKAGE, root / "src" / "tiyn", ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    (root / "src" / "tiyn" / "readers" / "killer.py").write_text(KILLER)
    (root / "in").mkdir()
    head, *rows = (SOURCES / "kz_open_budgets" / "digital_monthly.csv").read_text(encoding="utf-8").splitlines()
    for place, name in enumerate(("a", "c", "e", "g", "i")):
        (root / "in" / f"{name}.csv").write_text("\n".join([head, *rows[place * 10 : place * 10 + 10]]), encoding="utf-8")
    for name, how in (("b", "crash"), ("d", "half"), ("f", "memory"), ("h", "raise")):
        (root / "in" / f"{name}.kill").write_text(f"KILL {how}")
    (root / "in" / "j.txt").write_text("nothing anybody reads")
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(root)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_every_good_file_is_read_whole(answer):
    good = {one["file"]: one for one in answer["readings"] if one["file"].endswith(".csv")}
    assert len(good) == 5 and all((one["read"], one["accepted"]) == (10, 10) for one in good.values())
    assert answer["lines"] == 50


def test_every_bad_file_is_refused_with_what_happened(answer):
    said = {issue["place"].split("/")[-1]: issue["message"] for issue in answer["issues"] if issue["kind"] == "refused"}
    assert set(said) == {"b.kill", "d.kill", "f.kill", "h.kill", "j.txt"}
    assert "SIGSEGV" in said["b.kill"] and "SIGKILL" in said["d.kill"] and "a mistake in the reader" in said["h.kill"]
    assert "memory" in said["f.kill"] and "not a format" in said["j.txt"]


def test_a_file_that_died_half_read_leaves_no_rows(answer):
    assert answer["half"] == 0


def test_a_reader_that_wants_all_its_files_at_once_gets_them(tmp_path):
    """A payment in one file, its contract in another; a third is damaged, and only it is quarantined."""
    staging = tmp_path / "staging"
    staging.mkdir()
    bodies = {
        "contract": {"items": [{"id": 5, "root_id": 5, "contract_sum": 10, "customer_bin": ""}], "next_page": ""},
        "treasury_pay": {"items": [{"id": 7, "contract_id": 5, "pay_amount": 3}], "next_page": ""},
    }
    files = []
    for name, body in {**bodies, "act": {"items": []}}.items():
        page = _goszakup_answer.Page(name, "rest", 1, 1, "", json.dumps(body).encode())
        path = tmp_path / name
        path.write_bytes(_goszakup_answer.member(page) + (b"no gzip" if name == "act" else b""))
        files.append(File(str(path), name, digest(path.read_bytes()), "kz_goszakup", "goszakup"))
    answers = read_apart(Job(tuple(files), (), str(staging)))
    assert [(answer.accepted, len(answer.refused)) for answer in answers] == [(1, 0), (1, 0), (0, 1)]
    assert {"payment", "contract"} <= set(answers[0].tables), "what was joined lies under the first file"
    assert '"goszakup-direct-5","5","7"' in (staging / "0" / "payment").read_text(encoding="utf-8")
