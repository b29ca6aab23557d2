"""Figures over time: each line in its own honest unit, compared only where the source allows it."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.model.amount import MONEY_UNITS
from tiyn.view.charted import Charted
from tiyn.view.drawings import moment, ranges, timeline
from tiyn.view.figures import Badge, Figure, Saying
from tiyn.view.subjects import Part, SubjectPage, frame, open_subject
from tiyn.view.visit import Visit

PATH = "/series/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "series"


@dataclass(frozen=True)
class Line:
    """One line of figures: `shares` only when its points are comparable, `badges` for what forbids it."""

    id: str
    name: str
    points: list[Part]
    comparable: bool
    why: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The page of a series: its lines, in the order of the dossier."""

    lines: list[Line]


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    lines = [_line(visit, subject, row["line"]) for row in visit.query("lines", subject=subject)]
    shown = [point.saying for line in lines for point in line.points]
    return Context(lines=lines, charts=_charts(visit, subject, lines), **frame(visit, subject, shown))


def _charts(visit: Visit, subject: str, lines: list[Line]) -> dict[str, Charted]:
    """Lines of one unit on a scale of their own; different units are never drawn together."""
    found: dict[str, Charted] = {}
    for line in lines:
        sayings = [point.saying for point in line.points]
        units = {saying.figure.unit for saying in sayings if saying.figure}
        if len(sayings) > 1 and len(units) == 1:
            title = " · ".join(saying.figure.text for saying in sayings if saying.figure)
            found[line.id] = ranges(visit, f"/{KIND}/{subject}", line.id, sayings, title, visit.words("one_scale"))
    moments = [moment(visit, saying) for line in lines for saying in _dated(line)]
    moments += [moment(visit, saying) for saying in visit.sayings(visit.members(subject, "see"))]
    words = visit.words
    found["when"] = timeline(visit, f"/{KIND}/{subject}", "when", moments, words("when"), words("when_sub"))
    return found


def _dated(line: Line) -> list[Saying]:
    """The sums of a line: what was said when, without the things counted."""
    return [point.saying for point in line.points if point.saying.figure and point.saying.figure.unit in MONEY_UNITS]


def _line(visit: Visit, subject: str, line: str) -> Line:
    owner, role = f"subject/{subject}", f"line:{line}"
    comparable = visit.member(subject, f"{role}:comparable") == "yes"
    points = [Part(visit.saying(point), _share(visit, point, comparable)) for point in visit.members(subject, role)]
    badges = {badge.code: badge for point in points for badge in point.saying.badges}
    name, why = visit.label(owner, f"{role}:name"), visit.label(owner, f"{role}:why")
    return Line(line, name, points, comparable, why, tuple(badges.values()))


def _share(visit: Visit, point: str, comparable: bool) -> Figure | None:
    return visit.derived(f"{point}-share") if comparable else None


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
