"""Corrections and replies in the dossier: every mistake at once, and nothing personal in what is told of it."""

import shutil
from pathlib import Path

import pytest

from tests.cases import load
from tiyn.engine import Engine
from tiyn.model.errors import DossierRefused, InputRefused
from tiyn.model.identifier import check_digit
from tiyn.readers import dossier
from tiyn.readers._answered import LONGEST
from tiyn.settings import REPOSITORY
from tiyn.steps.tracing.addresses import check_addresses

MISTAKES = load(Path(__file__).with_name("answered_mistakes.yml"))
MADE_UP = Path(__file__).parents[1] / "web" / "answered"
REPLY = Path("replies") / "made-up-reply.yml"


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(REPOSITORY / "dossier", tmp_path / "dossier")
    shutil.copytree(MADE_UP, tmp_path / "dossier", dirs_exist_ok=True)
    return tmp_path / "dossier"


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, "the case changes nothing"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def plain(text: str) -> str:
    return text.replace("\\n", "\n")


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["why"])
def test_a_mistake_is_told_with_place_finding_and_cure(case, copy):
    change(copy / case["file"], plain(case["change"]["from"]), plain(case["change"]["to"]))
    with pytest.raises(DossierRefused) as error:
        dossier.read(copy)
    for words in case["says"]:
        assert words in str(error.value)
    assert "hides" not in case or case["hides"] not in str(error.value)
    assert all(mistake.line > 0 and case["file"] in mistake.file for mistake in error.value.mistakes)


def test_mistakes_of_both_are_told_at_once(copy):
    change(copy / "corrections.yml", "outcome: corrected", "outcome: corected")
    change(copy / REPLY, "signed_off_by: editor", "signed_off_by: editr")
    with pytest.raises(DossierRefused) as error:
        dossier.read(copy)
    assert [mistake.file for mistake in error.value.mistakes] == ["dossier/corrections.yml", f"dossier/{REPLY.as_posix()}"]


def test_a_reply_may_have_2000_characters_and_not_one_more(copy):
    head = (copy / REPLY).read_text(encoding="utf-8").split("text: |")[0]
    (copy / REPLY).write_text(f"{head}text: {'ж' * LONGEST}\n", encoding="utf-8")
    assert len(dossier.read(copy)[0]["reply"][0]["text"]) == 2_000
    (copy / REPLY).write_text(f"{head}text: {'ж' * (LONGEST + 1)}\n", encoding="utf-8")
    with pytest.raises(DossierRefused, match="a text of 2001 characters; expected at most 2000"):
        dossier.read(copy)


@pytest.mark.parametrize(
    "secret", ["ivan.petrov@example.kz", "8 (727) 250-12-34", "+7 701 123 45 67", f"90010130012{check_digit('90010130012')}"]
)
def test_nothing_personal_comes_in_with_a_reply(copy, secret):
    change(copy / REPLY, "подпись.", f"подпись {secret}.")
    with pytest.raises(DossierRefused, match="1 personal number") as error:
        dossier.read(copy)
    assert secret not in str(error.value)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", None], ids=["empty", "a comment", "no items", "absent"])
def test_no_corrections_at_all_is_no_mistake(copy, text):
    path = copy / "corrections.yml"
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert dossier.read(copy)[0]["correction"] == []


def test_a_reply_is_kept_as_it_was_given(copy):
    rows, readings = dossier.read(copy)
    (reply,) = rows["reply"]
    assert reply["text"] == 'Пробный ответ <script>alert("x")</script> & подпись.\n=1+1 стоит во второй строке.'
    assert (reply["party"], reply["subject"], reply["sha256"]) == ("most", None, None)
    assert [row["address"] for row in rows["reply_answers"]][0] == "statement/most-891-1mn"
    assert all(reading["read"] == reading["accepted"] for reading in readings)


def test_a_figure_that_is_not_computed_is_told_when_building():
    engine = Engine()
    engine.connection.execute("insert into correction_affects values ('one', 'derived/nothing', 0)")
    engine.connection.execute("insert into reply_answers values ('two', 'derived/none', 0), ('two', 'statement/x', 1)")
    with pytest.raises(InputRefused) as error:
        check_addresses(engine)
    for words in ("the correction 'one'", "'derived/nothing'", "the reply 'two'", "'derived/none'", "2 mistake(s)"):
        assert words in str(error.value)


def test_the_real_dossier_invents_none():
    rows = dossier.read(REPOSITORY / "dossier")[0]
    assert all("made-up" not in row["id"] for row in (*rows["correction"], *rows["reply"]))
