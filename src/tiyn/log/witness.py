"""A witness: it signs a log's checkpoint once the log is shown to go on from the last one it saw (C2SP tlog-witness).

A newsroom, a university or an archive runs one with `tiyn witness serve`; it keeps one line a log and nothing else.
POST /add-checkpoint answers 200 with its signature, 403 unsigned, 404 unknown log, 409 with the size it knows, 422 no proof;
GET /<SHA-256 of the origin>/checkpoint gives what it signed last.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tiyn import proofs
from tiyn.log.notes import Key
from tiyn.queries import queries
from tiyn.verifier import DASH, HASH, Refused, base64_of, read_checkpoint, read_key, signers

SQL = Path(__file__).with_suffix(".sql")
MOST_BYTES, MOST_PROOF = 64 << 10, 63
SIZE = "text/x.tlog.size"


@dataclass(frozen=True)
class Said:
    """An answer: HTTP status, text, kind."""

    status: int
    text: str
    kind: str = "text/plain; charset=utf-8"


class Witness:
    """Signs for the logs whose verifier keys it was given; its state is a file, changed in one step with each signature."""

    def __init__(self, key: Key, logs: Sequence[str], state: Path, clock: Callable[[], float] = time.time) -> None:
        self.key, self.state, self.clock = key, state, clock
        self.logs = {read_key(vkey)[0]: vkey for vkey in logs}
        state.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as connection:
            connection.execute(queries(SQL)["create"])

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.state, isolation_level=None, timeout=30)
        connection.execute("pragma synchronous = full")
        return connection

    def add(self, body: str) -> Said:
        """Answer one request to add a checkpoint."""
        try:
            old, proof, note = _read(body)
            origin, size, root = read_checkpoint(note)
        except (Refused, ValueError) as error:
            return Said(400, f"{error}\n")
        if origin not in self.logs:
            return Said(404, f"{origin}: not a log this witness knows\n")
        try:
            if self.logs[origin] not in signers(note, [self.logs[origin]]):
                raise Refused("not signed by the log")
        except Refused as error:
            return Said(403, f"{error}\n")
        if old > size:
            return Said(400, f"old size {old} above the checkpoint's {size}\n")
        return self._judge(origin, (old, size, root), proof, note)

    def _judge(self, origin: str, head: tuple[int, int, bytes], proof: list[bytes], note: str) -> Said:
        old, size, root = head
        connection = self._connect()
        try:
            connection.execute("begin immediate")  # two requests at once must not both go on from one size
            known = connection.execute(queries(SQL)["known"], {"origin": origin}).fetchone()
            seen, seen_root = (known[0], known[1]) if known else (0, b"")
            if old != seen or (size == seen and known and root != seen_root):
                return Said(409, f"{seen}\n", SIZE)
            try:
                if old and old < size:
                    proofs.consistent(old, size, seen_root, root, proof)
                elif proof:
                    raise Refused("a proof where none is needed")
            except Refused as error:
                return Said(422, f"{error}\n")
            moment, before = int(self.clock()), signers(known[2], [self.key.vkey]).get(self.key.vkey) if known else None
            if before is not None and moment < before:
                return Said(
                    503, f"this witness's clock is before its last signature ({before}); it signs nothing till it is set\n"
                )
            text = note.rpartition("\n\n")[0] + "\n"
            line = self.key.line(text, moment)
            # What came with the log's own lines may be anybody's, and wrong: a reader who knows that name would refuse the note.
            own = [one for one in note.rpartition("\n\n")[2].split("\n") if one.startswith(f"{DASH} {origin} ")]
            values = {"origin": origin, "size": size, "root": root, "note": "\n".join([text, *own, line])}
            connection.execute(queries(SQL)["keep"], values)
            connection.execute("commit")
            return Said(200, line)
        finally:
            connection.close()  # what was not committed is rolled back

    def last(self, origin_hash: str) -> Said:
        """What was signed last for the log whose origin has this SHA-256 (hex)."""
        for origin in self.logs:
            if sha256(origin.encode()).hexdigest() == origin_hash:
                connection = self._connect()
                known = connection.execute(queries(SQL)["known"], {"origin": origin}).fetchone()
                connection.close()
                return Said(200, known[2]) if known else Said(404, "nothing seen yet\n")
        return Said(404, "no such log\n")


def _read(body: str) -> tuple[int, list[bytes], str]:
    """old size, proof, checkpoint. Raises Refused."""
    head, blank, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    size = first.removeprefix("old ")
    if not blank or size == first or not size.isdecimal() or not size.isascii() or len(size) > 18 or len(lines) > MOST_PROOF:
        raise Refused(f"expected `old SIZE`, at most {MOST_PROOF} lines of proof, an empty line and a checkpoint")
    return int(size), [base64_of(line, HASH) for line in lines], note


def server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """The witness as an HTTP server, bound and not yet serving."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 20  # a client that says nothing holds no thread for long

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint" or not length.isdecimal() or int(length) > MOST_BYTES:
                self._say(Said(404 if self.path != "/add-checkpoint" else 413, "POST /add-checkpoint, at most 64 KiB\n"))
                return
            try:
                body = self.rfile.read(int(length)).decode("utf-8")
            except UnicodeDecodeError:
                self._say(Said(400, "not UTF-8\n"))
                return
            self._say(witness.add(body))

        def do_GET(self) -> None:
            origin, _, rest = self.path.removeprefix("/").partition("/")
            self._say(witness.last(origin) if rest == "checkpoint" else Said(404, f"{witness.key.vkey}\n"))

        def _say(self, said: Said) -> None:
            body = said.text.encode()
            self.send_response(said.status)
            self.send_header("Content-Type", said.kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            """Nobody's address is written down."""

    return ThreadingHTTPServer((host, port), Handler)
