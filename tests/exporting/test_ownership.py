"""Owners and posts in and out: FollowTheMoney and BODS, the standard's examples, odd records, and what is never kept."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.conftest import shared_data
from tiyn import edition, leaks, pipeline
from tiyn.bods.rules import breaches
from tiyn.bods.structure import departures
from tiyn.exporting import bods, ftm
from tiyn.settings import read_settings

LOST = yaml.safe_load((Path(__file__).parent / "ftm_round_trip.yml").read_text(encoding="utf-8"))


def absent(what):
    if os.environ.get("TIYN_MUST_NOT_SKIP"):
        pytest.fail(f"{what} absent and must not be skipped here")
    pytest.skip(f"{what} not beside this checkout")


def built(home: Path, *files: Path):
    return edition.open_edition(pipeline.build(read_settings(str(home)), inputs=files, only_inputs=True).folder)


def written(home: Path, *lines: object) -> Path:
    path = home / "given.json"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    return path


def rows(opened, sql):
    return [dict(row) for row in opened.connect().execute(sql)]


# FollowTheMoney


@pytest.fixture(scope="module")
def donations(tmp_path_factory):
    found = shared_data()
    path = Path(found or "absent", "data", "ftm", "donations.ijson")
    if not path.is_file():
        absent("the donations file is")
    given = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    opened = built(tmp_path_factory.mktemp("donations"), path)
    return given, opened, list(ftm.entities(opened.connect()))


def test_every_entity_is_read_and_written_again(donations):
    given, opened, out = donations
    reading = rows(opened, "select read as records, accepted, quarantined from reading")
    assert reading == [{"records": len(given), "accepted": len(given), "quarantined": 0}]
    expected = Counter(one["schema"] for one in given if one["schema"] not in LOST["schemata"])
    assert Counter(one["schema"] for one in out) == expected


def test_nothing_else_than_listed_is_lost(donations):
    given, opened, out = donations
    records = {row["id"]: row["record"] for row in rows(opened, "select id, record from entity")}
    by_key = {ftm._key(identifier): record for identifier, record in records.items()}
    by_key |= {ftm._key(f"tie/{r['id']}"): r["record"] for r in rows(opened, "select id, record from relationship")}
    written_out = {by_key[one["id"]]: one for one in out}
    lost = set()
    for one in given:
        if one["schema"] in LOST["schemata"]:
            continue
        back = written_out[one["id"]]
        assert back["schema"] == one["schema"]
        for name, values in one["properties"].items():
            found = [by_key.get(value, value) for value in back["properties"].get(name, [])]
            if found != values:
                assert not found, f"{one['id']}: {name} was {values} and came back as {found}"
                lost.add(f"{one['schema']}.{name}")
    assert lost == set(LOST["properties"])


def test_every_entity_fits_the_standard(donations, opened):
    for one in [*donations[2], *ftm.entities(opened.connect())]:
        assert set(one["properties"]) <= ftm.schemata()[one["schema"]], one
        assert one["schema"] != "Risk"


def test_the_reference_library_reads_it_back(donations):
    followthemoney = pytest.importorskip(
        "followthemoney", reason="followthemoney is not installed: its own reading is not checked"
    )
    for one in donations[2]:
        proxy = followthemoney.model.get_proxy(one, cleaned=False)
        assert {name: sorted(values) for name, values in one["properties"].items()} == {
            name: sorted(proxy.get(name)) for name in one["properties"]
        }


def made(ident, schema, **properties):
    return {"id": ident, "schema": schema, "properties": {name: [value] for name, value in properties.items()}}


def test_of_people_the_name_and_the_role_are_kept_and_relatives_never(tmp_path):
    opened = built(
        tmp_path,
        written(
            tmp_path,
            made(
                "p",
                "Person",
                name="Аскаров Асан",
                birthDate="1970-01-01",
                idNumber="700101300002",
                email="a@b.kz",
                phone="+77010000000",
            ),
            made("q", "Person", name="Аскарова Айгуль"),
            made("c", "Company", name="ТОО «Дар»", registrationNumber="240740028291", phone="+77010000000"),
            made("f", "Family", person="p", relative="q", relationship="wife"),
            made("d", "Directorship", director="p", organization="c", role="директор, тел. +77010000000", startDate="2019"),
            made("x", "Vessel", name="Ship"),
        ),
    )
    text = json.dumps(rows(opened, "select * from entity") + rows(opened, "select * from relationship"), ensure_ascii=False)
    assert not [word for word in ("1970", "700101300002", "a@b.kz", "7701", "wife") if word in text]
    (tie,) = rows(opened, "select * from relationship")
    assert (tie["kind"], tie["to_entity"], tie["since"], tie["current"]) == ("director", "KZ-BIN-240740028291", "2019", "unknown")
    unread = {row["path"]: row["records"] for row in rows(opened, "select * from unread_field")}
    assert unread["Family (a tie between relatives is never kept)"] == 1 and unread["Person.birthDate"] == 1
    assert unread["Vessel (no table holds it)"] == 1
    assert not leaks.leaks(opened.folder)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"id": "", "schema": "Company", "properties": {}}, "no id"),
        ({"id": "a", "properties": {}}, "no schema"),
        ({"id": "a", "schema": "Company", "properties": {"name": "x"}}, "no lists of texts"),
        ({"id": "a", "schema": "Company", "properties": {"name": [None]}}, "no lists of texts"),
        ([1], "no id"),
    ],
)
def test_a_bad_entity_is_quarantined_and_the_rest_goes_on(tmp_path, line, says):
    opened = built(
        tmp_path, written(tmp_path, made("c", "Company", name="ТОО «Дар»"), line, made("e", "Company", name="ТОО «Мир»"))
    )
    (reading,) = rows(opened, "select read as records, accepted, quarantined from reading")
    assert reading["accepted"] == 2 and reading["records"] == reading["accepted"] + reading["quarantined"]
    assert says in rows(opened, "select message from issue where kind = 'quarantined'")[0]["message"]


# BODS


def statement(record, kind, details, **more):
    base = {"statementId": f"{record:x<32}", "declarationSubject": "c", "statementDate": "2024-01-01", "recordId": record}
    return base | {"recordType": kind, "recordDetails": {"isComponent": False, **details}} | more


def company(record, name, number=None, **more):
    details = {"entityType": {"type": "registeredEntity"}, "name": name}
    return statement(record, "entity", details | ({"identifiers": [{"scheme": "KZ-BIN", "id": number}]} if number else {}) | more)


def owner(record, name):
    return statement(record, "person", {"personType": "knownPerson", "names": [{"fullName": name}], "birthDate": "1970"})


def owns(record, party, subject="c", status="new", **interest):
    interest = {"type": "shareholding", **interest}
    details = {"subject": subject, "interestedParty": party, "interests": [interest]}
    return statement(record, "relationship", details, recordStatus=status)


CASES = {
    "an exact share": (owns("r", "p", share={"exact": 25.5}), ("shareholding", "25.5", "yes")),
    "an ended one is kept": (owns("r", "p", status="closed", endDate="2023-01-01"), ("shareholding", None, "no")),
    "no interest told": (
        statement("r", "relationship", {"subject": "c", "interestedParty": "p"}),
        ("unknownInterest", None, "yes"),
    ),
}


@pytest.mark.parametrize(("relation", "expected"), CASES.values(), ids=CASES.keys())
def test_a_relationship(tmp_path, relation, expected):
    opened = built(tmp_path, written(tmp_path, company("c", "ТОО «Дар»", "240740028291"), owner("p", "Аскаров Асан"), relation))
    (tie,) = rows(opened, "select * from relationship")
    share = tie["share_exact"].rstrip("0") if tie["share_exact"] else None
    assert (tie["kind"], share, tie["current"]) == expected
    assert tie["to_entity"] == "KZ-BIN-240740028291"
    assert "1970" not in json.dumps(rows(opened, "select * from entity"))


def test_a_range_keeps_which_end_is_open_and_goes_out_again(tmp_path):
    share = {"exclusiveMinimum": 25, "maximum": 50}
    opened = built(
        tmp_path, written(tmp_path, company("c", "ТОО «Дар»"), owner("p", "Аскаров Асан"), owns("r", "p", share=share))
    )
    out = list(bods.statements(opened.connect(), "2026-11-23", Counter()))
    assert out[-1]["recordDetails"]["interests"][0]["share"] == share
    assert departures(out) == [] and breaches(out, date(2026, 11, 23)) == []


def test_two_unknown_owners_are_two_and_go_out_with_their_reasons(tmp_path):
    unknown = [statement(r, "relationship", {"subject": "c", "interestedParty": {"reason": reason}}) for r, reason in
               (("r1", "subjectExemptFromDisclosure"), ("r2", "subjectExemptFromDisclosure"))]  # fmt: skip
    opened = built(tmp_path, written(tmp_path, company("c", "ТОО «Дар»"), *unknown))
    owners = rows(opened, "select id, unspecified from entity where schema = 'unknown'")
    assert len(owners) == 2 and {one["unspecified"] for one in owners} == {"subjectExemptFromDisclosure"}
    assert not rows(opened, "select * from resolution")
    out = list(bods.statements(opened.connect(), "2026-11-23", Counter()))
    parties = [one["recordDetails"]["interestedParty"] for one in out if one["recordType"] == "relationship"]
    assert parties == [{"reason": "subjectExemptFromDisclosure"}] * 2


ODD = {
    "a company owns itself": ([owns("r", "c")], "interest in itself"),
    "a cycle": ([company("d", "ТОО «Мир»"), owns("r1", "d"), owns("r2", "c", "d")], None),
    "shares above the whole": (
        [owner("q", "Б"), owns("r1", "p", share={"exact": 60}), owns("r2", "q", share={"exact": 50})],
        "add up to 110",
    ),
    "reversed dates": ([owns("r", "p", startDate="2024-01-01", endDate="2020-01-01")], "begins 2024-01-01"),
    "an owner that is no record": ([owns("r", "nobody")], "no entity or person"),
    "one number, two names": ([company("d", "ТОО «Мир»", "240740028291")], "one name of one number"),
}


@pytest.mark.parametrize(("more", "says"), ODD.values(), ids=ODD.keys())
def test_odd_ownership_is_kept_as_published_and_told(tmp_path, more, says):
    opened = built(tmp_path, written(tmp_path, company("c", "ТОО «Дар»", "240740028291"), owner("p", "Аскаров Асан"), *more))
    (reading,) = rows(opened, "select read as records, accepted, quarantined from reading")
    assert (reading["records"], reading["quarantined"]) == (2 + len(more), 0)
    told = " ".join(row["message"] for row in rows(opened, "select message from issue"))
    assert says is None or says in told, told


def test_a_share_above_a_hundred_is_quarantined_with_its_place(tmp_path):
    opened = built(tmp_path, written(tmp_path, company("c", "ТОО «Дар»"), owner("p", "А"), owns("r", "p", share={"exact": 101})))
    (message,) = (row["message"] for row in rows(opened, "select message from issue where kind = 'quarantined'"))
    assert "share.exact" in message and "101" in message and "100 or less" in message


def test_a_bin_with_a_wrong_check_digit_links_nobody(tmp_path):
    opened = built(tmp_path, written(tmp_path, company("c", "ТОО «Дар»", "240740028292")))
    (row,) = rows(opened, "select id, bin_state from entity")
    assert row == {"id": "input/c", "bin_state": "invalid"}


def test_the_dossier_goes_out_in_form_and_the_same_twice(opened):
    missing: Counter[str] = Counter()
    first = list(bods.statements(opened.connect(), "2026-11-22", missing))
    assert departures(first) == [] and breaches(first, date(2026, 11, 23)) == []
    assert first == list(bods.statements(opened.connect(), "2026-11-22", Counter()))
    share = [one for one in first if one["recordId"] == "dosaev-25-percent-lancaster"][0]["recordDetails"]["interests"][0]
    assert share["share"] == {"exact": 25} and share["directOrIndirect"] == "unknown" and "endDate" not in share
    assert missing["worked_with"] == 1 and not {"denies"} & set(missing)


def test_the_standard_s_examples_go_through(tmp_path):
    found = shared_data()
    folder = Path(found or "absent", "data", "bods", "data-standard-0.4", "examples")
    if not folder.is_dir():
        absent("the examples of BODS are")
    step = 1 if os.environ.get("TIYN_TORTURE") else 9  # each is an edition of its own: a ninth of them here, all under torture
    for number, path in enumerate(sorted(folder.glob("*.json"))[::step]):
        home = tmp_path / str(number)
        home.mkdir()
        opened = built(home, path)
        out = list(bods.statements(opened.connect(), "2026-11-23", Counter()))
        assert departures(out) == [], path.name
