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

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)

    def as_json(self) -> dict[str, Any]:
        """The figure for machines: the same values the page carries in its data attributes."""
        names = ("id", "value", "low", "high", "unit", "state", "label", "line", "said", "receipt")
        body: dict[str, Any] = {name: getattr(self, name) for name in names if getattr(self, name) != ""}
        if self.badges:
            body["badges"] = [badge.code for badge in self.badges]
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


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    text: str
    url: str
    note: str = field(default="")


def decimal_text(value: Decimal | None) -> str:
    """A bound as plain text, "" when that end is open."""
    return "" if value is None else merkle.plain(value)
