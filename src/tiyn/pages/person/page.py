"""A person in a public capacity: posts and ties as the sources say, statements made; no sum, no score."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiyn.view.charted import Charted
from tiyn.view.facts import Tie, ego_chart, ties
from tiyn.view.figures import Beside, Link, Reply, Saying
from tiyn.view.ownership import Ownership, ownership
from tiyn.view.visit import Visit

PATH = "/person/{id}"
RECORDS = ("record/party/{id}",)  # what the page is of, for its receipt file
NOINDEX = True
POSTS = frozenset({"heads", "deputy_head_of", "chairs_board"})


@dataclass(frozen=True)
class Context:
    """The page of a person. `posts` are offices, `ties` everything else a source names."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    id: str
    basis: str
    basis_note: str
    aliases: list[str]
    posts: list[Tie]
    ties: list[Tie]
    said: list[Saying]
    concerning: list[Saying]
    owned: Ownership
    beside: Beside | None
    replies: list[Reply]
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    identifier, words = visit.params["id"], visit.words
    row = visit.row("party_of_kind", id=identifier, person=1)
    name = visit.name(f"party/{identifier}")
    tied, beside = ties(visit, identifier), visit.answered.of(f"party/{identifier}")
    shown = {one.saying.id for one in tied}
    said = [one["id"] for one in visit.rows("by_speaker", party=identifier)]
    shown |= set(said)
    return Context(
        title=name,
        description=words("lead"),
        breadcrumbs=(Link(words("people"), visit.url("/people")), Link(name, "")),
        id=identifier,
        basis=words.name("basis", row["basis"]),
        basis_note=words.note("basis", row["basis"]) if row["basis"] else "",
        aliases=[one["text"] for one in visit.rows("aliases", owner=f"party/{identifier}")],
        posts=[one for one in tied if one.relation in POSTS],
        ties=[one for one in tied if one.relation not in POSTS],
        said=visit.sayings(said),
        concerning=visit.sayings(one["id"] for one in visit.rows("concerning", party=identifier) if one["id"] not in shown),
        owned=ownership(visit, f"party/{identifier}"),
        beside=beside,
        replies=[one for one in visit.answered.replies_by(identifier) if beside is None or one not in beside.replies],
        charts=ego_chart(visit, f"/person/{identifier}", visit.party(identifier), tied),
    )


def examples(visit: Visit) -> list[str]:
    return [f"/person/{row['id']}" for row in visit.query("persons")]
