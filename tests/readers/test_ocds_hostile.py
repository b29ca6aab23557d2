"""Hostile bytes: never a crash, never a hang, and every record is counted."""

from __future__ import annotations

import copy
import gzip
import io
import json
import os
import random
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers.ocds_data import Told, told
from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.model.errors import RecordRefused
from tiyn.model.identifier import check_digit
from tiyn.readers import ocds
from tiyn.readers._ocds_gather import Gathering
from tiyn.readers._ocds_parse import hint
from tiyn.readers._record import Given

CASES = yaml.safe_load(Path(__file__).with_name("ocds_hostile.yml").read_text(encoding="utf-8"))
MUTATIONS = int(os.environ.get("TIYN_TORTURE", "15000"))


def written(folder: Path, content: bytes, name: str = "x.json") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def run(folder: Path, content: bytes, name: str = "x.json") -> Told:
    return told(written(folder, content, name))


def plain(case) -> bytes:
    return case["text"].replace("\\n", "\n").encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("dress", ["plain", "mark", "utf-16", "gzip", "zip", "crlf"])
def test_case(tmp_path, case, dress):
    text = plain(case)
    if dress == "mark":
        text = b"\xef\xbb\xbf" + text
    elif dress == "utf-16":
        text = text.decode().encode("utf-16")
    elif dress == "gzip":
        text = gzip.compress(text)
    elif dress == "crlf":
        text = text.replace(b"\n", b"\r\n")
    elif dress == "zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a/one.json", text)
            archive.writestr("two.json", b'{"ocid":"z"}')
        text = buffer.getvalue()
    path = written(tmp_path, text)
    assert ocds.recognises(path)
    found = told(path)
    found.all()
    assert (found.accepted[0], len(found.refused[0])) == (case["accepted"] + (dress == "zip"), case["refused"])
    assert all(case["why"] in message for message in found.refused[0])


def test_a_member_of_a_zip_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("2021/one.json", b'{"ocid":"a"}')
        archive.writestr("2022/two.json.gz", gzip.compress(b'{"ocid":"b"}\n{"ocid":3}\n'))
    found = told(tmp_path / "x.zip")
    assert [row["locator"] for row in found.table("process")] == ["2021/one.json: line 1", "2022/two.json.gz: line 1"]
    assert found.refused[0][0].startswith("x.zip: 2022/two.json.gz: line 2: ")


HUGE = {
    "digits": b'{"ocid":"b","x":' + b"9" * 10**7 + b"}",
    "decimals": b'{"ocid":"b","x":0.' + b"9" * 10**7 + b"}",
    "exponent": b'{"ocid":"b","tender":{"value":{"amount":1e999999999}}}',
    "nesting": b'{"ocid":"b","x":' + b"[" * 10**5 + b"]" * 10**5 + b"}",
    "objects": b'{"ocid":"b","x":' + b'{"a":' * 10**5 + b"1" + b"}" * 10**5 + b"}",
    "nul": b'{"ocid":"b","x":"\0"}',
    "bytes": b'{"ocid":"b","x":"\xff\xfe\xc3("}',
    "title": json.dumps({"ocid": "b", "tender": {"title": "<script>=1+1\u202e\r\n\"',;" * 50_000}}).encode(),
    "keys": json.dumps({"ocid": "b", "tender": {f"k{number}" * 50: 1 for number in range(20_000)}}).encode(),
}


@pytest.mark.parametrize("name", HUGE)
def test_huge(tmp_path, name):
    found = run(tmp_path, b'{"ocid":"a"}\n' + HUGE[name] + b'\n{"ocid":"c"}\n')
    found.all()
    assert found.accepted[0] + len(found.refused[0]) == 3 and found.accepted[0] >= 2
    if name == "title":
        row = next(row for row in found.table("process") if row["ocid"] == "b")
        assert row["title"] == json.loads(HUGE["title"])["tender"]["title"]


def test_a_line_too_long_takes_no_other_along(tmp_path):
    found = run(tmp_path, b'{"ocid":"a"}\n{"ocid":"b","x":"' + b"x" * (40 << 20) + b'"}\n{"ocid":"c"}\n')
    assert found.accepted == [2] and "a line of more than" in found.refused[0][0]


