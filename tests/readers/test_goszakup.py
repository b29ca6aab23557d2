"""The reader of the procurement register: real answers without loss, versions, revisions, removals, nothing personal."""

import gzip
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import goszakup_samples
from tests.sources.goszakup import objects, world
from tiyn import codes
from tiyn.dictionary import tables
from tiyn.lines import line
from tiyn.readers import _goszakup_answer as answer
from tiyn.readers import goszakup
from tiyn.readers._goszakup_fields import is_personal
from tiyn.readers._goszakup_party import Parties
from tiyn.readers._goszakup_values import detailed, moment, number, ocds_status, region, text
from tiyn.readers._record import Extra, Given, Record, Refused

ROOTS = {one.root: name for name, one in objects.LISTINGS.items()}
GIVEN = Given("kz_goszakup", "kz_goszakup-test", "test")


def segment(path, *pages):
    """A file of pages given as (object, way, walk, records)."""
    content, numbers = b"", {}
    for name, way, walk, records in pages:
        body = {"data": {name: records}} if way == "graphql" else {"items": records, "next_page": ""}
        number = numbers[name, walk] = numbers.get((name, walk), 0) + 1
        content += answer.member(answer.Page(name, way, walk, number, "", json.dumps(body, ensure_ascii=False).encode()))
    path.write_bytes(content)
    return path


def read(tmp_path, *pages):
    """({table: rows}, refused) of pages given as (object, way, walk, records)."""
    path = segment(tmp_path / "segment", *pages)
    rows, refused, accepted = {}, [], 0
    for one in goszakup.read(path, GIVEN):
        if isinstance(one, Refused):
            refused.append(one)
            continue
        accepted += isinstance(one, Record)
        for name, row in one.rows:
            rows.setdefault(name, []).append(row)
            assert line(tables()[name], row), name
            assert set(row) <= set(tables()[name].names), (name, set(row) - set(tables()[name].names))
            assert all(row.get(column.name) is not None for column in tables()[name].columns if column.required), (name, row)
    assert accepted + len(refused) == sum(len(records) for *_, records in pages)
    for name, found in rows.items():
        keys = [tuple(row[key] for key in tables()[name].key) for row in found]
        assert len(keys) == len(set(keys)), f"{name}: a key twice"
    return rows, refused


@pytest.fixture
def case():
    return world.World(60).case


def pages_of(register, index, *names):
    return [(name, "graphql", 1, objects.LISTINGS[name].rows(register.case(index))) for name in names]


def chosen(register, wanted):
    return next(one for one in map(register.case, range(register.size)) if wanted(one))


def samples():
    found = {}
    for path in goszakup_samples():
        body = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for root, records in (body.get("data") or {}).items():
            found[ROOTS[root]] = json.loads(path.read_text(encoding="utf-8"))["data"][root]
            assert len(records) == len(found[ROOTS[root]])
        if path.name.startswith("rest_rnu"):
            found["rnu"] = body["items"]
        if path.name.startswith("rest_lots"):
            found["rest_lot"] = body["items"]
    return found


def test_real_answers_are_read_without_loss(tmp_path):
    real = samples()
    pages = [(name, "graphql", 1, real[name]) for name in ("contract", "lot", "plan", "trd_buy", "bid")]
    nested = [
        row | {"trdBuyId": one["id"], "trdBuyNumberAnno": one["numberAnno"]} for one in real["trd_buy"] for row in one["Lots"]
    ]
    bid_lots = [{"id": lot, "trdBuyId": 17_370_000} for lot in (42667204, 42667205)]
    lots = [("lot", "graphql", 1, nested + bid_lots), ("lot", "rest", 1, real["rest_lot"]), ("rnu", "rest", 1, real["rnu"])]
    rows, refused = read(tmp_path, *pages, *lots)
    assert not refused
    assert len(rows["contract"]) == len(rows["contract_version"]) == 6
    assert sum(row["direct"] == "yes" for row in rows["contract"]) == 4
    assert sum(row["value"] for row in rows["contract"]) == 215000 + 44400 + 1980000 + 780000 + 1960000 + 1500000
    assert [row["revision"] for row in rows["contract"] if row["system_number"].startswith("021140004001")] == [1]
    assert {row["signed"] for row in rows["contract"]} >= {"2026-07-27T06:12:40+05:00"}
    assert len(rows["lot"]) == 7 + 2 + 2 + 1
    assert {row["number"]: row["attempt"] for row in rows["lot"]}["83685322-ОИ4"] == 4
    assert next(row for row in rows["lot"] if row["id"] == "42700160")["value"] == Decimal("624991.07")
    assert len(rows["plan_item"]) == 2 and len(rows["budget_part"]) == 2
    assert {(row["administrator"], row["programme"], row["specific"]) for row in rows["budget_part"]} == {
        ("457", "001", "149"), ("124", "022", "414"),
    }  # fmt: skip
    assert len(rows["bid"]) == 7 and len(rows["award"]) == 2
    assert {row["ocid"] for row in rows["bid"]} == {"goszakup-17370000"}
    assert {row["ocid"] for row in rows["process"]} >= {"goszakup-17379679", "goszakup-17379676", "goszakup-direct-25609834"}
    assert {"KZ-BIN-240240016507", "KZ-BIN-240940016760"} <= {row["id"] for row in rows["participant"]}
    bases = {
        name: {row["vat"] for row in rows[name] if row.get(where) is not None}
        for name, where in (("lot", "value"), ("plan_item", "amount"))
    }
    assert bases == {"lot": {"unknown"}, "plan_item": {"unknown"}}
    assert all(row.get("vat") is None for row in rows["lot"] if row.get("value") is None)
    lignite = next(row for row in rows["item"] if row["lot"] == "42700184")
    assert (lignite["classification"], lignite["region"]) == ("052010.900.000002", "550000000")


