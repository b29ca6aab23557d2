"""One run of a walk of the register: page after page is asked, kept and counted; what fails is noted and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tiyn.model.errors import InputRefused, SourceUnavailable
from tiyn.readers._goszakup_answer import Page, pages, rows
from tiyn.steps.asking import ChangedShape, NotAnswered
from tiyn.steps.collect import Collected, Options

from .objects import Thing, catalogue
from .service import Came, NotThere, Service
from .spool import Spool

WAIT = 1200.0  # seconds before a silent service is tried again with --wait
MOST_WAITS = 216  # three days of them
SECONDS_BETWEEN_LINES = 5


class Run:
    """One run of one walk: asks page after page, keeps each, and counts."""

    def __init__(self, spool: Spool, service: Service, options: Options, walk: int) -> None:
        self.spool, self.service, self.options, self.number = spool, service, options, walk
        self.say, self.clock = service.say, service.clock
        self.kept = self.asked = self.fetched = self.empty = 0
        self.failed: list[tuple[str, str]] = []
        self.told: set[str] = set()
        self.began = self.said = self.clock.steady()

    def result(self) -> Collected:
        total = self.kept + self.asked
        return Collected(total, self.kept, self.asked, self.fetched, 0, self.empty, tuple(self.failed), self.service.requests)

    def walk(self, one: Thing) -> None:
        """Every page of one object from where it was; a refused or changed one is noted and the run goes on."""
        state = self.spool.state(self.number, one.name)
        self.kept += state.pages
        if self.spool.lost(self.number, one.name):
            raise InputRefused(f"{one.name}: a segment the journal names is not in the archive; restore it or use another --home")
        if state.ended:
            return
        if one.each:
            return self.guarded(one.name, lambda: self._each(one))
        self.guarded(one.name, lambda: self._pages(one))

    def guarded(self, name: str, work: Callable[[], None]) -> None:
        """Do it; what makes no sense to ask again is noted, and the other objects are still asked."""
        try:
            work()
        except NotThere:
            self.spool.end(self.number, name, "not in the register")
            self.say(f"{name}: the register has none; noted")
        except NotAnswered as error:
            self.failure(name, error)
            self.asked += 1
            self.failed.append((name, str(error)))
            self.say(f"failed: {name}: {error}")

    def _pages(self, one: Thing) -> None:
        state = self.spool.state(self.number, one.name)
        limit, began, before = int(catalogue()["limits"][one.way]), self.clock.steady(), state.rows
        ask = self.service.graphql if one.way == "graphql" else self.service.rest
        while not state.ended:
            after = state.after
            came = self.patiently(one.name, lambda after=after: ask(one, after, limit))
            if came.limit is not None and came.limit != limit:
                self.once(f"{one.name}: asked for {limit} rows a page, the service keeps to {came.limit}; nothing is lost by it")
            self.obeyed(one, came)
            self.keep(one.name, one.way, came, came.after, came.after is None)
            self._progress(one.name, state.rows, came.total, state.rows - before, began, state.ended)

    def _each(self, one: Thing) -> None:
        """One request for each record of another object of this walk, in its order."""
        state = self.spool.state(self.number, one.name)
        of = catalogue()["objects"][one.name]["of"]
        known = list(dict.fromkeys(
            row["id"] for path in self.spool.paths(self.number, of) for page in pages(path, of) for row in rows(page)
        ))  # fmt: skip
        if not known:
            raise ChangedShape(f"{one.name}: no {of} in this walk yet; expected some; ask for --report {of} first")
        position = known.index(int(state.after)) if state.after is not None else 0
        for at in range(position, len(known)):
            path = one.each.replace("{id}", str(known[at]))
            last = at + 1 == len(known)
            came = self.looked_up(one.name, path)
            if came is not None:
                self.keep(one.name, "rest", came, None if last else str(known[at + 1]), last)
            elif last:
                self.spool.end(self.number, one.name, "the last is not in the register")

    def looked_up(self, name: str, path: str) -> Came | None:
        """One record by its address; one that is gone is noted."""
        try:
            return self.patiently(name, lambda: self.service.record(path))
        except NotThere:
            self.asked += 1
            self.empty += 1
            self.spool.add({"kind": "note", "walk": self.number, "object": name, "text": f"{path}: not in the register"})
            return None

    def patiently(self, name: str, ask: Callable[[], Came]) -> Came:
        """An answer; when none comes after all tries in a row, stop, or with --wait try again later."""
        for _ in range(MOST_WAITS):
            try:
                return ask()
            except (ChangedShape, NotThere):
                raise
            except NotAnswered as error:
                self.failure(name, error)
                reason = f"{name}: {self.options.tries} requests in a row failed, the last: {error}"
                if not self.options.wait:
                    raise SourceUnavailable(f"{reason}; stopped, all is kept; run again later, or with --wait") from error
                self.say(f"{reason}; waiting {WAIT / 60:.0f} min")
                self.clock.sleep(WAIT)
        raise SourceUnavailable(f"{name}: no answer in {MOST_WAITS} attempts; stopped, all is kept; run again later")

    def keep(self, name: str, way: str, came: Came, after: str | None, ended: bool) -> None:
        """Put a page that came onto the disk."""
        state = self.spool.state(self.number, name)
        page = Page(name, way, self.number, state.pages + 1, came.asked, came.body)
        told = {"fetched": self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), "total": came.total}
        self.spool.keep(page, after, ended, len(came.rows), told)
        self.asked += 1
        self.fetched += bool(came.rows)
        self.empty += not came.rows

    def obeyed(self, one: Thing, came: Came) -> None:
        """Whether every row satisfies the filter. Raises ChangedShape: the rest of the walk would be the whole register."""
        for field, value in one.filters:
            others = sum(1 for row in came.rows if field in row and not _is(row[field], value))
            if others:
                raise ChangedShape(
                    f"{one.name}: {others} of {len(came.rows)} rows have another {field} than {value}: the service ignored the "
                    "filter in silence; expected only those; ask without it or narrow with --report",
                    came.body,
                )

    def failure(self, name: str, error: NotAnswered) -> None:
        """Journal what went wrong; what came instead is kept for study."""
        sha256 = self.spool.archive.put(error.body) if error.body else None
        self.spool.add({"kind": "failed", "walk": self.number, "object": name, "reason": str(error), "sha256": sha256})

    def once(self, line: str) -> None:
        if line not in self.told:
            self.told.add(line)
            self.say(line)

    def _progress(self, name: str, rows: int, total: int | None, new: int, began: float, ended: bool) -> None:
        now = self.clock.steady()
        if ended or now - self.said >= SECONDS_BETWEEN_LINES:
            self.said = now
            self.say(progress(name, rows, total, new, now - began))
        if ended and total is not None and rows != total:
            self.say(f"{name}: {rows} rows came, the service counts {total}; it may have changed meanwhile")


def progress(name: str, done: int, total: int | None, new: int, took: float) -> str:
    """One line: rows of all, rows a second in this run, time left."""
    if total is None or new <= 0 or took <= 0:
        return f"{name}: {done} rows"
    left = timedelta(seconds=round(took / new * max(0, total - done)))
    return f"{name}: {done} of {total} rows, {new / took:.0f} a second, {left} left"


def _is(found: object, value: str) -> bool:
    return value in map(str, found) if isinstance(found, list) else str(found) == value
