"""Watching a log: over HTTP and from a folder, what is remembered, and what is kept when something is found."""

import functools
import http.server
import json
import threading
from datetime import timedelta
from random import Random

import pytest

from tests.log import attacks
from tests.log.publisher import ALONE, LOG, WITNESSED, Memory, Monitor, Publisher, laid, lived
from tiyn.log import monitor, remote
from tiyn.log.entries import parsed
from tiyn.log.monitor import read_state, watch
from tiyn.log.remote import beside, reach, shown
from tiyn.model.errors import InputRefused
from tiyn.verifier import Refused


def nothing(log, names):
    return {}


def put(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture
def publisher():
    """A publisher of some editions who signs alone."""
    one = Publisher(Random(5), ALONE)
    lived(one, 6, lambda: None)
    return one


@pytest.fixture
def portal(publisher, tmp_path):
    """The log and the editions as a home has them."""
    folder = tmp_path / "home"
    put(folder / "log", laid(publisher.entries, publisher.note) | {"policy.txt": ALONE.encode()})
    put(folder / "editions", {f"{name}/manifest.json": content for name, content in publisher.manifests.items()})
    return folder


@pytest.fixture
def served(portal):
    """The same at an address, as a portal has it."""
    (portal / "edition").symlink_to(portal / "editions")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format, *values):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=portal))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}/log/"
    running.shutdown()
    running.server_close()


def codes(one):
    return [each.code for each in one.findings]


def test_an_honest_log_is_watched_over_http_and_from_its_folder(publisher, portal, served, tmp_path):
    for where in (served, str(portal / "log")):
        count, state = min(len(publisher.manifests), 8 if where == served else 99), tmp_path / f"{where == served}.json"
        for _ in range(2):
            one = watch(reach(where), state, "", publisher.now, beside)
            assert codes(one) == [] and len(one.shown) == count and one.editions == len(publisher.editions)
        assert len(read_state(state).leaves) == len(publisher.entries)
        assert read_state(state).policy == ALONE  # the log's own, taken at the first look


def test_a_finding_keeps_the_checkpoint_and_leaves_the_state(publisher, portal, tmp_path):
    state = tmp_path / "state.json"
    log = reach(str(portal / "log"))
    watch(log, state, ALONE, publisher.now, beside)
    before = state.read_bytes()
    publisher.entries.pop()
    publisher.sign()
    put(portal / "log", laid(publisher.entries, publisher.note))
    for _ in range(2):
        one = watch(log, state, "", publisher.now, nothing)
        assert codes(one) == ["rollback"]
    assert state.read_bytes() == before
    assert [path.read_text() for path in tmp_path.glob("state.json.*.note")] == [publisher.note]


def test_a_log_that_is_longer_than_a_tile_is_followed(publisher):
    watching = Monitor(publisher)
    for count in (255, 1, 1, 255, 2):
        for _ in range(count):
            publisher.entries.append(publisher_entry(publisher))
        publisher.sign()
        assert watching() == []
    files = laid(publisher.entries, publisher.note)
    files["tile/1/000.p/2"] = files["tile/1/000.p/2"][::-1]
    assert watching(files) == ["tiles"]


def publisher_entry(publisher):
    """One more edition, not signed yet."""
    note = publisher.note
    publisher.seal()
    publisher.note = note
    return publisher.entries.pop()


@pytest.mark.parametrize("way", range(len(attacks.MALFORMED)))
def test_every_malformed_entry_is_found(publisher, way):
    publisher.entries.append(attacks.MALFORMED[way](publisher.body()))
    publisher.sign()
    assert "entry" in codes(publisher.look(None))


@pytest.mark.parametrize("place", [0, 2, 5])
def test_the_first_entry_that_is_another_is_named(publisher, place):
    watching = Monitor(publisher)
    assert watching() == []
    publisher.entries = attacks.rewritten(publisher, place)
    publisher.sign()
    assert watching() == ["fork"] and f"entry {place} is not the one seen before" in watching.findings[0].text


def test_what_may_be_for_a_while_is_told_at_once_and_found_later(publisher):
    publisher.policy = WITNESSED[0]
    publisher.sign(())
    watching = Monitor(publisher)
    for hours, found in ((0, []), (23, []), (2, ["quorum"])):
        publisher.wait(hours)
        assert watching() == found
    assert {what.split(":")[0] for what in watching.seen.waits} == {"quorum", "unwitnessed"} <= set(monitor.WAITS)
    publisher.sign()
    assert watching() == [] and watching.seen.waits == {}


