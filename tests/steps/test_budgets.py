"""Budget lines: classification over time, reconciliation, coverage, revisions; then the same on the whole collection."""

import pytest

from tests.conftest import collected_report
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.snapshot import Archive
from tiyn.steps.classify import classify, likeness
from tiyn.steps.read import given, read, sources
from tiyn.steps.reconcile import reconcile

LINE = {
    "source_id": "s", "document_id": "d", "locator": "x", "report": "regional", "region": "750000000", "level": "local",
    "kind": "administrator", "section": "II", "functional_group": "8", "functional_subgroup": "3", "administrator": "313",
    "class_id": "regional.ii.8.3.313#1", "month": "2023-01", "year": 2023, "percent_of_period_plan": "0", "percent_of_year_plan": "0",
}  # fmt: skip
MEASURES = ("approved", "revised", "adjusted", "plan_payments", "plan_obligations", "obligations", "paid", "unpaid")


def line(identifier, **given):
    row = LINE | dict.fromkeys(MEASURES, 0) | {"id": identifier} | given
    return row | {"year": int(row["month"][:4])}


def named(identifier, name, month="2023-01"):
    node = identifier.partition("#")[0]
    row = {"id": identifier, "report": "regional", "kind": "administrator", "code": "313", "name": name, "chain": node}
    return row | {"first_month": month, "last_month": month, "judgement": "first", "why": "", "administrator": "313"}


def fill(engine, lines, classes=()):
    engine.load(tables()["budget_line"], lines)
    engine.load(tables()["budget_class"], classes or [named(LINE["class_id"], "Управление цифровизации")])


NAMES = [
    ("ГУ Агентство по защите и развитию конкуренции", "Агентство по защите и развитию конкуренции", "renamed"),
    ("Министерство экологии, геологии и природных ресурсов", "Министерство экологии и природных ресурсов", "renamed"),
    ("Управление предпринимательства города Алматы", "Управление предпринимательства города республиканского значения, столицы", "renamed"),
    ("VI. ФИНАНСИРОВАНИЕ ДЕФИЦИТА (ИСПОЛЬЗОВАНИЕ ПРОФИЦИТА) БЮДЖЕТА", "VI. НЕНЕФТЯНОЙ ДЕФИЦИТ (ПРОФИЦИТ) БЮДЖЕТА", "reused"),
    ("Управление цифровизации", "Управление ветеринарии", "reused"),
]  # fmt: skip


@pytest.mark.parametrize(("earlier", "later", "judgement"), NAMES, ids=[case[1][:40] for case in NAMES])
def test_a_renamed_code_goes_on_and_a_reused_code_does_not(earlier, later, judgement, empty):
    first, second = "regional.ii.8.3.313#1", "regional.ii.8.3.313#2"
    lines = [line("a", class_id=first, month="2023-12"), line("b", class_id=second, month="2024-01")]
    fill(empty, lines, [named(first, earlier), named(second, later)])
    classify(empty)
    rows = {row["name"]: row for row in empty.rows("select * from budget_class order by id")}
    assert rows[earlier]["id"] == "regional.ii.8.3.313" and rows[later]["id"] == "regional.ii.8.3.313~2"
    assert rows[later]["judgement"] == judgement, likeness(earlier, later)
    assert (rows[later]["chain"] == rows[earlier]["chain"]) == (judgement == "renamed")
    assert rows[later]["continues"] == (rows[earlier]["id"] if judgement == "renamed" else None)
    assert [row["class_id"] for row in empty.rows("select class_id from budget_line order by id")] == [
        rows[earlier]["id"],
        rows[later]["id"],
    ]


def test_a_judgement_by_hand_beats_the_rule(empty):
    first, second = "republican.ii.1.1.637#1", "republican.ii.1.1.637#2"
    fill(empty, [line("a", class_id=first), line("b", class_id=second, month="2023-12")], [
        named(first, "Аппарат Конституционного Совета Республики Казахстан") | {"code": "637"},
        named(second, "Аппарат Конституционного Суда Республики Казахстан") | {"code": "637"},
    ])  # fmt: skip
    classify(empty)
    row = empty.rows("select * from budget_class where id like '%~2' order by id")[0]
    assert row["judgement"] == "succeeded" and row["chain"] == row["id"] and row["continues"] == "republican.ii.1.1.637"


