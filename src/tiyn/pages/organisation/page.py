"""An organisation: its names, what it is tied to, what it said, what was said of it, what it should answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tiyn.view.charted import Charted
from tiyn.view.facts import Fact, Tie, ego_chart, region_link, ties
from tiyn.view.figures import Beside, Figure, Gap, Link, Party, Reply, Saying
from tiyn.view.ownership import Ownership, ownership
from tiyn.view.visit import Visit

PATH = "/organisation/{id}"
RECORDS = ("record/party/{id}",)  # what the page is of, for its receipt file
NOT_COLLECTED = "not collected"


@dataclass(frozen=True)
class Name:
    """The name in one language."""

    lang: str
    lang_name: str
    text: str


@dataclass(frozen=True)
class Contract:
    """A contract the organisation is a side of."""

    title: Link
    role: str
    other: Party | None
    figure: Figure | None


@dataclass(frozen=True)
class Line:
    """One budget line of one year under the organisation's own name."""

    year: str
    line: str
    lang: str
    approved: Figure
    revised: Figure
    paid: Figure


@dataclass(frozen=True)
class Role:
    """A subject in which the organisation has a part, and which part."""

    role: str
    subject: Link


@dataclass(frozen=True)
class Context:
    """The organisation page. No number of people and no sum "of" it is ever computed."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    id: str
    schema_name: str
    names: list[Name]
    aliases: list[str]
    facts: list[Fact]
    ties: list[Tie]
    contracts: list[Contract]
    roles: list[Role]
    lines: list[Line]
    orders: list[Saying]
    said: list[Saying]
    concerning: list[Saying]
    documents: list[Link]
    gaps: list[Gap]
    owned: Ownership
    beside: Beside | None
    replies: list[Reply]
    contract: str
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    identifier, words = visit.params["id"], visit.words
    party = visit.row("party_of_kind", id=identifier, person=0)
    name, schema = visit.name(f"party/{identifier}"), words.name("schema", party["schema"])
    said = [one["id"] for one in visit.rows("by_speaker", party=identifier)]
    tied, beside = ties(visit, identifier), visit.answered.of(f"party/{identifier}")
    apart = {one.saying.id for one in tied}
    contracts = _contracts(visit, identifier)
    buys = [one for one in visit.rows("contracts_of", party=identifier) if one["role"] == "buyer"]
    return Context(
        title=name,
        description=_description(visit, schema, contracts, identifier),
        breadcrumbs=(Link(words("nav_organisations"), visit.url("/organisations")), Link(name, "")),
        id=identifier,
        schema_name=schema,
        names=_names(visit, identifier),
        aliases=[one["text"] for one in visit.rows("aliases", owner=f"party/{identifier}")],
        facts=_facts(visit, party, schema),
        ties=tied,
        contracts=contracts,
        roles=_roles(visit, identifier),
        lines=_lines(visit, identifier),
        orders=visit.sayings(one["id"] for one in visit.rows("orders_to", party=identifier)),
        said=visit.sayings(one for one in said if one not in apart),
        concerning=visit.sayings(one["id"] for one in visit.rows("concerning", party=identifier) if one["id"] not in said),
        documents=[Link(one["title"], visit.url(f"/source/{one['id']}")) for one in visit.rows("documents_of", party=identifier)],
        gaps=[visit.gap(one) for one in visit.rows("gaps_of", party=identifier)],
        owned=ownership(visit, f"party/{identifier}"),
        beside=beside,
        replies=[one for one in visit.answered.replies_by(identifier) if beside is None or one not in beside.replies],
        contract=buys[0]["subject"] if len(buys) == 1 else "",
        charts=ego_chart(visit, f"/organisation/{identifier}", visit.party(identifier), tied),
    )


def _description(visit: Visit, schema: str, contracts: list[Contract], identifier: str) -> str:
    """One plain sentence: what it is and in which part this edition knows it."""
    parts = [visit.words(f"as_{one['role']}") for one in visit.rows("contracts_of", party=identifier)]
    if visit.rows("documents_of", party=identifier):
        parts.append(visit.words("as_publisher"))
    known = ", ".join(dict.fromkeys(parts))
    return visit.words("known_as", schema=schema, known=known) if known else visit.words("known", schema=schema)


def _names(visit: Visit, identifier: str) -> list[Name]:
    rows = visit.rows("names_of", owner=f"party/{identifier}")
    return [Name(row["lang"], visit.words(f"in_{row['lang']}"), row["text"]) for row in rows]


def _facts(visit: Visit, party: dict[str, Any], schema: str) -> list[Fact]:
    words = visit.words
    number = words("bin_not_collected") if party["bin"] in (None, NOT_COLLECTED) else party["bin"]
    facts = [Fact(words("schema"), schema), Fact(words("bin"), number)]
    if party["region"]:
        facts.append(Fact(words("region"), region_link(visit, party["region"])))
    return facts


def _contracts(visit: Visit, identifier: str) -> list[Contract]:
    found = []
    for row in visit.rows("contracts_of", party=identifier):
        other = visit.member(row["subject"], "supplier" if row["role"] == "buyer" else "buyer")
        value = visit.member(row["subject"], "value")
        title = Link(visit.name(f"subject/{row['subject']}"), visit.subject_url(row["subject"]))
        figure = visit.figure(value) if value else None
        found.append(Contract(title, visit.words(row["role"]), visit.party(other) if other else None, figure))
    return found


def _roles(visit: Visit, identifier: str) -> list[Role]:
    found = []
    for row in visit.query("roles_of", party=identifier):
        subject = Link(visit.name(f"subject/{row['subject']}"), visit.subject_url(row["subject"]))
        found.append(Role(visit.words(f"role_{row['role']}"), subject))
    return found


def _lines(visit: Visit, identifier: str) -> list[Line]:
    found = []
    for row in visit.query("budget_of", party=identifier):
        measures = {name: visit.budget(row["id"], name) for name in ("approved", "revised", "paid")}
        found.append(Line(visit.words.period(row["month"]), visit.budgets.group(row), visit.lang, **measures))
    return found


def examples(visit: Visit) -> list[str]:
    return [f"/organisation/{row['id']}" for row in visit.query("organisations")]
