"""Builds that are killed, and power that is cut (trust figure F5): `python -m bench crash [--seconds 600] [--cuts 2000]`.

Kills: whole builds of a second edition, ended by SIGKILL at any moment, the process alone or with all its helpers. Cuts: a
first build, a second and a withdrawal, each on a file system that remembers its order (`bench.forgetful`; needs mfusepy and
libfuse 2), then the disks that a power cut at any moment may leave. After each, with no manual step: what readers are served
from is whole, in the log and signed, and the old or the new; and the next run goes on. Anything else is damage, and printed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.forgetful import lay_out, recorded
from tiyn import edition, pipeline, publishing, withdrawing
from tiyn.keeping import fsck
from tiyn.log.tiles import Log
from tiyn.settings import Settings, read_settings

FIGURE = ("documents/tengrinews-700.yml", '"41 миллиард тенге"', '"41,2 миллиарда тенге"')
GONE, DAY = "statement/dk-41bn", date(2026, 11, 23)
FINISHED = 25  # every so many cuts the next build is made to its end


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench crash")
    asked.add_argument("--seconds", type=float, default=600, help="of killing, in two processes side by side; 0 for none")
    asked.add_argument("--cuts", type=int, default=2000, help="of power; 0 for none")
    asked.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    given = asked.parse_args(words)
    print(f"seed {given.seed}")
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="tiyn-crash-") as scratch:
        if given.seconds:
            report["kills"] = _killed(Path(scratch), given.seconds, given.seed)
        if given.cuts:
            quarter = given.cuts // 4
            report["power cut, first build"] = _cut(Path(scratch) / "first", quarter, given.seed, False)
            report["power cut, withdrawal"] = _withdrawn(Path(scratch) / "torn", quarter, given.seed)
            report["power cut, build"] = _cut(Path(scratch) / "second", given.cuts - 2 * quarter, given.seed, True)
    print(json.dumps(report))
    return 1 if any(one["damaged"] for one in report.values()) else 0


def _settings(folder: Path, changed: bool = False) -> Settings:
    """A home in a folder; `changed` takes a dossier of which one figure is another."""
    settings = replace(read_settings(str(folder / "home")), keys=folder / "keys")
    return replace(settings, dossier=_changed(folder, settings.dossier)) if changed else settings


def _changed(folder: Path, dossier: Path) -> Path:
    """A copy of the dossier beside the folder in which a figure was changed by its maker."""
    copy = folder.parent / f"{folder.name}-dossier"
    if not copy.exists():
        shutil.copytree(dossier, copy)
        file, old, new = FIGURE
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def sound(settings: Settings) -> str:
    """The served edition's name. Raises when it, its entry or the log is not whole."""
    opened = edition.open_edition(edition.current(settings.editions))
    publishing.logged(settings, opened)
    Log(settings.log).check()
    publishing.signed_by(settings)
    return opened.id


def finished(settings: Settings) -> str:
    """The next build, to its end; what is served then. Raises when anything is left to mend."""
    name = _child(lambda: pipeline.build(settings))
    if name:
        raise AssertionError(f"the next build ended with {name}")
    return whole(settings)


def whole(settings: Settings) -> str:
    """The served edition's name, when nothing is left to mend."""
    found = fsck(settings, type("Asked", (), {"mend": False}))
    if found.findings:
        raise AssertionError(f"fsck: {found.text}")
    return sound(settings)


def _child(work: Any, after: float | None = None, whole: bool = True) -> int:
    """Run in a forked process group, killed after so many seconds: whole or its leader alone. Its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setpgrp()
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2) if after is not None else None  # of what is to reach its end, what stops it is shown
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, the child must end here
            traceback.print_exc()
        finally:
            os._exit(code)
    if after is not None:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL) if whole else os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# --- kills


def _killed(scratch: Path, seconds: float, seed: int) -> dict[str, Any]:
    """Two homes, each in a process of its own, killed and killed again."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=_killing, args=(scratch / f"k{at}", seconds, seed + at, results)) for at in (0, 1)]
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return {name: sum(one[name] for one in found) for name in found[0] if name != "slowest restart, s"} | {
        "slowest restart, s": max(one["slowest restart, s"] for one in found)
    }


