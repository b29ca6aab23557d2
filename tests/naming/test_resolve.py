"""Who a name is, step by step: each row is one thing asked of a small register, with the answer and its reason."""

import pytest

from tiyn.naming.keys import name_key
from tiyn.naming.resolve import Asked, Known, resolve

MOST_BIN, OTHER_BIN, DENTIST_BIN = "240740028291", "240140033602", "971240001315"
REGISTER = [
    Known("participant/KZ-BIN-240740028291", "ТОО «MOST Ventures»", False, MOST_BIN, "750000000"),
    Known("participant/KZ-BIN-240740028291", "«MOST Ventures» ЖШС", False, MOST_BIN, "750000000"),
    Known("participant/KZ-BIN-240140033602", "ТОО «Стоматолог»", False, OTHER_BIN, "750000000"),
    Known("participant/KZ-BIN-971240001315", "ТОО «Стоматолог»", False, DENTIST_BIN, "710000000"),
    Known("party/audit", "Жоғары аудиторлық палата", False, alias=True),
    Known("entity/x/1", "Мадиев Жаслан Хасенович", True),
]
CASES = [
    # asked, complete register, outcome, reason, subject
    (Asked("что угодно", bin=MOST_BIN), False, "same", "identifier_same", "participant/KZ-BIN-240740028291"),
    (Asked("ТОО MOST Ventures", bin="240740028292"), True, "review", "identifier_invalid", None),
    (Asked("ТОО Никто", bin="240740028292"), True, "mention", "identifier_invalid", None),
    (Asked("Most Ventures LLP"), True, "same", "name_once", "participant/KZ-BIN-240740028291"),
    (Asked("Most Ventures LLP"), False, "review", "name_alone", None),
    (Asked("Most Ventures LLP", region="750000000"), False, "same", "name_and_region", "participant/KZ-BIN-240740028291"),
    (Asked("Most Ventures LLP", region="710000000"), False, "review", "name_alone", None),
    (Asked("Most Ventures LLP", bin="081140000436"), True, "mention", "unknown_name", None),  # a BIN of its own: somebody else
    (Asked("филиал ТОО MOST Ventures"), True, "mention", "unknown_name", None),
    (Asked("АО MOST Ventures"), True, "mention", "unknown_name", None),
    (Asked("ЖШС «Стоматолог»"), True, "review", "name_of_several", None),
    (Asked("ТОО Стоматолог", region="710000000"), False, "same", "name_and_region", "participant/KZ-BIN-971240001315"),
    (Asked("жоғары аудиторлық палата"), False, "same", "alias", "party/audit"),
    (Asked("Мадиев Жаслан", people=True), True, "review", "person_name", None),
    (Asked("Жаслан Мадиев", people=True, region="750000000"), True, "review", "person_name", None),
    (Asked("Мадиев Жаслан"), True, "mention", "unknown_name", None),  # asked as an organisation
    (Asked("M\u200bOST Ventures, ЖШС"), True, "same", "name_once", "participant/KZ-BIN-240740028291"),
    (Asked("«»"), True, "mention", "unknown_name", None),
]


def ask(asked, complete):
    key = name_key(asked.text, asked.people)
    known = [one for one in REGISTER if key and name_key(one.text, one.people) == key]
    numbered = {one.bin: one.subject for one in REGISTER if one.bin}
    return resolve(asked, known, numbered.get, complete)


@pytest.mark.parametrize("asked, complete, outcome, reason, subject", CASES)
def test_each_step_of_the_order(asked, complete, outcome, reason, subject):
    found = ask(asked, complete)
    assert (found.outcome, found.reason, found.subject) == (outcome, reason, subject)


def test_a_human_sees_every_candidate_once_and_persons_never_beside_organisations():
    found = ask(Asked("Стоматолог, ТОО"), True)
    assert [one.known.subject for one in found.candidates] == [
        "participant/KZ-BIN-240140033602",
        "participant/KZ-BIN-971240001315",
    ]
    assert not {one.known.people for one in found.candidates} - {False}


@pytest.mark.parametrize(
    "spellings, people",
    [
        (("ТОО «Ақжол»", "«АҚЖОЛ» ЖШС", "LLP Aqzhol", "Товарищество с ограниченной ответственностью Акжол"), False),
        (("Досаев Ерболат", "Ерболат Досаев", "Dossayev Yerbolat", "Досаев Ерболат Аскарбекович"), True),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings, people):
    assert len({name_key(one, people) for one in spellings}) == 1


def test_keys_are_the_same_on_every_machine():
    assert name_key("ТОО «Ақжол»", False) == name_key("Акжол", False) == KEY_OF_AKZHOL


KEY_OF_AKZHOL = 2092591371286370095
