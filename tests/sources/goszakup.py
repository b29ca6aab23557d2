"""What the tests of the procurement register share: a stand-in, a clock that never waits, a run of the collector."""

from datetime import UTC, datetime

from tiyn import shelf
from tiyn.readers import goszakup
from tiyn.readers._record import Given, Refused
from tiyn.snapshot import Archive
from tiyn.steps.asking import Clock
from tiyn.steps.collect import Options

SOURCE = "kz_goszakup"
TOKEN = "synthetic-token-0123456789"
collector = shelf.part("sources", SOURCE, "collect")
standin = shelf.part("sources", SOURCE, "standin")
world = shelf.part("sources", SOURCE, "world")
objects = shelf.part("sources", SOURCE, "world_objects")
running = shelf.part("sources", SOURCE, "run")
spool = shelf.part("sources", SOURCE, "spool")
service = shelf.part("sources", SOURCE, "service")


class FakeClock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.time, self.slept = 1000.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds

    def clock(self):
        now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
        return Clock(now=lambda: now, steady=lambda: self.time, sleep=self.sleep, chance=lambda: 1.0)


class Portal:
    """A home, a stand-in and the collector between them."""

    def __init__(self, home, server):
        self.home, self.server, self.clock, self.said = home, server, FakeClock(), []
        self.archive = Archive(home / "archive")

    def collect(self, *reports, **given):
        first, last = given.pop("first", None), given.pop("last", None)
        given = {"base": self.server.base, "delay": 0.0, "timeout": 5.0, "reports": reports} | given
        options = Options(first, last, **given)
        return collector.collect(self.archive, self.home, options, self.said.append, self.clock.clock())

    def heard(self):
        return "\n".join(self.said)

    def files(self):
        kept = collector.answers(self.home)
        return [(self.archive.path(sha), Given(SOURCE, f"{SOURCE}-{sha[:12]}", what)) for sha, what in kept]

    def rows(self):
        found = {}
        given = goszakup.together(self.files(), lambda number: None)
        for name, row in (row for _, one in given if not isinstance(one, Refused) for row in one.rows):
            found.setdefault(name, []).append(row)
        return found

    def bytes_kept(self):
        return {path.name for path in (self.home / "archive").rglob("*") if path.is_file()}
