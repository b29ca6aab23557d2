"""Small typed pieces that several pages share: a fact line, a row of a list, a tie between two parties."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.charts import ego
from tiyn.draw import Key
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Link, Party, Saying
from tiyn.view.visit import PERSON, Visit

DENIED = "denies"
JOINS_NOBODY = frozenset({DENIED, "could_not_find"})


@dataclass(frozen=True)
class Foreign:
    """Words of a source in its own language, so that a page can say which one."""

    text: str
    lang: str


@dataclass(frozen=True)
class Fact:
    """One line of a fact sheet: its name, its value in words, as a link or in the source's words, and a remark."""

    label: str
    value: str | Link | Party | Foreign
    note: str = ""


@dataclass(frozen=True)
class Listed:
    """One entry of a list: a thing with its page, its key figure and one plain sentence."""

    title: str
    url: str
    kind_name: str = ""
    f: Figure | None = None
    summary: str = ""
    why: str = ""


@dataclass(frozen=True)
class Tie:
    """A relation as one statement gives it. `sentence` says it in the source's direction."""

    sentence: str
    relation: str
    certainty: str
    certainty_name: str
    one_source: bool
    since: str
    until: str
    share: str
    start: Party
    goal: Party
    saying: Saying


def tie(visit: Visit, row: dict[str, str | None]) -> Tie:
    """A tie from its row of the table `relation`."""
    start, goal = visit.party(str(row["from_party"])), visit.party(str(row["to_party"]))
    relation = str(row["relation"])
    pattern = "denied" if row["stance"] == DENIED else "sentence"
    sentence = visit.words.pattern("relation", relation, pattern, **{"from": start.name, "to": goal.name})
    certainty = str(row["certainty"])
    return Tie(
        sentence=sentence,
        relation=relation,
        certainty=certainty,
        certainty_name=visit.words.name("certainty", certainty),
        one_source=certainty == "single_press_source",
        since=visit.words.date(str(row["since"] or "")),
        until=visit.words.date(str(row["until"] or "")),
        share=str(row["share_said"] or ""),
        start=start,
        goal=goal,
        saying=visit.saying(str(row["statement"])),
    )


def ties(visit: Visit, party: str) -> list[Tie]:
    """Every relation of a party, in either direction, denied ones included."""
    return [tie(visit, row) for row in visit.rows("relations_of", party=party)]


def ego_chart(visit: Visit, path: str, party: Party, tied: list[Tie]) -> dict[str, Charted]:
    """The ties that hold, drawn around the party; nothing for fewer than two neighbours. Denied ties are not drawn."""
    words = visit.words
    found: dict[str, ego.Tie] = {}
    for one in tied:
        other = one.goal if one.start.id == party.id else one.start
        if one.saying.stance in JOINS_NOBODY:
            continue
        relation = words.name("relation", one.relation)
        if other.id in found:
            relation = f"{found[other.id].relation}, {relation}"
        found[other.id] = ego.Tie(other.name, relation, other.url, one.one_source, other.schema == PERSON)
    if len(found) < 2:
        return {}
    title, subtitle = words("ego_title", name=party.name), words("ego_subtitle")
    head = (words("ego_neighbour"), words("ego_relation"))
    key = (Key("one_source", words.name("certainty", "single_press_source")),)
    drawing = ego.Ego("ties-drawn", title, subtitle, party.name, tuple(found.values()), key, head)
    return {"ties-drawn": visit.chart(path, "ties-drawn", drawing, title, subtitle)}


def region_link(visit: Visit, code: str) -> Link:
    """A region of the code list as a link to its page."""
    return Link(visit.words.name("region", code), visit.url(f"/region/{code}"))


def subject_link(visit: Visit, subject: str) -> Link:
    """What a computed figure belongs to, as a link: a subject, one region, or all regions together."""
    kind, _, code = subject.partition("/")
    if kind == "region" and code:
        return region_link(visit, code)
    if subject == "regions":
        return Link(visit.words("all_regions"), visit.url("/regions"))
    return Link(visit.name(f"subject/{subject}"), visit.subject_url(subject))
