"""The collector of the Open Budgets portal against its stand-in: every failure, politeness, resuming, two versions."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tiyn import codes, shelf
from tiyn.cli import main
from tiyn.model.errors import InputRefused, NotAPeriod, NotFound, SourceUnavailable
from tiyn.readers import _open_budgets_answer as answer
from tiyn.settings import REPOSITORY
from tiyn.snapshot import Archive, digest
from tiyn.steps.collect import Options

SOURCE = "kz_open_budgets"
collector = shelf.part("sources", SOURCE, "collect")
reports = shelf.part("sources", SOURCE, "reports")
standin = shelf.part("sources", SOURCE, "standin")
ask = shelf.part("sources", SOURCE, "ask")
synthetic = shelf.part("sources", SOURCE, "synthetic")
FIXED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ECONOMIC = ("Местный бюджет в разрезе экономической классификации", "Республика Казахстан", "01.2023")
FEW = ("republican", "local:economic", "state:abp")


class FakeClock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.time, self.slept = 1000.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds

    def clock(self):
        return ask.Clock(now=lambda: FIXED, steady=lambda: self.time, sleep=self.sleep, chance=lambda: 1.0)


@pytest.fixture
def portal():
    with standin.StandIn() as server:
        server.held = 0.5
        yield server


@pytest.fixture
def run(tmp_path, portal):
    """Collect from the stand-in into a home of the test's own: gives (what was collected, what was said)."""

    def collect(clock=None, **given):
        said = []
        options = {"first": "2023-01", "last": "2023-01", "base": portal.base, "delay": 0, "backoff": 0, "tries": 3}
        options = Options(**(options | {"timeout": 5, "reports": FEW} | given))
        done = collector.collect(Archive(tmp_path / "archive"), tmp_path, options, said.append, clock)
        return done, said

    return collect


def journal(home):
    return [json.loads(line) for line in collector.journal_path(home).read_bytes().splitlines()]


def archived(home):
    """Every whole file of the archive; a killed writer's unfinished `.part` is not one."""
    return {path.name: path.read_bytes() for path in (home / "archive").rglob("*") if path.is_file() and not path.suffix}


def test_the_questions_are_those_of_the_portal_and_every_region_has_its_code():
    content = reports.catalogue()
    assert (len(content["reports"]), len(content["regions"])) == (14, 20)
    assert set(content["regions"]) <= set(codes.codes("region"))
    asked = reports.questions(Options("2023-11", "2024-02"))
    assert len(asked) == 4 * 33
    assert len({one.key for one in asked}) == len({(one.type, one.region, one.month) for one in asked}) == len(asked)
    assert [asked[0].month, asked[0].date, asked[-1].date] == ["2023-11", "11.2023", "02.2024"]
    assert "unit=qwe&_search=false&nd=7&rows=10000&page=2&sidx=id&sord=asc" in asked[0].url("https://x.test/", 2, 7)


def test_an_answer_is_kept_exactly_as_it_came(run, portal, tmp_path):
    done, said = run()
    assert (done.total, done.kept, done.asked, done.fetched, done.failed, done.requests) == (3, 0, 3, 3, (), 3)
    assert "3/3 answers" in said[-1] and "left" in said[-1]
    for line in journal(tmp_path):
        content = archived(tmp_path)[line["sha256"]]
        assert digest(content) == line["sha256"] and len(content) == line["bytes"]
        assert answer.recognises(content[:100])
        envelope = answer.read_envelope(content)
        assert [line[key] for key in answer.KEYS[1:8]] == [envelope[key] for key in answer.KEYS[1:8]]
        key = (line["type"], line["region"], "01.2023")
        assert [page.encode() for page in envelope["pages"]] == [portal.sent[key, 1]]
        rows = list(answer.rows_of(content))
        assert [number for number, _ in rows] == list(range(1, line["rows"] + 1))
        assert all(synthetic.MARK in row["name"] for _, row in rows)


AGAIN = ["time-out", "500", "429", "reset", "half", "torn"]


@pytest.mark.parametrize("failure", AGAIN)
def test_a_passing_failure_is_asked_again_and_leaves_no_trace(run, portal, tmp_path, failure):
    portal.script = {ECONOMIC: [failure, failure]}
    done, said = run(FakeClock().clock(), timeout=0.25)
    assert (done.fetched, done.failed, done.requests) == (3, (), 5)
    assert sum("asked again" in line for line in said) == 2
    assert all(line["state"] == "complete" and line["rows"] for line in journal(tmp_path))


