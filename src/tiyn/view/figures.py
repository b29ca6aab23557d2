"""A figure as a page shows it: the number, its state, its line, and the way to its receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tiyn import merkle


@dataclass(frozen=True)
class Badge:
    """A caution sign: code, name and explanation."""

    code: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    text: str
    url: str
    note: str = field(default="")


@dataclass(frozen=True)
class Time:
    """One dated step of a correction or a reply: `day` is ISO, `text` the date in words."""

    name: str
    label: str
    day: str
    text: str


@dataclass(frozen=True)
class Correction:
    """A decision about a mistake of ours; `outcome` is corrected or refused, `taken` the days it took, in words."""

    id: str
    outcome: str
    outcome_name: str
    wrong: str
    right: str
    reason: str
    times: tuple[Time, ...]
    taken: str
    decided_by: str
    affected: tuple[Link, ...]
    url: str


@dataclass(frozen=True)
class Reply:
    """What one concerned gave us for publication, verbatim in its own language."""

    id: str
    who: Link
    language: str
    text: str
    times: tuple[Time, ...]
    signed_off_by: str
    sha256: str
    answers: tuple[Link, ...]
    url: str


@dataclass(frozen=True)
class Beside:
    """What stands beside a fact: corrections of it and replies to it, at least one of the two."""

    corrections: tuple[Correction, ...]
    replies: tuple[Reply, ...]

    @property
    def addresses(self) -> list[str]:
        """correction/ID and reply/ID of each."""
        return [*(f"correction/{one.id}" for one in self.corrections), *(f"reply/{one.id}" for one in self.replies)]


@dataclass(frozen=True)
class Figure:
    """One number of a page. Values are plain decimals as text, in whole units (tenge, not millions).

    `text` is the headline in the page's language, `exact` the whole number, `line` says what,
    whose, which period, which stage; `receipt` is the address that proves it.
    """

    id: str
    value: str
    low: str
    high: str
    unit: str
    state: str
    state_name: str
    text: str
    exact: str
    label: str
    line: str
    receipt: str
    said: str = ""
    badges: tuple[Badge, ...] = ()
    beside: Beside | None = None

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)

    def as_json(self) -> dict[str, Any]:
        """The figure for machines: the same values the page carries in its data attributes."""
        names = ("id", "value", "low", "high", "unit", "state", "label", "line", "said", "receipt")
        body: dict[str, Any] = {name: getattr(self, name) for name in names if getattr(self, name) != ""}
        if self.badges:
            body["badges"] = [badge.code for badge in self.badges]
        if self.beside:
            body["beside"] = self.beside.addresses
        return body


@dataclass(frozen=True)
class Party:
    """A party as a page names it: name in the page's language, address, kind."""

    id: str
    name: str
    url: str
    schema: str


@dataclass(frozen=True)
class Cited:
    """A document as a page cites it: `n` is its number among the page's sources."""

    id: str
    title: str
    url: str
    publisher: str
    published: str
    kind: str
    n: int


@dataclass(frozen=True)
class Saying:
    """A statement as a page shows it: who said what, when, where, in which words."""

    id: str
    what: str
    figure: Figure | None
    stance: str
    stance_name: str
    speaker: Party | None
    speaker_name: str
    capacity: str
    said_on: str
    document: Cited
    locator: str
    quote: str
    badges: tuple[Badge, ...]
    note: str
    receipt: str
    about: str
    about_url: str
    deadline: str = ""
    stage: str = ""
    scope: str = ""
    level: str = ""
    vat: str = ""
    period: str = ""
    to: tuple[Party, ...] = ()
    quote_lang: str = ""
    beside: Beside | None = None


@dataclass(frozen=True)
class Gap:
    """Something not known: what, who should know it, why it is missing, and where to ask.

    `state` is a code of codes/gap_state.yml, `answered` the day of the first answer in words, "" for none.
    """

    id: str
    what: str
    body: Party
    reason: str
    reason_name: str
    ask: str
    url: str
    ask_url: str
    subject: str = ""
    subject_url: str = ""
    state: str = "open"
    state_name: str = ""
    answered: str = ""
    beside: Beside | None = None


def decimal_text(value: Decimal | None) -> str:
    """A bound as plain text, "" when that end is open."""
    return "" if value is None else merkle.plain(value)
