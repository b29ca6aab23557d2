"""What the build makes of names: each case is a few subjects and judgements, and the pairs and ids that come of them."""

import pytest

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.steps.resolving.resolving import resolve_names

ONE, TWO = "240740028291", "240140033602"


def company(ident, name, bin_=None, **more):
    row = {"id": ident, "source_id": "s", "kind": "legal_entity", "name": name, "roles": "supplier"}
    row |= {"scheme": "KZ-BIN", "identifier": bin_, "bin_state": "valid"} if bin_ else {"bin_state": "none"}
    return row | more


def person(ident, name):
    base = {"source_id": "s", "document_id": "d", "locator": "1", "record": ident, "bin_state": "none"}
    return base | {"id": ident, "schema": "Person", "name": name, "basis": "registered_interest"}


def judgement(left, right, verdict, on="2026-11-20", position=0):
    return {
        "position": position,
        "left_id": left,
        "right_id": right,
        "verdict": verdict,
        "made_by": "curator",
        "made_on": on,
        "why": "read",
    }


def outcome(participants=(), entities=(), judgements=()):
    """pair -> (outcome, reason, by), and id -> canonical."""
    engine, known = Engine(1), tables()
    for name, rows in (("participant", participants), ("entity", entities), ("judgement", judgements)):
        engine.load(known[name], rows)
    resolve_names(engine)
    pairs = engine.rows("select * from resolution order by left_id, right_id")
    ids = engine.rows("select * from canonical order by id")
    engine.close()
    found = {(row["left_id"], row["right_id"]): (row["outcome"], row["reason"], row["made_by"]) for row in pairs}
    return found, {row["id"]: row["canonical"] for row in ids}


A, B, C = "participant/KZ-BIN-240740028291", "participant/s/2", "participant/s/3"
WITH_BIN = company("KZ-BIN-240740028291", "ТОО «Ақжол»", ONE, region="750000000")
CASES = {
    "one BIN in two registers is one subject": (
        {
            "participants": [WITH_BIN],
            "entities": [person("x", "Никто Такой") | {"id": "KZ-BIN-240740028291", "schema": "Company", "name": "Akzhol LLP",
                                                        "identifier": ONE, "bin_state": "valid", "basis": None}],
        },
        {("entity/KZ-BIN-240740028291", A): ("same", "identifier_same", "rule")},
        {"entity/KZ-BIN-240740028291": "entity/KZ-BIN-240740028291", A: "entity/KZ-BIN-240740028291"},
    ),
    "the only one of its name in its region": (
        {"participants": [WITH_BIN, company("s/2", "Акжол ЖШС", region="750000000")]},
        {(A, B): ("same", "name_and_region", "rule")},
        {A: A, B: A},
    ),
    "another region": (
        {"participants": [WITH_BIN, company("s/2", "Акжол ЖШС", region="710000000")]},
        {(A, B): ("review", "name_alone", "rule")},
        {},
    ),
    "no region": (
        {"participants": [WITH_BIN, company("s/2", "Акжол ЖШС")]}, {(A, B): ("review", "name_alone", "rule")}, {}),
    "two without a number in one region": (
        {"participants": [company("s/2", "ТОО Акжол", region="750000000"), company("s/3", "ТОО Акжол", region="750000000")]},
        {(B, C): ("review", "name_alone", "rule")},
        {},
    ),
    "three of a name in a region: nobody is the only one": (
        {"participants": [WITH_BIN, company("s/2", "ТОО Акжол", region="750000000"),
                          company("s/3", "ТОО Акжол", region="750000000")]},
        {(A, B): ("review", "name_alone", "rule"), (A, C): ("review", "name_alone", "rule"),
         (B, C): ("review", "name_alone", "rule")},
        {},
    ),
    "two BINs of one name are two": (
        {"participants": [WITH_BIN, company("KZ-BIN-240140033602", "ТОО Ақжол", TWO, region="750000000")]},
        {},
        {},
    ),
    "another form is another body": (
        {"participants": [WITH_BIN, company("s/2", "АО Акжол", region="750000000")]}, {}, {}),
    "a BIN with a wrong check digit links nobody": (
        {"participants": [WITH_BIN, company("s/2", "ТОО Акжол", bin_state="invalid", identifier="240740028292")]},
        {(A, B): ("review", "name_alone", "rule")},
        {},
    ),
    "persons of one name are never one": (
        {"entities": [person("p/1", "Досаев Ерболат"), person("p/2", "Dossayev Yerbolat")]},
        {("entity/p/1", "entity/p/2"): ("review", "person_name", "rule")},
        {},
    ),
    "a person named like a company": (
        {"participants": [company("s/2", "ТОО Досаев Ерболат")], "entities": [person("p/1", "Досаев Ерболат")]}, {}, {}),
    "unknown owners are never alike": (
        {"entities": [person("u/1", "Unknown") | {"schema": "unknown", "basis": None},
                      person("u/2", "Unknown") | {"schema": "unknown", "basis": None}]}, {}, {}),
    "homoglyphs and marks that nobody sees": (
        {"participants": [WITH_BIN, company("s/2", "\u202eТОО «Aқжо\u200bл»", region="750000000")]},
        {(A, B): ("same", "name_and_region", "rule")},
        {A: A, B: A},
    ),
    "a human parts what a rule joined": (
        {"participants": [WITH_BIN, company("s/2", "Акжол ЖШС", region="750000000")], "judgements": [judgement(B, A, "different")]},
        {(A, B): ("different", "judged", "curator")},
        {},
    ),
    "the latest judgement counts": (
        {"participants": [WITH_BIN, company("s/2", "Акжол ЖШС")],
         "judgements": [judgement(B, A, "same"), judgement(A, B, "unsure", "2026-11-21")]},
        {(A, B): ("review", "judged", "curator")},
        {},
    ),
    "of one day the later one in the file": (
        {
            "participants": [WITH_BIN, company("s/2", "Акжол ЖШС")],
            "judgements": [judgement(B, A, "same", position=1), judgement(B, A, "different", position=2)],
        },
        {(A, B): ("different", "judged", "curator")},
        {},
    ),
    "what a human keeps apart no chain joins": (
        {"participants": [WITH_BIN, company("s/2", "Кто-то", region="x"), company("s/3", "Другой", region="y")],
         "judgements": [judgement(A, B, "same"), judgement(B, C, "same"), judgement(A, C, "different")]},
        {(A, B): ("same", "judged", "curator"), (A, C): ("different", "judged", "curator"), (B, C): ("same", "judged", "curator")},
        {A: A, B: A},
    ),
}  # fmt: skip


@pytest.mark.parametrize("given, pairs, ids", CASES.values(), ids=CASES.keys())
def test_a_case(given, pairs, ids):
    assert outcome(**given) == (pairs, ids)


def test_the_order_of_rows_changes_nothing():
    rows = [WITH_BIN, *(company(f"s/{n}", "ТОО Акжол", region="750000000") for n in range(2, 6))]
    assert outcome(rows) == outcome(rows[::-1])


def test_a_name_too_many_bear_is_compared_with_nobody():
    pairs, _ = outcome([company(f"s/{n:03}", "ТОО Стоматолог") for n in range(51)])
    assert not pairs
