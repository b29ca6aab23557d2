"""Start the reading process, outlive it, and say what became of every file."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tiyn.steps.reading.job import Answer, Job
from tiyn.steps.reading.parse import SECONDS, answered

PATIENCE = 2 * SECONDS


def read_apart(job: Job) -> list[Answer]:
    """One answer per file, in order. A file that kills the process is refused; the files after it are still read."""
    staging = Path(job.staging)
    path = staging / "job.json"
    job.save(path)
    answers: dict[int, Answer] = {}
    while len(answers) < len(job.files):
        why = _once(path)
        answers = {answer.index: answer for answer in answered(staging)}
        if why is None:
            break
        _blame(job, staging, answers, why)
        answers = {answer.index: answer for answer in answered(staging)}
    return [answers[index] for index in sorted(answers)]


def _once(path: Path) -> str | None:
    """Run the process; None when it went through, otherwise how it ended."""
    command = [sys.executable, "-m", "tiyn.steps.reading.parse", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"took more than {PATIENCE} s"
    if done.returncode == 0:
        return None
    if done.returncode < 0:
        return f"ended by {signal.Signals(-done.returncode).name}"
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1][:300] if said else f"exit {done.returncode}"


def _blame(job: Job, staging: Path, answers: dict[int, Answer], why: str) -> None:
    """Write the answer for the file the process was at when it ended."""
    at = staging / "at"
    index = int(at.read_text()) if at.is_file() else 0
    if index in answers:
        index = next(number for number in range(len(job.files)) if number not in answers)
    name = job.files[index].name
    problem = f"{name}: the reading process could not read it ({why}); expected a whole file; fetch it again or split it"
    path = staging / "answers.jsonl"
    torn = path.is_file() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
    with path.open("a", encoding="utf-8") as out:
        out.write(("\n" if torn else "") + Answer(index, problem=problem).as_line())
