"""One visit to one page: the language, the address, and everything the page may read."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tiyn import search
from tiyn.edition import Edition
from tiyn.history import History
from tiyn.model.amount import Amount
from tiyn.model.errors import NotFound
from tiyn.publishing import Seal
from tiyn.queries import queries
from tiyn.register import Register
from tiyn.snapshot import Archive, digest
from tiyn.view import budget_ratios, largest, numbers
from tiyn.view.beside import Answered
from tiyn.view.budgets import Budgets, sum_address
from tiyn.view.charted import Charted
from tiyn.view.figures import Badge, Cited, Figure, Gap, Link, Party, Saying, decimal_text
from tiyn.view.packages import Packages
from tiyn.view.purchases import Purchases
from tiyn.view.words import Words

SQL = Path(__file__).with_suffix(".sql")
PERSON, NOT_STATED = "Person", "not stated"
# Computed figures that stand beside a printed one, or are small beside it, keep two decimals.
FINE = {"computed-share": 2, "compare": 2, "mean": 2}


@dataclass
class Visit:
    """Reads for one page. `params` come from the path, `arguments` from the query string.

    Every read that does not find its thing raises NotFound (HTTP 404). Documents are numbered
    in the order they are first cited; `sources()` lists them. `base` is the portal's own address as the reader
    asked for it, for what leaves the site: https://portal.example.
    """

    words: Words
    edition: Edition
    connection: sqlite3.Connection
    archive: Archive
    index: search.Index
    register: Register
    folder: Path | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    cited: dict[str, Cited] = field(default_factory=dict)
    seal: Seal | None = None
    history: History | None = None
    prefix: str = ""
    leaf_of: Callable[[str, dict[str, Any]], int] | None = None
    base: str = ""

    @property
    def lang(self) -> str:
        return self.words.code

    @property
    def today(self) -> date:
        """The day of the edition: what is overdue is overdue as of it, for every reader alike."""
        return date.fromisoformat(self.edition.date)

    def url(self, path: str) -> str:
        """An address in the visit's language."""
        return f"{self.prefix}/{self.lang}{path}" if path != "/" else f"{self.prefix}/{self.lang}/"

    # ---- reads of the store

    def query(self, name: str, **values: Any) -> list[dict[str, Any]]:
        """A named query of the page's own `queries.sql`."""
        if self.folder is None:
            raise NotFound(f"no page folder for the query {name}; a page reads with its own queries.sql")
        return self._rows(queries(self.folder / "queries.sql")[name], values)

    def rows(self, name: str, **values: Any) -> list[dict[str, Any]]:
        """A named query that every page shares (`view/visit.sql`)."""
        return self._rows(queries(SQL)[name], values)

    def row(self, name: str, **values: Any) -> dict[str, Any]:
        found = self.rows(name, **values)
        if not found:
            raise NotFound(f"nothing named {next(iter(values.values()), name)!r} in edition {self.edition.id}; see /search")
        return found[0]

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in self.connection.execute(sql, dict(values))]

    # ---- texts and names

    def label(self, owner: str, role: str) -> str:
        """A text of ours about a thing, "" when the dossier has none."""
        found = self.rows("label", owner=owner, role=role, lang=self.lang)
        if found:
            return found[0]["text"]
        return self.words.language.more.get(f"{owner}.{role}", "")

    def name(self, owner: str) -> str:
        """The name of a party or subject; an id of the dossier stands in for none."""
        return self.label(owner, "name") or owner.split("/", 1)[1]

    def party(self, identifier: str) -> Party:
        row = self.row("party", id=identifier)
        kind = "person" if row["schema"] == PERSON else "organisation"
        return Party(identifier, self.name(f"party/{identifier}"), self.url(f"/{kind}/{identifier}"), row["schema"])

    def publisher(self, identifier: str) -> str:
        """The name of a document's publisher; in words when the file names none."""
        return self.words("publisher_not_stated") if identifier == NOT_STATED else self.name(f"party/{identifier}")

    def subject_url(self, identifier: str) -> str:
        return self.url(f"/{self.row('subject', id=identifier)['kind']}/{identifier}")

    def link(self, address: str) -> Link:
        """The link to what an address kind/id names: a statement, a computed figure, a gap, a party or a subject."""
        kind, _, rest = address.partition("/")
        if kind == "party":
            party = self.party(rest)
            return Link(party.name, party.url)
        if kind == "subject":
            return Link(self.name(address), self.subject_url(rest))
        if kind == "derived":
            row = self.row("derived", id=rest)
            text = [self.words.name("derived_role", row["role"])]
            text += [self.name(f"subject/{row['subject']}")] if row["subject"] else []
            return Link(": ".join(text), self.url(f"/receipt/{quote(address)}"))
        return Link(self.label(address, "what"), self.url(f"/gap/{rest}" if kind == "gap" else f"/receipt/{quote(address)}"))

    def members(self, subject: str, role: str) -> list[str]:
        """The targets of a role of a subject, in the order of its file."""
        return [row["target"] for row in self.rows("members", subject=subject, role=role)]

    def member(self, subject: str, role: str) -> str | None:
        found = self.members(subject, role)
        return found[0] if found else None

    def cautions(self, subject: str) -> list[str]:
        """What must not be concluded about a subject, in words."""
        return [row["text"] for row in self.rows("cautions", owner=f"subject/{subject}", lang=self.lang)]

    @functools.cached_property
    def answered(self) -> Answered:
        """Corrections and replies: `answered.of(address)` is what stands beside a fact."""
        return Answered(self.words, self.rows, self.url, self.link)

    # ---- figures

    def figure(self, statement: str) -> Figure | None:
        """The figure of a statement, None for a statement without one."""
        row = self.row("statement", id=statement)
        if row["value"] is None:
            return None
        label = self.label(f"statement/{statement}", "what")
        return self.make(
            f"statement/{statement}", _amount(row), row["state"], label, self._line(row), True, self.badges(statement)
        )

    def derived(self, identifier: str, label: str = "") -> Figure | None:
        """A computed figure, None when the arithmetic had not enough to go on."""
        found = self.rows("derived", id=identifier)
        if not found:
            return None
        row = found[0]
        line = self.words.name("formula", row["formula"])
        if row["reason"]:
            line = f"{line}; {self.words.name('reason', row['reason'])}"
        label = label or self.words.name("derived_role", row["role"])
        figure = self.make(f"derived/{identifier}", _amount(row), row["state"], label, line, False)
        decimals = FINE.get(row["role"])
        if decimals is None:
            return figure
        return replace(figure, text=numbers.headline(_amount(row), self.words, False, decimals))

    def derived_of(self, subject: str, role: str) -> list[Figure]:
        """The computed figures of one role of a subject, by year."""
        found = [self.derived(row["id"]) for row in self.rows("derived_of", subject=subject, role=role)]
        return [figure for figure in found if figure is not None]

    @property
    def budgets(self) -> Budgets:
        """Budget lines and their sums."""
        return Budgets(self.words, self._rows, self.make)

    @property
    def packages(self) -> Packages:
        """Amounts of fiscal packages and their totals."""
        return Packages(self.words, self._rows, self.make)

    @property
    def purchases(self) -> Purchases:
        """Processes, contracts, participants and what was followed of them."""
        return Purchases(self.words, self._rows, self.make)

    def budget(self, line: str, measure: str) -> Figure:
        """One measure of one budget line, from the register."""
        return self.budgets.line(line, measure)

    def by_receipt(self, address: str) -> Figure | None:
        """The figure a receipt address names: statement/x, derived/x, budget/line/measure, sum/… or a form of budget_ratios."""
        kind, _, rest = address.partition("/")
        if kind == "sum":
            return self.budgets.sum(*sum_address(rest))
        if kind == "fiscal":
            return self.packages.amount(rest)
        if kind == "package":
            return self.packages.total(rest)
        if kind == "record":
            return self.purchases.by_receipt(rest)
        if kind == "largest":
            return largest.figure(self.purchases, *largest.by_receipt(self.purchases, rest))
        if kind in budget_ratios.FORMS:
            return budget_ratios.figure(self.budgets, address)
        if kind == "statement":
            return self.figure(rest)
        if kind == "derived":
            return self.derived(rest)
        line, _, measure = rest.rpartition("/")
        return self.budget(line, measure)

    def make(
        self, identifier: str, amount: Amount, state: str, label: str, line: str, stated: bool, badges: tuple[Badge, ...] = ()
    ) -> Figure:
        """A Figure of this visit's language from an amount."""
        return Figure(
            id=identifier,
            value=decimal_text(amount.value),
            low=decimal_text(amount.low),
            high=decimal_text(amount.high),
            unit=amount.unit,
            state=state,
            state_name=self.words.name("state", state),
            text=numbers.headline(amount, self.words, stated),
            exact=numbers.exact(amount, self.words),
            label=label,
            line=line,
            receipt=self.url(f"/receipt/{quote(identifier)}"),
            said=amount.said,
            badges=badges,
            beside=self.answered.of(identifier),
        )

    def badges(self, statement: str) -> tuple[Badge, ...]:
        found = self.rows("badges", id=statement)
        return tuple(
            Badge(row["code"], self.words.name("badge", row["code"]), self.words.note("badge", row["code"])) for row in found
        )

    def _line(self, row: Mapping[str, Any]) -> str:
        """What, whose, which period, which stage, VAT: the one line under a stated figure."""
        parts = []
        for code_list in ("stage", "scope", "level"):
            if row[code_list]:
                parts.append(self.words.name(code_list, row[code_list]))
        if row["period"]:
            parts.append(self.words.period(row["period"]))
        if row["vat"]:
            parts.append(self.words.name("vat", row["vat"]))
        return " · ".join(parts)

    def chart(self, path: str, name: str, drawing: Any, title: str, subtitle: str = "", note: str = "") -> Charted:
        """A chart of the page at `path`; it cites the documents cited so far."""
        return Charted(name, title, subtitle, drawing, self.url(path), tuple(self.sources()), note)

    # ---- statements, documents, gaps

    def saying(self, statement: str) -> Saying:
        """One statement with its figure, speaker, document and, when the archive holds it, its words."""
        row = self.row("statement", id=statement)
        words = self.words
        owner = f"statement/{statement}"
        named = row["speaker"] != "unnamed"
        speaker = self.party(row["speaker"]) if named else None
        document = self.row("document", id=row["document_id"])
        codes = {name: words.name(name, row[name]) for name in ("stage", "scope", "level", "vat")}
        return Saying(
            id=statement,
            what=self.label(owner, "what"),
            figure=self.figure(statement),
            stance=row["stance"],
            stance_name=words.name("stance", row["stance"]),
            speaker=speaker,
            speaker_name=speaker.name if speaker else words("speaker_unnamed"),
            capacity=self.label(owner, "capacity"),
            said_on=words.date(row["said_on"] if row["said_on"] != "not stated" else document["published"]),
            document=self.cite(row["document_id"]),
            locator=words("characters", start=row["at_start"], end=row["at_end"]),
            quote=self._quote(document["sha256"], row),
            quote_lang=document["language"],
            badges=self.badges(statement),
            note=self.label(owner, "note"),
            receipt=self.url(f"/receipt/statement/{statement}"),
            about=self.name(f"subject/{row['about']}"),
            about_url=self.subject_url(row["about"]),
            deadline=words.date(row["deadline"]) if row["deadline"] else "",
            period=words.period(row["period"]) if row["period"] else "",
            to=tuple(self.party(one["party"]) for one in self.rows("addressees", id=statement)),
            beside=self.answered.of(owner),
            **codes,
        )

    def sayings(self, statements: Iterable[str]) -> list[Saying]:
        return [self.saying(statement) for statement in statements]

    def about(self, subject: str) -> list[Saying]:
        """Every statement about a subject, in reading order."""
        return self.sayings(row["id"] for row in self.rows("about", subject=subject))

    def cite(self, document: str) -> Cited:
        """A document, numbered in the order this page cites it."""
        if document not in self.cited:
            row = self.row("document", id=document)
            publisher = self.publisher(row["publisher"])
            self.cited[document] = Cited(
                id=document,
                title=row["title"] if row["title"] != "not stated" else self.words("title_not_stated", publisher=publisher),
                url=self.url(f"/source/{document}"),
                publisher=publisher,
                published=self.words.date(row["published"]),
                kind=self.words.name("document_kind", row["kind"]),
                n=len(self.cited) + 1,
            )
        return self.cited[document]

    def sources(self) -> list[Cited]:
        """The documents this page cited so far, in order of their numbers."""
        return sorted(self.cited.values(), key=lambda cited: cited.n)

    def gaps(self, subject: str) -> list[Gap]:
        return [self.gap(row) for row in self.rows("gaps", subject=subject)]

    def gap(self, row: Mapping[str, Any]) -> Gap:
        """A gap from its row."""
        owner = f"gap/{row['id']}"
        received = sorted(one["received"] for one in self.rows("gap_answers", gap=row["id"]))
        state = "answered" if received else "open"
        return Gap(
            id=row["id"],
            what=self.label(owner, "what"),
            body=self.party(row["body"]),
            reason=row["reason"],
            reason_name=self.words.name("reason", row["reason"]),
            ask=self.label(owner, "ask"),
            url=self.url(f"/gap/{row['id']}"),
            ask_url=self.url(f"/gap/{row['id']}") + "#request",
            subject=self.name(f"subject/{row['subject']}"),
            subject_url=self.subject_url(row["subject"]),
            beside=self.answered.of(owner),
            state=state,
            state_name=self.words.name("gap_state", state),
            answered=self.words.date(received[0]) if received else "",
        )

    def _quote(self, sha256: str, row: Mapping[str, Any]) -> str:
        """The source's own words, only when the archive holds the text and the span's hash fits."""
        content = self.archive.get(sha256)
        if content is None:
            return ""
        span = content.decode("utf-8")[row["at_start"] : row["at_end"]]
        return span if digest(span.encode()) == row["span_sha256"] else ""


def _amount(row: Mapping[str, Any]) -> Amount:
    def decimal(name: str) -> Decimal | None:
        return None if row[name] is None else Decimal(row[name])

    said = row["said"] if "said" in row and row["said"] else ""
    return Amount(Decimal(row["value"]), decimal("low"), decimal("high"), row["unit"], said)


Context = Callable[[Visit], Any]


class Moved(Exception):
    """The page's answer is another address of this site: `address` with its language."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)
