"""All counted information systems on one page: every counter, how many are named, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Gap, Link, Saying
from tiyn.view.systems import Counted, Filter, choices, counted
from tiyn.view.visit import Visit

PATH = "/systems"
QUERY = dict.fromkeys(("body",), {"type": "string"})


@dataclass(frozen=True)
class Context:
    """The list of systems. `see` are later statements about systems, `gaps` what is not known beyond the counters."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    counted: list[Counted]
    filter: Filter
    as_of: str
    see: list[Saying]
    cautions: list[str]
    gaps: list[Gap]


def context(visit: Visit) -> Context:
    words, body = visit.words, visit.arguments.get("body", "")
    subjects = [row["id"] for row in visit.rows("subjects", kind="systems")]
    groups = [counted(visit, subject, body) for subject in subjects]
    beside = {counter.gap.id for subject in subjects for counter in counted(visit, subject).counters if counter.gap}
    return Context(
        title=words("title"),
        description=words("description"),
        breadcrumbs=(Link(words("title"), ""),),
        counted=[group for group in groups if group.counters],
        filter=choices(visit, subjects, PATH),
        as_of=words.date(visit.edition.date),
        see=[saying for subject in subjects for saying in visit.sayings(visit.members(subject, "see"))],
        cautions=[text for subject in subjects for text in visit.cautions(subject)],
        gaps=[gap for subject in subjects for gap in visit.gaps(subject) if gap.id not in beside],
    )


def examples(visit: Visit) -> list[str]:
    return [PATH]