BROKEN = [
    ("unpaid is not obligations less paid", [line("a", obligations=10, paid=4, unpaid=7)], "unpaid_differs", "budget/a/unpaid"),
    ("a per cent that is none of its figures", [line("a", paid=50, adjusted=100, percent_of_year_plan="49.9", unpaid=-50)], "percent_differs", "budget/a/percent_of_year_plan"),
    ("lines below do not make the line above", [
        line("p", kind="subgroup", administrator=None, approved=100), line("a", parent="p", approved=60), line("b", parent="p", approved=30),
    ], "children_differ", "budget/p/approved"),
    ("two reports of one administrator", [
        line("s", report="state:abp", region="KZ", section=None, paid=90, unpaid=-90),
        line("r", report="republican:abp", region="KZ", section=None, paid=100, unpaid=-100),
    ], "reports_differ", "budget/s/paid"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "lines", "kind", "place"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_identity_is_said_with_its_receipt_and_nothing_is_repaired(why, lines, kind, place, empty):
    fill(empty, lines)
    before = empty.rows("select * from budget_line order by id")
    reconcile(empty)
    assert (kind, place) in {(row["kind"], row["place"]) for row in empty.rows("select kind, place from issue order by id")}
    assert empty.rows("select * from budget_line order by id") == before


WHOLE = [
    ("unpaid as it should be", [line("a", obligations=10, paid=4, unpaid=6)]),
    ("three printed lines one tenge off by rounding", [
        line("p", kind="subgroup", administrator=None, approved=101), line("a", parent="p", approved=60), line("b", parent="p", approved=40)]),
    ("revenue carries no obligations", [line("a", section="I", kind="item", obligations=0, paid=4, unpaid=0)]),
    ("consolidation where a local budget has the administrator too", [
        line("s", report="state:abp", region="KZ", section=None, paid=90, unpaid=-90),
        line("r", report="republican:abp", region="KZ", section=None, paid=60, unpaid=-60),
        line("l", report="local:abp", region="KZ", section=None, paid=40, unpaid=-40)]),
    ("a per cent printed in full", [line("a", paid=1, adjusted=3, percent_of_year_plan="33.33333333333333", unpaid=-1)]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "lines"), WHOLE, ids=[case[0] for case in WHOLE])
def test_what_agrees_is_no_issue(why, lines, empty):
    fill(empty, lines)
    assert reconcile(empty) == 0


def test_missing_months_are_named_and_filled_in_with_nothing(empty):
    lines = [line("a"), line("c", month="2023-03"), line("x", region="710000000"), line("y", region="710000000", month="2023-02")]
    fill(empty, lines)
    reconcile(empty)
    missing = empty.rows("select region, month from budget_coverage where lines = 0 order by region, month")
    assert [(row["region"], row["month"]) for row in missing] == [("710000000", "2023-03"), ("750000000", "2023-02")]
    assert len(empty.rows("select id from budget_line order by id")) == 4


def test_a_month_that_nobody_printed_is_missing_too(empty):
    fill(empty, [line("a", month="2023-11"), line("b", month="2024-02")])
    reconcile(empty)
    missing = empty.rows("select month from budget_coverage where lines = 0 order by month")
    assert [row["month"] for row in missing] == ["2023-12", "2024-01"]


def test_a_figure_printed_otherwise_later_is_a_revision_with_both_lines(empty):
    fill(empty, [
        line("jan", approved=100, paid=10), line("feb", month="2023-02", approved=90, paid=8), line("mar", month="2023-03", approved=90, paid=20),
        line("next", month="2024-01", approved=500, paid=1),
    ])  # fmt: skip
    reconcile(empty)
    rows = empty.rows("select line, measure, earlier_line, kind, change from budget_revision order by measure")
    assert [(row["line"], row["earlier_line"], row["kind"], int(row["change"])) for row in rows] == [
        ("feb", "jan", "approved_changed", -10), ("feb", "jan", "paid_fell", -2)]  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The whole collection read, classified and reconciled; not sealed."""
    engine = Engine()
    readings = read(engine, Archive(tmp_path_factory.mktemp("a")), None, sources(), tuple(given([collected_report()])))
    classify(engine)
    reconcile(engine)
    return engine, readings


def test_every_row_of_the_collection_is_accepted_once(whole):
    engine, readings = whole
    assert [(one["read"], one["accepted"], one["quarantined"]) for one in readings] == [(186_982, 186_982, 0)]
    assert engine.rows("select count(*) as n from budget_line")[0]["n"] == 186_982
    assert (
        engine.rows(
            "select count(*) as n from budget_line where parent is not null and parent not in (select id from budget_line)"
        )[0]["n"]
        == 0
    )


def test_the_identities_of_the_collection_hold_and_what_does_not_is_counted(whole):
    counts = {row["kind"]: row["n"] for row in whole[0].rows("select kind, count(*) as n from issue group by kind order by kind")}
    assert "unpaid_differs" not in counts and "percent_differs" not in counts
    below = whole[0].rows("select place from issue where kind = 'children_differ' order by place")
    assert all(row["place"].split("/")[1].count(".") == 1 for row in below), "below the sections children add up everywhere"


def test_the_gaps_of_the_collection_are_those_it_has(whole):
    missing = whole[0].rows(
        "select region, month from budget_coverage where lines = 0 and report = 'regional' order by region, month"
    )
    february = {row["region"] for row in missing if row["month"] == "2023-02"}
    assert len(february) == 17 and len({row["region"] for row in missing if row["month"] == "2023-01"}) == 8
    assert {row["month"] for row in missing if row["region"] == "750000000"} == {"2025-02", "2025-03"}


def test_the_social_budget_that_vanished_for_a_month_is_found(whole):
    rows = {
        row["line"]: int(row["change"])
        for row in whole[0].rows("select line, change from budget_revision where measure = 'approved' order by line")
    }
    assert rows["kz-republican.ii.6-2024-09"] == -rows["kz-republican.ii.6-2024-10"] == -5_379_311_678_000
