"""Two names alone: the same, for review or different; vetoes, spellings, and what must never be one."""

from __future__ import annotations

import csv
import os
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import load
from tests.conftest import shared_data
from tiyn.naming.decide import DIFFERENT, REVIEW, SAME, decide
from tiyn.naming.letters import agree
from tiyn.naming.organization import organization

CASES = load(Path(__file__).with_name("cases.yml"))
FOUND = shared_data()
PAIRS = FOUND / "data/names/pairs.csv" if FOUND else None
REGISTER = FOUND / "data/kz/procurement/legal_entities_bin_name.csv" if FOUND else None
RUSSIAN, LATIN = "абвгдежзийклмнопрстуфхцчшщыэюя", "abcdefghijklmnopqrstuvwxyz"
CITIES = ("Алматы", "Астана", "Шымкент", "Актобе", "Тараз", "Павлодар", "Актау", "Атырау", "Семей", "Костанай")
GIVEN = ("Арман", "Ерлан", "Нурлан", "Серик", "Берик", "Марат", "Айдар", "Асхат", "Олжас", "Тимур")


def rows(path: Path | None) -> list[dict[str, str]]:
    if path is None or not path.is_file():
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("the names to compare with are absent and must not be skipped here")
        pytest.skip("the names to compare with are not beside this checkout; precision is not measured")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("kind, case", [(kind, case) for kind in CASES for case in CASES[kind]], ids=lambda one: str(one)[:70])
def test_a_worked_case(kind, case):
    for left, right in ((case["left"], case["right"]), (case["right"], case["left"])):
        found = decide(left, right, kind == "people")
        assert (found.outcome, found.reason) == (case["is"], case["why"])


def test_the_labelled_pairs():
    counts = Counter()
    for row in rows(PAIRS):
        counts[row["same"], decide(row["left"], row["right"], row["kind"].startswith("person")).outcome] += 1
    true = sum(n for (same, _), n in counts.items() if same == "1")
    assert counts["0", SAME] == 0
    assert counts["1", SAME] / true >= 0.45 and (counts["1", SAME] + counts["1", REVIEW]) / true >= 0.80, counts


FULL = (
    ("ТОО", "Товарищество с ограниченной ответственностью", "жауапкершілігі шектеулі серіктестігі", "LLP"),
    ("АО", "Акционерное общество", "акционерлік қоғамы", "JSC"),
)


def respelled(name: str) -> list[str]:
    """The same firm as registers and papers print it: other quotes and cases, another place and language of the form."""
    match = re.fullmatch(
        r"(?i)(?:(тоо|товарищество с ограниченной ответственностью)|(ао|акционерное общество))\s*\"(.+?)\"+", name.strip()
    )
    if not match or '"' in match[3]:
        return []
    short, long, kazakh, english = FULL[0] if match[1] else FULL[1]
    own = match[3].strip()
    return [f"{short} «{own}»", f'{long} "{own.upper()}"', f'"{own}" {kazakh}', f"{own.title()}, {english}"]


def test_names_of_the_register_in_other_spellings_are_the_same():
    """Over 500 pairs from register names; what cannot be told from a name goes to review, none apart."""
    names = sorted({row["name"] for row in rows(REGISTER)})
    pairs = [(name, other) for name in random.Random(5).sample(names, 600) for other in respelled(name)]
    counts = Counter(decide(name, other, False).outcome for name, other in pairs)
    assert len(pairs) >= 500 and counts[DIFFERENT] == 0 and counts[SAME] >= 0.95 * len(pairs), counts


def adversaries(name: str, chance: random.Random) -> list[str]:
    """Another firm's or body's name by one rule: a letter, a digit, a number, a city, a branch."""
    found = []
    own = [at for at, letter in enumerate(name) if letter.lower() in RUSSIAN + LATIN and at > 0]
    at = chance.choice(own)
    letters = RUSSIAN if name[at].lower() in RUSSIAN else LATIN
    found.append(name[:at] + chance.choice([one for one in letters if one != name[at].lower()]) + name[at + 1 :])
    digits = [at for at, letter in enumerate(name) if letter.isdigit()]
    if digits:
        at = chance.choice(digits)
        found.append(name[:at] + chance.choice([one for one in "0123456789" if one != name[at]]) + name[at + 1 :])
    found.append(f"{name} №{chance.randint(1, 99)}")
    one, other = chance.sample(CITIES, 2)
    found.append(re.sub(one, other, name) if one in name else f"{name} города {one}")
    found.append(f"Филиал {name} в городе {one}")
    return [text for text in found if text != name]


def test_ten_thousand_adversaries_of_organizations_are_never_merged():
    chance, wrong, count = random.Random(7), [], 0
    names = sorted({row["name"] for row in rows(REGISTER) if not organization(row["name"]).branch})
    while count < 10_000:
        name = chance.choice(names)
        for other in adversaries(name, chance):
            count += 1
            if decide(name, other, False).outcome == SAME:
                wrong.append((name, other))
    assert wrong == []


def test_adversaries_of_persons_are_never_one_name():
    chance, wrong = random.Random(9), []
    for _ in range(10_000):
        surname, given, father = (chance.choice(GIVEN) for _ in range(3))
        name = f"{surname}ов {given} {father}ович"
        sibling = f"{surname}ов {chance.choice([one for one in GIVEN if one != given])} {father}ович"
        sister = f"{surname}ова {given}а {father}овна"
        at = chance.randrange(len(name) - 1)
        letter = chance.choice([one for one in RUSSIAN if one != name[at].lower()])
        changed = name[:at] + letter + name[at + 1 :] if name[at] != " " else name + "ич"
        cousin = f"{surname}ов {given} {chance.choice([one for one in GIVEN if one != father])}ович"
        initials = (f"{surname}ов {given[0]}.{father[0]}.", f"{surname}ов {father[0]}.{given[0]}.")
        pairs = [(name, sibling), (name, sister), (name, changed), (name, cousin)] + ([initials] if given[0] != father[0] else [])
        wrong += [pair for pair in pairs if decide(*pair, True).outcome == SAME]
    assert wrong == []


TEXT = st.text(st.sampled_from('абвгғқіңөхкьйеё ТОО«»"№5-.АOAabcxyz\u200b\u202e'), max_size=24)


@given(TEXT, TEXT)
def test_nothing_crashes_and_the_order_of_two_names_does_not_matter(left, right):
    assert decide(left, right, False) == decide(right, left, False)
    assert decide(left, right, True).outcome == decide(right, left, True).outcome


@given(st.text(st.sampled_from(RUSSIAN + "әғқңөұүһі"), min_size=1, max_size=12))
def test_a_word_agrees_with_itself(word):
    assert agree(word, word)


def test_letters_of_two_scripts_in_one_word_are_told():
    assert organization("ТОО «ITS-АRUJAN»").mixed == ("аrujan",)
    assert organization("ТОО «MOST Строй»").mixed == ()
