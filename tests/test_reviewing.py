"""The review queue: what is shown, what is appended, and that a broken file of judgements stays as it is."""

import json
from datetime import date

import pytest

from tiyn import edition, pipeline, reviewing, textyaml, who
from tiyn.model.errors import InputRefused
from tiyn.naming.resolve import Asked
from tiyn.settings import read_settings

HEAD = '# Judgements\n- left: statement/a\n  right: statement/b\n  verdict: different\n  by: curator\n  on: 2026-11-22\n  why: "no"\n'


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    home = tmp_path_factory.mktemp("alike")
    file = home / "releases.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in RELEASES), encoding="utf-8")
    done = pipeline.build(read_settings(str(home)), inputs=(file,), only_inputs=True)
    return edition.open_edition(done.folder).connect()


def release(number, name, bin_=None, region="Алматы"):
    party = {"id": f"p{number}", "name": name, "roles": ["supplier"], "address": {"region": region}}
    if bin_:
        party["identifier"] = {"scheme": "KZ-BIN", "id": bin_}
    buyer = {"id": "b", "name": "Управление", "roles": ["buyer"], "identifier": {"scheme": "KZ-BIN", "id": "940740000802"}}
    award = {"id": "1", "suppliers": [{"id": f"p{number}", "name": name}], "status": "active"}
    return {"ocid": f"ocds-x-{number}", "id": str(number), "date": "2024-01-01T00:00:00Z", "tag": ["compiled"], "initiationType": "tender",
            "language": "ru", "parties": [buyer, party], "buyer": {"id": "b"}, "tender": {"id": "t"}, "awards": [award]}  # fmt: skip


RELEASES = [
    release(1, "ТОО «Ақжол»", "240740028291"),
    release(2, "Акжол ЖШС", region="Астана"),
    release(3, "ТОО «Ақжол»", "240140033602"),
]


def answers(*lines):
    rest = list(lines)
    return lambda question: (asked.append(question), rest.pop(0) if rest else None)[1]


asked: list[str] = []


def reviewer(tmp_path, text=HEAD):
    file = tmp_path / "same.yml"
    file.write_text(text, encoding="utf-8")
    return reviewing.Reviewer("A. Curator", date(2026, 11, 23), file)


def test_a_judgement_is_appended_and_read_back(connection, tmp_path):
    judge, pairs = reviewer(tmp_path), who.waiting(connection, 50)
    assert {pair.reason for pair in pairs} == {"name_alone"} and len(pairs) == 2
    counts = reviewing.review(connection, pairs, answers("x\n", "d\n", 'another "body": #2\n', "u\n", "\n"), judge)
    assert counts == {"same": 0, "different": 1, "unsure": 0, "skipped": 1}  # without a why there is no judgement
    text = judge.file.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    items = textyaml.load(judge.file, "same.yml", [])
    assert (items[1]["left"], items[1]["verdict"], items[1]["why"]) == (pairs[0].left, "different", 'another "body": #2')
    assert reviewing.review(connection, pairs[:1], answers("s\n", "again\n"), judge)["same"] == 0  # it is judged


def test_both_sides_stand_side_by_side_with_what_tells_them_apart(connection):
    shown = reviewing.side_by_side(connection, who.waiting(connection, 1)[0])
    assert "BIN 240740028291" in shown or "BIN 240140033602" in shown
    assert "BIN not known" in shown and "region" in shown and "contracts" in shown


@pytest.mark.parametrize("lines", [(), ("q\n",), ("k\n", "k\n")])
def test_nothing_is_written_without_a_verdict(connection, tmp_path, lines):
    judge = reviewer(tmp_path)
    reviewing.review(connection, who.waiting(connection, 50), answers(*lines), judge)
    assert judge.file.read_text(encoding="utf-8") == HEAD


def test_a_broken_file_is_refused_and_left_alone(connection, tmp_path):
    judge = reviewer(tmp_path, "- left: [")
    with pytest.raises(InputRefused, match=r"same\.yml"):
        reviewing.review(connection, who.waiting(connection, 50), answers("s\n", "why\n"), judge)
    assert judge.file.read_text(encoding="utf-8") == "- left: ["


def test_a_name_is_looked_up_by_any_spelling(connection):
    assert who.look_up(connection, Asked("Aqzhol LLP")).reason == "name_of_several"
    assert who.look_up(connection, Asked("кто угодно", bin="240740028291")).subject == "participant/KZ-BIN-240740028291"
    assert who.look_up(connection, Asked("ТОО Неизвестное")).outcome == "mention"
