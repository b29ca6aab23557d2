"""The collector of the procurement register against its stand-in: every documented trap, every shape of a refusal."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from decimal import Decimal

import pytest

from tests.sources.goszakup import SOURCE, TOKEN, Portal, collector, running, spool, standin, world
from tiyn import shelf
from tiyn.cli import main
from tiyn.model.errors import InputRefused, NotAPeriod, NotFound, SourceUnavailable
from tiyn.readers import _goszakup_answer as answer
from tiyn.settings import REPOSITORY
from tiyn.steps.collect import Options

SIZE = 130


@pytest.fixture
def portal(tmp_path, monkeypatch):
    monkeypatch.setenv("TIYN_GOSZAKUP_TOKEN", TOKEN)
    with standin.StandIn(world.World(SIZE)) as server:
        server.held = 1.2
        yield Portal(tmp_path, server)


def contract_ids(portal):
    return [row["id"] for path, _ in portal.files() for page in answer.pages(path, "x") if page.object == "contract"
            for row in answer.rows(page)]  # fmt: skip


def test_everything_is_collected_and_agrees_with_the_stand_ins_own_sums(portal):
    done = portal.collect()
    assert not done.failed
    assert portal.server.most_at_once == 1
    rows, truth = portal.rows(), portal.server.world.truth()
    counted = {name: len(rows[name]) for name in ("contract", "contract_version", "lot", "plan_item", "bid", "act", "payment")}
    assert counted == {
        "contract": truth.contracts, "contract_version": truth.revisions, "lot": truth.lots, "plan_item": truth.plan_items,
        "bid": truth.bids, "act": truth.acts, "payment": truth.payments,
    }  # fmt: skip
    assert len(rows["process"]) == truth.processes
    assert sum(row["direct"] == "yes" for row in rows["contract"]) == truth.direct
    assert sum(row["value"] for row in rows["contract"]) == truth.value
    assert sum(row["value_vat"] for row in rows["contract"]) == truth.value_vat
    assert sum(row["value"] for row in rows["payment"]) == truth.paid
    assert sum(row["parent_kind"] == "contract" for row in rows["item"]) == truth.units


def test_the_cursor_is_the_smallest_id_and_the_page_size_may_be_cut(portal):
    portal.server.cap["graphql"] = 37
    portal.collect("contract")
    ids = contract_ids(portal)
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == len(set(ids)) == portal.server.world.truth().revisions
    assert "keeps to 37" in portal.heard()
    assert all("after" in one for one in portal.server.asked[1:])


def test_a_short_page_is_not_the_end(portal, monkeypatch):
    """Rows vanish from a page and hasNextPage is still true: the walk goes on."""
    whole = standin.StandIn._rows

    def short(self, name, after, limit, wanted):
        rows, more = whole(self, name, after, min(limit, 40), wanted)
        return rows[: len(rows) - 3] if more else rows, more

    monkeypatch.setattr(standin.StandIn, "_rows", short)
    portal.collect("contract")
    assert min(contract_ids(portal)) == portal.server.world.case(0).contract_id(0)


def test_rest_follows_its_own_cursor(portal):
    portal.server.cap["rest"] = 30
    done = portal.collect(way="rest")
    assert not done.failed
    assert all(one.startswith("/v3/") for one in portal.server.asked)
    rows, truth = portal.rows(), portal.server.world.truth()
    assert len(rows["contract"]) == truth.contracts
    assert len(rows["payment"]) == truth.payments
    assert len(rows["bid"]) == truth.bids  # which GraphQL alone publishes


def test_rest_asks_items_of_each_contract_when_told_to(portal):
    portal.collect("contract", "contract_units", way="rest")
    rows = portal.rows()
    assert sum(row["parent_kind"] == "contract" for row in rows["item"]) == portal.server.world.truth().units


@pytest.mark.parametrize("failure", ["500", "html", "429", "hang", "reset", "errors", "torn", "empty"])
def test_a_passing_failure_is_asked_again(portal, failure):
    portal.server.script = [None, failure, failure]
    portal.server.cap["graphql"] = 60
    portal.collect("contract", timeout=0.5 if failure == "hang" else 9.0)
    assert len(set(contract_ids(portal))) == portal.server.world.truth().revisions
    assert len(portal.clock.slept) == 2
    assert portal.clock.slept[1] > portal.clock.slept[0] or failure == "429"


def test_retry_after_is_honoured(portal):
    portal.server.script, portal.server.retry_after = ["429"], "77"
    portal.collect("rnu")
    assert portal.clock.slept == [77.0]


@pytest.mark.parametrize("failure", ["500", "html", "hang", "errors"])
def test_five_failures_in_a_row_stop_the_run_and_keep_everything(portal, failure):
    portal.server.cap["graphql"] = 60
    portal.server.script = [None, *[failure] * 5]
    with pytest.raises(SourceUnavailable, match="5 requests in a row failed.*all is kept.*--wait"):
        portal.collect("contract", timeout=0.5 if failure == "hang" else 9.0)
    assert spool.Spool(portal.home, portal.archive).done == {}
    assert [line["kind"] for line in spool.lines_of(portal.home)].count("page") == 1
    asked = len(portal.server.asked)
    portal.collect("contract")
    assert json.loads(portal.server.asked[asked].split(" ", 1)[1])["variables"].get("after")
    assert len(set(contract_ids(portal))) == portal.server.world.truth().revisions


def test_with_wait_a_silent_service_is_tried_again_later(portal):
    portal.server.script = ["500"] * 7
    portal.collect("contract", wait=True)
    assert running.WAIT in portal.clock.slept
    assert len(contract_ids(portal)) == portal.server.world.truth().revisions


@pytest.mark.parametrize(("shape", "said"), [("401", "401"), ("403", "Access denied"), ("404", "Invalid Route")])
def test_each_shape_of_a_refused_token_stops_at_once_and_says_what_to_do(portal, shape, said):
    portal.server.refuses = shape
    with pytest.raises(SourceUnavailable, match=said) as refused:
        portal.collect("contract")
    assert "TIYN_GOSZAKUP_TOKEN" in str(refused.value) and TOKEN not in str(refused.value)
    assert len(portal.server.asked) == 1
    assert not portal.clock.slept


def test_a_record_that_is_not_there_is_no_refusal(portal, monkeypatch):
    """404 with another body is a missing record: noted, and the run goes on."""
    monkeypatch.setitem(standin.catalogue()["objects"]["rnu"], "rest", "/v3/rnu")
    portal.server.change("2026-08-01", updated=[3])
    portal.server.journal.append(
        {"action": "U", "object_id": 1, "date_action": "2026-08-01 01:00:00", "service_name": "acts", "url": "/v3/acts/1"}
    )
    done = portal.collect(first="2026-08-01")
    assert not done.failed
    assert any("/v3/acts/1: not in the register" in line.get("text", "") for line in spool.lines_of(portal.home))


def test_errors_under_http_200_name_the_field(portal):
    portal.server.script = ["refused"]
    done = portal.collect("contract", "rnu")
    assert [name for name, _ in done.failed] == ["rnu"]
    assert "noSuch" in done.failed[0][1] and len(portal.server.asked) > 1
    assert len(contract_ids(portal)) == portal.server.world.truth().revisions


def test_a_syntax_error_is_no_refused_token(portal, monkeypatch):
    monkeypatch.setattr(
        standin.StandIn, "graphql", lambda self, body: {"errors": [{"message": "Syntax Error: Unexpected token"}]}
    )
    done = portal.collect("contract")
    assert "refuses the query" in done.failed[0][1]
    monkeypatch.setattr(standin.StandIn, "graphql", lambda self, body: {"errors": [{"message": "Access denied"}]})
    with pytest.raises(SourceUnavailable, match="TIYN_GOSZAKUP_TOKEN"):
        portal.collect("contract")


def test_a_filter_ignored_in_silence_is_found_out(portal):
    portal.server.deaf = {"customerBin"}
    done = portal.collect("contract", filters=(("customerBin", world.bin_of(1)),))
    assert "ignored the filter in silence" in done.failed[0][1]
    assert len(portal.server.asked) == 1


def test_a_filter_obeyed_narrows_the_walk(portal):
    portal.collect("contract", filters=(("customerBin", world.bin_of(1)),))
    rows = portal.rows()["contract"]
    assert rows and {row["buyer"] for row in rows} == {f"KZ-BIN-{world.bin_of(1)}"}


def test_filters_known_to_be_deaf_or_absent_are_refused_before_asking(portal):
    for report, field in (("trd_buy", "publishDate"), ("plan", "dateCreate"), ("lot", "plnPointRootrecordId"), ("act", "kato")):
        with pytest.raises(NotFound, match=field):
            portal.collect(report, filters=((field, "2026"),))
    assert not portal.server.asked


def test_the_stand_in_has_the_documented_traps(portal):
    def ask(root, fields, wanted):
        query = f"query Q($filter: X) {{ {root}(filter: $filter) {{ {fields} }} }}"
        body = portal.server.graphql({"query": query, "variables": {"filter": wanted, "limit": 500}})
        return body["data"][root], body["extensions"]["pageInfo"]

    rows, told = ask("TrdBuy", "id publishDate endDate refBuyStatusId", {"publishDate": ["2030-01-01"]})
    assert rows and told["limitPage"] == 200, "the filter is ignored, the page is cut"
    assert any(row["refBuyStatusId"] == 220 and row["endDate"] < "2026-11-01" for row in rows), "stale statuses"
    assert ask("Plans", "id", {"dateCreate": ["2020-01-01"]})[0] == []
    lots, _ = ask("Lots", "id enstruList plnPointKatoList Plans { id RefEnstru { code } }", {})
    assert all(row["enstruList"] == [0] for row in lots)
    assert any(row["Plans"] == [] for row in lots) and any(row["plnPointKatoList"] == [] for row in lots)
    assert ask("Lots", "id", {"plnPointRootrecordId": 1})[0] == []
    bad = portal.server.graphql({"query": "{ Lots(filter: {}) { id } }", "variables": {"filter": {"nameRu": ["a"]}}})
    assert "String cannot represent an array value" in bad["errors"][0]["message"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{portal.server.base}/v3/lots")
    assert refused.value.code == 401


def test_what_is_there_is_not_asked_again_and_refresh_keeps_both_versions(portal):
    portal.collect("contract")
    before, asked = portal.bytes_kept(), len(portal.server.asked)
    done = portal.collect("contract")
    assert (done.asked, len(portal.server.asked)) == (0, asked)
    portal.server.change("2026-08-01", updated=[5])
    portal.collect("contract", refresh=True)
    assert before < portal.bytes_kept()
    own = next(row for row in portal.rows()["contract"] if row["id"] == str(portal.server.world.case(5).contract_id(0)))
    case = portal.server.world.case(5)
    assert own["paid_stated"] == Decimal(sum(case.pay(n) for n in range(case.payments))) / 100 + 1000
    assert len(portal.rows()["contract"]) == portal.server.world.truth().contracts


def test_the_same_register_gives_the_same_bytes(portal, tmp_path):
    portal.collect("contract", "lot")
    again = Portal(tmp_path / "again", portal.server)
    again.collect("contract", "lot")
    assert again.bytes_kept() == portal.bytes_kept()


def test_the_change_journal_asks_again_keeps_both_and_marks_what_was_removed(portal):
    portal.collect("contract", "act", "treasury_pay")
    first = portal.bytes_kept()
    portal.server.change("2026-08-01", updated=[5, 6], deleted=[7])
    portal.server.change("2026-08-05", updated=[8])
    portal.collect(first="2026-08-01", last="2026-08-02")
    assert first < portal.bytes_kept()
    gone = portal.server.world.case(7)
    assert f"2 contract changed, {gone.revisions} removed" in portal.heard()
    rows = portal.rows()
    contracts = {row["id"]: row for row in rows["contract"]}
    case = portal.server.world.case(5)
    paid = sum(case.pay(n) for n in range(case.payments)) / 100
    assert float(contracts[str(case.contract_id(0))]["paid_stated"]) == pytest.approx(paid + 1000)
    other = portal.server.world.case(8)
    assert float(contracts[str(other.contract_id(0))]["paid_stated"]) == pytest.approx(
        sum(other.pay(n) for n in range(other.payments)) / 100
    )
    assert any(
        "was removed" in row["message"] and str(gone.contract_id(gone.revisions - 1)) in row["message"] for row in rows["issue"]
    )
    assert contracts[str(gone.contract_id(0))]["deleted"] == "yes"
    assert portal.collect(first="2026-08-01", last="2026-08-02").asked == 0


def test_a_journal_that_ignores_its_dates_is_found_out(portal):
    portal.server.change("2026-07-01", updated=[1])
    portal.server.deaf = {"journal"}
    done = portal.collect(first="2026-08-01")
    assert "ignored the dates in silence" in done.failed[0][1]


def test_days_that_are_none_are_refused(portal):
    for first, last in (("2026-08", None), ("2026-08-02", "2026-08-01"), (None, "2026-08-01")):
        with pytest.raises(NotAPeriod):
            portal.collect(first=first, last=last)


def test_without_a_token_nothing_is_asked(portal, monkeypatch):
    monkeypatch.delenv("TIYN_GOSZAKUP_TOKEN")
    with pytest.raises(InputRefused, match="TIYN_GOSZAKUP_TOKEN is not set"):
        portal.collect("contract")
    monkeypatch.setenv("TIYN_GOSZAKUP_TOKEN", "with a\nbreak")
    with pytest.raises(InputRefused) as refused:
        portal.collect("contract")
    assert "break" not in str(refused.value)
    assert not portal.server.asked


def test_the_token_never_leaves_by_plain_http(portal):
    for base in (
        "http://ows.goszakup.gov.kz",
        "http://192.0.2.1",
        "http://127.0.0.1.example.invalid",
        "http://localhost:1",
        "ftp://127.0.0.1",
    ):
        with pytest.raises(NotFound, match="https://"):
            portal.collect("contract", base=base)


def test_the_token_is_written_nowhere(portal, monkeypatch):
    """Not into the journal, the archive, the messages; a server that repeats it is masked and its answer not kept."""
    portal.server.script = ["500", None, "html"]
    portal.collect()
    monkeypatch.setitem(standin.SHAPES, "403", (403, {"message": f"Access denied for {TOKEN}"}))
    portal.server.refuses = "403"
    with pytest.raises(SourceUnavailable) as refused:
        portal.collect("contract", refresh=True)
    assert TOKEN not in str(refused.value)
    for path in portal.home.rglob("*"):
        if path.is_file():
            assert TOKEN.encode() not in path.read_bytes(), path
    for path, _ in portal.files():
        assert all(TOKEN.encode() not in page.body for page in answer.pages(path, "x"))
    assert TOKEN not in portal.heard()


def test_a_stand_in_and_the_register_never_share_a_home(portal):
    portal.collect("rnu")
    with pytest.raises(InputRefused, match="homes of their own"):
        portal.collect("rnu", base="https://ows.goszakup.gov.kz")
    assert collector.is_synthetic(portal.home)


def test_progress_tells_rows_rate_and_time_left():
    assert running.progress("lot", 400, 1000, 200, 10.0) == "lot: 400 of 1000 rows, 20 a second, 0:00:30 left"
    assert running.progress("lot", 400, None, 200, 10.0) == "lot: 400 rows"


def test_the_end_of_a_name_is_enough_when_only_one_ends_so(capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("TIYN_GOSZAKUP_TOKEN", raising=False)
    assert shelf.named(["kz_a", "kz_b", "md_b"], "a") == "kz_a"
    assert shelf.named(["kz_a", "kz_b", "md_b"], "b") is None
    assert main(["--home", str(tmp_path), "collect", "goszakup"]) == 3
    assert "TIYN_GOSZAKUP_TOKEN" in capsys.readouterr().err
    assert main(["standin", "open_budgets", "--size", "3"]) == 2
    assert "--size" in capsys.readouterr().err


def test_objects_and_ways_that_are_none_are_refused(portal):
    for reports, way in ((("nothing",), ""), ((), "soap")):
        with pytest.raises(NotFound):
            portal.collect(*reports, way=way)


def test_the_command_collects_from_a_stand_in_on_the_command_line(tmp_path):
    command = [sys.executable, "-m", "tiyn", "standin", "goszakup", "--port", "0", "--size", "40", "--changes", "10"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY / "src") as process:
        try:
            lines = [process.stderr.readline() for _ in range(5)]
            base = re.search(r"http://127\.0\.0\.1:\d+", lines[-1])[0]
            assert "made up" in lines[0] and "выдумано" in lines[2]
            environment = {"TIYN_GOSZAKUP_TOKEN": TOKEN, "PATH": "/usr/bin"}
            asked = [sys.executable, "-m", "tiyn", "--home", str(tmp_path), "--json", "collect", "goszakup", "--base", base]
            asked += ["--delay", "0", "--from", "2026-08-01"]
            done = subprocess.run(asked, capture_output=True, text=True, cwd=REPOSITORY / "src", env=environment, check=False)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["fetched"] >= 2
            assert TOKEN not in done.stdout + done.stderr
        finally:
            process.terminate()


def test_every_filter_type_of_the_queries_is_the_services_own():
    for one in shelf.part("sources", SOURCE, "objects").things(Options(None, None)):
        if one.way == "graphql":
            body = json.loads(shelf.part("sources", SOURCE, "objects").query(one, {"limit": 1}))
            assert ("SubjectFiltersInput" if one.root == "Subjects" else f"{one.root}FiltersInput") in body["query"]
            assert not re.search(r"fio|phone|email|iik|bik|commission|employees", body["query"], re.IGNORECASE), one.name
