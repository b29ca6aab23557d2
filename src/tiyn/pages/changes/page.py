"""What changed: every edition of the log, with how much of it became another since the one before, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn.downloads import Column, Sheet
from tiyn.history import Entry
from tiyn.model.errors import InputRefused, NotFound
from tiyn.view.figures import Link
from tiyn.view.numbers import number
from tiyn.view.visit import Visit
from tiyn.view.words import Words

PATH = "/changes"
SHOWN = 60


@dataclass(frozen=True)
class Step:
    """One edition: its number, day and addresses; `causes` in words with counts, None when it was not compared.

    `when` and `counted` are `built` and `records` as a reader writes them.
    """

    number: str
    name: str
    built: str
    records: str
    url: str
    compared: str
    causes: list[Link] | None
    state: str
    when: str
    counted: str


@dataclass(frozen=True)
class Context:
    """The editions, newest first."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    steps: list[Step]
    left_out: int
    sheets: tuple[Sheet, ...]


def context(visit: Visit) -> Context:
    words = visit.words
    found = visit.history.editions() if visit.history else []
    steps = [_step(visit, one, found[place + 1 :]) for place, one in enumerate(found[:SHOWN])]
    return Context(
        words("title"), words("lead"), (Link(words("title"), ""),), steps, max(0, len(found) - SHOWN), (_sheet(visit, steps),)
    )


def _step(visit: Visit, one: Entry, earlier: list[Entry]) -> Step:
    words = visit.words
    before = next((old for old in earlier if old.readable and old.name != one.name), None)
    causes, compared = None, ""
    if before is not None and one.readable:
        compared = visit.url(f"/changes/{before.name}/{one.name}")
        try:
            counts = visit.history.compare(before.name, one.name).causes()  # type: ignore[union-attr]
            causes = [
                Link(f"{words.name('change_cause', cause)}: {_grouped(words, count)}", f"{compared}?cause={cause}")
                for cause, count in counts.items()
            ]
        except (InputRefused, NotFound):
            causes = None
    kept = "kept" if earlier else "first"
    state = "pruned" if not one.here else kept if one.readable else "other_version"
    urls = {"pruned": "", "other_version": f"/edition/{one.name}/manifest.json"}
    url = urls.get(state, f"/e/{one.name}/{visit.lang}/")
    said = (words(f"state_{state}"), f"{words.date(one.built[:10])}, {one.built[11:16]}", _grouped(words, one.records))
    return Step(str(one.number), one.name, one.built, str(one.records), url, compared, causes, *said)


def _grouped(words: Words, count: int) -> str:
    return number(Decimal(count), words)


def _sheet(visit: Visit, steps: list[Step]) -> Sheet:
    names = ("number", "edition", "built", "records", "causes")
    head = tuple(Column(name, "text", visit.words(f"column_{name}")) for name in names)
    rows = [(one.number, one.name, one.built, one.records, "; ".join(link.text for link in one.causes or ())) for one in steps]
    return Sheet("editions", visit.words("title"), head, tuple(rows))


def feed(visit: Visit) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """(id, title, updated, address, lines) of each edition: the feed of the whole portal."""
    found: list[Any] = []
    for one in context(visit).steps:
        lines = tuple(link.text for link in one.causes or ()) or (one.state,)
        found.append(
            (f"{one.name}/changes", visit.words("feed_edition", number=one.number), one.built, one.compared or one.url, lines)
        )
    return found


def examples(visit: Visit) -> list[str]:
    return [PATH]
