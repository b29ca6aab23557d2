"""Subjects of evidence paths as pages name them: a party of the dossier, a party of contracts, an entity of a register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.evidence import Edge
from tiyn.model.errors import NotFound
from tiyn.queries import queries
from tiyn.view.figures import Link, Party
from tiyn.view.purchases import segment, unsegment
from tiyn.view.visit import Visit

SQL = Path(__file__).with_suffix(".sql")
KINDS = ("party", "participant", "entity")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Held:
    """A tie as a register's record gives it; `share` and `dates` in words, '' when the record gives none."""

    sentence: str
    kind: str
    certainty_name: str
    share: str
    dates: str
    detail: str
    source: Link
    locator: str
    receipt: str
    current: str


def _row(visit: Visit, name: str, identifier: str) -> dict[str, Any] | None:
    found = visit.connection.execute(queries(SQL)[name], {"id": identifier}).fetchone()
    return dict(found) if found else None


def node_id(visit: Visit, text: str) -> str:
    """The canonical `kind/id` of a segment of an address: a party's id, or any subject's `kind/id`. Raises NotFound."""
    plain = unsegment(text)
    identifier = f"party/{plain}" if visit.rows("party", id=plain) else plain
    kind, _, rest = identifier.partition("/")
    if kind not in KINDS or not (kind == "party" or _row(visit, kind, rest)):
        raise NotFound(f"no subject {plain!r}; expected a party's id, participant/… or entity/… of this edition (table name)")
    row = _row(visit, "canonical", identifier)
    return row["canonical"] if row else identifier


def address(identifier: str) -> str:
    """A `kind/id` as one segment of an address; a party by its own id."""
    kind, _, rest = identifier.partition("/")
    return rest if kind == "party" else segment(identifier)


def subject(visit: Visit, identifier: str) -> Party:
    """A `kind/id` with its name and page. An unknown owner is named as unknown, with the reason published."""
    kind, _, rest = identifier.partition("/")
    if kind == "party":
        return visit.party(rest)
    if kind == "participant":
        side = visit.purchases.side(rest)
        return Party(identifier, side.name if side else rest, visit.url(f"/participant/{segment(rest)}"), "LegalEntity")
    row = _row(visit, kind, rest) or {}
    return Party(identifier, entity_name(visit, row), visit.url(f"/entity/{segment(rest)}"), row.get("schema") or UNKNOWN)


def entity_name(visit: Visit, row: dict[str, Any]) -> str:
    """An entity's name in the page's language where the register has it; of an unknown one why it is unknown."""
    if row.get("schema") == UNKNOWN:
        reason = row.get("unspecified") or UNKNOWN
        return visit.words("unknown_owner", reason=visit.words.name("unspecified", reason))
    own = {"kk": row.get("name_kk"), "en": row.get("name_en")}.get(visit.lang)
    return own or row.get("name") or visit.words("participant_unnamed")


def held(visit: Visit, edge: Edge) -> Held | None:
    """The record behind a tie of a register; None for a statement's."""
    origin, _, rest = edge.origin.partition("/")
    row = _row(visit, "relationship", rest) if origin == "relationship" else None
    if row is None:
        return None
    start, goal = (edge.start, edge.goal) if edge.forward else (edge.goal, edge.start)
    words = visit.words
    kind = words.name("interest", row["kind"])
    sentence = words("tie_sentence", start=subject(visit, start).name, kind=kind, goal=subject(visit, goal).name)
    url = visit.url(f"/source/{row['document_id']}")
    document = visit.row("document", id=row["document_id"])
    return Held(
        sentence=sentence,
        kind=kind,
        certainty_name=words.name("certainty", "record"),
        share=share(visit, row),
        dates=dates(visit, row),
        detail=row["detail"] or "",
        source=Link(document["title"], url),
        locator=row["locator"],
        receipt=visit.url(f"/receipt/record/relationship/{segment(row['id'])}/kind"),
        current=words(f"current_{row['current']}"),
    )


def share(visit: Visit, row: dict[str, Any]) -> str:
    """A share exactly as published, or its range; never a middle of one."""
    if row["share_exact"] is not None:
        return f"{plain(row['share_exact'])} %"
    low, high = row["share_low"], row["share_high"]
    if low is None and high is None:
        return ""
    shown = {"low": plain(low) if low is not None else "?", "high": plain(high) if high is not None else "?"}
    return visit.words("share_range", **shown)


def plain(number: Any) -> str:
    """A published number without the zeros that say nothing."""
    text = str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def dates(visit: Visit, row: dict[str, Any]) -> str:
    """From, until and as of, as far as published."""
    words = visit.words
    parts = [words(f"tie_{name}", day=words.date(row[name])) for name in ("since", "until", "as_of") if row[name]]
    return ", ".join(parts)