LASTING = [
    ("time-out", "no answer in time"),
    ("500", "HTTP 500"),
    ("429", "HTTP 429"),
    ("reset", "the connection failed"),
    ("half", "3 of 7 rows came"),
    ("torn", "bytes came"),
    ("html", "HTML"),
    ("changed", "the keys data, status and no `rows`"),
]


@pytest.mark.parametrize(("failure", "says"), LASTING)
def test_a_lasting_failure_is_told_and_the_run_goes_on_and_the_next_run_mends_it(run, portal, tmp_path, failure, says):
    portal.script = {ECONOMIC: [failure] * (1 if failure in ("html", "changed") else 3)}
    done, said = run(FakeClock().clock(), timeout=0.25)
    assert (done.fetched, len(done.failed)) == (2, 1)
    assert says in done.failed[0][1] and done.failed[0][0] == "local:economic 2023-01"
    line = next(line for line in journal(tmp_path) if line["state"] == "failed")
    assert line["report"] == "local:economic" and says in line["reason"]
    assert (line["sha256"] is not None) == (failure in ("half", "torn", "html", "changed"))
    if line["sha256"]:
        assert len(archived(tmp_path)[line["sha256"]]) == line["bytes"]
    done, _ = run(last="2023-03", reports=("local:economic",))  # January is now too old to be asked for its own sake
    assert (done.kept, done.fetched, done.failed) == (0, 3, ())


def test_no_rows_is_an_answer(run, portal, tmp_path):
    portal.script = {ECONOMIC: ["empty"]}
    done, _ = run()
    assert (done.fetched, done.empty, done.failed) == (2, 1, ())
    line = next(line for line in journal(tmp_path) if line["state"] == "empty")
    assert list(answer.rows_of(archived(tmp_path)[line["sha256"]])) == []
    portal.script = {}
    done, _ = run()
    assert (done.fetched, done.unchanged) == (1, 2)  # what was empty is there now


def test_a_slow_answer_is_waited_for(run, portal):
    portal.held, portal.script = 0.1, {None: ["slow"]}
    assert run()[0].requests == 3


def test_retry_after_is_honoured_and_backing_off_grows(run, portal):
    portal.retry_after, portal.script = "45", {ECONOMIC: ["429", "500"]}
    fake = FakeClock()
    run(fake.clock(), delay=1.0, backoff=2.0)
    assert fake.slept == [1.0, 45.0, 4.0, 1.0]
    portal.retry_after, portal.script = "7200", {None: ["429"]}
    with pytest.raises(SourceUnavailable, match="come back in 7200 s"):
        run()
    moment = "Sun, 22 Nov 2026 10:02:00 GMT"
    assert ask._retry_after(moment, FIXED) == 120.0
    assert ask._retry_after("soon", FIXED) is None


def test_never_two_at_once_and_always_a_pause_between(run, portal):
    portal.script = {None: ["slow", "500", "reset"]}
    portal.held = 0.02
    fake = FakeClock()
    portal.steady = lambda: fake.time
    done, _ = run(fake.clock(), delay=1.5, reports=("regional",))
    moments = [one.at for one in portal.asked]
    assert done.requests == len(moments) == 22
    assert portal.most_at_once == 1
    assert all(later - sooner >= 1.5 for sooner, later in zip(moments, moments[1:], strict=False))


