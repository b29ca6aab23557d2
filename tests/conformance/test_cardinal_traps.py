"""Each trap of Cardinal's definitions by one worked case, and how the command answers what it cannot use."""

import io
import json
from pathlib import Path

import pytest
import yaml

from tiyn.cardinal.fences import fused, quantile, rounded
from tiyn.cardinal.report import indicators
from tiyn.cardinal.settings import CODES, Settings, read_settings
from tiyn.cli import main

TRAPS = yaml.safe_load(Path(__file__).with_name("cardinal_traps.yml").read_text(encoding="utf-8"))
BID = '{"ocid":"1","bids":{"details":[{"status":"disqualified","tenderers":[{"id":"A"}]},{"status":"valid"}]},"buyer":{"id":"B"}}'


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case["trap"])
def test_a_trap_is_reproduced(case, tmp_path):
    (tmp_path / "settings.ini").write_text(case["settings"], encoding="utf-8")
    (tmp_path / "lines.jsonl").write_text("\n".join(case["lines"]), encoding="utf-8")
    out = io.StringIO()
    indicators(tmp_path / "lines.jsonl", read_settings(tmp_path / "settings.ini"), out, meta=False)
    assert json.loads(out.getvalue()) == json.loads(case["gives"])


def test_quartiles_are_of_type_eight_and_rounded_as_cardinal_rounds():
    values = [1.0, 2.0, 4.0, 8.0]
    assert [quantile(4, share, values.__getitem__) for share in (0.25, 0.75)] == pytest.approx([17 / 12, 19 / 3])
    assert quantile(0, 0.25, values.__getitem__) != quantile(0, 0.25, values.__getitem__)  # not a number
    assert fused(0.1, 10.0, -1.0) == 5.551115123125783e-17  # rounded once; twice it would be 0
    assert (rounded(0.00005), rounded(-1.00005), rounded(float("inf"))) == (0.0001, -1.0001, None)


def test_without_settings_all_eleven_are_asked_for():
    assert tuple(Settings().options) == CODES and len(CODES) == 11


def test_the_command_prints_meta_maps_and_counts(tmp_path, capsys):
    path = tmp_path / "lines.jsonl"
    path.write_text(BID + "\nnot json\n", encoding="utf-8")
    assert main(["flag", "--as", "cardinal", str(path), "--map", "--count"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["Buyer"] == {"B": {"R038": 0.5}}
    assert found["Meta"]["R038"] == {"Buyer_q1": 0.5, "Buyer_q3": 0.5, "Buyer_upper_fence": 0.5}
    assert found["Maps"]["ocid_buyer_r038"] == {"1": "B"} and found["Maps"]["ocid_tenderer"] == {"1": ["A"]}
    assert len(found["Maps"]) == 8
    assert "1 of 2 lines" in said.err and "Buyer: 1" in said.err


def test_the_command_prints_the_coverage(tmp_path, capsys):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"a":[0,""]}\n{\n', encoding="utf-8")
    assert main(["flag", "--as", "cardinal", "--coverage", str(path)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"/a[]": 1, "/a": 1, "/": 1, "": 1}
    assert "line 2 is not JSON" in said.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[R999]", "settings.ini:1: found '[R999]'; expected one of the sections"),
        ("[R024]\nthreshold = much", "settings.ini:2: found 'threshold = much'; expected a decimal number"),
        ("[R028]\nthreshold = 1", "settings.ini:2: found 'threshold = 1'; expected in [R028]: nothing"),
        ("[R038]\nminimum_submitted_bids = -1", "expected a whole number from zero"),
        ("currency", "settings.ini:1: found 'currency'; expected a [section], or name = value"),
    ],
)
def test_broken_settings_say_where_and_what(settings, told, tmp_path, capsys):
    (tmp_path / "settings.ini").write_text(settings, encoding="utf-8")
    (tmp_path / "lines.jsonl").write_text(BID, encoding="utf-8")
    assert main(["flag", "--as", "cardinal", str(tmp_path / "lines.jsonl"), "--settings", str(tmp_path / "settings.ini")]) == 3
    said = capsys.readouterr()
    assert told in said.err and "mend the settings file" in said.err and not said.out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no such file"),
        (b"name,amount\nx,1\n", "line 1: not JSON"),
        (b'[\n{"ocid": "a"}\n]\n'[:2] + b"5\n", "line 1: not JSON"),
        (b'{"id": 1}\n', "line 1: a JSON object without an ocid"),
        (b"\x89PNG\r\n\x1a\n\x00", "line 1: not JSON: byte 1 is not UTF-8"),
    ],
)
def test_a_file_that_is_not_json_lines_is_refused(content, told, tmp_path, capsys):
    path = tmp_path / "lines.jsonl"
    if content is not None:
        path.write_bytes(content)
    assert main(["flag", "--as", "cardinal", str(path)]) == 3
    said = capsys.readouterr()
    assert told in said.err and "expected" in said.err and not said.out


def test_a_blank_file_has_nothing_to_ask_about(tmp_path, capsys):
    (tmp_path / "blank").write_text("\n \n", encoding="utf-8")
    assert main(["flag", "--as", "cardinal", "--no-meta", str(tmp_path / "blank")]) == 0
    assert json.loads(capsys.readouterr().out) == {}
