"""Who a name is, among known subjects: the order of resolution, each step with its reason.

1 a valid BIN that is known; 2 the register holds the name once (only where the register is complete); 3 an alias a
curator wrote; 4 the name and a second field, the region; 5 review; 6 a mention of nobody known. A BIN with a wrong
check digit links nobody. Persons are never resolved by their names: at best two names are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tiyn.model.identifier import is_valid
from tiyn.naming.decide import DIFFERENT, REVIEW, SAME, Decision, decide

MENTION = "mention"
RANK = {SAME: 0, REVIEW: 1, DIFFERENT: 2}


@dataclass(frozen=True)
class Known:
    """One name of a known subject. `alias`: written by a curator; `bin`: valid, or empty; `region`: its code, or empty."""

    subject: str
    text: str
    people: bool
    bin: str = ""
    region: str = ""
    alias: bool = False


@dataclass(frozen=True)
class Candidate:
    """A known subject by the best of its names."""

    known: Known
    decision: Decision


@dataclass(frozen=True)
class Resolved:
    """`outcome`: same, review or mention; `subject`: who, for `same`; candidates, the likeliest first."""

    outcome: str
    reason: str
    subject: str | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Asked:
    """A name to be resolved with what is known beside it."""

    text: str
    people: bool = False
    bin: str = ""
    region: str = ""


def resolve(asked: Asked, named: Iterable[Known], numbered: Callable[[str], str | None], complete: bool = False) -> Resolved:
    """Resolve a name among `named`, the known names of its key; `numbered` gives the subject of a BIN.

    `complete` says that the register holds every subject, so that a name held once is one subject's.
    """
    candidates = _candidates(asked, named)
    if asked.bin:
        if not is_valid(asked.bin):
            return Resolved(REVIEW if candidates else MENTION, "identifier_invalid", None, candidates)
        subject = numbered(asked.bin)
        if subject is not None:
            return Resolved(SAME, "identifier_same", subject, candidates)
        candidates = tuple(one for one in candidates if not one.known.bin)
    if asked.people:
        return Resolved(REVIEW, "person_name", None, candidates) if candidates else _nobody()
    return _by_name(asked, candidates, complete)


def _nobody() -> Resolved:
    return Resolved(MENTION, "unknown_name", None, ())


def _by_name(asked: Asked, candidates: tuple[Candidate, ...], complete: bool) -> Resolved:
    if not candidates:
        return _nobody()
    equal = [one for one in candidates if one.decision.outcome == SAME]
    if len(equal) == 1 and complete:
        return Resolved(SAME, "name_once", equal[0].known.subject, candidates)
    curated = [one for one in equal if one.known.alias]
    if len(equal) == 1 and curated:
        return Resolved(SAME, "alias", curated[0].known.subject, candidates)
    beside = [one for one in equal if asked.region and one.known.region == asked.region]
    if len(beside) == 1:
        return Resolved(SAME, "name_and_region", beside[0].known.subject, candidates)
    reason = "name_of_several" if len(equal) > 1 else "name_alone" if equal else candidates[0].decision.reason
    return Resolved(REVIEW, reason, None, candidates)


def _candidates(asked: Asked, named: Iterable[Known]) -> tuple[Candidate, ...]:
    """The known subjects whose names are not different, each by its likeliest name."""
    best: dict[str, Candidate] = {}
    for known in named:
        if known.people != asked.people:
            continue
        found = Candidate(known, decide(asked.text, known.text, known.people))
        held = best.get(known.subject)
        if found.decision.outcome != DIFFERENT and (held is None or _rank(found) < _rank(held)):
            best[known.subject] = found
    return tuple(sorted(best.values(), key=lambda one: (_rank(one), one.known.subject)))


def _rank(one: Candidate) -> tuple[int, bool]:
    return RANK[one.decision.outcome], not one.known.alias
