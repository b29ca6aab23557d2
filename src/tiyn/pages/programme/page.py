"""A programme: what was promised, what is visible as money, what is not found, and who said so."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.charts.ladder import Ladder, Rung
from tiyn.model.period import NOT_STATED, read_period
from tiyn.view.budget_ties import BudgetTie, budget_ties
from tiyn.view.charted import Charted
from tiyn.view.drawings import bars
from tiyn.view.figures import Cited, Figure, Gap, Link, Party, Saying
from tiyn.view.subjects import Part, SubjectPage, frame, gap_about, open_subject, parts
from tiyn.view.visit import Visit

PATH = "/programme/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "programme"
MEASURES = ("approved", "revised", "paid")
RUNGS = (
    ("approved", "not-in-approved"),
    ("revised", "not-in-revised"),
    ("contracted", "not-in-contracted"),
    ("paid", "not-found"),
)


@dataclass(frozen=True)
class Year:
    """One year: what was named for it and what the register of the body in charge shows.

    `until` names the register's last month when the year's December was not read. `over` says whether
    the year has ended by the day of the edition: until then its money is planned.
    """

    year: str
    until: str
    over: bool
    named: Figure | None
    approved: Figure | None
    revised: Figure | None
    paid: Figure | None
    not_found: Figure | None


@dataclass(frozen=True)
class Candidate:
    """A contract that may or may not belong to the programme; never added to it."""

    title: str
    url: str
    figure: Figure | None
    why: str


@dataclass(frozen=True)
class Dispute:
    """A disputed figure of the programme and its competing claims, in the order of the dossier."""

    link: Link
    claims: list[Saying]


@dataclass(frozen=True)
class Unknown:
    """What a source looked for in vain, and whom to ask."""

    saying: Saying
    gap: Gap | None


@dataclass(frozen=True)
class Held:
    """One rung of a named year: what is visible there at most (None: not collected), what is not, and why."""

    rung: str
    visible: Figure | None
    rest: Figure
    why: str


@dataclass(frozen=True)
class Descent:
    """A named year held against every rung, from the approved budget down to the payments."""

    year: str
    named: Figure
    rungs: list[Held]


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The programme page. `parts` are the envelope's itemised parts, `parts_sum` their check."""

    envelope: Saying | None
    parts: list[Part]
    parts_sum: Figure | None
    named: list[Saying]
    not_found: Figure | None
    not_found_year: str
    years: list[Year]
    descents: list[Descent]
    ties: list[BudgetTie]
    registers: list[Cited]
    unknowns: list[Unknown]
    candidates: list[Candidate]
    bodies: list[Party]
    quantities: list[Dispute]


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    whole = visit.member(subject, "envelope")
    envelope = visit.saying(whole) if whole else None
    itemised = parts(visit, whole) if whole else []
    named = visit.sayings(visit.members(subject, "named"))
    years = _years(visit, subject, whole)
    missing = [year for year in years if year.not_found]
    looked = [row["id"] for row in visit.query("not_found_out", subject=subject)]
    unknowns = [Unknown(visit.saying(statement), gap_about(visit, statement)) for statement in looked]
    shown = [envelope, *(part.saying for part in itemised), *named, *(one.saying for one in unknowns)]
    return Context(
        envelope=envelope,
        parts=itemised,
        parts_sum=visit.derived(f"{whole}-sum"),
        named=named,
        not_found=missing[-1].not_found if missing else None,
        not_found_year=missing[-1].year if missing else "",
        years=years,
        descents=[_descent(visit, subject, year.year, year.named) for year in years if year.named and year.not_found],
        ties=budget_ties(visit, subject),
        registers=[visit.cite(row["document_id"]) for row in visit.query("registers", subject=subject)],
        unknowns=unknowns,
        candidates=_candidates(visit, subject),
        bodies=[visit.party(party) for party in visit.members(subject, "bodies")],
        quantities=_quantities(visit, subject),
        charts=_charts(visit, subject, years, envelope, itemised),
        **frame(visit, subject, shown, [one.gap for one in unknowns]),
    )