def test_bombs_and_broken_archives(tmp_path):
    bomb = gzip.compress(b'{"ocid":"a"}\n' + b" " * (400 << 20), 9)
    found = run(tmp_path, bomb, "x.json.gz")
    assert found.accepted == [1] and "is it a bomb" in found.refused[0][0]
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.json", b'{"ocid":"a"}\n' + b"\n" * (400 << 20))
    assert "is it a bomb" in told(tmp_path / "x.zip").refused[0][0]
    torn = gzip.compress(b"".join(b'{"ocid":"a%d"}\n' % number for number in range(50_000)))[:-2000]
    found = run(tmp_path, torn, "y.json.gz")
    assert found.accepted[0] > 10_000 and len(found.refused[0]) == 1
    assert not ocds.recognises(written(tmp_path, b"", "empty.json"))
    assert not ocds.recognises(written(tmp_path, b"PK\x03\x04xx", "z.zip"))
    assert told(tmp_path / "empty.json").accepted == [0]


WRONG_DATES = [
    "2021",
    "2021-13-01",
    "2021-02-30",
    "01.02.2021",
    "2021-1-1",
    "20210101",
    "вчера",
    "0000-00-00",
    "2021-01-01T99:00:00Z",
    5,
    {},
    [],
    True,
]


@pytest.mark.parametrize("date", WRONG_DATES, ids=str)
def test_wrong_dates_are_not_taken_and_said(tmp_path, date):
    body = {"ocid": "a", "date": date, "tender": {"tenderPeriod": {"startDate": date}}}
    found = run(tmp_path, json.dumps(body).encode())
    row = found.table("process")[0]
    assert row.get("tender_start") is None and row.get("published") is None
    assert any("startDate" in one["message"] for one in found.table("issue"))


def test_odd_values_inside_a_good_record(tmp_path):
    body = {
        "ocid": "a",
        "planning": [],
        "tender": {"title": ["x"], "value": {"amount": "1200.50", "currency": "MNX"}, "items": {"id": 1}, "status": ""},
        "awards": [{"id": 1, "value": {"amount": "1 200", "currency": "KZT"}}, 7, {"id": 1}],
        "contracts": {"id": "c", "value": {"amount": True}},
    }
    found = run(tmp_path, json.dumps(body).encode())
    process = found.table("process")[0]
    assert (process["tender_value"], process["tender_currency"]) == (Decimal("1200.50"), "MNX")
    assert process.get("title") is None and process.get("status") is None
    assert sorted(row["id"] for row in found.table("award")) == ["1", "1#2"]
    assert all(row.get("value") is None for row in found.table("award"))
    kinds = {row["kind"] for row in found.table("issue")}
    assert kinds == {"odd_value", "unknown_currency", "repeated_id"}


def test_issues_are_bounded(tmp_path):
    lines = [json.dumps({"ocid": f"o{number}", "tender": {"value": {"amount": "x"}}}) for number in range(500)]
    found = run(tmp_path, "\n".join(lines).encode())
    assert len(found.table("issue")) == 21
    assert any("480 more" in row["message"] for row in found.table("issue"))


IIN = f"85010130012{check_digit('85010130012')}"
OTHER = "850101300129"  # its check digit is wrong, but its scheme says what it is
PERSON = {"identifier": {"scheme": "KZ-IIN", "id": OTHER}, "id": f"KZ-IIN-{OTHER}"}


def test_people_are_not_kept(tmp_path):
    body = {
        "ocid": "a",
        "parties": [
            {"id": IIN, "name": "Иванов Иван", "roles": ["supplier"], "contactPoint": {"name": "Петров"}},
            {**PERSON, "name": "ИП Ахметов", "roles": ["supplier"]},
            {"id": "x", "name": "ТОО Ромашка", "identifier": {"scheme": "KZ-BIN", "id": "950440001673"}, "roles": ["buyer"]},
            {"id": "y", "name": "ТОО Лютик", "identifier": {"scheme": "KZ-BIN", "id": "950440001674"}},
        ],
        "awards": [{"id": "1", "suppliers": [{**PERSON, "name": "Сидоров"}]}],
        "tender": {"title": "писать a@b.kz, тел. +7 701 123 45 67"},
    }
    found = run(tmp_path, json.dumps(body).encode())
    rows = found.table("participant")
    whole = json.dumps(found.rows, ensure_ascii=False, default=str)
    assert (
        IIN not in whole
        and OTHER not in whole
        and "Иванов" not in whole
        and "a@b.kz" not in whole
        and "Петров" not in whole
        and "Сидоров" not in whole
    )
    states = {row["bin_state"]: row for row in rows}
    assert states["valid"]["id"] == "KZ-BIN-950440001673"
    assert states["invalid"]["id"] == "input-test:y"
    named = [(row.get("name"), row["kind"]) for row in rows if row["bin_state"] == "personal"]
    assert sorted(named, key=str) == [("ИП Ахметов", "sole_trader"), (None, "natural_person")]
    assert {"source_id": "input-test", "path": "parties/contactPoint", "reason": "personal", "records": 1} in found.rows[
        "unread_field"
    ]


