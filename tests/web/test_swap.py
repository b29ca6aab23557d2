"""The portal goes over to another edition between two requests: none fails, none is a mixture (F7)."""

import threading
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from tests.test_publishing import another
from tiyn import edition
from tiyn.publishing import Publisher
from tiyn.web.app import create_app
from tiyn.web.swap import SCRUB_SECONDS, Swapping


@pytest.fixture
def home(opened, settings, tmp_path):
    import shutil

    own = replace(settings, home=tmp_path / "home", keys=tmp_path / "keys")
    shutil.copytree(opened.folder, own.editions / "zero")
    for name in ("one", "two"):
        another(own.editions / "zero", name, f"2026-11-2{len(name)}T00:00:00Z")
        Publisher(own).publish(own.editions / name)
    shutil.rmtree(own.editions / "zero")
    return own


@pytest.fixture
def swapping(home):
    edition.publish(home.editions, "one")
    return Swapping(edition.open_edition(home.editions / "one"), home, True)


def test_readers_of_one_request_see_one_edition_while_it_is_swapped(swapping, home):
    """Clients that check every answer, while the edition changes over and over."""
    client, wrong, count, stop = TestClient(swapping), [], [0], threading.Event()

    def read():
        while not stop.is_set():
            answer = client.get("/healthz")
            count[0] += 1
            if answer.status_code != 200 or answer.json()["edition"] != answer.headers["tiyn-edition"]:
                wrong.append(answer.text)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    seen = set()
    for number in range(8):
        edition.publish(home.editions, ("two", "one")[number % 2])
        swapping.look()
        seen.add(swapping.edition.id)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == [] and count[0] > 50 and seen == {"one", "two"}


def test_an_edition_that_does_not_verify_is_not_taken_and_not_tried_again(swapping, home):
    path = home.editions / "two" / "store.sqlite"
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.unlink()
    path.write_bytes(content)
    edition.publish(home.editions, "two")
    swapping.look()
    assert swapping.edition.id == "one" and swapping.refused is not None
    assert TestClient(swapping).get("/healthz").json()["edition"] == "one"
    swapping.look()
    edition.publish(home.editions, "one")
    swapping.look()
    assert TestClient(swapping).get("/ru/").status_code == 200


def test_one_that_the_log_does_not_know_is_not_taken(swapping, home):
    another(home.editions / "two", "three", "2026-11-29T00:00:00Z")
    edition.publish(home.editions, "three")  # somebody else than the publisher
    swapping.look()
    assert swapping.edition.id == "one"


def test_a_served_edition_that_was_changed_on_disk_is_found_by_the_daily_scrub(home):
    now = [0.0]
    edition.publish(home.editions, "one")
    swapping = Swapping(edition.open_edition(home.editions / "one"), home, True, lambda: now[0])
    path = home.editions / "one" / "store.sqlite"
    content = bytearray(path.read_bytes())
    content[9000] ^= 1
    path.unlink()
    path.write_bytes(content)
    swapping.look()
    assert TestClient(swapping).get("/healthz").status_code == 200
    now[0] = SCRUB_SECONDS + 1
    swapping.look()
    answer = TestClient(swapping).get("/ru/")
    assert answer.status_code == 503 and "changed on disk" in answer.text


def test_a_new_signature_on_the_log_reaches_the_pages(swapping, home):
    before = swapping.app
    Publisher(home).enter({"schema": "notice/v1", "text": "a test"})
    swapping.look()
    assert swapping.app is not before and swapping.edition.id == "one"


def test_a_log_that_cannot_be_read_does_not_end_the_daily_look(swapping, home):
    path = home.log / "checkpoint"
    path.write_bytes(path.read_bytes().replace(b"\xe2", b"\xa2", 1))
    swapping.look()
    assert TestClient(swapping).get("/healthz").status_code == 200


def test_an_earlier_edition_opened_again_is_not_read_whole_again(home, monkeypatch):
    monkeypatch.setattr("tiyn.web.permalinks.HELD", 1)
    read, opened = edition.open_edition, []
    client = TestClient(create_app(read(home.editions / "two"), home))
    monkeypatch.setattr("tiyn.edition.open_edition", lambda folder: opened.append(folder.name) or read(folder))
    for _ in range(3):
        for name in ("one", "two"):
            assert client.get(f"/e/{name}/ru/gaps").headers["tiyn-edition"] == name
    assert opened == ["one"]


def test_a_feed_is_whole_whatever_was_asked(swapping):
    client = TestClient(swapping)
    for asked in ("%00", "%1b[2J", "%ef%bf%be", "<&\"'"):
        answer = client.get(f"/ru/search.atom?q={asked}")
        assert answer.status_code == 200 and ElementTree.fromstring(answer.content).tag.endswith("feed")


def test_an_earlier_edition_never_leads_to_the_current_one(home):
    client = TestClient(create_app(edition.open_edition(home.editions / "two"), home), follow_redirects=False)
    answer = client.get("/e/one/ru")
    assert answer.headers["location"] == "/e/one/ru/"
    assert client.get("/e/one/ru/gaps.receipt.json").json()["at"] == "/e/one/ru/gaps"
    assert client.get("/ru/gaps.receipt.json").json()["at"] == "/e/two/ru/gaps"
