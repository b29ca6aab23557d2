"""Whether two ids are one: four verdicts, who gave them, and how they combine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`same` and `different` decide; `unsure` never merges; `none` says nobody has looked."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True)
class Judgement:
    """A decision about a pair of ids. Append-only: a later one is added, none is changed."""

    left: str
    right: str
    verdict: Verdict
    by: str
    on: str
    why: str


def combine(first: Verdict, second: Verdict) -> Verdict:
    """Two verdicts on one pair: silence yields, agreement stands, anything else is unsure."""
    if first is Verdict.NONE:
        return second
    if second is Verdict.NONE or first is second:
        return first
    return Verdict.UNSURE
