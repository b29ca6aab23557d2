"""The collector of the state procurement register (OWS v3): whole walks by cursor, and what its change journal tells.

Pages go into the archive in segments (readers/_goszakup_answer.py), a line for each into
`collected/kz_goszakup/journal.jsonl` (spool.py), so that the same command goes on where it was stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tiyn.model.errors import InputRefused, SourceUnavailable
from tiyn.snapshot import Archive
from tiyn.steps.asking import Clock, on_this_machine
from tiyn.steps.collect import Collected, Options

from . import changes
from .objects import catalogue, things
from .run import Run
from .service import Service
from .spool import ID, Spool, lines_of

READER = "goszakup"

__all__ = ["ID", "READER", "answers", "collect", "is_synthetic"]


def answers(home: Path) -> list[tuple[str, str]]:
    """(SHA-256 of a segment, which it is) of all in the archive, the newest first."""
    lines = [line for line in lines_of(home) if line["kind"] == "segment"]
    return [(line["sha256"], f"{line['object']}-walk-{line['walk']}-{line['number']}") for line in reversed(lines)]


def is_synthetic(home: Path) -> bool:
    """True when the answers of a home come from a stand-in on this machine."""
    return any(on_this_machine(line["base"]) for line in lines_of(home) if line["kind"] == "walk")


def collect(archive: Archive, home: Path, options: Options, say: Callable[[str], None], clock: Clock | None = None) -> Collected:
    """Ask for what is not there yet; returns the counts, in pages.

    Without dates every object is walked whole; with `--from`/`--to` (days) the change journal of those
    days is read and what it names asked again. Raises NotFound and NotAPeriod for options that make no
    sense, InputRefused without a token, SourceUnavailable when the service refuses or stops answering.
    """
    base = options.base or catalogue()["base"]
    service = Service(base, options, clock or Clock(), say)
    days = changes.days(options)
    wanted = [] if days else things(options)
    with Spool(home, archive) as spool:
        _not_mixed(spool, base)
        spool.recover()
        way = options.way or "graphql"
        asked = " ".join([way, *(f"{field}={value}" for field, value in options.filters)])
        number = spool.walk(f"changes {days[0]}..{days[1]} {way}" if days else f"all {asked}", base, options.refresh)
        run = Run(spool, service, options, number)
        try:
            if days:
                changes.follow(run, days)
            else:
                for one in wanted:
                    run.walk(one)
        except (KeyboardInterrupt, SourceUnavailable):
            run.say(f"stopped with {run.asked} pages asked; what came is kept, the same command goes on from there")
            raise
        if not run.failed:
            spool.complete(number)
        return run.result()


def _not_mixed(spool: Spool, base: str) -> None:
    """Refuse to put a stand-in's answers beside the register's: a synthetic one would pass for kept."""
    for line in spool.walks.values():
        if on_this_machine(line["base"]) != on_this_machine(base):
            raise InputRefused(
                f"{spool.path}: holds answers of {line['base']}; found --base {base}; expected a stand-in and the register "
                "in homes of their own; give another --home"
            )
