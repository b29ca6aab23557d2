"""The register's answers held against a plain count of the same rows."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.register import Asked, Register, build
from tiyn.steps.tracing.procurement import procurement

TITLES = [
    ("ru", "Сопровождение информационной системы учёта"), ("ru", "Закупка серверного оборудования"), ("ru", "Ремонт автомобильной дороги"),
    ("kk", "Ақпараттық жүйені сүйемелдеу қызметтері"), ("kk", "Мектептерге компьютер жеткізу"), ("en", "Software licence renewal"),
]  # fmt: skip
COUNT = 240


def purchases() -> list[dict]:
    random.seed(11)
    found = []
    for n in range(COUNT):
        lang, title = random.choice(TITLES)
        found.append({"ocid": f"ocds-test-{n:04d}", "title": f"{title} {n % 7}", "language": lang, "year": random.choice([2022, 2023, None]),
                      "method": random.choice(["open", "direct", None]), "region": random.choice(["750000000", "710000000"]),
                      "value": random.choice([None, "891100000", str(random.randrange(1, 10**9)), "500.25"]),
                      "supplier": f"s{n % 9}", "buyer": f"KZ-BIN-{n % 4:012d}", "contract": n % 5 != 0})  # fmt: skip
    return found


@pytest.fixture(scope="module")
def rows():
    return purchases()


@pytest.fixture(scope="module")
def register(rows, tmp_path_factory):
    engine = Engine(1)
    given = {"source_id": "s", "document_id": "d", "locator": "1"}
    processes, contracts = [], []
    for row in rows:
        names = ("ocid", "title", "language", "year", "method", "region", "buyer")
        sums = {} if row["contract"] else {"tender_value": row["value"] and Decimal(row["value"]), "tender_currency": "KZT"}
        processes.append(
            {name: row[name] for name in names} | given | {"releases": 1, "number": f"{row['ocid'][-4:]}55-1"} | sums
        )
        if row["contract"]:
            value = row["value"] and Decimal(row["value"])
            contracts.append({"ocid": row["ocid"], "id": "c", "position": 1, "value": value, "currency": "KZT", "supplier": row["supplier"],
                              "system_number": f"990540000123/24{row['ocid'][-4:]}/00", **given})  # fmt: skip
    engine.load(tables()["process"], processes)
    engine.load(tables()["contract"], contracts)
    supplier = [
        {"id": f"s{n}", "source_id": "s", "name": f"ТОО «Бизнес-инкубатор MOST {n}»", "bin_state": "none", "kind": "organization"}
        for n in range(9)
    ]
    engine.load(tables()["participant"], supplier)
    procurement(engine)
    folder = tmp_path_factory.mktemp("register") / "register"
    assert build(engine, folder) == COUNT
    return Register(folder)


def fits(row: dict, filters: dict) -> bool:
    return all((str(row[name]) if row[name] is not None else "-") == value for name, value in filters.items())


@pytest.mark.parametrize(
    "filters",
    [{}, {"year": "2023"}, {"year": "-"}, {"method": "direct", "region": "750000000"}, {"buyer": "KZ-BIN-000000000001"}],
)
@pytest.mark.parametrize("sort", ["-amount", "amount", "-date", "date"])
def test_every_row_is_reached_once_in_order_forwards_and_backwards(register, rows, filters, sort):
    wanted = {row["ocid"] for row in rows if fits(row, filters)}
    asked = Asked(filters=filters, sort=sort, limit=17)
    forwards, page = [], register.ask(asked)
    assert page.count == len(wanted)
    while True:
        forwards += [ocid for ocid, _ in page.keys]
        if not page.following:
            break
        page = register.ask(Asked(filters=filters, sort=sort, limit=17, cursor=page.following))
    assert len(forwards) == len(set(forwards)) and set(forwards) == wanted
    if sort == "-amount":
        known = {row["ocid"]: row["value"] for row in rows}
        sums = [Decimal(known[ocid]) if known[ocid] else Decimal(-1) for ocid in forwards]
        assert sums == sorted(sums, reverse=True), "the largest first, the unknown last"
    backwards, page = [], register.ask(Asked(filters=filters, sort=sort, limit=17, cursor="z"))
    while True:
        backwards = [ocid for ocid, _ in page.keys] + backwards
        if not page.preceding:
            break
        page = register.ask(Asked(filters=filters, sort=sort, limit=17, cursor=page.preceding))
    assert backwards == forwards


@pytest.mark.parametrize("filters", [{}, {"year": "2023"}, {"method": "-"}])
def test_facets_count_what_a_click_would_give(register, rows, filters):
    found = register.ask(Asked(filters=filters))
    for name in ("year", "method", "region"):
        for value, count in found.facets[name]:
            assert (
                count
                == register.ask(Asked(filters=filters | {name: value})).count
                == sum(fits(row, filters | {name: value}) for row in rows)
            )


def test_a_facet_of_thousands_of_values_is_counted_exactly(tmp_path):
    engine = Engine(1)
    given = {"source_id": "s", "document_id": "d", "locator": "1", "releases": 1}
    processes = [{"ocid": f"o{n:05d}", "region": f"r{n % 2500:04d}" if n % 3 else "r0001"} | given for n in range(6000)]
    engine.load(tables()["process"], processes)
    procurement(engine)
    build(engine, tmp_path / "register")
    found = Register(tmp_path / "register").ask(Asked())
    plain = Counter(one["region"] for one in processes)
    assert found.facets["region"] == sorted(plain.items(), key=lambda pair: (-pair[1], pair[0]))[:40]
    assert found.more["region"] == len(plain) - 40 and not found.more["year"]


@pytest.mark.parametrize(
    ("text", "why", "hit"),
    [
        ("информационных систем", "words", "Сопровождение информационной системы учёта"),
        ("серверное оборудование", "words", "Закупка серверного оборудования"),
        ('"автомобильной дороги"', "phrase", "Ремонт автомобильной дороги"),
        ("жүйелерді сүйемелдеу", "words", "Ақпараттық жүйені сүйемелдеу қызметтері"),
        ("licenses software", "typo", "Software licence renewal"),
        ("абтомобильная", "typo", "Ремонт автомобильной дороги"),
        ("автомоб", "typo", "Ремонт автомобильной дороги"),
        ("avtomobilnoi dorogi", "words", "Ремонт автомобильной дороги"),
    ],
)
def test_words_are_found_in_any_form_and_script(register, rows, text, why, hit):
    found = register.ask(Asked(text, limit=COUNT))
    known = {row["ocid"]: row["title"] for row in rows}
    assert found.why == why and {known[ocid][:-2] for ocid, _ in found.keys[:1]} == {hit}
    assert found.count == sum(row["title"].startswith(hit) for row in rows)


@pytest.mark.parametrize(
    "text", ["990540000123/240003/00", "990540000123/240003", "000355-1", "OCDS-test-0003", " ocds-test-0003 "]
)
def test_an_identifier_finds_the_one_purchase(register, text):
    found = register.ask(Asked(text))
    assert found.why == "code" and [ocid for ocid, _ in found.keys] == ["ocds-test-0003"]


def test_a_bin_finds_all_its_purchases_with_and_without_its_scheme(register, rows):
    count = sum(row["buyer"].endswith("0001") for row in rows)
    assert register.ask(Asked("000000000001")).count == register.ask(Asked("KZ-BIN-000000000001")).count == count


def test_a_sum_is_found_as_people_write_it(register, rows):
    wanted = {row["ocid"] for row in rows if row["value"] == "891100000"}
    for text in ("891,1 млн", "891.1 mn", "891100000"):
        assert {ocid for ocid, _ in register.ask(Asked(text, limit=COUNT)).keys} == wanted


def test_bounds_of_the_sum(register, rows):
    found = register.ask(Asked(low=1000, high=10**8, limit=COUNT))
    assert {ocid for ocid, _ in found.keys} == {
        row["ocid"] for row in rows if row["value"] and 1000 <= Decimal(row["value"]) <= 10**8
    }


@pytest.mark.parametrize(
    "cursor", ["", "x", "a", "a-1", "b0", "o99999999999", "a" + "9" * 40, "z", "o9999", "'", "a1 or 1", "a²", "b٣"]
)
def test_a_strange_cursor_never_raises(register, cursor):
    for text in ("", "дорога"):
        assert register.ask(Asked(text, cursor=cursor)).count > 0


@pytest.mark.parametrize("text", ["", " ", '"', "((", "AND OR", "\x00", "а" * 600, "*", "no such thing at all zzzz", "1" * 200])
def test_a_strange_text_never_raises(register, text):
    assert register.ask(Asked(text)).count >= 0


def test_an_edition_without_purchases_has_an_empty_register(tmp_path):
    engine = Engine(1)
    procurement(engine)
    assert build(engine, tmp_path / "register") == 0
    assert Register(tmp_path / "register").ask(Asked()).count == 0


def test_an_id_with_a_line_end_leads_to_its_own_purchase(tmp_path):
    engine = Engine(1)
    given = {"source_id": "s", "document_id": "d", "locator": "1", "releases": 1}
    engine.load(tables()["process"], [{"ocid": "ocds-1\n2", "title": "x", **given}])
    procurement(engine)
    build(engine, tmp_path / "register")
    assert Register(tmp_path / "register").ask(Asked()).keys == [("ocds-1\n2", "")]