def _killing(folder: Path, seconds: float, seed: int, results: Any) -> None:
    """Kill builds of the second edition; once it is there, take it away again and go on."""
    chance, first, second = random.Random(seed), _settings(folder), _settings(folder, True)
    began = time.monotonic()
    _child(lambda: pipeline.build(first))
    length, old = time.monotonic() - began, sound(first)
    for part in ("home", "keys"):
        shutil.copytree(folder / part, folder / f"{part}-kept", symlinks=True)
    report = {
        "killed": 0,
        "ended before": 0,
        "old served": 0,
        "new served": 0,
        "finished": 0,
        "damaged": 0,
        "slowest restart, s": 0.0,
    }
    while time.monotonic() - began < seconds:
        ended = _child(lambda: pipeline.build(second), chance.uniform(0, length * 1.15), chance.random() < 0.7)
        report["killed" if ended < 0 else "ended before"] += 1
        try:
            start = time.monotonic()
            served = sound(second)
            report["slowest restart, s"] = max(report["slowest restart, s"], time.monotonic() - start)
            report["old served" if served == old else "new served"] += 1
            if served != old or report["killed"] % 20 == 0:
                finished(second)
                report["finished"] += 1
                _restore(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is damage
            report["damaged"] += 1
            print(f"{folder}: {type(error).__name__}: {error}", file=sys.stderr)
            _restore(folder)
    results.put(report)


def _restore(folder: Path) -> None:
    for part in ("home", "keys"):
        shutil.rmtree(folder / part)
        shutil.copytree(folder / f"{part}-kept", folder / part, symlinks=True)


# --- power cuts


def _cut(folder: Path, cuts: int, seed: int, before: bool) -> dict[str, Any]:
    """Build on a mounted disk, then look at what power cuts leave of it; `before`: an edition was served already."""
    return _played(folder, cuts, seed, before, lambda place: _made(_settings(place, True)), finished)


def _withdrawn(folder: Path, cuts: int, seed: int) -> dict[str, Any]:
    """Withdraw a statement on a mounted disk, which cannot let folders change places in one step, and cut the power."""

    def withdraw(place: Path) -> None:
        if _child(lambda: withdrawing.withdraw(_settings(place), GONE, "error", DAY)):
            raise SystemExit("the withdrawal failed on the mounted disk, see above")

    def again(settings: Settings) -> None:
        withdrawing.withdraw(settings, GONE, "error", DAY)
        whole(settings)
        content = edition.open_edition(edition.current(settings.editions)).content()
        if any(GONE.endswith(f"/{row[0]}") for table, rows in content if table.name == "statement" for row in rows):
            raise AssertionError("what was withdrawn is still there")

    return _played(folder, cuts, seed, True, withdraw, again)


def _played(
    folder: Path, cuts: int, seed: int, before: bool, during: Callable[[Path], None], then: Callable[[Settings], object]
) -> dict[str, Any]:
    """Cut the power of `during`; after each cut what is served is whole, and after some of them `then` goes on."""
    served: list[str] = [""]

    def first(place: Path) -> None:
        if before:
            _made(_settings(place))
            served[0] = sound(_settings(place))

    disk, old, place = recorded(folder, first, during), served[0], folder / "mount"  # laid out where it was: paths may be in it
    chance, moments, stored = random.Random(seed), disk.moments(edition.CURRENT), folder / "stored"
    report = {"operations": len(disk.done) - disk.beginning, "cut": 0, "nothing served": 0, "old served": 0, "new served": 0}
    report |= {"finished": 0, "damaged": 0}
    stored.mkdir()
    for number in range(cuts):
        cut = chance.choice(moments) if number % 2 else chance.randint(disk.beginning, len(disk.done))
        lay_out(disk.after(cut, chance), place, stored)
        report["cut"] += 1
        try:
            report[_state(_settings(place, True), old)] += 1
            if number % FINISHED == 0:
                then(_settings(place, True))
                report["finished"] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is damage
            report["damaged"] += 1
            print(f"cut at {cut} of {len(disk.done)}: {type(error).__name__}: {error}", file=sys.stderr)
        for part in place.iterdir():
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    return report


def _state(settings: Settings, old: str) -> str:
    """What is served from a disk after a cut, once a portal started. Before the first edition nothing may be."""
    withdrawing.resume(settings)
    if not old and not (settings.editions / edition.CURRENT).is_symlink():
        return "nothing served"
    return "old served" if sound(settings) == old else "new served"


def _made(settings: Settings) -> None:
    if _child(lambda: pipeline.build(settings)):
        raise SystemExit("the build failed on the mounted disk, see above")
