"""Who is who: any name looked up in any spelling, what is merged and why, and what is merely alike and waits for a human."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import who
from tiyn.naming.resolve import Asked
from tiyn.view.figures import Link
from tiyn.view.nodes import subject
from tiyn.view.purchase_tables import Grid
from tiyn.view.visit import Visit

PATH = "/names"
QUERY = {"q": {"type": "string"}, "bin": {"type": "string"}, "reason": {"type": "string"}}
NOINDEX = True
LONGEST, MOST = 200, 100


@dataclass(frozen=True)
class Context:
    """`answer`: what was found for the name asked for; `counts`: pairs by outcome and reason; `pairs`: the pairs themselves."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    asked: str
    number: str
    answer: str
    candidates: Grid
    counts: Grid
    homonyms: str
    pairs: Grid


def context(visit: Visit) -> Context:
    words = visit.words
    asked = visit.arguments.get("q", "").strip()[:LONGEST]
    number = visit.arguments.get("bin", "").strip()[:20]
    answer, candidates = _answer(visit, asked, number)
    shared = visit.query("homonyms")[0]
    return Context(
        title=words("title"),
        description=words("lead"),
        breadcrumbs=(Link(words("title"), ""),),
        asked=asked,
        number=number,
        answer=answer,
        candidates=candidates,
        counts=_counts(visit),
        homonyms=words("homonyms", names=shared["names"], bins=shared["bins"]),
        pairs=_pairs(visit),
    )


def _answer(visit: Visit, asked: str, number: str) -> tuple[str, Grid]:
    """What a name is, with its candidates, persons' names beside organizations'."""
    words = visit.words
    head = [words("c_name"), words("c_why")]
    if not asked and not number:
        return "", Grid(words("candidates"), head, [])
    people = who.look_up(visit.connection, Asked(asked, True))
    found = who.look_up(visit.connection, Asked(asked, bin=number))
    if found.outcome == "mention" and people.candidates:
        found = people
    rows = []
    for one in found.candidates:
        party = subject(visit, one.known.subject)
        rows.append([Link(party.name, party.url), words.name("name_reason", one.decision.reason)])
    shown = subject(visit, found.subject) if found.subject else None
    reason = words.name("name_reason", found.reason)
    answer = words(f"answer_{found.outcome}", name=shown.name if shown else asked or number, why=reason)
    if shown and not rows:
        rows.append([Link(shown.name, shown.url), reason])
    return answer, Grid(words("candidates"), head, rows)


def _counts(visit: Visit) -> Grid:
    words = visit.words
    rows = []
    for row in visit.query("counts"):
        by = words("by_rule" if row["made_by"] == "rule" else "by_curator")
        reason = words.name("name_reason", row["reason"])
        rows.append(
            [words(f"outcome_{row['outcome']}"), Link(reason, visit.url(f"/names?reason={row['reason']}")), by, str(row["n"])]
        )
    head = [words("h_outcome"), words("h_why"), words("h_by"), {"text": words("h_pairs"), "num": True}]
    return Grid(words("counts"), head, rows)


def _pairs(visit: Visit) -> Grid:
    """The first pairs, those that are one before those that are merely alike; of one reason when it is asked for."""
    words, reason = visit.words, visit.arguments.get("reason", "")
    rows = []
    for row in visit.query("pairs", reason=reason, most=MOST):
        left, right = subject(visit, row["left_id"]), subject(visit, row["right_id"])
        why = words.name("name_reason", row["reason"])
        if row["why"]:  # who judged, when, and in whose words
            why = f"{why}: {row['made_by']}, {words.date(row['made_on'])}: {row['why']}"
        rows.append([words(f"outcome_{row['outcome']}"), Link(left.name, left.url), Link(right.name, right.url), why])
    head = [words("h_outcome"), words("h_left"), words("h_right"), words("h_why")]
    note = words("first_pairs", n=MOST) if len(rows) == MOST else ""
    return Grid(words("pairs"), head, rows, note)


def examples(visit: Visit) -> list[str]:
    return [PATH]