def test_heads_that_are_never_witnessed_are_found_however_many_there_are(publisher):
    publisher.policy = WITNESSED[0]
    watching, found = Monitor(publisher), []
    for _ in range(9):
        publisher.seal()
        publisher.sign(())
        found.append(watching())
        publisher.wait(25)
    assert found == [[]] * 7 + [["unwitnessed"]] * 2


def test_an_edition_no_entry_seals_is_found(publisher):
    publisher.shows = lambda log, names: {"2026-01-01-stranger": shown(b"{}")}
    assert codes(publisher.look(None)) == ["unsealed"]


def test_a_mirror_shows_its_own_edition(publisher, portal):
    name = sorted(publisher.manifests)[0]
    put(portal / "edition", {"manifest.json": publisher.manifests[name]})
    assert set(beside(reach(str(portal / "log")), [])) == {name}
    put(portal / "edition", {"manifest.json": b"[]"})
    assert beside(reach(str(portal / "log")), []) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body | {"schema": "tiyn/watch/v0"},
        lambda body: body | {"leaves": body["leaves"][:-1]},
        lambda body: body | {"leaves": [*body["leaves"][:-1], "00" * 32]},
        lambda body: body | {"origin": "log.test/b"},
        lambda body: body | {"policy": "log nobody"},
        lambda body: body | {"policy": 5},
        lambda body: body | {"waits": {"other": "2026-01-01T00:00:00Z"}},
        lambda body: body | {"waits": {"quorum:1": "today"}},
        lambda body: {name: value for name, value in body.items() if name != "unmet"},
        lambda body: [body],
    ],
)
def test_a_state_that_is_not_whole_is_refused_and_not_written_over(publisher, portal, tmp_path, change):
    state, log = tmp_path / "state.json", reach(str(portal / "log"))
    watch(log, state, ALONE, publisher.now, nothing)
    state.write_text(json.dumps(change(json.loads(state.read_text()))))
    before = state.read_bytes()
    with pytest.raises(InputRefused):
        watch(log, state, "", publisher.now, nothing)
    assert state.read_bytes() == before


def test_a_first_look_needs_a_policy_from_somewhere(publisher, portal, tmp_path):
    (portal / "log" / "policy.txt").unlink()
    with pytest.raises(InputRefused, match="--policy FILE or --key"):
        watch(reach(str(portal / "log")), tmp_path / "s", "", publisher.now, nothing)
    with pytest.raises(InputRefused, match="cannot be read"):
        watch(reach("http://127.0.0.1:9/log"), tmp_path / "s", "", publisher.now, nothing)
    assert codes(watch(reach("http://127.0.0.1:9/log"), tmp_path / "s", ALONE, publisher.now, nothing)) == ["unreachable"]
    assert not (tmp_path / "s").exists()


def test_answers_that_never_end_are_not_read_to_the_end(served, portal, monkeypatch):
    monkeypatch.setattr(remote, "MOST_BYTES", 100)
    put(portal / "log", {"long": b"x" * 101})
    with pytest.raises(OSError, match="more than 100 bytes"):
        reach(served).read("long")
    assert reach(served).read("absent") is None


def test_a_head_of_a_size_nobody_can_fetch_is_not_followed(publisher):
    publisher.note = publisher.note.replace(f"\n{len(publisher.entries)}\n", f"\n{10**17}\n")
    text = publisher.note.partition("\n\n")[0] + "\n"
    publisher.note = f"{text}\n{LOG.line(text)}"
    assert codes(publisher.look(None)) == ["unreachable"]


def test_a_clock_that_is_behind_by_hours_raises_no_alarm(publisher):
    publisher.seal()
    publisher.now -= timedelta(hours=20)
    assert codes(publisher.look(None)) == []


def test_an_empty_log_is_whole():
    publisher = Publisher(Random(1), ALONE)
    publisher.entries = []
    publisher.sign()
    assert codes(publisher.look(None)) == []
    assert codes(publisher.look(None, {})) == ["unreachable"]
    assert Memory({}).size == 0


@pytest.mark.parametrize(
    "entry", [b"", b"{}", b"null", b'{"schema":null}', b'"\\ud800"', b'{"schema":"beginning/v1"}', b"1" * 5000]
)
def test_entries_of_no_kind_are_refused(entry):
    with pytest.raises(Refused):
        parsed(entry)
