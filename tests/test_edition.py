"""Editions: reproducible, verified before use, switched in one step."""

import json
import os
import random
import shutil
import subprocess
import sys
from itertools import groupby

import pytest

from tiyn import edition, merkle, readback
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.leaves import Leaves
from tiyn.model.errors import EditionRefused
from tiyn.settings import REPOSITORY
from tiyn.verifier import sha256


@pytest.fixture
def copy(opened, tmp_path):
    shutil.copytree(opened.folder, tmp_path / "e")
    return tmp_path / "e"


def test_a_whole_edition_opens_and_its_records_make_its_root(opened):
    readback.verify_records(edition.open_edition(opened.folder))
    exported = (opened.folder / "exports" / "records.jsonl").read_bytes().splitlines()
    lines = {name: list(group) for name, group in groupby(exported, key=lambda line: json.loads(line)["table"])}
    engine = Engine.over(opened.folder / "tables")  # bulk tables are published as Parquet alone (decision 0011)
    for table in tables().values():
        if table.bulk:
            lines[table.name] = [record for batch in engine.records(table) for record in batch]
    records = [line for name in sorted(lines) for line in lines[name]]
    salts = Leaves.of(opened.folder).salts.take(0, len(records))
    assert merkle.root([sha256(b"\x00", salt, record) for salt, record in zip(salts, records, strict=True)]).hex() == opened.root


def test_one_flipped_bit_anywhere_is_refused(copy):
    """One flip in every file; 10,000 flips under `make torture` (F6)."""
    files = sorted(path for path in copy.rglob("*") if path.is_file() and path.stat().st_size)
    chance, count = random.Random(7), 10_000 if os.environ.get("TIYN_TORTURE") else len(files)
    for path in (files[number % len(files)] for number in range(count)):
        content = bytearray(path.read_bytes())
        position = chance.randrange(len(content))
        content[position] ^= 1 << chance.randrange(8)
        kept = path.read_bytes()
        path.write_bytes(content)
        with pytest.raises(EditionRefused) as error:
            edition.open_edition(copy)
        assert str(copy) in str(error.value)
        path.write_bytes(kept)
    assert edition.open_edition(copy)


def test_a_missing_and_an_added_file_are_refused(copy):
    (copy / "tables" / "extra.parquet").write_bytes(b"x")
    with pytest.raises(EditionRefused, match="in no manifest"):
        edition.open_edition(copy)
    (copy / "tables" / "extra.parquet").unlink()
    (copy / "tables" / "party.parquet").unlink()
    with pytest.raises(EditionRefused, match="missing"):
        edition.open_edition(copy)


def test_a_manifest_rewritten_to_fit_does_not_change_the_record_root_unseen(copy):
    """Whoever rewrites the store and the file hashes still has to answer for the root."""
    manifest = json.loads((copy / "manifest.json").read_bytes())
    manifest["records"]["root"] = "0" * 64
    text = json.dumps(manifest)
    (copy / "manifest.json").write_text(text)
    (copy / "manifest.sha256").write_text(__import__("hashlib").sha256(text.encode()).hexdigest())
    with pytest.raises(EditionRefused, match="record root"):
        readback.verify_records(edition.open_edition(copy))


BUILD = (
    "import sys; from tiyn import pipeline, edition; from tiyn.settings import read_settings; "
    "s = pipeline.build(read_settings(sys.argv[1]), int(sys.argv[2])); print(edition.open_edition(s.folder).root)"
)
CIRCUMSTANCES = [
    ("1", {"TZ": "UTC", "PYTHONHASHSEED": "1"}),
    ("2", {"TZ": "Asia/Almaty", "PYTHONHASHSEED": "4711", "LC_ALL": "C"}),
    ("3", {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "LANGUAGE": "kk"}),
    ("4", {"TZ": "America/St_Johns", "PYTHONHASHSEED": "3", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}),
    ("5", {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "4", "PYTHONOPTIMIZE": "2", "SOURCE_DATE_EPOCH": "1100000000"}),
    ("6", {"TZ": "UTC", "PYTHONHASHSEED": "5", "PYTHONMALLOC": "debug", "PYTHONDONTWRITEBYTECODE": "1"}),
    ("7", {"TZ": "Africa/Monrovia", "PYTHONHASHSEED": "6", "OMP_NUM_THREADS": "1", "SOURCE_DATE_EPOCH": "2400000000"}),
    ("8", {"TZ": "", "PYTHONHASHSEED": "random", "PYTHONDEVMODE": "1", "COLUMNS": "20", "TERM": "dumb"}),
]  # threads, and what else is other; the first two at every commit, all under `make torture`


def test_builds_have_the_same_root_whatever_the_threads_time_zone_and_hash_seed(tmp_path, opened, settings):
    """A rebuild elsewhere takes the salts with it: without them nobody else could make the same leaves."""
    roots = set()
    for threads, variables in CIRCUMSTANCES[: None if os.environ.get("TIYN_TORTURE") else 2]:
        home = tmp_path / threads
        shutil.copytree(settings.salts, home / "salts")
        environment = {**os.environ, **variables, "PYTHONPATH": str(REPOSITORY / "src")}
        done = subprocess.run(
            [sys.executable, "-c", BUILD, str(home), threads], env=environment, capture_output=True, text=True, check=True
        )
        roots.add(done.stdout.strip())
    assert roots == {opened.root}


def test_the_switch_to_a_new_edition_is_one_rename(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        edition.publish(tmp_path, name)
        assert edition.current(tmp_path).name == name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "current"]


TREES = [(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(1, 9))
def test_the_tree_gives_the_roots_of_certificate_transparency(count):
    """The eight published roots for these eight leaves (RFC 6962 reference data)."""
    assert merkle.root([merkle.leaf_hash(leaf) for leaf in LEAVES[:count]]).hex() == ROOTS[count - 1]


def test_the_empty_tree_is_the_hash_of_nothing():
    assert merkle.root([]).hex() == TREES[0][1]


def test_a_build_never_touches_a_published_folder(tmp_path, monkeypatch):
    """The same records made by other code are another edition beside the first, never written over it."""
    from tiyn import pipeline
    from tiyn.settings import read_settings

    settings = read_settings(str(tmp_path))
    first = pipeline.build(settings).folder
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    monkeypatch.setattr(pipeline, "inputs_hash", lambda *given: "other code")
    second = pipeline.build(settings).folder
    assert second != first
    assert {path: path.read_bytes() for path in before} == before
    assert edition.open_edition(first).root != edition.open_edition(second).root  # other salts: nothing links the two
    assert edition.current(settings.editions) == second
