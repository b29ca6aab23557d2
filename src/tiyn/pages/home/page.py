"""Home: what is visible of the money, what is not, which figures are disputed, where to start."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn.charts.ladder import Ladder, Rung
from tiyn.charts.tilemap import Tile, TileMap
from tiyn.codes import codes, lists
from tiyn.draw import Key
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Gap, Link, Saying
from tiyn.view.numbers import number
from tiyn.view.visit import Visit

PATH = "/"
REPUBLIC = "KZ"
# Where the map's shades change: tenge paid in a year.
BREAKS = (Decimal(1_000_000_000), Decimal(2_000_000_000), Decimal(5_000_000_000))


@dataclass(frozen=True)
class Headline:
    """The year with the largest named sum that a register can be held against."""

    programme: Link
    year: str
    named: Figure
    paid: Figure
    rest: Figure


@dataclass(frozen=True)
class Row:
    """One programme: its total when one is stated, and what was not found."""

    name: Link
    envelope: Figure | None
    not_found: Figure | None
    summary: str


@dataclass(frozen=True)
class Dispute:
    """One quantity with its competing claims, the larger first, and the gap between them."""

    name: Link
    claims: list[Saying]
    gap: Figure | None


@dataclass(frozen=True)
class Region:
    """One region and what its digitalization administrators paid in the latest year; None when there is none."""

    code: str
    name: Link
    paid: Figure | None


@dataclass(frozen=True)
class Kind:
    """A way into the edition: a kind of thing and where to find it."""

    name: str
    links: list[Link]


@dataclass(frozen=True)
class Context:
    """The front page."""

    title: str
    description: str
    headline: Headline | None
    programmes: list[Row]
    disputes: list[Dispute]
    total: Figure | None
    year: str
    regions: list[Region]
    kinds: list[Kind]
    gaps: list[Gap]
    examples: list[Link]
    coverage: list[tuple[str, str]]
    purchases: list[Link]
    answered: list[Link]
    charts: dict[str, Charted] = field(default_factory=dict)


def context(visit: Visit) -> Context:
    words = visit.words
    year = str(visit.query("latest_year")[0]["year"] or "")
    regions = _regions(visit, year)
    headline = _headline(visit)
    charts = {"map": visit.chart("/home", "map", _map(visit, regions), words("map", year=year), words("map_sub"))}
    if headline:
        charts["headline"] = visit.chart("/home", "headline", _ladder(visit, headline), words("ladder"), words("ladder_sub"))
    return Context(
        title=words("title"),
        description=words("lead"),
        headline=headline,
        programmes=[_row(visit, row["id"]) for row in visit.rows("subjects", kind="programme")],
        disputes=[_dispute(visit, row["id"]) for row in visit.rows("subjects", kind="quantity")],
        total=visit.derived(f"regions-paid-{year}"),
        year=year,
        regions=sorted(regions, key=lambda region: words.sort_key(region.name.text)),
        kinds=_kinds(visit),
        gaps=[visit.gap(row) for row in visit.query("some_gaps")],
        examples=[_search(visit, words(f"example_{which}")) for which in (1, 2, 3)] if _statements(visit) else [],
        coverage=_coverage(visit),
        purchases=_purchases(visit),
        answered=_answered(visit),
        charts=charts,
    )


def _headline(visit: Visit) -> Headline | None:
    rows = visit.query("not_found")
    if not rows:
        return None
    subject, year = rows[0]["subject"], str(rows[0]["year"])
    named, paid = visit.by_receipt(rows[0]["named"]), visit.derived(f"{subject}-paid-{year}")
    rest = visit.derived(rows[0]["id"])
    if named is None or paid is None or rest is None:
        return None
    return Headline(_link(visit, subject), year, named, paid, rest)


def _link(visit: Visit, subject: str) -> Link:
    return Link(visit.name(f"subject/{subject}"), visit.subject_url(subject))


def _row(visit: Visit, subject: str) -> Row:
    envelope = visit.member(subject, "envelope")
    missing = visit.derived_of(subject, "not-found")
    figure = visit.figure(envelope) if envelope else None
    return Row(_link(visit, subject), figure, missing[-1] if missing else None, visit.label(f"subject/{subject}", "summary"))


def _dispute(visit: Visit, subject: str) -> Dispute:
    claims = visit.sayings(visit.members(subject, "claims"))
    return Dispute(_link(visit, subject), claims, visit.derived(f"{subject}-gap"))


def _regions(visit: Visit, year: str) -> list[Region]:
    found = []
    for code in codes("region"):
        if code != REPUBLIC:
            name = Link(visit.words.name("region", code), visit.url(f"/region/{code}"))
            found.append(Region(code, name, visit.derived(f"region-{code}-paid-{year}")))
    return found


def _kinds(visit: Visit) -> list[Kind]:
    """Every subject that has no list of its own on this page, by kind."""
    found: dict[str, list[Link]] = {}
    for row in visit.query("others"):
        found.setdefault(row["kind"], []).append(_link(visit, row["id"]))
    return [Kind(visit.words.name("subject_kind", kind), links) for kind, links in found.items()]


def _map(visit: Visit, regions: list[Region]) -> TileMap:
    words = visit.words
    tiles = []
    for region in regions:
        short = words.block(lists()["region"][region.code]["short"], f"region.{region.code}.short")
        value, text = (region.paid.number, region.paid.text) if region.paid else (None, words("region_none"))
        tiles.append(Tile(region.code, region.name.text, short, value, text, region.name.url))
    steps = zip(("plan", "approved", "contracted", "paid"), ("1", "2", "3", "4"), strict=True)
    key = [Key(code, words(f"map_step_{step}")) for code, step in steps]
    key.append(Key("untraced", words("region_none")))
    head = (words("region"), words("paid"))
    return TileMap("map", words("map_plain"), words("map_sub"), tuple(tiles), BREAKS, tuple(key), head)


def _ladder(visit: Visit, headline: Headline) -> Ladder:
    words = visit.words
    rungs = (
        Rung(words("named"), "plan", headline.named.number, headline.named.text, headline.named.receipt),
        Rung(
            words("paid"), "paid", headline.paid.number, headline.paid.text, headline.paid.receipt,
            rest=headline.rest.number, rest_text=f"{words('not_found')}: {headline.rest.text}",
        ),
    )  # fmt: skip
    key = (Key("plan", words("named")), Key("paid", words("paid")), Key("untraced", words("not_found")))
    return Ladder("headline", words("ladder"), words("ladder_sub"), rungs, key, (words("stage"), words("sum")))


def _search(visit: Visit, text: str) -> Link:
    return Link(text, visit.url("/search") + f"?q={text.replace(' ', '+')}")


def _statements(visit: Visit) -> int:
    """How many statements of documents the edition holds: a made-up country has none."""
    return int(visit.query("statements")[0]["n"])


def _purchases(visit: Visit) -> list[Link]:
    """Ways into the register; none where the edition has no register."""
    words, n = visit.words, len(visit.register)
    if not n:
        return []
    above = visit.purchases.list_url(state="paid_above")
    return [
        Link(words("purchases_n", n=n, number=number(Decimal(n), words)), visit.purchases.list_url()),
        Link(words("purchases_above"), above),
        Link(words("purchases_trace"), visit.url("/trace")),
        Link(words("purchases_prices"), visit.url("/market")),
        Link(words("purchases_sql"), visit.url("/sql")),
    ]


def _answered(visit: Visit) -> list[Link]:
    """How many corrections and replies there are, none included, and where they stand."""
    words, counted = visit.words, visit.query("answered")[0]
    return [
        Link(words("corrections_n", n=counted["corrections"]), visit.url("/corrections")),
        Link(words("replies_n", n=counted["replies"]), visit.url("/replies")),
    ]


def _coverage(visit: Visit) -> list[tuple[str, str]]:
    """What this edition has and has not read, in words."""
    words = visit.words
    states = {name: words(f"coverage_{name}_state") for name in ("press", "contracts", "owners")}
    if len(visit.register):
        states["contracts"] = _purchases(visit)[0].text
    if not _statements(visit):
        states["press"] = words("coverage_press_none")
    span = visit.query("span")[0]
    states["budget"] = words("coverage_budget_none")
    if span["first"]:
        first, last = words.period(span["first"]), words.period(span["last"])
        states["budget"] = words("coverage_budget_state", first=first, last=last, missing=span["missing"], lines=span["lines"])
    owners = visit.query("owners")[0]["n"]
    if owners:
        states["owners"] = words("coverage_owners_read", n=owners)
    return [(words(f"coverage_{name}"), states[name]) for name in ("press", "budget", "contracts", "owners")]


def examples(visit: Visit) -> list[str]:
    return ["/"]
