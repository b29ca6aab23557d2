"""Parties without an identifier: who is named, who is not, and that nothing of those not named is kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.ocds_data import data, told
from tests.readers.test_ocds_quick import alike, rich, written
from tiyn.readers._organization_words import bears_name, is_persons_scheme, lists, may_be_person

PEOPLE = [
    "Иванов Иван Иванович",
    "Иванова А.О.",
    "Ахметова Айгүл Серікқызы",
    "СЕРІКОВ ДӘУРЕН",
    "Luz María Edith Cárdenas Muñoz",
    "MARGARITA GONZALEZ DE RODRIGUEZ",
    "Jesús María Pérez de Vega",
    "Biren Deka",
    "DIPAK KR. DAS",
    "rakesh agarwal",
    "Ivanov, Ivan",
    "S.K. Das",
    "Ram Das S/O Hari Das",
    "Jean-Pierre O’Neill",
]
ORGANIZATIONS = [
    "ТОО Ромашка",
    "Алматы Строй Сервис",
    'ТОО "Иванов Иван"',
    "АО Казахтелеком",
    "Қазақтелеком АҚ",
    "ИП Иванов Иван",
    "Romashka LLP",
    "INFOCENTER S.A",
    "TRAFOSUR SA",
    "Impresos Santiago, S.A. de C.V.",
    "IT LAWYERS SC",
    "S.R.L. LUKOIL-Moldova",
    "IM Rihpangalfarma SRL",
    "Instituto Mexicano del Petróleo",
    "Prince Agro Machinery",
    "M/S POOJA HARDWARE STORE",
    "Rakesh & Sons",
    "Siemens GmbH",
    "Kaspi",
    "3M Kazakhstan",
    "Департамент полиции города Алматы",
    "",
]


def release(name: str, roles: list[str], **more) -> dict:
    party = {"id": "p-1", "name": name, "roles": roles, **more}
    return {
        "ocid": "ocds-named0-1", "id": "1", "date": "2024-01-01T00:00:00Z", "tag": ["award"], "parties": [party],
        "awards": [{"id": "a", "suppliers": [{"id": party["id"], "name": name}]}] if "supplier" in roles else [],
    }  # fmt: skip


def participant(tmp_path, *releases) -> tuple[dict, str]:
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in releases), encoding="utf-8")
    run = told(path)
    (row,) = run.table("participant")
    return row, json.dumps(run.rows, ensure_ascii=False, default=str)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_shape_of_a_person(name):
    assert may_be_person(name)


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_the_shape_of_an_organization(name):
    assert not may_be_person(name)


@pytest.mark.parametrize("role", ["supplier", "tenderer", "payee", "candidate"])
def test_who_may_be_a_person_is_not_named(tmp_path, role):
    row, everything = participant(tmp_path, release("Ivanov Ivan", [role]))
    assert (row["name"], row["kind"], row["bin_state"]) == (None, "withheld", "none")
    assert "Ivanov" not in everything


@pytest.mark.parametrize(
    ("name", "roles", "more"),
    [
        ("Ivanov Ivan LLP", ["supplier"], {}),
        ("Nursultan Nazarbayev", ["buyer"], {}),
        ("Nursultan Nazarbayev", ["supplier", "procuringEntity"], {}),
        ("Coca Cola", ["supplier"], {"identifier": {"scheme": "GB-COH", "id": "77"}}),
    ],
)
def test_what_something_says_to_be_an_organization_is_named(tmp_path, name, roles, more):
    row, _ = participant(tmp_path, release(name, roles, **more))
    assert row["name"] == name and row["kind"] != "withheld"


def test_an_id_that_says_the_name_is_not_kept(tmp_path):
    row, everything = participant(tmp_path, release("Iván Muñoz", ["supplier"], id="prov-ivan-munoz-3"))
    assert row["name"] is None and "munoz" not in everything.casefold()
    assert bears_name("IVANOV_1", "Ivanov Ivan") and not bears_name("a75d88e15c", "Ivanov Ivan")


@pytest.mark.parametrize(
    "scheme", ["Cédula de Ciudadanía", "CEDULA DE CIUDADANIA", "Nit de Persona Natural", "MX-CURP", "kz-iin"]
)
def test_a_scheme_of_people_is_a_person_s(tmp_path, scheme):
    assert is_persons_scheme(scheme)
    row, everything = participant(tmp_path, release("Ana", ["supplier"], identifier={"scheme": scheme, "id": "52123456"}))
    assert (row["name"], row["kind"], row["identifier"]) == (None, "natural_person", None) and "52123456" not in everything


def test_both_ways_of_reading_withhold_the_same(tmp_path, monkeypatch):
    lines = rich(60)
    for n, name in enumerate([*PEOPLE, *ORGANIZATIONS[:-1], "Iván Muñoz"]):
        own = json.dumps("ivan-munoz" if name == "Iván Muñoz" else f"p{n}")
        lines[n] = lines[n].replace('"u"', own).replace('"Nobody\'s"', json.dumps(name, ensure_ascii=False))
        assert own in lines[n] and "Nobody" not in lines[n]
    accepted, quick = alike([written(tmp_path / "a.jsonl", lines)], tmp_path, monkeypatch)
    assert accepted == 60 and quick >= 55


@given(st.lists(st.sampled_from(sorted(lists().forms | lists().words)), min_size=1, max_size=1), st.sampled_from(PEOPLE))
def test_a_word_of_an_organization_at_the_end_is_enough(word, name):
    assert not may_be_person(f"{name} {word[0].upper()}")


# Distinct names without an identifier, and how many of them are not named: counted when the rule was chosen.
@pytest.mark.parametrize(
    ("name", "withheld"),
    [("moldova", 1), ("paraguay", 8), ("mx-inai", 26), ("armenia-a", 0), ("portugal-impic-2019", 0), ("uk-cf-2015", 0)],
)
def test_what_the_rule_withholds_in_published_sets(name, withheld):
    rows = told(data("ocds", f"{name}.releases.jsonl")).table("participant")
    assert len({row["id"] for row in rows if row["kind"] == "withheld"}) == withheld
