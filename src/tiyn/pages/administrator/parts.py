"""The parts of an administrator's page: its lines, its names, what points to it, what two reports print of it, its flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tiyn import codes
from tiyn.steps.flagging.card import indicators
from tiyn.view.budget_years import until
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

PRINTED = "ru"
SHOWN = ("approved", "revised", "paid")
LISTED, COMPARED, FLAGGED = 30, 6, 10


@dataclass(frozen=True)
class Line:
    """One row of a report: what it covers, its section and function or its programme, three measures."""

    until: str
    section: str
    code: str
    name: str
    lang: str
    approved: Figure | None
    revised: Figure | None
    paid: Figure | None


@dataclass(frozen=True)
class Name:
    """A name as printed, from its first month to its last, and how it follows the one before (`why` in English)."""

    name: str
    first: str
    last: str
    judgement: str
    why: str


@dataclass(frozen=True)
class Tied:
    """A subject tied to the administrator and why; unconfirmed ties enter no sum."""

    title: str
    url: str
    kind: str
    why: str


@dataclass(frozen=True)
class Differing:
    """One month as two reports print it."""

    month: str
    state: Figure
    republican: Figure


@dataclass(frozen=True)
class Raised:
    """A flag of one line: the question, the month, the figures it rests on."""

    name: str
    url: str
    question: str
    detail: str
    evidence: list[Figure]
    innocent: str
    state: str = "raised"


def lines(visit: Visit, region: str, code: str) -> list[Line]:
    """Every functional line, a year at a time, each with receipts of its own."""
    return [_line(visit, row, *_function(visit, row)) for row in visit.query("lines", region=region, code=code)]


def investments(visit: Visit, code: str) -> tuple[list[Line], int]:
    """The largest investment programmes of a republican administrator, and how many there are."""
    rows = visit.query("investments", code=code)
    for row in rows[:1]:
        visit.cite(row["document_id"])
    return [_line(visit, row, row["programme"] or "", row["name"], PRINTED) for row in rows[:LISTED]], len(rows)


def _line(visit: Visit, row: dict[str, Any], code: str, name: str, lang: str) -> Line:
    measures = {one: visit.budgets.figure([row], one, "", "", "") for one in SHOWN}
    return Line(until(visit, row["month"]), row["section"] or "", code, name, lang, **measures)


def _function(visit: Visit, row: dict[str, Any]) -> tuple[str, str, str]:
    code = ".".join(part for part in (row["functional_group"], row["functional_subgroup"]) if part)
    known = row["functional_group"] in codes.codes("functional_group")
    return code, visit.words.name("functional_group", row["functional_group"]) if known else "", visit.lang


def names(visit: Visit, region: str, code: str, report: str) -> list[Name]:
    """Every name the administrator bore, the earliest first."""
    return [
        Name(
            row["name"], visit.words.period(row["first_month"]), visit.words.period(row["last_month"]),
            visit.words.name("continuity", row["judgement"]), row["why"],
        )
        for row in visit.query("names", region=region, code=code, report=report)
    ]  # fmt: skip


def tied(visit: Visit, region: str, code: str, judgement: str) -> list[Tied]:
    """The subjects tied to the administrator by a judgement, with the reason the dossier gives."""
    found = []
    for row in visit.query("tied", region=region, code=code):
        if row["judgement"] == judgement:
            owner = f"subject/{row['subject']}"
            why = visit.label(owner, f"budget:{region}-{code}-{row['functional_group']}:why")
            kind = visit.words.name("subject_kind", visit.row("subject", id=row["subject"])["kind"])
            found.append(Tied(visit.name(owner), visit.subject_url(row["subject"]), kind, why))
    return found


def differing(visit: Visit, code: str) -> tuple[list[Differing], int]:
    """The latest months in which two reports disagree on what was paid, and how many months do."""
    rows = visit.query("differ", code=code)
    budget, period = visit.budget, visit.words.period
    shown = [
        Differing(period(row["month"]), budget(row["state_line"], "paid"), budget(row["other_line"], "paid"))
        for row in rows[:COMPARED]
    ]
    return shown, len(rows)


def bodies(visit: Visit, region: str, code: str) -> list[Link]:
    parties = [visit.party(row["id"]) for row in visit.query("parties", region=region, code=code)]
    return [Link(party.name, party.url) for party in parties]


def raised(visit: Visit, region: str, code: str) -> tuple[list[Raised], int]:
    """The latest flags of the administrator's lines, and how many there are."""
    rows, cards = visit.query("flags", region=region, code=code), {one.id: one.card for one in indicators()}
    found = []
    for row in rows[:FLAGGED]:
        card, owner = cards[row["indicator"]], f"indicator/{row['indicator']}"
        name, question, innocent = (visit.words.block(card[key], f"{owner}.{key}") for key in ("name", "meaning", "innocent"))
        figures = [visit.by_receipt(address) for address in row["evidence"].split(",") if address]
        evidence = [figure for figure in figures if figure is not None]
        detail = until(visit, row["month"])
        found.append(Raised(name, visit.url(f"/indicator/{row['indicator']}"), question, detail, evidence, innocent))
    return found, len(rows)