def _charts(visit: Visit, subject: str, years: list[Year], envelope: Saying | None, itemised: list[Part]) -> dict[str, Charted]:
    """The ladder of the latest named year, and what the plan is made of."""
    words, path, found = visit.words, f"/{KIND}/{subject}", {}
    for year in [year for year in years if year.named and year.not_found][-1:]:
        title = words("ladder_title", year=year.year)
        head = (words("chart_what"), words("chart_amount"))
        drawing = Ladder("ladder", title, words("ladder_sub"), _rungs(visit, year), head=head)
        found["ladder"] = visit.chart(path, "ladder", drawing, title, words("ladder_sub"))
    if envelope is not None and itemised:
        rows = [(saying.what, saying.figure) for saying in (envelope, *(part.saying for part in itemised))]
        found["plan"] = bars(visit, path, "plan", rows, words("plan_title"), words("plan_sub"), "plan")
    return found


def _rungs(visit: Visit, year: Year) -> tuple[Rung, ...]:
    """From the named money to the payments; contracts are not collected, the rest hangs on the last rung."""
    words = visit.words
    given = [("named", "plan", year.named), ("approved", "approved", year.approved), ("revised", "revised", year.revised)]
    rungs = [Rung(words(word), stage, one.number, one.text, one.receipt) for word, stage, one in given if one]
    rungs.append(Rung(words("contracted"), "contracted", None, words("state_not_collected")))
    if year.paid and year.not_found:
        rest = f"{words('not_found')}: {year.not_found.text}"
        paid = year.paid
        rungs.append(Rung(words("paid"), "paid", paid.number, paid.text, paid.receipt, "", year.not_found.number, rest))
    return tuple(rungs)


def _descent(visit: Visit, subject: str, year: str, named: Figure) -> Descent:
    found = []
    for rung, role in RUNGS:
        rest = visit.derived(f"{subject}-{role}-{year}")
        if rest is None:
            continue
        reason = visit.row("derived", id=f"{subject}-{role}-{year}")["reason"]
        visible = visit.derived(f"{subject}-{rung}-{year}") if rung in MEASURES else None
        found.append(Held(visit.words(rung), visible, rest, visit.words.name("reason", reason)))
    return Descent(year, named, found)


def _years(visit: Visit, subject: str, envelope: str | None) -> list[Year]:
    """One row per year of the plan, and per year for which something was named or a register has figures."""
    named = {}
    for statement in visit.members(subject, "named"):
        named[visit.row("statement", id=statement)["period"]] = visit.figure(statement)
    recorded = {str(row["year"]): row["until"] for row in visit.query("years", subject=subject)}
    years = []
    for year in sorted(set(named) | set(recorded) | _planned(visit, envelope)):
        found = {measure: visit.derived(f"{subject}-{measure}-{year}") for measure in MEASURES}
        missing = visit.derived(f"{subject}-not-found-{year}")
        until = recorded.get(year) or ""
        until = "" if until.endswith("-12") else until and visit.words("until", month=visit.words.period(until))
        years.append(Year(year, until, int(year) < visit.today.year, named.get(year), **found, not_found=missing))
    return years


def _planned(visit: Visit, envelope: str | None) -> set[str]:
    """The years a plan covers, when its source says from when to when."""
    said = visit.row("statement", id=envelope)["period"] if envelope else None
    if not said or said == NOT_STATED or said.startswith("P"):
        return set()
    period = read_period(said)
    if period.start is None or period.end is None:
        return set()
    return {str(year) for year in range(period.start.year, period.end.year + 1)}


def _candidates(visit: Visit, subject: str) -> list[Candidate]:
    found = []
    for contract in visit.members(subject, "candidates"):
        value = visit.member(contract, "value")
        why = ""
        for position, other in enumerate(visit.members(contract, "not_part_of")):
            if other == subject:
                why = visit.label(f"subject/{contract}", f"not_part_of:{position}:why")
        figure = visit.figure(value) if value else None
        found.append(Candidate(visit.name(f"subject/{contract}"), visit.subject_url(contract), figure, why))
    return found


def _quantities(visit: Visit, subject: str) -> list[Dispute]:
    """Disputed quantities that name this programme: those whose id starts with its id."""
    rows = visit.query("quantities", prefix=f"{subject}-%")
    return [
        Dispute(
            Link(visit.name(f"subject/{row['id']}"), visit.subject_url(row["id"])),
            visit.sayings(visit.members(row["id"], "claims")),
        )
        for row in rows
    ]


def examples(visit: Visit) -> list[str]:
    return [f"/programme/{row['id']}" for row in visit.rows("subjects", kind="programme")]
