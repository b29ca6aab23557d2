"""The collector of the Open Budgets portal: every report, region and month, each answer kept as it came.

An answer goes into the archive as an envelope (readers/_open_budgets_answer.py), a line into
`collected/kz_open_budgets/journal.jsonl` of the operator's home. The line is written after the bytes
are on the disk, so a run that is stopped at any moment goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused, SourceUnavailable
from tiyn.readers._open_budgets_answer import VERSION, Page, Torn, read_envelope, read_page
from tiyn.snapshot import Archive
from tiyn.steps.collect import Collected, Options

from .ask import AskAgain, Asker, ChangedShape, Clock, NotAnswered, on_this_machine
from .journal import Journal, read_journal, sync
from .reports import LIMIT, Question, catalogue, months, questions

ID = "kz_open_budgets"
STILL_CHANGING = 2  # the last months of a range: the portal may still correct them
FIRST_ANSWERS = 3  # when these all have another shape, the portal has changed and not one report
MAX_PAGES = 100
SECONDS_BETWEEN_LINES = 5


def journal_path(home: Path) -> Path:
    """Where the journal of an operator's home lies."""
    return home / "collected" / ID / "journal.jsonl"


def answers(home: Path) -> list[tuple[str, str]]:
    """(SHA-256 of the envelope, which answer) of every version kept, the newest first."""
    lines = [line for line in read_journal(journal_path(home)) if line["state"] == "complete"]
    newest = dict.fromkeys(
        (line["sha256"], f"{line['report']}-{line['kato'] or 'republic'}-{line['month']}") for line in reversed(lines)
    )
    return list(newest)


def is_synthetic(home: Path) -> bool:
    """True when the answers of a home come from a stand-in on this machine."""
    return any(on_this_machine(line["url"]) for line in read_journal(journal_path(home)))


def collect(archive: Archive, home: Path, options: Options, say: Callable[[str], None], clock: Clock | None = None) -> Collected:
    """Ask for what is not there yet; returns the counts.

    Raises NotAPeriod and NotFound for options that make no sense, SourceUnavailable when the portal
    stops answering or has changed, InputRefused for a damaged journal. What was fetched stays.
    """
    wanted = questions(options)
    clock = clock or Clock()
    base = options.base or catalogue()["base"]
    asker = Asker(base, options, clock, say)
    with Journal(journal_path(home)) as journal:
        _not_mixed(journal, base)
        run = _Run(archive, journal, asker, base, options)
        try:
            return run.all(wanted)
        except (KeyboardInterrupt, SourceUnavailable):
            say(f"stopped after {run.done} of {run.due} answers; what came is kept, the same command goes on from there")
            raise


