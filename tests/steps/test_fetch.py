"""An address given as input: fetched once, named, refused in words."""

from __future__ import annotations

import http.server
import threading
from pathlib import Path

import pytest

from tiyn.model.errors import InputRefused
from tiyn.snapshot import Archive, digest
from tiyn.steps.reading.fetch import fetch, fetched, is_address

BODY = b'{"ocid":"ocds-213czf-1"}'


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://example.invalid/x")
            self.end_headers()
            return
        if self.path == "/none":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY) + (5 if self.path == "/short" else 0)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def base():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_fetched_into_the_archive_and_named(base, tmp_path):
    archive = Archive(tmp_path / "archive")
    path = fetch(f"{base}/set/releases%202021.json", archive)
    assert (path.name, path.read_bytes()) == ("releases 2021.json", BODY)
    assert archive.holds(digest(BODY))
    # a path type has taken one slash of the address
    assert fetched([Path(f"{base}/set/releases%202021.json"), tmp_path], archive) == (path, tmp_path)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{base}/none", "404"),
        ("{base}/away", "expected https"),
        ("{base}/short", "fetch it again|no file"),
        ("http://example.invalid/x", "expected https"),
    ],
)
def test_refused_in_words(base, tmp_path, given, said):
    with pytest.raises(InputRefused, match=said):
        fetch(given.format(base=base), Archive(tmp_path / "archive"))


def test_too_large_is_refused(base, tmp_path):
    with pytest.raises(InputRefused, match="more than 5 bytes"):
        fetch(f"{base}/x", Archive(tmp_path / "archive"), limit=5)


def test_only_addresses_are_addresses():
    assert is_address("https://a/b") and is_address("https:/a/b")
    assert not is_address("folder/https.json")
