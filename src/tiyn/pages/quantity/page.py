"""A disputed figure: the claims side by side, what each covers, and the part of the gap nobody explained."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.charted import Charted
from tiyn.view.drawings import ranges
from tiyn.view.figures import Figure, Link, Saying
from tiyn.view.subjects import SubjectPage, elsewhere, frame, open_subject
from tiyn.view.visit import Visit

PATH = "/quantity/{id}"
RECORDS = ("record/subject/{id}",)  # what the page is of, for its receipt file
KIND = "quantity"


@dataclass(frozen=True)
class Claim:
    """One competing figure and the statements that deny it."""

    saying: Saying
    denials: list[Saying]


@dataclass(frozen=True)
class Share:
    """A percentage as it was said, beside the one the source's own figures give."""

    stated: Saying
    computed: Figure | None


@dataclass(frozen=True)
class Subclaim:
    """A part of a claim: its figure, its stated shares, and what the claim leaves without parts."""

    saying: Saying
    shares: list[Share]


@dataclass(frozen=True)
class Bridge:
    """From the larger claim to the smaller one. `outside` belongs to neither claim."""

    larger: Saying
    smaller: Saying
    gap: Figure
    outside: list[Saying]
    outside_sum: Figure | None
    unexplained: Figure | None
    unexplained_share: Figure | None


@dataclass(frozen=True, kw_only=True)
class Context(SubjectPage):
    """The page of a disputed figure. `differences` are the lines of the table of what each claim covers."""

    claims: list[Claim]
    differences: list[tuple[str, list[str]]]
    subclaims: list[Subclaim]
    bridge: Bridge | None
    same_number: list[Link]


def context(visit: Visit) -> Context:
    subject = open_subject(visit, KIND)
    claims = [_claim(visit, claim) for claim in visit.members(subject, "claims")]
    sayings = [claim.saying for claim in claims]
    bridge = _bridge(visit, subject, sayings)
    subclaims = [_subclaim(visit, claim) for claim in visit.members(subject, "subclaims")]
    shown = [*sayings, *(one.saying for one in subclaims), *(share.stated for one in subclaims for share in one.shares)]
    same = {link.url: link for saying in sayings for link in elsewhere(visit, subject, saying.figure)}
    return Context(
        claims=claims,
        differences=_differences(visit, sayings),
        subclaims=subclaims,
        bridge=bridge,
        same_number=list(same.values()),
        charts=_charts(visit, subject, sayings),
        **frame(visit, subject, shown),
    )


def _charts(visit: Visit, subject: str, claims: list[Saying]) -> dict[str, Charted]:
    """The claims on one scale, in the order of the dossier."""
    texts = [claim.figure.text for claim in claims if claim.figure]
    title = visit.words("chart_title", figures=" · ".join(texts))
    return {"claims": ranges(visit, f"/{KIND}/{subject}", "claims", claims, title, visit.words("chart_sub"))}


def _claim(visit: Visit, statement: str) -> Claim:
    answers = visit.sayings(row["id"] for row in visit.rows("tied", id=statement, kind="answers"))
    return Claim(visit.saying(statement), [answer for answer in answers if answer.stance == "denies"])


def _subclaim(visit: Visit, statement: str) -> Subclaim:
    stated = [tie["to_id"] for tie in visit.rows("ties_of", id=statement) if tie["kind"] == "measures"]
    stated += [row["id"] for row in visit.rows("tied", id=statement, kind="measures")]
    shares = [Share(visit.saying(share), visit.derived(f"{share}-computed")) for share in stated]
    return Subclaim(visit.saying(statement), shares)


def _bridge(visit: Visit, subject: str, claims: list[Saying]) -> Bridge | None:
    gap = visit.derived(f"{subject}-gap")
    if gap is None:
        return None
    counted = [claim for claim in claims if claim.figure is not None]
    larger, smaller = sorted(counted, key=lambda claim: claim.figure.number if claim.figure else 0, reverse=True)[:2]
    found = [row["id"] for one in (smaller, larger) for row in visit.rows("tied", id=one.id, kind="outside")]
    return Bridge(
        larger=larger,
        smaller=smaller,
        gap=gap,
        outside=[saying for saying in visit.sayings(found) if saying.figure is not None],
        outside_sum=visit.derived(f"{subject}-outside"),
        unexplained=visit.derived(f"{subject}-unexplained"),
        unexplained_share=visit.derived(f"{subject}-unexplained-share"),
    )


def _differences(visit: Visit, claims: list[Saying]) -> list[tuple[str, list[str]]]:
    """What each claim says it covers, one line per property."""
    words = visit.words
    cells = {
        "row_speaker": [claim.speaker_name for claim in claims],
        "row_stage": [claim.stage for claim in claims],
        "row_scope": [claim.scope for claim in claims],
        "row_level": [claim.level for claim in claims],
        "row_period": [claim.period for claim in claims],
        "row_said_on": [claim.said_on for claim in claims],
        "row_document": [claim.document.publisher for claim in claims],
    }
    return [(words(key), [cell or words("not_said") for cell in row]) for key, row in cells.items()]


def examples(visit: Visit) -> list[str]:
    return [f"/{KIND}/{row['id']}" for row in visit.rows("subjects", kind=KIND)]
