"""One organization as one source names it: what it bought and sold, with whom, and how far that money is followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn import who
from tiyn.register import Asked
from tiyn.view.facts import Fact, Foreign
from tiyn.view.figures import Figure, Link
from tiyn.view.largest import LEAST, Largest, figure, largest
from tiyn.view.nodes import subject
from tiyn.view.ownership import Ownership, ownership
from tiyn.view.purchase_rows import Purchase, purchases
from tiyn.view.purchase_tables import Grid
from tiyn.view.purchases import Side, unsegment
from tiyn.view.questions import Answers, Questions
from tiyn.view.trace_tables import by_year, count, reasons, source_name
from tiyn.view.visit import Moved, Visit

PATH = "/participant/{id}"
RECORDS = ("record/participant/{id}",)  # what the page is of, for its receipt file
PARTNERS, LATEST, SHARES = 15, 8, 3


@dataclass(frozen=True)
class Share:
    """The largest supplier's share in one source, currency and VAT basis, with what is divided by what."""

    basis: str
    supplier: Side | None
    share: Figure
    part: Figure
    whole: Figure
    coverage: str


@dataclass(frozen=True)
class Role:
    """What the organization did in one role. `tables` are sums by year, its partners, and what is not followed."""

    name: str
    title: str
    tables: list[Grid]
    latest: list[Purchase]
    all: Link


@dataclass(frozen=True)
class Context:
    """The page of a participant. Nothing says that it is the same as another of a similar name."""

    title: str
    named: bool
    description: str
    breadcrumbs: tuple[Link, ...]
    side: Side
    facts: list[Fact]
    roles: list[Role]
    shares: list[Share]
    too_few: str
    same: list[Link]
    asked: Answers
    owned: Ownership


def context(visit: Visit) -> Context:
    reads, words = visit.purchases, visit.words
    identifier = unsegment(visit.params["id"])
    rows = reads.rows("participant", id=identifier)
    if not rows:
        stands = who.canonical(visit.connection, f"participant/{identifier}")
        if stands != f"participant/{identifier}":  # an id that was merged leads on for ever
            raise Moved(subject(visit, stands).url)
    row = rows[0] if rows else reads.row("participant", id=identifier)
    side = reads.side_of(row)
    shares = [_share(visit, one) for one in largest(reads, identifier)[:SHARES]]
    roles = [role for name in ("buyer", "supplier") if (role := _role(visit, name, identifier))]
    return Context(
        title=side.name,
        named=side.named,
        description=words("lead" if roles else "lead_none"),
        breadcrumbs=(Link(words("contracts_page"), reads.list_url()), Link(side.name[:80], "")),
        side=side,
        facts=_facts(visit, row),
        roles=roles,
        shares=shares,
        too_few="" if shares or not any(role.name == "buyer" for role in roles) else words("share_too_few", n=LEAST),
        same=[
            Link(visit.name(f"party/{one['party']}"), visit.url(f"/organisation/{one['party']}")) for one in _parties(visit, row)
        ],
        asked=Questions(visit).of_participant(identifier),
        owned=ownership(visit, f"participant/{identifier}"),
    )


def _facts(visit: Visit, row: dict[str, Any]) -> list[Fact]:
    words = visit.words
    facts = [
        Fact(words("f_kind"), words.name("participant_kind", row["kind"])),
        Fact(words("f_state"), words.name("bin_state", row["bin_state"])),
    ]
    if row["identifier"]:
        facts.insert(0, Fact(words("f_number"), f"{row['scheme'] or ''} {row['identifier']}".strip()))
    if row["kind"] != "natural_person":
        other = row["name"] if visit.lang == "kk" and row["name_kk"] else row["name_kk"]
        if other:
            facts.append(Fact(words("f_other_name"), Foreign(other, "ru" if visit.lang == "kk" else "kk")))
    facts += [Fact(words(f"f_{name}"), Foreign(row[name], "")) for name in ("locality", "country") if row[name]]
    return [*facts, Fact(words("f_source"), source_name(visit, row["source_id"]), words("f_source_note"))]


def _role(visit: Visit, role: str, identifier: str) -> Role | None:
    """Sums, partners and latest purchases in one role; None when it never had it."""
    reads, words = visit.purchases, visit.words
    found = visit.register.ask(Asked(filters={role: identifier}, sort="-date", limit=LATEST, facets=()))
    if not found.count:
        return None
    totals = reads.rows("totals", dimension=role, member=identifier)
    tables = [by_year(visit, totals, {role: identifier})] if totals else []
    partners = reads.rows("suppliers_of" if role == "buyer" else "buyers_of", id=identifier, most=PARTNERS)
    if partners:
        tables.append(_partners(visit, role, partners))
    left = reads.rows("reasons", dimension=role, member=identifier)
    if left:
        tables.append(reasons(visit, left))
    whole = Link(words("all_of_them", n=found.count, number=count(visit, found.count)), reads.list_url(**{role: identifier}))
    return Role(role, words(f"as_{role}"), tables, purchases(visit, found.keys), whole)


def _partners(visit: Visit, role: str, rows: list[dict[str, Any]]) -> Grid:
    words, reads = visit.words, visit.purchases
    other = "supplier" if role == "buyer" else "buyer"
    made = []
    for row in rows:
        address = reads.list_url(buyer=row["buyer"], supplier=row["supplier"])
        years = "–".join(dict.fromkeys(str(year) for year in (row["first_year"], row["last_year"]) if year))
        made.append(
            [
                reads.side(row[other]),
                Link(count(visit, row["contracts"]), address),
                years,
                _contracted(visit, row),
            ]
        )
    head = [words(f"t_{other}"), words("t_contracts"), words("t_years"), {"text": words("t_contracted"), "num": True}]
    return Grid(words(f"g_{other}s"), head, made)


def _contracted(visit: Visit, row: dict[str, Any]) -> Figure | str | None:
    """Without a currency there was no sum to add up: that is no nought."""
    shown = visit.purchases.figure("pair_total", row, "contracted", visit.words("t_contracted"))
    return visit.words("no_sum") if not row["currency"] and shown is not None and not shown.number else shown


def _share(visit: Visit, one: Largest) -> Share:
    words, reads = visit.words, visit.purchases
    basis = words("share_basis", currency=one.currency or words("not_stated"), vat=words.name("vat", one.vat or "unknown"))
    covered = words("share_coverage", n=len(one.rows), number=count(visit, len(one.rows)), all=count(visit, one.all))
    if one.vat in ("", "unknown"):
        covered = f"{covered} {words('share_vat_unknown')}"
    figures = {name: figure(reads, one, name) for name in ("share", "part", "whole")}
    return Share(basis=basis, supplier=reads.side(one.supplier), coverage=covered, **figures)


def _parties(visit: Visit, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Parties of the dossier that bear the very same valid number: the number decides, never the name."""
    return visit.query("same_number", number=row["identifier"]) if row["bin_state"] == "valid" else []


def examples(visit: Visit) -> list[str]:
    """Some of every kind and state of number."""
    prefix = len(visit.url(""))
    return [visit.purchases.participant_url(row["id"])[prefix:] for row in visit.query("examples")]
