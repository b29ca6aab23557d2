"""Answers to gaps in the dossier: what is read, and every mistake with its place and cure."""

import shutil

import pytest

from tiyn.model.errors import DossierRefused
from tiyn.readers import dossier
from tiyn.settings import REPOSITORY

ASK = "    statement: smart-no-spending-data\n"


@pytest.fixture
def answered(tmp_path):
    """Write the answers of one gap into a copy of the dossier; gives the copy."""
    shutil.copytree(REPOSITORY / "dossier", tmp_path / "dossier")
    path = tmp_path / "dossier" / "subjects" / "smart-almaty.yml"

    def write(answers):
        text = path.read_text(encoding="utf-8")
        assert ASK in text
        path.write_text(text.replace(ASK, f"{ASK}    answers:\n{answers}", 1), encoding="utf-8")
        return tmp_path / "dossier"

    return write


def test_an_answer_is_a_document_with_the_day_it_was_received(answered):
    folder = answered(
        "      - {document: zakon-2026-02-10, received: 2026-03-01, at: 10..20}\n"
        "      - {document: orda-audit, received: 2026-03-02}\n"
    )
    first = {"gap": "smart-almaty-spent", "document_id": "zakon-2026-02-10", "received": "2026-03-01", "position": 0}
    second = {"gap": "smart-almaty-spent", "document_id": "orda-audit", "received": "2026-03-02", "position": 1}
    assert dossier.read(folder)[0]["gap_answer"] == [first | {"at_start": 10, "at_end": 20}, second]


def test_the_dossier_without_answers_has_none():
    assert dossier.read(REPOSITORY / "dossier")[0]["gap_answer"] == []


def test_a_request_rests_on_the_law_unless_the_gap_says_otherwise(answered):
    folder = answered("      - {document: zakon-2026-02-10, received: 2026-03-01}\n")
    grounds = {row["id"]: row["ground"] for row in dossier.read(folder)[0]["gap"]}
    assert {gap for gap, ground in grounds.items() if ground == "none"} == {"expert-kz-original", "myalmaty-recipient"}
    assert set(grounds.values()) == {"access_law", "none"}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("{document: zakon-2026-02-11, received: 2026-03-01}", "the document 'zakon-2026-02-11'"),
        ("{document: zakon-2026-02-10, received: 2026-03}", "write it as 2026-02-10"),
        ("{document: zakon-2026-02-10, received: 2026-02-30}", "received"),
        ("{document: zakon-2026-02-10}", "no 'received'"),
        ("{document: zakon-2026-02-10, received: 2026-03-01, at: 20..10}", "first..last characters"),
        ("{document: zakon-2026-02-10, recieved: 2026-03-01}", "write 'received'"),
    ],
)
def test_a_mistake_in_an_answer_is_told(answered, answer, says):
    with pytest.raises(DossierRefused) as error:
        dossier.read(answered(f"      - {answer}\n"))
    assert says in str(error.value)
    assert "subjects/smart-almaty.yml:" in str(error.value)


def test_one_document_answers_a_gap_once(answered):
    line = "      - {document: zakon-2026-02-10, received: 2026-03-01}\n"
    with pytest.raises(DossierRefused, match="keep one of the two answers"):
        dossier.read(answered(line + line))
