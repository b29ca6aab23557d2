"""A stand-in of the Open Budgets portal on this machine: the same address and grid, with failures on demand.

It answers from rows given to it or, without any, from synthetic ones: made up, the same every
time, marked in each name. It is for tests and for trying the collector without the portal.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .reports import catalogue
from .synthetic import MARK, rows_for

Key = tuple[str, str, str]  # type, region, MM.YYYY
Rows = Sequence[Mapping[str, Any]]
FAILURES = ("time-out", "500", "429", "reset", "half", "torn", "empty", "html", "changed", "slow")
LOUD = (
    f"{MARK} every figure of this stand-in is made up; never publish it",
    f"{MARK} бұл орынбасардың барлық саны ойдан шығарылған; жарияламаңыз",
    f"{MARK} все числа этой подмены выдуманы; не публикуйте их",
)


@dataclass(frozen=True)
class Asked:
    """One request that came: what it asked, when, and the failure it met, if any."""

    key: Key
    page: int
    at: float
    failure: str | None


class StandIn:
    """The server; use it in a `with`, ask `base`.

    rows: (type, region, MM.YYYY) → rows, a key that is absent has none; None gives synthetic rows.
    script: the same keys → failures, one for each request, in order; the key None meets every request
    whose own key has none left. `held` is how long (seconds) a time-out and a slow answer take,
    `retry_after` the header of a 429, `counted` whether answers say `records`, `cap` the most rows of a page.
    """

    def __init__(self, rows: Mapping[Key, Rows] | None = None, script: Mapping[Key | None, Sequence[str]] | None = None) -> None:
        self.rows = rows
        self.script = {key: list(failures) for key, failures in (script or {}).items()}
        self.held, self.retry_after, self.counted, self.cap = 1.0, "1", True, 1_000_000
        self.steady: Callable[[], float] = time.monotonic
        self.asked: list[Asked] = []
        self.sent: dict[tuple[Key, int], bytes] = {}
        self.now = self.most_at_once = 0
        self.lock = threading.Lock()
        self.closing = threading.Event()

    def start(self, port: int = 0) -> ThreadingHTTPServer:
        """Bind to this machine alone; port 0 takes a free one."""
        handler = type("Handler", (_Handler,), {"standin": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        return self.server

    def __enter__(self) -> StandIn:
        self.start()
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def note(self, key: Key, page: int) -> str | None:
        """Write down a request and say which failure it meets."""
        with self.lock:
            failures = self.script.get(key) or self.script.get(None)
            failure = failures.pop(0) if failures else None
            self.asked.append(Asked(key, page, self.steady(), failure))
            return failure

    def body(self, key: Key, page: int, size: int, failure: str | None) -> bytes:
        """The JSON of one page, numbers as Java prints them."""
        found = rows_for(*key) if self.rows is None else self.rows.get(key, ())
        size = min(size, self.cap)
        part = found[(page - 1) * size : page * size]
        total = -(-len(found) // size)
        counts = f'"page":{page},"total":{total},"records":{len(found)},' if self.counted else ""
        if failure == "half":
            part = part[: len(part) // 2]
        elif failure == "empty":
            counts, part = "", ()
        return f'{{{counts}"rows":[{",".join(printed(row) for row in part)}]}}'.encode()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request as the stand-in says."""

    standin: StandIn

    def do_GET(self) -> None:
        self._count(1)
        try:
            self._answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # a client that was killed or gave up waiting is what is being tested

    def _count(self, change: int) -> None:
        """Requests at work, up to the moment before the answer leaves: after it the next one may come at any time."""
        with self.standin.lock:
            self.standin.now += change
            self.standin.most_at_once = max(self.standin.most_at_once, self.standin.now)

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        try:
            key = (asked["type"], asked["region"], asked["date"])
            page, size = int(asked["page"]), int(asked["rows"])
        except (KeyError, ValueError):
            return self._send(400, b"type, region, date, page and rows are expected", "text/plain")
        if parts.path != catalogue()["path"] or page < 1 or size < 1:
            return self._send(404, b"no such address", "text/plain")
        failure = self.standin.note(key, page)
        if failure in ("time-out", "reset"):
            return self._drop(failure)
        if failure in ("500", "429"):
            more = {"Retry-After": self.standin.retry_after} if failure == "429" else {}
            return self._send(int(failure), b"<html><body>error</body></html>", "text/html", more)
        if failure == "html":
            return self._send(200, b"<!DOCTYPE html><html><body>works</body></html>", "text/html")
        if failure == "changed":
            return self._send(200, b'{"data":[{"amount":1.0}],"status":"ok"}', "application/json")
        body = self.standin.body(key, page, size, failure)
        if failure == "slow":
            self.standin.closing.wait(self.standin.held)
        with self.standin.lock:
            self.standin.sent[key, page] = body
        if failure == "torn":
            return self._send(200, body, "application/json", cut=len(body) // 2)
        return self._send(200, body, "application/json")

    def _send(self, code: int, body: bytes, kind: str, more: Mapping[str, str] | None = None, cut: int | None = None) -> None:
        self._count(-1)
        self.send_response(code)
        for name, value in {"Content-Type": f"{kind};charset=UTF-8", "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        if self.standin.rows is None:
            self.send_header("X-Tiyn-Stand-In", "synthetic")
        self.end_headers()
        self.wfile.write(body[:cut])

    def _drop(self, failure: str) -> None:
        self._count(-1)
        if failure == "time-out":
            self.standin.closing.wait(self.standin.held)
        else:  # linger of nought: closing sends a reset instead of a farewell
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        if self.connection.fileno() >= 0:
            super().finish()

    def log_message(self, *_: object) -> None:
        """Silent: `asked` is the log."""


def serve(port: int, say: Callable[[str], None]) -> None:
    """Serve synthetic rows on this machine until interrupted, and say loudly that they are."""
    with StandIn().start(port) as server:
        for line in LOUD:
            say(line)
        say(f"http://127.0.0.1:{server.server_address[1]} (tiyn collect kz_open_budgets --base …)")
        server.serve_forever()


def printed(row: Mapping[str, Any]) -> str:
    """A row as the portal prints it."""
    values = (java(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False) for value in row.values())
    return "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in zip(row, values, strict=True)) + "}"


def java(value: Decimal) -> str:
    """A number as Java's Double.toString prints it: plain from a thousandth to ten million, else with E."""
    if value == 0:
        return "0.0"
    if Decimal("0.001") <= abs(value) < 10**7:
        text = format(value.normalize(), "f")
        return text if "." in text else f"{text}.0"
    sign, digits, _ = value.normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{digits[0]}.{rest}E{value.adjusted()}"