class _Run:
    """One run: what was asked so far and how it went."""

    def __init__(self, archive: Archive, journal: Journal, asker: Asker, base: str, options: Options) -> None:
        self.archive, self.journal, self.asker, self.base, self.options = archive, journal, asker, base, options
        self.say, self.clock = asker.say, asker.clock
        self.done = self.due = self.changed = self.in_a_row = 0
        self.counts = {"complete": 0, "unchanged": 0, "empty": 0}
        self.failed: list[tuple[str, str]] = []

    def all(self, wanted: list[Question]) -> Collected:
        asked = self._due(wanted)
        self.due = len(asked)
        kept = len(wanted) - len(asked)
        self.say(f"{len(wanted)} answers wanted, {kept} there already, {len(asked)} to ask of {self.base}")
        began = said = self.clock.steady()
        for question in asked:
            self._one(question)
            self.done += 1
            now = self.clock.steady()
            if self.done in (1, self.due) or now - said >= SECONDS_BETWEEN_LINES:
                said = now
                self.say(progress(self.done, self.due, now - began))
        counts = self.counts
        result = (counts["complete"], counts["unchanged"], counts["empty"], tuple(self.failed))
        return Collected(len(wanted), kept, len(asked), *result, self.asker.requests)

    def _due(self, wanted: list[Question]) -> list[Question]:
        """What must be asked: not there whole, its bytes lost, or perhaps corrected since."""
        changing = months(self.options.first, self.options.last)[-STILL_CHANGING:]
        found = []
        for question in wanted:
            line = self.journal.last.get(question.key)
            there = line is not None and line["state"] != "failed" and self.archive.holds(line["sha256"])
            if not there or self.options.refresh or question.month in changing:
                found.append(question)
        return found

    def _one(self, question: Question) -> None:
        moment = self.clock.now()
        millis = (moment - moment.fromtimestamp(0, moment.tzinfo)) // timedelta(milliseconds=1)
        url = question.url(self.base, 1, millis)
        line: dict[str, Any] = {"report": question.report, "type": question.type, "region": question.region}
        line |= {"kato": question.kato, "month": question.month}
        told = {"fetched": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "url": url}
        try:
            texts, rows = self._pages(question, millis)
        except NotAnswered as error:
            self._fail(question, line, told, error)
            return
        self.in_a_row = 0
        state, sha256, size = self._keep(question, line | told, texts, rows)
        self.counts[state] += 1
        self.journal.add(line | {"state": state, "sha256": sha256, "bytes": size, "rows": rows, "pages": len(texts)} | told)

    def _pages(self, question: Question, millis: int) -> tuple[list[str], int]:
        """(each page's raw text, rows in all). Raises NotAnswered when the answer is not whole."""
        texts: list[str] = []
        seen: set[str] = set()
        rows = 0
        while len(texts) < MAX_PAGES:
            number = len(texts) + 1

            def take(body: bytes, number: int = number, before: int = rows) -> tuple[str, Page]:
                return _take(body, f"{question}, page {number}", number, before)

            text, page = self.asker.ask(question.url(self.base, number, millis), take)
            ids = {row["id"] for row in page.rows}
            if number > 1 and ids and ids <= seen:
                raise ChangedShape(
                    f"{question}: page {number} repeats rows of the pages before it; expected new ones", text.encode()
                )
            seen |= ids
            texts.append(text)
            rows += len(page.rows)
            if not _more(page, number, rows):
                return texts, rows
        raise ChangedShape(f"{question}: more than {MAX_PAGES} pages; expected some; the portal has changed")

    def _keep(self, question: Question, line: dict[str, Any], texts: list[str], rows: int) -> tuple[str, str, int]:
        """(state, hash of the envelope, its bytes); the same answer as before is not stored again."""
        before = self.journal.answered.get(question.key)
        held = self.archive.get(before["sha256"]) if before else None
        if before is not None and held is not None and read_envelope(held)["pages"] == texts:
            return "unchanged", before["sha256"], len(held)
        content = json.dumps({"tiyn": VERSION, **line, "pages": texts}, ensure_ascii=False).encode()
        sha256 = self.archive.put(content)
        sync(self.archive.path(sha256))
        return "complete" if rows else "empty", sha256, len(content)

    def _fail(self, question: Question, line: dict[str, Any], told: dict[str, Any], error: NotAnswered) -> None:
        """Note a failed answer, its raw body archived for study; stop when going on would only hurt."""
        sha256 = None
        if error.body is not None:
            sha256 = self.archive.put(error.body)
            sync(self.archive.path(sha256))
        size = None if error.body is None else len(error.body)
        state = {"state": "failed", "sha256": sha256, "bytes": size, "rows": None, "pages": None}
        self.journal.add(line | state | told | {"reason": str(error)})
        self.failed.append((str(question), str(error)))
        self.say(f"failed: {question}: {error}")
        self.in_a_row += 1
        self.changed += isinstance(error, ChangedShape)
        if self.changed == len(self.failed) == self.done + 1 == FIRST_ANSWERS:
            raise SourceUnavailable(f"the first {FIRST_ANSWERS} answers all have another shape ({error}); the portal has changed")
        if self.in_a_row >= self.options.breaker:
            raise SourceUnavailable(f"{self.in_a_row} answers failed in a row, the last: {error}; stopped; run again later")


def _not_mixed(journal: Journal, base: str) -> None:
    """Refuse to put a stand-in's answers beside the portal's: a synthetic one would pass for kept."""
    for line in journal.last.values():
        if on_this_machine(line["url"]) != on_this_machine(base):
            raise InputRefused(
                f"{journal.path}: holds answers of {line['url'].split('?')[0]}; found --base {base}; expected a stand-in and the "
                "portal in homes of their own; give another --home"
            )


def _take(body: bytes, where: str, number: int, before: int) -> tuple[str, Page]:
    """A page's text and rows. Raises AskAgain for a torn or half page, ChangedShape for anything else."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ChangedShape(f"{where}: byte {error.start} is not UTF-8; expected UTF-8 JSON", body) from error
    try:
        page = read_page(text, where)
    except Torn as error:
        raise AskAgain(str(error), body) from error
    except InputRefused as error:
        raise ChangedShape(str(error), body) from error
    rows = before + len(page.rows)
    if page.records is not None and rows < page.records and not (page.rows and _more(page, number, rows)):
        raise AskAgain(f"{where}: {rows} of {page.records} rows came; expected all", body)
    return text, page


def _more(page: Page, number: int, rows: int) -> bool:
    """Whether a page follows: the portal counts more pages, or this one is full to the limit."""
    if page.records is not None and rows >= page.records:
        return False
    return (page.pages is not None and page.pages > number and bool(page.rows)) or len(page.rows) >= LIMIT


def progress(done: int, total: int, took: float) -> str:
    """One line: done of total, answers a minute, time left (seconds are given as hours and minutes)."""
    rate = f"{done / took * 60:.0f} a minute" if took > 0 else "no rate yet"
    left = round(took / done * (total - done)) if done else 0
    return f"{done}/{total} answers, {rate}, {left // 3600} h {left // 60 % 60:02d} min {left % 60:02d} s left"
