"""What long work says while it runs: stage, rows, time left; silent when nobody watches."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Prints one line per stage to `out`; on a terminal it also shows rows and time left inside a stage."""

    def __init__(self, stages: int, out: TextIO | None = None) -> None:
        self.stages, self.out = stages, out or sys.stderr
        self.stage, self.name = 0, ""
        self.began = self.stage_began = time.monotonic()
        self.last = 0.0

    def start(self, name: str) -> None:
        self.stage += 1
        self.name, self.stage_began, self.last = name, time.monotonic(), 0.0

    def rows(self, done: int, of: int) -> None:
        """Called while a stage runs; at most four times a second reaches the terminal."""
        now = time.monotonic()
        if not self.out.isatty() or now - self.last < 0.25:
            return
        self.last = now
        left = (now - self.stage_began) / done * (of - done) if done else 0
        self._write(f"\r  {self.stage}/{self.stages} {self.name}: {done:,} of {of:,} rows, {left:.0f} s left\x1b[K")

    def done(self, what: str) -> None:
        took = time.monotonic() - self.stage_began
        clear = "\r\x1b[K" if self.out.isatty() else ""
        self._write(f"{clear}  {self.stage}/{self.stages} {self.name:<8} {what} ({took:.1f} s)\n")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