def test_the_stand_in_notices_two_at_once(portal):
    portal.held, portal.script = 0.2, {None: ["slow", "slow"]}
    url = reports.Question("local:economic", *ECONOMIC[:2], "", "2023-01").url(portal.base, 1, 7)
    threads = [threading.Thread(target=lambda: urllib.request.urlopen(url).read()) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert portal.most_at_once == 2


def test_nothing_is_asked_twice_but_the_months_that_may_still_change(run, portal):
    run(last="2023-04")
    before = len(portal.asked)
    done, _ = run(last="2023-04")
    assert (done.kept, done.asked, done.unchanged, done.fetched) == (6, 6, 6, 0)
    assert {one.key[2] for one in portal.asked[before:]} == {"03.2023", "04.2023"}
    done, _ = run(last="2023-04", refresh=True)
    assert (done.kept, done.unchanged) == (0, 12)


def test_what_the_archive_lost_is_asked_again(run, tmp_path):
    run(last="2023-04")
    Archive(tmp_path / "archive").path(journal(tmp_path)[0]["sha256"]).unlink()
    done, _ = run(last="2023-04")
    assert (done.fetched, done.unchanged) == (1, 6)


ROW = {"id": "1", "code": None, "name": "Итого", "utv": Decimal("29324068273"), "sumrg": Decimal("0.5"), "isLeaf": False}


def test_a_corrected_answer_stays_beside_the_one_before(run, portal, tmp_path):
    portal.rows = {ECONOMIC: [ROW]}
    run(reports=("local:economic",))
    portal.rows = {ECONOMIC: [ROW | {"utv": Decimal("29324068274")}]}
    done, _ = run(reports=("local:economic",))
    assert (done.fetched, done.unchanged) == (1, 0)
    versions = [dict(answer.rows_of(archived(tmp_path)[line["sha256"]]))[1] for line in journal(tmp_path)]
    assert [row["utv"] for row in versions] == ["2.9324068273E10", "2.9324068274E10"]
    assert versions[0] == {"id": "1", "name": "Итого", "utv": "2.9324068273E10", "sumrg": "0.5", "isLeaf": "false"}


MANY = [ROW | {"id": str(number)} for number in range(1, 26)]


@pytest.mark.parametrize("counted", [True, False])
def test_pages_are_fetched_to_the_last_and_kept_in_one_envelope(run, portal, tmp_path, monkeypatch, counted):
    monkeypatch.setattr(reports, "LIMIT", 5)  # 25 rows fill five pages exactly: without `records` a sixth must be asked for
    monkeypatch.setattr(collector, "LIMIT", 5)
    portal.rows, portal.counted = {ECONOMIC: MANY}, counted
    portal.script = {ECONOMIC: ["", "", "500"]}
    done, _ = run(reports=("local:economic",))
    line = journal(tmp_path)[0]
    assert (done.requests, line["rows"], line["pages"]) == ((6, 25, 5) if counted else (7, 25, 6))
    rows = list(answer.rows_of(archived(tmp_path)[line["sha256"]]))
    assert [(number, row["id"]) for number, row in rows] == [(number, str(number)) for number in range(1, 26)]


def test_a_portal_that_gives_fewer_rows_a_page_than_asked_is_followed(run, portal, tmp_path):
    portal.rows, portal.cap = {ECONOMIC: MANY}, 10
    run(reports=("local:economic",))
    # its own count of pages, for 10 000 rows each, is 1: the stand-in counts by what it sends
    assert (journal(tmp_path)[0]["rows"], journal(tmp_path)[0]["pages"]) == (25, 3)


def test_a_page_that_repeats_is_not_taken_for_more_rows(run, portal, monkeypatch):
    monkeypatch.setattr(collector, "LIMIT", 25)
    portal.rows, portal.counted = {ECONOMIC: MANY}, False
    body = portal.body
    monkeypatch.setattr(portal, "body", lambda key, page, size, failure: body(key, 1, size, failure))
    done, _ = run(reports=("local:economic",))
    assert "page 2 repeats rows" in done.failed[0][1]


def test_failures_in_a_row_open_the_circuit_and_what_came_is_kept(run, portal, tmp_path):
    portal.script = {None: ["", ""] + ["500"] * 100}
    with pytest.raises(SourceUnavailable, match="4 answers failed in a row"):
        run(reports=("regional",), tries=2, breaker=4)
    assert [line["state"] for line in journal(tmp_path)] == ["complete"] * 2 + ["failed"] * 4
    assert len(portal.asked) == 2 + 4 * 2
    portal.script = {}
    assert run(reports=("regional",))[0].failed == ()


@pytest.mark.parametrize("failure", ["html", "changed"])
def test_three_first_answers_of_another_shape_stop_the_run(run, portal, failure):
    portal.script = {None: [failure] * 9}
    with pytest.raises(SourceUnavailable, match="the portal has changed"):
        run(reports=("regional",))
    assert len(portal.asked) == 3
    portal.script = {None: ["", *[failure] * 3]}
    assert len(run(reports=("regional",))[0].failed) == 3  # one good answer before them: the run goes on


def test_an_interrupted_run_goes_on_where_it_was(run, portal, tmp_path):
    fake = FakeClock()
    sleep = fake.sleep

    def interrupt(seconds):
        if len(fake.slept) == 4:
            raise KeyboardInterrupt
        sleep(seconds)

    fake.sleep = interrupt
    with pytest.raises(KeyboardInterrupt):
        run(fake.clock(), reports=("regional",), last="2023-03", delay=1.0)
    assert len(journal(tmp_path)) == 5
    done, _ = run(reports=("regional",), last="2023-03")
    assert (done.kept, done.fetched) == (5, 55)


def test_a_line_torn_by_a_crash_is_dropped_and_written_again(run, tmp_path):
    run(FakeClock().clock(), last="2023-03")
    path = collector.journal_path(tmp_path)
    whole, before = path.read_bytes(), archived(tmp_path)
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in (last + 1, last + 40, len(whole) - 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        done, _ = run(FakeClock().clock(), last="2023-03", reports=("state:abp",))
        assert (done.kept, done.unchanged, done.fetched) == (1, 1, 1)
        lines = [line for line in journal(tmp_path) if line["state"] != "unchanged"]
        assert [json.dumps(line, ensure_ascii=False) for line in lines] == whole.decode().splitlines()
        assert archived(tmp_path) == before


def test_a_damaged_journal_is_refused_with_its_line_and_left_alone(run, tmp_path):
    run()
    path = collector.journal_path(tmp_path)
    damaged = b"x" + path.read_bytes()
    path.write_bytes(damaged)
    with pytest.raises(InputRefused, match=r"journal\.jsonl:1: .*not a line of the journal"):
        run()
    assert path.read_bytes() == damaged


def test_one_collector_at_a_time(run, tmp_path):
    with collector.Journal(collector.journal_path(tmp_path)), pytest.raises(InputRefused, match="another collector"):
        run()


def test_a_stand_ins_answers_never_mix_with_the_portals(run, tmp_path, portal):
    run()
    with pytest.raises(InputRefused, match="homes of their own"):
        run(base="https://portal.invalid")


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tiyn import shelf
from tiyn.snapshot import Archive
from tiyn.steps.collect import Options
collector, ask = (shelf.part("sources", "kz_open_budgets", name) for name in ("collect", "ask"))
home = Path(sys.argv[1])
clock = ask.Clock(now=lambda: datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
options = Options("2023-01", "2023-03", sys.argv[2], delay=0, backoff=0, tries=31, reports=("regional", "state:abp"))
done = collector.collect(Archive(home / "archive"), home, options, print, clock)
sys.exit(1 if done.failed else 0)
"""


def child(home, base):
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    return subprocess.Popen([sys.executable, "-c", CHILD, str(home), base], env=environment, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_collector_killed_again_and_again_ends_as_if_never_disturbed(portal, tmp_path, seed):
    chance = random.Random(seed)
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    assert child(calm, portal.base).wait(30) == 0
    kills = 0
    # 30 at most, and the child asks 31 times: none of these may end as a failed answer.
    portal.script = {None: [chance.choice(["", "", "", "500", "reset", "torn", "half"]) for _ in range(30)]}
    for _ in range(4):
        process = child(rough, portal.base)
        goal = len(portal.asked) + chance.randrange(1, 14)
        while len(portal.asked) < goal and process.poll() is None:
            time.sleep(0.0005)
        time.sleep(chance.random() * 0.003)
        process.send_signal(signal.SIGKILL)
        kills += process.wait(10) == -signal.SIGKILL
    assert kills >= 3
    assert child(rough, portal.base).wait(30) == 0
    lines = [line for line in journal(rough) if line["state"] != "unchanged"]
    assert lines == journal(calm) and len(lines) == 63
    assert archived(rough) == archived(calm)


WRONG = [
    (("2023-05", "2023-04"), NotAPeriod, "the first month is after the last"),
    (("2023-13", "2024-01"), NotAPeriod, "--from 2023-13: not a month"),
    (("2023-01", None), NotAPeriod, "--to None: not a month"),
    (("05.2023", "06.2023"), NotAPeriod, "write it like 2023-01"),
]


@pytest.mark.parametrize(("range_", "kind", "says"), WRONG)
def test_a_range_that_is_none_is_told_before_anything_is_asked(run, portal, range_, kind, says):
    with pytest.raises(kind, match=says):
        run(first=range_[0], last=range_[1])
    assert not portal.asked


def test_an_unknown_report_region_or_address_says_what_there_is(run):
    with pytest.raises(NotFound, match="there is: republican, "):
        run(reports=("regionl",))
    with pytest.raises(NotFound, match="710000000"):
        run(regions=("Astana",))
    for base in ("http://portal.invalid", "file:///etc/passwd", "portal"):
        with pytest.raises(NotFound, match="expected https://"):
            run(base=base)


def test_a_redirect_is_not_followed(run, portal, monkeypatch):
    send = standin._Handler._send

    def redirect(self, code, body, kind, more=None, cut=None):
        send(self, 302, b"", kind, {"Location": "http://127.0.0.1:1/elsewhere"})

    monkeypatch.setattr(standin._Handler, "_send", redirect)
    done, _ = run(breaker=9)
    assert "a redirect to http://127.0.0.1:1/elsewhere" in done.failed[0][1]


SHAPES = [
    ('{"rows":[{"id":"1","name":"x"}]}', "row 1: no utv"),
    ('{"rows":[{"id":null,"name":"x","utv":1}]}', "row 1: no id"),
    ('{"rows":[{"id":"1","name":"x","utv":[1]}]}', "utv is list"),
    ('{"rows":[{"id":"1","id":"2","name":"x","utv":1}]}', "a key twice"),
    ('{"rows":{"1":{}}}', "`rows` is dict"),
    ('{"rows":["a"]}', "row 1: str"),
    ('{"records":"many","rows":[]}', "records is 'many'"),
    ("[1]", "a JSON list"),
    ("null", "expected JSON"),
    ('{"rows":[', "the JSON breaks at character"),
    ("  ", "an empty body"),
    ('{"rows":' + "[" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "says"), SHAPES, ids=[case[1] for case in SHAPES])
def test_another_shape_is_refused_in_words(text, says):
    with pytest.raises(InputRefused, match="page 1" if "twice" not in says else says) as found:
        answer.read_page(text, "page 1")
    assert says in str(found.value)


def test_numbers_stay_as_printed_and_java_prints_them_so():
    page = answer.read_page('\ufeff{"rows":[{"id":7,"name":"x","utv":-0.0,"plg":NaN,"obz":1.10E+3}]}', "x")
    assert page.rows == [{"id": "7", "name": "x", "utv": "-0.0", "plg": "NaN", "obz": "1.10E+3"}]
    assert answer.read_page('{"page":1}', "x") == answer.read_page('{"rows":null}', "x") == answer.Page([], None, None)
    for value, printed in [
        ("29324068273", "2.9324068273E10"),
        ("9999999", "9999999.0"),
        ("-10000000", "-1.0E7"),
        ("0.0005", "5.0E-4"),
    ]:
        assert standin.java(Decimal(value)) == printed


@pytest.mark.parametrize("envelope", [b"", b"[]", b'{"tiyn": "other"}', b'{"tiyn": "open-budgets-answer/v1"}', b"\xff"])
def test_what_is_no_envelope_is_refused(envelope):
    with pytest.raises(InputRefused, match="envelope"):
        list(answer.rows_of(envelope))


def test_synthetic_rows_are_the_same_every_time_marked_and_add_up():
    rows = synthetic.rows_for("Местный бюджет в разрезе областей", "г. Астана", "03.2024")
    assert rows == synthetic.rows_for("Местный бюджет в разрезе областей", "г. Астана", "03.2024")
    for row in rows:
        children = [one for one in rows if one.get("parent_id") == row["id"] and one["level"] == str(int(row["level"]) + 1)]
        assert row["isLeaf"] == (not children)
        assert not children or row["utv"] == sum(one["utv"] for one in children)
    assert synthetic.rows_for("Местный бюджет в разрезе областей", "Республика Казахстан", "03.2024") == []
    assert synthetic.rows_for("Местный бюджет", "г. Астана", "03.2024") == synthetic.rows_for("x", "y", "03.2024") == []


def test_the_command_and_its_exit_codes(portal, tmp_path, capsys):
    words = ["collect", SOURCE, "--home", str(tmp_path), "--base", portal.base, "--delay", "0", "--tries", "1", "--json"]
    words += ["--from", "2023-01", "--to", "2023-01", "--report", "regional"]
    assert main([*words, "--region", "750000000"]) == 0
    assert json.loads(capsys.readouterr().out)["fetched"] == 1
    portal.script = {None: ["", "500"]}
    assert main(words) == 1
    assert "HTTP 500" in json.loads(capsys.readouterr().out)["failed"][0]["reason"]
    portal.script = {None: ["500"] * 99}
    assert main([*words, "--refresh"]) == 3
    assert "failed in a row" in capsys.readouterr().err
    assert main([*words, "--to", "2022-12"]) == 2
    assert main(["collect", "kz_other", "--home", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "there is: dossier, " in said and SOURCE in said
    assert main(["standin", "kz_other"]) == 2
    said = capsys.readouterr().err
    assert "there is: " in said and SOURCE in said


def test_the_stand_in_says_loudly_that_it_makes_things_up(monkeypatch):
    said = []
    monkeypatch.setattr(standin.ThreadingHTTPServer, "serve_forever", lambda self: None)
    standin.serve(0, said.append)
    assert sum(synthetic.MARK in line for line in said) == 3
    assert "http://127.0.0.1:" in said[3]
