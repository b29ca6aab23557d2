"""Lines read by SQL and lines read one by one: the same rows, refusals, notes and unread fields, whatever the lines."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.readers.ocds_data import data
from tests.readers.ocds_mutants import mutants
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.lines import line
from tiyn.readers import _ocds_chunk, _ocds_gather, _ocds_quick, ocds
from tiyn.readers._record import Given, Record, Refused, Written
from tiyn.synth import Synthetic

# What the made-up country has not: unread lists, people, numbers as texts, organizations several at once.
RICH = {
    "ocid": "ocds-rich00-{n}", "id": "r{n}", "date": "2024-05-0{k}T10:00:00+05:00", "tag": ["compiled"], "language": "ru", "publisher": {"name": "P"},
    "parties": [
        {"id": "b{k}", "name": "Buyer {k}", "roles": ["buyer", "funder"], "contactPoint": {"name": "N", "email": "x"}, "address": {"region": "r{k}", "streetAddress": "s"}},
        {"id": "s{n}", "name": "ТОО {n}", "roles": ["supplier", "tenderer", "payee"], "identifier": {"scheme": "GB-COH", "id": "{n}"}, "details": {"scale": "sme"}},
        {"id": "t{k}", "name": "ИП {k}", "roles": ["tenderer"], "additionalIdentifiers": [{"scheme": "X", "id": "{n}"}]},
        {"id": "u", "name": "Nobody's", "roles": ["enquirer", "tenderer"]},
    ],
    "buyer": {"id": "b{k}", "name": "Buyer {k}"},
    "planning": {"budget": {"id": "B", "amount": {"amount": 5.25, "currency": "KZT"}, "budgetBreakdown": [{"id": "1", "description": "d", "amount": {"amount": 1, "currency": "USD"}, "sourceParty": {"id": "b{k}"}}]}, "documents": [{"id": "p1", "title": "Plan", "url": "http://x/{n}"}]},
    "tender": {
        "id": 17, "title": "Закупка {n}", "status": "active", "numberOfTenderers": 2, "value": {"amount": 100.5, "currency": "KZT"}, "extra": {"deep": [{"a": 1, "b": ["x"]}]},
        "submissionMethod": ["electronic"], "tenderers": [{"id": "t{k}"}, {"id": "u"}], "items": [{"id": "i1", "description": "d", "quantity": 2, "unit": {"name": "шт"}}],
        "milestones": [{"id": "m1", "title": "M", "dueDate": "2024-01-05"}], "documents": [{"id": "d1", "documentType": "notice", "title": "T", "hash": "h"}, {"title": "U"}],
    },
    "bids": {"details": [{"id": "1", "date": "2024-04-01", "status": "valid", "value": {"amount": 99, "currency": "KZT"}, "tenderers": [{"id": "t{k}"}, {"id": "s{n}"}], "rank": 1}]},
    "awards": [{"id": 5, "title": "A", "date": "2024-04-02", "value": {"amount": 98.1, "currency": "KZT"}, "suppliers": [{"id": "s{n}"}, {"id": "t{k}"}], "items": [{"id": "1", "description": "x"}]}],
    "contracts": [{
        "id": "c1", "awardID": "5", "dateSigned": "2023-04-03", "value": {"amount": 98.1, "currency": "KZT"}, "documents": [{"id": "d", "title": "z"}],
        "implementation": {"transactions": [{"id": "p", "date": "2024-05-01", "value": {"amount": 10, "currency": "KZT"}, "payer": {"id": "b{k}"}, "payee": {"id": "s{n}"}}], "charges": [{"id": "h", "title": "fee", "actualValue": {"amount": 3, "currency": "KZT"}}]},
    }],
}  # fmt: skip


def rich(count: int) -> list[str]:
    text = json.dumps(RICH, ensure_ascii=False, separators=(",", ":"))
    return [text.replace("{n}", str(n)).replace("{k}", str(n % 7 + 1)) for n in range(count)]


def synthetic(folder: Path, processes: int, seed: int) -> list[str]:
    path = folder / "synthetic.jsonl"
    Synthetic(processes, seed).write_lines(Engine(1), path)
    return path.read_text(encoding="utf-8").splitlines()


def run(paths: list[Path], folder: Path) -> tuple[dict[str, Counter], Counter, list, int]:
    """(rows of each table as they are published, accepted by file, refusals, how many records SQL took)."""
    folder.mkdir()
    found: dict[str, list[str]] = {}
    accepted, refused, quick = Counter(), [], 0
    engine = Engine(1)
    files = [(path, Given("input-x", f"d{number}", path.name)) for number, path in enumerate(paths)]
    for index, one in ocds.together(files, lambda at: None):
        if isinstance(one, Refused):
            refused.append((index, one.place, one.message))
        elif isinstance(one, Written):
            accepted.update(one.records)
            quick += sum(one.records.values()) if one.parts else 0
            for name, text in one.lines.items():
                found.setdefault(name, []).append(text)
            for name, part in one.parts.items():
                engine.load_parts(tables()[name], [Path(part)])
        else:
            accepted[index] += isinstance(one, Record)
            for name, row in one.rows:
                found.setdefault(name, []).append(line(tables()[name], row))
    for name, lines in found.items():
        (folder / name).write_text("".join(lines), encoding="utf-8", newline="")
        engine.load_file(tables()[name], folder / name)
    rows = {name: Counter(engine.ordered(table)) for name, table in tables().items()}
    shutil.rmtree(folder)
    return rows, +accepted, sorted(refused), quick


def alike(paths: list[Path], tmp_path: Path, monkeypatch) -> tuple[int, int]:
    """Both ways give the same; (accepted, taken by SQL)."""
    monkeypatch.setattr(_ocds_gather, "QUICK", 1 << 60)
    one_by_one = run(paths, tmp_path / "one")
    monkeypatch.setattr(_ocds_gather, "QUICK", 0)
    by_sql = run(paths, tmp_path / "sql")
    assert one_by_one[3] == 0
    for name in tables():
        missing, added = one_by_one[0][name] - by_sql[0][name], by_sql[0][name] - one_by_one[0][name]
        assert not missing and not added, f"{name}: only one by one {list(missing)[:3]}; only by SQL {list(added)[:3]}"
    assert one_by_one[1:3] == by_sql[1:3]
    return sum(by_sql[1].values()), by_sql[3]


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogatepass")
    return path


def test_a_made_up_country(tmp_path, monkeypatch):
    path = written(tmp_path / "a.jsonl", synthetic(tmp_path, 2000, 7))
    monkeypatch.setattr(_ocds_quick, "PART", 1 << 20)
    accepted, quick = alike([path], tmp_path, monkeypatch)
    assert accepted == 2000 and quick > 1900


def test_every_kind_of_row(tmp_path, monkeypatch):
    accepted, quick = alike([written(tmp_path / "a.jsonl", rich(150))], tmp_path, monkeypatch)
    assert accepted == quick == 150


@pytest.mark.parametrize("seed", range(4))
def test_mutants_of_lines(tmp_path, monkeypatch, seed):
    """What was changed at random is refused, noted and read the same: 1,500 lines a seed after 300 whole ones."""
    plain = rich(150) if seed % 2 else synthetic(tmp_path, 1000, seed)[:300]
    monkeypatch.setattr(_ocds_quick, "SAMPLE", len(plain))
    monkeypatch.setattr(_ocds_quick, "LEAST_PLAIN", 0)
    monkeypatch.setattr(_ocds_quick, "PART", 1 << 19)
    path = written(tmp_path / "m.jsonl", plain + mutants(plain, 1500, seed))
    accepted, quick = alike([path], tmp_path, monkeypatch)
    assert quick > len(plain) + 100 and accepted > quick


def test_counts_of_a_whole_part_are_as_strict_as_those_of_a_line(tmp_path, monkeypatch):
    """Parts of a few lines: some pass at once, most fall back to being counted line by line."""
    plain = rich(60)
    monkeypatch.setattr(_ocds_quick, "SAMPLE", len(plain))
    monkeypatch.setattr(_ocds_quick, "LEAST_PLAIN", 0)
    monkeypatch.setattr(_ocds_quick, "PART", 1 << 14)
    alike([written(tmp_path / "m.jsonl", plain + mutants(plain, 200, 99))], tmp_path, monkeypatch)


def test_an_ocid_that_comes_again_is_merged(tmp_path, monkeypatch):
    """In the same part, in another, in a line that is not plain, in another file, packed or not."""
    lines = rich(300)
    odd = json.dumps(json.loads(lines[9]) | {"title": "a\\b"})
    first = written(tmp_path / "a.jsonl", [*lines, lines[3], odd, "{}", "", "nonsense", lines[200]])
    second = tmp_path / "b.jsonl.gz"
    with gzip.open(second, "wt", encoding="utf-8") as out:
        out.write("\n".join([line.replace("2024-05", "2024-06") for line in lines[50:60]] + rich(400)[300:]))
    monkeypatch.setattr(_ocds_quick, "PART", 1 << 17)
    accepted, quick = alike([first, second], tmp_path, monkeypatch)
    assert accepted == 413 and quick == 400 - 13


def test_bytes_that_are_no_text_and_a_torn_end(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    lines = [line.encode() for line in rich(40)]
    lines[7] = lines[7].replace("Закупка".encode(), b"\xff\xfe")
    lines[8] = lines[8].replace("Закупка".encode(), b"\xed\xa0\x80")
    lines[9] = b"\xef\xbb\xbf" + lines[9]
    path.write_bytes(b"\r\n".join(lines[:20]) + b"\n\n \n" + b"\n".join(lines[20:]) + lines[0][:400])
    alike([path], tmp_path, monkeypatch)


@pytest.mark.parametrize("what", ["engine", "process"])
def test_when_the_engine_or_a_process_fails_the_lines_are_read_one_by_one(tmp_path, monkeypatch, what):
    path = written(tmp_path / "a.jsonl", rich(50))
    if what == "engine":
        monkeypatch.setattr(_ocds_chunk, "ODD", "(")
    else:
        monkeypatch.setattr(_ocds_quick, "_read", _die)
    accepted, quick = alike([path], tmp_path, monkeypatch)
    assert (accepted, quick) == (50, 0)


def _die(part):
    import os

    os._exit(9)


@pytest.mark.parametrize("name", ["armenia-a", "colombia", "mx-inai", "paraguay", "portugal-impic-2019", "uk-cf-2015"])
def test_real_sets(tmp_path, monkeypatch, name):
    monkeypatch.setattr(_ocds_quick, "LEAST_PLAIN", 0)
    alike([data("ocds", f"{name}.releases.jsonl")], tmp_path, monkeypatch)


def test_assam(tmp_path, monkeypatch):
    with gzip.open(data("ocds", "india-assam.compiled.jsonl.gz")) as packed:
        path = tmp_path / "assam.jsonl"
        path.write_bytes(b"".join(packed.readlines()[:4000]))
    accepted, quick = alike([path], tmp_path, monkeypatch)
    assert accepted == 4000 and quick > 3800
