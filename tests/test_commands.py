"""The command line: exit codes, answers for people and for machines, refusals that help."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tiyn.cli import main
from tiyn.settings import REPOSITORY


@pytest.fixture
def tiyn(settings, opened, capsys):
    """Run a command on the session's home; gives (exit code, stdout, stderr)."""

    def run(*words):
        code = main([words[0], "--home", str(settings.home), *words[1:]])
        answer = capsys.readouterr()
        return code, answer.out, answer.err

    return run


JSON = [
    ("list",),
    ("totals",),
    ("verify",),
    ("receipt", "statement/dk-41bn"),
    ("path", "almaty-digitalization", "dosaev"),
    ("check",),
    ("diff", "current"),
    ("same", "ТОО «Алма»", "Алма ТОО"),
]


@pytest.mark.parametrize("words", JSON, ids=" ".join)
def test_every_reading_command_answers_machines_too(tiyn, opened, words):
    words = [opened.id if word == "current" else word for word in words]
    code, out, _ = tiyn(words[0], "--json", *words[1:])
    assert code == 0
    assert json.loads(out)


def test_a_file_of_an_edition_is_recognised_and_a_changed_one_is_a_finding(tiyn, opened, tmp_path):
    copy = tmp_path / "party.csv"
    shutil.copy(opened.folder / "exports" / "csv" / "party.csv", copy)
    assert tiyn("verify", str(copy))[0] == 0
    copy.write_bytes(copy.read_bytes().replace(b"most", b"mosT", 1))
    code, out, _ = tiyn("verify", str(copy))
    assert code == 1
    assert "in no edition here" in out


def test_the_receipt_of_a_computed_figure_lists_its_inputs(tiyn):
    body = json.loads(tiyn("receipt", "--json", "derived/audit-46-5bn-rest")[1])
    assert [one["receipt"] for one in body["inputs"]] == [
        "statement/audit-46-5bn",
        "statement/audit-1-1bn",
        "statement/audit-2-2bn",
    ]


def test_no_documented_path_is_an_answer_not_an_error(tiyn):
    code, out, _ = tiyn("path", "most", "lancaster-group")
    assert (code, "no documented path") == (0, out[:18]) or "almaty-digitalization" in out


WRONG = [
    (("receipt", "statement/none"), 2, "no receipt"),
    (("receipt", "nonsense"), 2, "write statement/ID"),
    (("verify", "no-such-edition"), 2, "there is:"),
    (("path", "nobody", "dosaev"), 2, "no subject 'party/nobody'"),
    (("collect", "kz_nowhere"), 2, "no collector of that name yet"),
    (("collect", "dossier", "--from", "/no/such/folder"), 3, "no such folder"),
    (("build", "--input", "/no/such/file.json"), 3, "no such file or folder"),
    (("build", "--only-input"), 3, "nothing would be built"),
    (("export", "ocds"), 2, "not built yet"),
    (("path", "most", "dosaev", "--at", "zzz"), 2, "is not a date"),
    (("receipt", "budget/750000000-regional.ii.8.3.313-2023-12/administrator_name"), 2, "names no measure"),
]


@pytest.mark.parametrize(("words", "code", "says"), WRONG, ids=[" ".join(case[0]) for case in WRONG])
def test_a_wrong_use_says_what_there_is(tiyn, words, code, says):
    found, out, err = tiyn(*words)
    assert found == code
    assert says in err
    assert not out


def test_an_export_writes_every_table(tiyn, tmp_path):
    code, out, _ = tiyn("export", "table_csv", "--to", str(tmp_path))
    assert code == 0
    assert (tmp_path / "csv" / "statement.csv").is_file()


def test_a_bad_dossier_is_refused_whole_and_the_edition_before_it_stays(settings, opened, tmp_path, monkeypatch, capsys):
    shutil.copytree(REPOSITORY / "dossier", tmp_path / "dossier")
    path = tmp_path / "dossier" / "parties.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("schema: Company", "schema: Compony"), encoding="utf-8")
    monkeypatch.setenv("TIYN_DOSSIER", str(tmp_path / "dossier"))
    assert main(["build", "--home", str(settings.home)]) == 3
    assert "write 'Company'" in capsys.readouterr().err
    monkeypatch.delenv("TIYN_DOSSIER")
    assert main(["verify", "--home", str(settings.home)]) == 0


def test_options_stand_before_or_after_the_command(settings, opened, capsys):
    assert main(["--home", str(settings.home), "--json", "verify"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"]


def test_a_refusal_answers_machines_too(tiyn):
    code, out, _ = tiyn("receipt", "--json", "statement/none")
    assert (code, json.loads(out)["exit"]) == (2, 2)


def test_totals_are_exact_and_say_null_for_what_no_register_holds(tiyn):
    sums = {(one["level"], one["year"]): one for one in json.loads(tiyn("totals", "--json")[1])["sums"]}
    assert sums["republican", 2023]["paid"] == "186499509380" and sums["local", 2023]["paid"] == "42415686384"
    body = sums["local", 2024]
    assert body["contracted"] is None and body["awarded"] is None


def test_an_answer_whose_reader_stops_early_ends_quietly():
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m tiyn same --json 'ТОО Алма' 'ТОО Алма' | true"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")},
    )
    assert (done.returncode, done.stderr) == (0, b"")