def test_a_contracts_chain_of_revisions_is_one_contract(tmp_path, case):
    one = chosen(case(0).world, lambda one: one.revisions == 3 and one.payments and one.acts)
    rows, refused = read(tmp_path, *pages_of(one.world, one.index, "contract", "act", "treasury_pay"))
    assert not refused
    (contract,) = rows["contract"]
    assert contract["id"] == contract["root"] == str(one.contract_id(0)) and contract["revision"] == 2
    assert contract["value"] == Decimal(one.sum(2)) / 100 and contract["vat"] == "excl"
    assert contract["value_vat"] == Decimal(one.with_vat(one.sum(2))) / 100
    versions = sorted(rows["contract_version"], key=lambda row: row["position"])
    assert [row["kind"] for row in versions] == ["original", "restated_total", "restated_total"]
    assert [row["value"] for row in versions] == [Decimal(one.sum(n)) / 100 for n in range(3)]
    assert {row["contract"] for row in rows["payment"] + rows["act"]} == {contract["id"]}
    assert {row["parent"] for row in rows["item"] if row["parent_kind"] == "contract"} == {contract["id"]}
    assert sum(row["total"] for row in rows["item"] if row["parent_kind"] == "contract") == contract["value"]
    assert {row["payee"] for row in rows["payment"]} == {contract["supplier"]}


def test_an_announcement_not_read_is_still_a_process(tmp_path, case):
    one = chosen(case(0).world, lambda one: not one.direct)
    rows, _ = read(tmp_path, *pages_of(one.world, one.index, "contract"))
    (process,) = rows["process"]
    assert (process["ocid"], process["number"]) == (f"goszakup-{one.buy_id}", f"{one.buy_id}-1")


def test_winning_bids_are_awards_and_contracts_name_them(tmp_path, case):
    one = chosen(case(0).world, lambda one: not one.direct and one.bids == 3)
    rows, _ = read(tmp_path, *pages_of(one.world, one.index, "trd_buy", "lot", "bid", "contract"))
    assert len(rows["bid"]) == 3 * one.units and len(rows["award"]) == one.units
    assert rows["contract"][0]["award"] in {row["id"] for row in rows["award"]}
    assert {row["rank"] for row in rows["bid"]} == {1, 2, None}


def test_every_version_of_a_plan_item_is_kept_and_the_last_is_marked(tmp_path, case):
    one = chosen(case(0).world, lambda one: one.versions(0) == 2)
    rows, _ = read(tmp_path, *pages_of(one.world, one.index, "plan"))
    mine = {row["id"]: row for row in rows["plan_item"] if row["root"] == str(one.plan_id(0, 0))}
    assert [(row["version"], row["latest"]) for row in sorted(mine.values(), key=lambda row: row["id"])] == [
        (1, "no"),
        (2, "yes"),
    ]
    assert {row["owner"] for row in rows["budget_part"]} >= set(mine)


def test_a_later_walk_is_the_newer_version(tmp_path, case):
    one = case(4)
    old = objects.LISTINGS["contract"].rows(one)
    one.world.changed[4] = 1
    new = objects.LISTINGS["contract"].rows(one)
    for pages in ([("contract", "graphql", 1, old), ("contract", "graphql", 2, new)],
                  [("contract", "graphql", 2, new), ("contract", "graphql", 1, old)]):  # fmt: skip
        rows, _ = read(tmp_path, *pages)
        assert [row["paid_stated"] for row in rows["contract"]] == [Decimal(str(new[0]["faktSumWnds"]))]


