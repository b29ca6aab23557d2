"""A stand-in of the procurement web services on this machine: REST and GraphQL, every trap, made-up data.

It takes any bearer token. Failures come on demand (`script`), or for good (`refuses`); what the
services ignore, cut or leave empty, it ignores, cuts and leaves empty always.
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .objects import catalogue
from .selection import only, selected
from .world import MARK, World
from .world_objects import LISTINGS, Row, snake, total, unit_row, walk

GIVEN = ("size", "seed", "changes")
FAILURES = ("hang", "500", "html", "429", "401", "403", "404", "errors", "refused", "torn", "reset", "empty")
CAP = {"graphql": 200, "rest": 500}
LOUD = (
    f"{MARK} everything this stand-in says is made up; never publish it",
    f"{MARK} бұл орынбасардың айтқанының бәрі ойдан шығарылған; жарияламаңыз",
    f"{MARK} всё, что отвечает эта подмена, выдумано; не публикуйте",
)
HTML = b"<!DOCTYPE html><html><body><h1>works</h1></body></html>"
SHAPES = {
    "401": (
        401,
        {"name": "Unauthorized", "message": "Your request was made with invalid credentials.", "code": 0, "status": 401},
    ),
    "403": (403, {"name": "Forbidden", "message": "Access denied", "code": 0, "status": 403, "type": "yii\\web\\HttpException"}),
    "404": (
        404,
        {"name": "Invalid Route", "message": "Unable to resolve the request (Invalid Route).", "code": 0, "status": 404},
    ),
}
NOT_THERE = {"name": "Not Found", "message": "Object not found", "code": 0, "status": 404}
# Filters the services take and do not obey, and those that make every answer empty.
IGNORED = {"TrdBuy": {"publishDate"}}
EMPTYING = {"Plans": {"dateCreate", "timestamp", "indexDate"}, "Lots": {"plnPointRootrecordId"}}


class StandIn:
    """The server; use it in a `with`, ask `base`.

    script: failures, one for each request in order, None for none. `refuses`: "401", "403" or "404" to
    every request. `deaf`: more filters to ignore. `held`: seconds a hang takes; `cap`: the most rows of a page.
    """

    def __init__(self, world: World, script: Sequence[str | None] = ()) -> None:
        self.world, self.script = world, list(script)
        self.refuses = ""
        self.held, self.retry_after = 30.0, "1"
        self.deaf: set[str] = set()
        self.cap = dict(CAP)
        self.journal: list[Row] = []
        self.asked: list[str] = []
        self.totals: dict[str, int] = {}
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

    def change(self, day: str, updated: Sequence[int] = (), deleted: Sequence[int] = ()) -> None:
        """Let contracts (by position) change or be removed on a day (2026-08-01), and tell it in the journal."""
        for action, positions in (("U", updated), ("D", deleted)):
            for index in positions:
                case = self.world.case(index)
                revisions = range(case.revisions) if action == "D" else [case.revisions - 1]
                if action == "U":
                    self.world.changed[index] = self.world.changed.get(index, 0) + 1
                else:
                    self.world.deleted.add(index)
                for identifier in map(case.contract_id, revisions):
                    told = {"action": action, "object_id": identifier, "date_action": f"{day} 03:00:00"}
                    told |= {"service_name": "contract", "service_title": "Договоры", "url": f"/v3/contract/{identifier}"}
                    self.journal.append(told)
        self.totals.clear()

    def count(self, name: str) -> int:
        if name not in self.totals:
            self.totals[name] = total(self.world, LISTINGS[name])
        return self.totals[name]

    # ---- the answers

    def graphql(self, body: Row) -> Any:
        """The JSON of a GraphQL answer; errors come with HTTP 200."""
        values = body.get("variables") or {}
        try:
            root, fields = selected(str(body.get("query")))
        except (ValueError, IndexError):
            return {"errors": [{"message": "Syntax Error"}]}
        name = next((name for name, one in LISTINGS.items() if one.root == root), None)
        if name is None or name == "treasury_pay":
            return {"errors": [{"message": f'Cannot query field "{root}" on type "Query".'}]}
        wanted = {key: value for key, value in (values.get("filter") or {}).items() if value is not None}
        for key, value in wanted.items():
            if key.startswith("name") and not isinstance(value, str):
                said = f"Expected type String at value.{key}; String cannot represent an array value"
                return {"errors": [{"message": said}]}
        limit = max(1, min(int(values.get("limit") or 50), self.cap["graphql"]))
        rows, more = self._rows(name, values.get("after"), limit, wanted)
        key = LISTINGS[name].key
        told = {"limitPage": limit, "totalCount": self.count(name) if not wanted else len(rows), "hasNextPage": more}
        told["lastId"] = min((row[key] for row in rows), default=None)
        return {"data": {root: [only(row, fields) for row in rows]}, "extensions": {"pageInfo": told}}

    def _rows(self, name: str, after: int | None, limit: int, wanted: Row) -> tuple[list[Row], bool]:
        one = LISTINGS[name]
        if set(wanted) & EMPTYING.get(one.root, set()):
            return [], False
        obeyed = {key: value for key, value in wanted.items() if key not in IGNORED.get(one.root, set()) | self.deaf}
        found = walk(self.world, one, after) if "id" not in obeyed else self._by_id(name, obeyed["id"])
        fits = (row for row in found if all(_fits(row.get(key), value) for key, value in obeyed.items()))
        rows = list(itertools.islice(fits, limit + 1))
        return rows[:limit], len(rows) > limit

    def _by_id(self, name: str, ids: Any) -> list[Row]:
        one = LISTINGS[name]
        asked = set(ids) if isinstance(ids, list) else {ids}
        indexes = sorted({(number - one.base) // one.stride for number in asked}, reverse=True)
        cases = (self.world.case(index) for index in indexes if 0 <= index < self.world.size)
        return [row for case in cases for row in one.rows(case) if row[one.key] in asked]

    def rest(self, path: str, asked: dict[str, str]) -> tuple[int, Any]:
        """(status, JSON) of a REST address."""
        if path == catalogue()["journal"]:
            return 200, self._journal(asked)
        if path.startswith("/v3/refs/"):
            return self._dictionary(path.rsplit("/", 1)[1], self._limit(asked))
        for name, card in catalogue()["objects"].items():
            if card.get("rest") == path and name in LISTINGS:
                return 200, self._listing(name, path, asked)
            if card.get("rest") == path:
                return 200, self._page([], path, asked, 0)
            if "one" in card and re.fullmatch(re.escape(card["one"]) + r"\d+(/units)?", path):
                return self._one(name, path)
        return SHAPES["404"]

    def _listing(self, name: str, path: str, asked: dict[str, str]) -> Row:
        limit = self._limit(asked)
        after = int(asked["search_after"]) if "search_after" in asked else None
        rows, more = self._rows(name, after, limit, {})
        key = LISTINGS[name].key
        following = f"{path.removeprefix('/v3')}?page=next&search_after={rows[-1][key]}" if more else ""
        return {"total": self.count(name), "limit": limit, "next_page": following, "items": [snake(row) for row in rows]}

    def _one(self, name: str, path: str) -> tuple[int, Any]:
        number = int(re.findall(r"\d+", path)[-1])
        if name == "treasury_pay":  # asked by the contract's id
            index = (number - LISTINGS["contract"].base) // LISTINGS["contract"].stride
            rows = LISTINGS[name].rows(self.world.case(index)) if 0 <= index < self.world.size else []
            rows = [row for row in rows if row["contractId"] == number]
            return (200, {"items": [snake(row) for row in rows]}) if rows else (404, NOT_THERE)
        rows = self._by_id(name, number)
        if not rows:
            return 404, NOT_THERE
        if path.endswith("/units"):
            case = self.world.case((number - LISTINGS["contract"].base) // LISTINGS["contract"].stride)
            return 200, {"items": [snake(unit_row(case, unit, number % 4)) for unit in range(case.units)]}
        return 200, snake(rows[0])

    def _journal(self, asked: dict[str, str]) -> Row:
        first, last = asked.get("date_from", ""), asked.get("date_to", "9999")
        found = [row for row in self.journal if "journal" in self.deaf or first <= row["date_action"][:10] <= last]
        return self._page(found, catalogue()["journal"], asked, len(found))

    def _page(self, found: list[Row], path: str, asked: dict[str, str], count: int) -> Row:
        limit, start = self._limit(asked), int(asked.get("search_after", "0"))
        following = f"{path}?page=next&search_after={start + limit}" if start + limit < len(found) else ""
        return {"total": count, "limit": limit, "next_page": following, "items": found[start : start + limit]}

    def _limit(self, asked: dict[str, str]) -> int:
        return max(1, min(int(asked.get("limit", "50")), self.cap["rest"]))

    def _dictionary(self, name: str, limit: int) -> tuple[int, Any]:
        if name not in catalogue()["dictionaries"]:
            return 404, NOT_THERE | {"message": "Dictionary not found"}
        rows = [{"id": number, "code": str(number), "name_ru": f"{name} {number} {MARK}", "name_kz": MARK} for number in (2, 1)]
        return 200, {"total": 2, "limit": limit, "next_page": "", "items": rows}

    def note(self, what: str) -> str | None:
        with self.lock:
            self.asked.append(what)
            return self.script.pop(0) if self.script else None


def _fits(found: Any, wanted: Any) -> bool:
    values = wanted if isinstance(wanted, list) else [wanted]
    return any(value in found for value in values) if isinstance(found, list) else found in values


class _Handler(BaseHTTPRequestHandler):
    """Answers one request as the stand-in says."""

    standin: StandIn
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._guard(None)

    def do_POST(self) -> None:
        self._guard(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _guard(self, sent: bytes | None) -> None:
        with self.standin.lock:
            self.standin.now += 1
            self.standin.most_at_once = max(self.standin.most_at_once, self.standin.now)
        try:
            self._answer(sent)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # a client that was killed or gave up waiting is what is being tested

    def _answer(self, sent: bytes | None) -> None:
        parts = urlsplit(self.path)
        failure = self.standin.note(self.path if sent is None else f"{parts.path} {sent.decode('utf-8', 'replace')}")
        if not re.fullmatch(r"Bearer \S+", self.headers.get("Authorization", "")):
            return self._json(*SHAPES["401"])
        if self.standin.refuses or failure in SHAPES:
            return self._json(*SHAPES[self.standin.refuses or str(failure)])
        if failure is not None and self._failed(failure):
            return None
        if sent is None:
            code, body = self.standin.rest(parts.path, dict(parse_qsl(parts.query)))
        else:
            code, body = 200, self.standin.graphql(json.loads(sent)) if parts.path == catalogue()["graphql"] else None
        return self._json(*SHAPES["404"]) if body is None else self._json(code, body, torn=failure == "torn")

    def _failed(self, failure: str) -> bool:
        """Whether the failure was the answer."""
        said = {"errors": "Internal server error", "refused": 'Cannot query field "noSuch" on type "Contract".'}
        if failure == "hang":
            self._left()
            self.standin.closing.wait(self.standin.held)
            self.close_connection = True
        elif failure == "reset":  # linger of nought: closing sends a reset instead of a farewell
            self._left()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif failure in said:
            self._json(200, {"errors": [{"message": said[failure]}], "data": None})
        elif failure == "429":
            self._send(429, b"", "text/html", {"Retry-After": self.standin.retry_after})
        elif failure in ("500", "html"):
            self._send(500 if failure == "500" else 200, HTML, "text/html")
        elif failure == "empty":
            self._send(200, b"", "application/json")
        else:
            return False
        return True

    def _json(self, code: int, body: Any, torn: bool = False) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self._send(code, content[: len(content) // 2] if torn else content, "application/json")

    def _left(self) -> None:
        with self.standin.lock:
            self.standin.now -= 1

    def _send(self, code: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self._left()
        self.send_response(code)
        told = {"Content-Type": f"{kind}; charset=UTF-8", "Content-Length": str(len(body)), "X-Tiyn-Stand-In": "synthetic"}
        for name, value in {**told, "Connection": "close", **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def finish(self) -> None:
        if self.connection.fileno() >= 0:
            super().finish()

    def log_message(self, *_: object) -> None:
        """Silent: `asked` is the log."""


def serve(port: int, say: Callable[[str], None], size: int = 1000, seed: int = 1, changes: int = 0) -> None:
    """Serve made-up contracts on this machine until interrupted, and say loudly that they are.

    `changes` contracts change on 2026-08-01 and a tenth as many are removed that day, by the journal.
    """
    standin = StandIn(World(size, seed))
    removed = changes // 10
    standin.change("2026-08-01", range(min(changes, size)), range(size - min(removed, size), size))
    with standin.start(port) as server:
        for line in LOUD:
            say(line)
        say(f"{size} contracts, seed {seed}; any token will do: TIYN_GOSZAKUP_TOKEN=synthetic-token \\")
        say(f"  tiyn collect kz_goszakup --base http://127.0.0.1:{server.server_address[1]} --home a-home-of-its-own --delay 0")
        server.serve_forever()