def releases(count=3):
    return [
        {"ocid": f"o{one % 2}", "id": str(one), "date": f"2021-01-0{one + 1}T00:00:00Z", "tag": ["tender"]}
        | {"parties": [{"id": "p", "name": f"N{one}"}], "contracts": [{"id": "c", "value": {"amount": one, "currency": "KZT"}}]}
        for one in range(count)
    ]


def test_the_order_of_files_does_not_matter(tmp_path):
    paths = [written(tmp_path, json.dumps(one).encode(), f"{number}.json") for number, one in enumerate(releases(6))]
    there, back = told(*paths), told(*reversed(paths))
    for name in ("process", "contract", "participant", "contract_version", "involvement"):
        keep = [{key: value for key, value in row.items() if key != "document_id"} for row in there.table(name)]
        assert keep == [{key: value for key, value in row.items() if key != "document_id"} for row in back.table(name)], name
    assert [row["kind"] for row in there.table("contract_version")] == ["original", "restated_total", "restated_total"] * 2


def test_the_same_release_twice_counts_once(tmp_path):
    one = json.dumps(releases(1)[0]).encode()
    found = told(written(tmp_path, one, "1.json"), written(tmp_path, one + b"\n" + one, "2.json"))
    assert found.accepted == [1, 2]
    assert found.table("process")[0]["releases"] == 1
    assert {row["kind"] for row in found.table("issue")} == {"repeated_release"}


def test_amendments(tmp_path):
    def amended(*amendments):
        body = {
            "ocid": "a",
            "contracts": [{"id": "c", "value": {"amount": 30, "currency": "KZT"}, "amendments": list(amendments)}],
        }
        rows = run(tmp_path, json.dumps(body).encode()).table("contract_version")
        return [(row["kind"], row["value"]) for row in rows]

    former = {"id": "1", "date": "2021-02-01", "changes": [{"property": "value.amount", "former_value": 10}]}
    second = {"id": "2", "date": "2021-03-01", "changes": [{"property": "value/amount", "formerValue": {"amount": 20}}]}
    assert amended(former) == [("original", 10), ("restated_total", 30)]
    assert amended(second, former) == [("original", 10), ("restated_total", 20), ("restated_total", 30)]
    assert amended({"id": "3"}) == [("unknown", None)]
    assert amended({"id": "3", "valueDifference": {"amount": 5}}) == [("delta", 5)]
    assert amended() == []


RECORD = {
    "ocid": "ocds-000000-1",
    "id": "1",
    "date": "2021-01-01T00:00:00Z",
    "tag": ["contract"],
    "language": "kk",
    "buyer": {"id": "b", "name": "B"},
    "parties": [{"id": "b", "name": "B", "identifier": {"scheme": "KZ-BIN", "id": "950440001673"}, "roles": ["buyer"]}],
    "planning": {
        "budget": {"amount": {"amount": 10.5, "currency": "KZT"}, "budgetBreakdown": [{"id": "1", "amount": {"amount": 1}}]}
    },
    "tender": {"id": "t", "title": "T", "value": {"amount": 9, "currency": "KZT"}, "tenderers": [{"id": "s", "name": "S"}]}
    | {"items": [{"id": "1", "classification": {"scheme": "CPV", "id": "1"}, "quantity": 2, "unit": {"value": {"amount": 1}}}]}
    | {"lots": [{"id": "l"}], "tenderPeriod": {"startDate": "2021-01-01", "endDate": "2021-02-01"}, "documents": [{"id": "d"}]},
    "bids": {"details": [{"id": "1", "tenderers": [{"id": "s", "name": "S"}], "value": {"amount": 8}}]},
    "awards": [{"id": "a", "suppliers": [{"id": "s"}], "value": {"amount": 8, "currency": "KZT"}, "date": "2021-02-02"}],
    "contracts": [
        {"id": "c", "awardID": "a", "value": {"amount": 8, "currency": "KZT"}, "dateSigned": "2021-03-01"}
        | {"amendments": [{"id": "m", "changes": [{"property": "value", "former_value": 1}]}]}
        | {"implementation": {"transactions": [{"id": "p", "value": {"amount": 1}}], "milestones": [{"id": "m"}]}}
    ],
}
VALUES = [
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [[]],
    [{}],
    [None],
    {"id": None},
    {"amount": "1,5"},
    10**30,
    "2021-99-99",
    "<b>",
    "850101300123",
]