def test_what_the_journal_removed_is_said_and_marked(tmp_path, case):
    one = chosen(case(0).world, lambda one: one.revisions == 1)
    plan = objects.LISTINGS["plan"].rows(one)
    lines = [{"action": "D", "object_id": number, "date_action": "2026-08-01 01:00:00", "service_name": name}
             for name, number in (("contract", one.contract_id(0)), ("plans", plan[0]["id"]))]  # fmt: skip
    rows, refused = read(tmp_path, *pages_of(one.world, one.index, "contract", "plan"), ("journal", "rest", 2, lines))
    assert not refused
    assert rows["contract"][0]["deleted"] == "yes"
    assert [row["deleted"] for row in rows["plan_item"] if row["id"] == str(plan[0]["id"])] == ["yes"]
    assert sum(row["kind"] == "removed" for row in rows["issue"]) == 2
    back = [lines[0] | {"action": "U", "date_action": "2026-08-02 01:00:00"}]
    rows, _ = read(tmp_path, *pages_of(one.world, one.index, "contract"), ("journal", "rest", 2, lines + back))
    assert rows["contract"][0]["deleted"] is None


@pytest.mark.parametrize(("change", "kind"), [
    ({"customerBin": world.bin_of(40)}, "key_disagrees"), ({"finYear": 2019}, "key_disagrees"),
    ({"contractNumberSys": "no key at all"}, "key_malformed"),
])  # fmt: skip
def test_a_key_that_disagrees_is_an_issue_and_the_record_stays(tmp_path, case, change, kind):
    one = chosen(case(0).world, lambda one: one.revisions == 1)
    records = [row | change for row in objects.LISTINGS["contract"].rows(one)]
    rows, refused = read(tmp_path, ("contract", "graphql", 1, records))
    assert not refused and len(rows["contract"]) == 1
    assert [row["kind"] for row in rows["issue"]] == [kind]


def test_rest_and_graphql_give_the_same_rows(tmp_path, case):
    one = chosen(case(0).world, lambda one: not one.direct and one.acts)
    for name in ("lot", "act", "treasury_pay", "trd_buy"):
        whole = objects.LISTINGS[name].rows(one)
        flat = [{key: value for key, value in row.items() if not key[0].isupper()} for row in whole]
        contract = pages_of(one.world, one.index, "contract")
        first, _ = read(tmp_path, *contract, (name, "graphql", 1, flat))
        second, _ = read(tmp_path, *contract, (name, "rest", 1, [objects.snake(row) for row in whole]))
        assert first == second


@pytest.mark.parametrize("broken", [
    ["text"], [None], [{"noId": 1}], [{"id": "x"}], [{"id": True}], [{"id": 10**30}], [[]], [{"id": 5, "trdBuyId": []}],
])  # fmt: skip
@pytest.mark.parametrize("name", sorted(goszakup.READ))
def test_a_broken_record_never_crashes_the_reading(tmp_path, name, broken):
    read(tmp_path, (name, "graphql", 1, broken), ("contract", "graphql", 1, broken))


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=15) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "nameRu", "bin", "lotId"]), inside, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_any_field_is_read_or_refused(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(objects.LISTINGS)))
    register = world.World(30)
    one = chosen(register, lambda one: not one.direct and one.acts and one.payments)
    records = [dict(row) for row in objects.LISTINGS[name].rows(one if name not in ("subject", "rnu") else register.case(1))]
    for row in records:
        field = data.draw(st.sampled_from(sorted(row)))
        row[field] = data.draw(WILD)
    read(tmp_path, *pages_of(register, one.index, "contract", "lot"), (name, "graphql", 2, records))


