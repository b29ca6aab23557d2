"""Files of pairs, BINs beside names, and every reason in three languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tiyn import codes
from tiyn.model.errors import InputRefused
from tiyn.naming import decide as deciding
from tiyn.naming.decide import decide_identified
from tiyn.naming.pairing import judged

ONE, OTHER, WRONG = "941240000193", "971240001315", "941240000194"
IDENTIFIED = [
    ("ТОО «Алма»", "АО «Башня»", ONE, ONE, "same", "identifier_same"),
    ("ТОО «Стоматолог»", "ТОО «Стоматолог»", ONE, OTHER, "different", "identifier_different"),
    ("ТОО «Алма»", "ТОО «Алма»", WRONG, WRONG, "review", "identifier_invalid"),
    ("ТОО «Алма»", "ТОО «Алма»", ONE, "", "same", "form_and_words"),
]


@pytest.mark.parametrize("left, right, left_bin, right_bin, outcome, reason", IDENTIFIED)
def test_two_valid_bins_decide_and_a_wrong_one_links_nobody(left, right, left_bin, right_bin, outcome, reason):
    found = decide_identified(left, right, left_bin, right_bin)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_every_reason_has_its_words():
    text = "".join(path.read_text(encoding="utf-8") for path in Path(deciding.__file__).parent.glob("*.py"))
    given = set(re.findall(r'Decision\([^()]*?(?:\([^()]*\)[^()]*?)*"([a-z_]+)"\)', text)) | {
        "form_and_words",
        "form_and_joined",
        "words_without_form",
    }
    assert given <= set(codes.lists()["name_reason"]), given - set(codes.lists()["name_reason"])
    assert len(given) > 20


def test_a_labelled_file_is_counted(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(
        "left,right,kind,same\nТОО «Алма»,Алма ТОО,org,1\nТОО «Алма»,АО «Алма»,org,0\nДосаев Е.А.,Ерболат Досаев,person,1\n",
        encoding="utf-8",
    )
    rows, counts = judged(path)
    assert [row["outcome"] for row in rows] == ["same", "different", "review"]
    assert counts == {
        "pairs": "3",
        "merged": "1",
        "wrongly": "0",
        "precision": "1.000",
        "recall": "0.500",
        "recall with review": "1.000",
    }


WRONG_FILES = [
    ("a,b\n1,2\n", "line 1: no column left, right"),
    ("left,right,same\nx,y,maybe\n", "line 2: same is 'maybe'; expected 1, 0 or nothing"),
    ("left,right\nx\n", "line 2: fewer cells than the header"),
    ('left,right\n"x,y\n', "expected a CSV in UTF-8"),
]


@pytest.mark.parametrize("text, message", WRONG_FILES)
def test_another_file_is_refused_with_the_line(tmp_path, text, message):
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=message.replace("(", r"\(")):
        judged(path)