def places(node, path=()):
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def mutated(dice: random.Random) -> bytes:
    body = copy.deepcopy(RECORD)
    for _ in range(dice.randint(1, 4)):
        *path, last = dice.choice(list(places(body)))
        node = body
        for key in path:
            node = node[key]
        chance = dice.random()
        if chance < 0.6:
            node[last] = copy.deepcopy(dice.choice(VALUES))
        elif chance < 0.8:
            del node[last]
        elif isinstance(node, list):
            node.append(copy.deepcopy(node[last]))
        else:
            node[f"{last}{dice.randint(0, 9)}"] = node.pop(last)
    raw = json.dumps(body).encode()
    if dice.random() < 0.15:
        at = dice.randrange(len(raw))
        raw = raw[:at] + bytes([dice.randrange(256)]) + raw[at + dice.randint(0, 3) :]
    return raw


def test_mutated_records_in_process(tmp_path):
    dice = random.Random(20261122)
    gathering = Gathering([(tmp_path / "x", Given("input-test", "d", "x"))], lambda index: None)
    known = tables()
    variants = [mutated(dice) for _ in range(min(MUTATIONS, 20_000))]
    accepted = refused = 0
    for number in range(MUTATIONS):
        raw = variants[number] if number < len(variants) else mutated(dice)
        try:
            rows = list(gathering._rows([gathering._entry(0, f"line {number}", raw, hint(raw))]))
        except RecordRefused:
            refused += 1
            continue
        accepted += 1
        if number % 20 == 0:
            keys = {(name, *(row.get(one) for one in known[name].key)) for name, row in rows}
            assert len(keys) == len(rows), raw
            for name, row in rows:
                line(known[name], row).encode("utf-8")
                assert all(
                    row.get(one.name) is not None for one in known[name].columns if one.required and one.name != "roles"
                ), (name, raw)
    assert accepted + refused == MUTATIONS and accepted > MUTATIONS // 2


def test_mutated_records_through_the_whole_reader(tmp_path):
    dice = random.Random(7)
    lines = [raw for raw in (mutated(dice) for _ in range(3000)) if raw.strip() and b"\n" not in raw and b"\r" not in raw]
    found = run(tmp_path, b"\n".join(lines))
    found.all()
    assert found.accepted[0] + len(found.refused[0]) >= len(lines)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_accepted_and_quarantined_are_all(tmp_path, kinds, dice):
    lines = [[json.dumps(releases(1)[0]), '{"ocid":1}', "[]", '{"ocid":"z","x":}'][kind] for kind in kinds]
    found = run(tmp_path, "\n".join(['{"ocid":"first"}', *lines]).encode())
    assert found.accepted[0] + len(found.refused[0]) == len(lines) + 1 - kinds.count(2)


def test_a_crash_in_one_file_blames_that_file(tmp_path):
    from tiyn.steps.reading.apart import read_apart
    from tiyn.steps.reading.job import File, Job

    (tmp_path / "staging").mkdir()
    good = written(tmp_path, b'{"ocid":"ocds-213czf-1","id":"1"}', "good.json")
    again = written(tmp_path, b'{"ocid":"ocds-213czf-1","id":"2"}', "again.json")
    files = tuple(File(str(path), path.name, path.stem) for path in (good, again))
    answers = read_apart(Job(files, (), str(tmp_path / "staging")))
    assert [(one.accepted, one.source, one.problem) for one in answers] == [(1, "input-213czf", "")] * 2
    # a run that died while at the second file: it is left out, the first is read again whole
    (tmp_path / "staging" / "answers.jsonl").unlink()
    from tiyn.steps.reading.apart import _blame

    (tmp_path / "staging" / "at").write_text("1")
    _blame(Job(files, (), str(tmp_path / "staging")), tmp_path / "staging", {}, "died")
    answers = read_apart(Job(files, (), str(tmp_path / "staging")))
    assert [bool(one.problem) for one in answers] == [False, True] and answers[0].accepted == 1


def test_a_full_disk_leaves_no_rows(tmp_path, monkeypatch):
    from tiyn.steps.reading import joined
    from tiyn.steps.reading.job import Answer, File, Job

    path = written(tmp_path, b'{"ocid":"a"}')
    job = Job((File(str(path), "x.json", "s"),), (), str(tmp_path))

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(joined, "line", full)
    answers = joined.read_together(ocds, [Answer(0, "ocds", "input", "d")], job)
    assert "No space left" in answers[0].problem and not answers[0].tables