PLANTED = st.fixed_dictionaries({
    "supplierFio": st.from_regex(r"[А-Я]{6,9} [А-Я]{6,9} [А-Я]{7,9}", fullmatch=True),
    "phone": st.from_regex(r"\+77\d{9}", fullmatch=True), "email": st.from_regex(r"[a-z]{8}@[a-z]{6}\.example", fullmatch=True),
    "iik": st.from_regex(r"KZ\d{18}", fullmatch=True), "bik": st.from_regex(r"[A-Z]{4}KZ[A-Z0-9]{2}", fullmatch=True),
    "address": st.from_regex(r"улица [А-Я]{9}, \d{3}", fullmatch=True),
    "iin": st.integers(0, 999_999).map(world.iin_of),
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(planted=PLANTED)
def test_nothing_personal_ever_reaches_a_row(tmp_path, planted):
    """Whatever stands in persons' fields, in every object and in both interfaces, is in no row, and is counted."""
    register = world.World(40)
    rows_of = {
        name: [row for index in range(12) for row in objects.LISTINGS[name].rows(register.case(index))]
        for name in objects.LISTINGS
    }
    names = {"supplierFio", "crFio", "modFio", "supplierHeadNameRu"}
    for row in (row for found in rows_of.values() for row in found):
        row |= {"supplierFio": planted["supplierFio"], "crFio": planted["supplierFio"], "modFio": planted["supplierFio"]}
        row |= {"supplierHeadNameRu": planted["supplierFio"], "supplierHeadBiin": planted["iin"], "phone": planted["phone"]}
        row |= {"email": planted["email"], "supplierIik": planted["iik"], "customerBik": planted["bik"], "iin": planted["iin"]}
        row |= {"supplierLegalAddress": planted["address"], "Employees": [{"fio": planted["supplierFio"], "iin": planted["iin"]}]}
        row |= {"Commission": [planted["supplierFio"]], "descriptionRu": f"договор с ИИН {planted['iin']} на услуги"}
        row |= {field: planted["iin"] for field in ("supplierBiin", "supplierBinIin") if field in row}
    for pages in ([(name, "graphql", 1, found) for name, found in rows_of.items()],
                  [(name, "rest", 1, [objects.snake(row) for row in found]) for name, found in rows_of.items()]):  # fmt: skip
        rows, _ = read(tmp_path, *pages)
        told = json.dumps(rows, ensure_ascii=False, default=str)
        for what, value in planted.items():
            assert value not in told, what
        assert names <= {row["path"].split(".")[1] for row in rows["unread_field"] if row["reason"] == "personal"}
        assert all(
            row["name"] is None
            for row in rows["participant"]
            if row["kind"] in ("natural_person", "unknown") and row["bin_state"] == "personal"
        )


def test_sole_traders_have_the_registers_own_number_and_never_a_personal_one(tmp_path, case):
    register = case(0).world
    one = chosen(register, lambda one: objects.is_trader(one.supplier))
    who = [
        row
        for index in range(register.customers + register.suppliers)
        for row in objects.LISTINGS["subject"].rows(register.case(index))
    ]
    rows, _ = read(tmp_path, ("subject", "graphql", 1, who), *pages_of(register, one.index, "contract"))
    supplier = rows["contract"][0]["supplier"]
    assert supplier == f"kz_goszakup:pid-{1000 + register.customers + one.supplier}"
    party = next(row for row in rows["participant"] if row["id"] == supplier)
    assert (party["kind"], party["bin_state"], party["identifier"]) == ("sole_trader", "personal", None)
    assert party["name"].startswith("ИП")


@pytest.mark.parametrize(("printed", "kept"), [
    ("2026-07-27 06:12:40", "2026-07-27T06:12:40+05:00"), ("2024-02-29 23:59:59", "2024-02-29T23:59:59+06:00"),
    ("2024-03-01 12:00:00", "2024-03-01T12:00:00+05:00"), ("2026-07-24T15:30:24.884000", "2026-07-24T15:30:24.884000+05:00"),
    ("2026-07-24", "2026-07-24"), ("0000-00-00 00:00:00", None), ("", None), (None, None), (5, None), ("2026-02-30 10:00:00", None),
])  # fmt: skip
def test_moments_are_almaty_time_by_the_rules_of_their_day(printed, kept):
    assert moment(printed) == kept


def test_values_are_kept_as_printed_or_not_at_all():
    assert number(Decimal("624991.07")) == Decimal("624991.07") and number("1e3") == 1000 and number(True) is None
    assert number("1" * 30) is None and number("nan") is None and number([1]) is None
    assert (
        region(["751110000", "751210000"]) == "750000000"
        and region(["751110000", "711110000"]) is None
        and region("990000000") is None
    )
    assert text("ИИН " + world.iin_of(7)).count("•") == 8 and text(" ") is None and text(world.bin_of(7)) == world.bin_of(7)
    assert is_personal("supplierIik") and is_personal("Commission") and not is_personal("refEnstruCode")


def test_a_damaged_segment_keeps_what_stands_before_the_damage(tmp_path, case):
    path = segment(tmp_path / "damaged", *pages_of(case(0).world, 1, "contract"))
    path.write_bytes(path.read_bytes() + gzip.compress(b"{}\n"))
    found = list(goszakup.read(path, GIVEN))
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert any(name == "contract" for one in found if isinstance(one, (Record, Extra)) for name, _ in one.rows)


def test_a_segment_is_recognised_and_nothing_else(tmp_path, case):
    path = segment(tmp_path / "one", *pages_of(case(0).world, 1, "contract"))
    assert goszakup.recognises(path) and goszakup.names(path) == "contract, walk 1, page 1"
    for content in (b"", b"{}", gzip.compress(b"{}"), path.read_bytes()[:30], b"\x1f\x8b"):
        (tmp_path / "other").write_bytes(content)
        assert not goszakup.recognises(tmp_path / "other")


def test_every_status_has_a_group_and_every_method_one_of_ocds():
    groups = set(codes.lists()["goszakup_status_group"])
    for name in ("goszakup_buy_status", "goszakup_lot_status", "goszakup_contract_status"):
        assert {entry["group"] for entry in codes.lists()[name].values()} <= groups
    assert {entry["method"] for entry in codes.lists()["goszakup_method"].values()} == {"open", "selective", "limited", "direct"}


@pytest.mark.parametrize(
    ("name", "value", "status", "details"),
    [
        ("goszakup_contract_status", 390, "terminated", "390 Исполнен"), ("goszakup_contract_status", 190, "active", None),
        ("goszakup_contract_status", 480, "cancelled", None), ("goszakup_contract_status", 110, "pending", "110 Проект договора"),
        ("goszakup_buy_status", 220, "active", None), ("goszakup_buy_status", 430, "cancelled", None), ("goszakup_buy_status", 370, "unsuccessful", None),
        ("goszakup_buy_status", 99999, "99999", "99999"), ("goszakup_lot_status", None, None, None),
    ],
)  # fmt: skip
def test_a_status_of_the_register_has_the_standards_name_and_keeps_its_id(name, value, status, details):
    assert ocds_status(name, value) == status
    assert details is None or detailed(name, value) == details
    assert value is None or str(detailed(name, value)).startswith(str(value))


def test_an_act_marked_as_deleted_says_so(tmp_path, case):
    one = chosen(case(0).world, lambda one: objects.LISTINGS["act"].rows(one))
    acts = [row | {"isDeleted": 1} for row in objects.LISTINGS["act"].rows(one)]
    rows, refused = read(
        tmp_path, ("contract", "graphql", 1, objects.LISTINGS["contract"].rows(one)), ("act", "graphql", 1, acts)
    )
    assert not refused and {row["deleted"] for row in rows["act"]} == {"yes"}


@pytest.mark.parametrize(
    ("printed", "paid", "unread"),
    [
        ({"contractSumWnds": None, "faktSum": 100, "faktSumWnds": 112}, 100, None),
        ({"contractSumWnds": None, "faktSum": None, "faktSumWnds": 112}, None, "contract.faktSumWnds"),
        ({"contractSumWnds": 112, "faktSum": 100, "faktSumWnds": 112}, 112, None),
        ({"contractSumWnds": 112, "faktSum": 100, "faktSumWnds": None}, None, "contract.faktSum"),
    ],
)
def test_what_was_paid_is_on_the_basis_of_the_contract(tmp_path, case, printed, paid, unread):
    row = objects.LISTINGS["contract"].rows(case(4))[0] | {"contractSum": 100} | printed
    rows, _ = read(tmp_path, ("contract", "graphql", 1, [row]))
    assert [one["paid_stated"] for one in rows["contract"]] == [paid]
    counted = {one["path"] for one in rows["unread_field"]} & {"contract.faktSum", "contract.faktSumWnds"}
    assert counted == ({unread} if unread else set())


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_who_is_a_person_in_one_record_is_named_by_none(order):
    parties = Parties("kz_goszakup")
    for kind in order:
        parties.met(None, 5, "x", "supplier", {"name": "Кто-то Некто", "name_kk": "Біреу", "type": kind})
    row = next(parties.rows())
    assert (row["kind"], row["name"], row["name_kk"]) == ("natural_person", None, None)


@pytest.mark.parametrize("digits", [(None, "850101300123"), ("850101300123", None)])
def test_a_personal_number_in_one_record_hides_the_name_of_all(digits):
    parties = Parties("kz_goszakup")
    for one in digits:
        parties.met(one, 5, "x", "supplier", {"name": "Кто-то Некто", "type": 1})
    row = next(parties.rows())
    assert (row["bin_state"], row["name"], row["identifier"]) == ("personal", None, None)
