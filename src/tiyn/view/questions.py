"""The questions indicators raise about one purchase or participant, beside what could not be checked and why.

A flag is a question with its figures, never an accusation; nothing is added up into a score. Per group of
indicators stands how many questions there are of how many that could be checked, and how many chance alone would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiyn.queries import queries
from tiyn.view import numbers
from tiyn.view.figures import Figure, Link
from tiyn.view.visit import Visit

SQL = Path(__file__).with_suffix(".sql")
# On which page, and where on it, the rows of each kind stand; `method` and `trace` are the page's own first sections.
ON_PROCESS = {
    "notice": "method", "lot": "lots", "bids": "bids", "awards": "awards", "items": "items", "amendments": "amendments",
    "plan": "lots", "owners": "bids",
}  # fmt: skip
ON_CONTRACT = {
    "contract": "trace", "versions": "versions", "acts": "acts", "payments": "payments", "items": "items", "plan": "plan",
}  # fmt: skip
LOTS = 20  # lots of one process whose questions stand on its page
PERIODS = 12
DIVISION = 2  # digits of a class that make a market (R051)


@dataclass(frozen=True)
class Rule:
    """A rule as the edition recorded it; its texts are labels of `indicator/<id>`."""

    id: str
    topic: str
    level: str
    unit: str
    version: str
    parameters: str
    evidence: str


@dataclass(frozen=True)
class Question:
    """One flag: what was asked, its value against its threshold, the comparison, innocent reasons, what would answer it.

    `evidence` leads to the rows it rests on, one link for each kind.
    """

    id: str
    name: str
    url: str
    about: str
    meaning: str
    value: Figure | None
    threshold: Figure | None
    compared: str
    base: str
    innocent: str
    settle: str
    evidence: list[Link]


@dataclass(frozen=True)
class Unanswered:
    """Indicators with the same answer that is no question: a state, its reason, and which."""

    state: str
    name: str
    indicators: list[Link]


@dataclass(frozen=True)
class Answers:
    """Everything asked of a page's subject. `profile` says it by group: questions, checked, not checkable, expected."""

    questions: list[Question]
    unanswered: list[Unanswered]
    profile: list[list[str]]
    all: str


class Questions:
    """Reads the answers of one edition for one visit."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.words = visit, visit.words
        self._base: dict[str, dict[str, Any]] | None = None
        names = ("topic", "level", "unit", "version", "parameters", "evidence")
        self.rules = {row["indicator"]: Rule(row["indicator"], *(row[name] for name in names)) for row in self._rows("rules")}

    def of_contract(self, ocid: str, identifier: str, lots: list[str]) -> Answers:
        """Of a contract, and of the lots it covers."""
        subjects = [("contract", ocid, identifier, "")]
        subjects += [("lot", ocid, lot, self.words("question_lot", lot=lot) if lot else "") for lot in lots[:LOTS]]
        return self._asked(subjects)

    def of_process(self, ocid: str, lots: list[str]) -> Answers:
        named = [("lot", ocid, lot, self.words("question_lot", lot=lot) if len(lots) > 1 else "") for lot in lots[:LOTS] or [""]]
        return self._asked([("process", ocid, "", ""), *named])

    def of_participant(self, identifier: str) -> Answers:
        """Raised questions alone: a participant's periods and partners are too many to list what was not asked."""
        found = []
        for rule in self.rules.values():
            if rule.level in ("buyer", "supplier", "pair"):
                rows = self._rows("of_participant", indicator=rule.id, kind=rule.level, ocid=identifier, most=PERIODS)
                found += [self._question(rule, row, row["id"]) for row in rows]
        return Answers(found, [], [], self.visit.url("/indicators"))

    def totals(self, indicator: str) -> list[dict[str, Any]]:
        """How many subjects got each answer of one indicator, by source, year and method."""
        return self._rows("totals", indicator=indicator)

    def hits(self, indicator: str, most: int, after: tuple[str, str, str] = ("", "", ""), **chosen: str) -> list[dict[str, Any]]:
        """Flags of one indicator after a place (kind, ocid, id) in their order; year, method and region choose."""
        kind, ocid, identifier = after
        filters = {name: chosen.get(name, "") for name in ("year", "method", "region")}
        return self._rows("hits", indicator=indicator, kind=kind, ocid=ocid, id=identifier, most=most, **filters)

    @staticmethod
    def page_of(visit: Visit, row: Mapping[str, Any]) -> str:
        """The address of the page a flag stands on."""
        reads = visit.purchases
        if row["kind"] == "contract":
            return reads.contract_url(row["ocid"], row["id"])
        if row["kind"] in ("lot", "process"):
            return reads.process_url(row["ocid"])
        return visit.url("/market") if row["kind"] == "market" else reads.participant_url(row["ocid"])

    def coverage(self, source: str = "", year: str = "") -> list[dict[str, Any]]:
        """How many subjects got each answer, of every indicator; of one source and one year where they are given."""
        return self._rows("coverage", source=source, year=year)

    def covered(self) -> list[dict[str, Any]]:
        """By source and year: answers asked for, given, and questions."""
        return self._rows("covered")

    def of_market(self, scheme: str, code: str) -> Answers:
        """Of the division a class belongs to: questions by region and year, and how often there was another answer."""
        market, questions, silent = f"{scheme}/{code[:DIVISION]}", [], []
        begins, span = f"{market}/", {"begins": f"{market}/", "ends": f"{market}0"}
        for rule in self.rules.values():
            if rule.level == "market":
                for row in self._rows("of_market", indicator=rule.id, most=PERIODS, **span):
                    about = " · ".join(part for part in (market, *row["id"].removeprefix(begins).split("/")) if part)
                    questions.append(self._question(rule, row, about))
        for row in self._rows("market_answers", **span):
            if row["indicator"] in self.rules and row["state"] != "flag":
                name, link = self._state(row["state"], row["reason"] or ""), self._link(self.rules[row["indicator"]])
                silent.append(Unanswered(row["state"], f"{name}: {row['n']}", [link]))
        return Answers(questions, silent, [], self.visit.url("/indicators"))

    # ---- one subject after another

    def _rows(self, name: str, **values: Any) -> list[dict[str, Any]]:
        return self.visit.purchases.read(queries(SQL)[name], values)

    def _asked(self, subjects: list[tuple[str, str, str, str]]) -> Answers:
        questions: list[Question] = []
        silent: dict[tuple[str, str], dict[str, Link]] = {}
        counted: dict[str, list[Any]] = {}
        for kind, ocid, identifier, about in subjects:
            for answer in self._rows("answers", kind=kind, ocid=ocid, id=identifier):
                rule = self.rules.get(answer["indicator"])
                if rule is None:
                    continue
                self._count(counted, rule, answer["state"])
                if answer["state"] == "flag":
                    row = self._rows("flag", indicator=rule.id, kind=kind, ocid=ocid, id=identifier)[0]
                    questions.append(self._question(rule, row, about))
                else:
                    silent.setdefault((answer["state"], answer["reason"] or ""), {})[rule.id] = self._link(rule)
        return Answers(questions, self._silent(silent), self._profile(counted), self.visit.url("/indicators"))

    def _link(self, rule: Rule) -> Link:
        return Link(self._text(rule, "name"), self.visit.url(f"/indicator/{rule.id}"))

    def _text(self, rule: Rule, key: str) -> str:
        return self.visit.label(f"indicator/{rule.id}", key)

    def _question(self, rule: Rule, row: Mapping[str, Any], about: str) -> Question:
        reads = self.visit.purchases
        return Question(
            id=rule.id,
            name=self._text(rule, "name"),
            url=self.visit.url(f"/indicator/{rule.id}"),
            about=about,
            meaning=self._text(rule, "meaning"),
            value=reads.figure("flagged", row, "value", self.words("question_value")),
            threshold=reads.figure("flagged", row, "threshold", self.words("question_threshold")),
            compared=self._compared(rule, row),
            base=self._base_rate(rule),
            innocent=self._text(rule, "innocent"),
            settle=self._text(rule, "settle"),
            evidence=self._evidence(rule, row),
        )

    def _evidence(self, rule: Rule, row: Mapping[str, Any]) -> list[Link]:
        kinds = (rule.evidence or "").split()
        return [Link(self.words(f"evidence_{kind}"), evidence_url(self.visit, rule.id, kind, row)) for kind in kinds]

    def _compared(self, rule: Rule, row: Mapping[str, Any]) -> str:
        """With how many it was compared, and what is usual among them."""
        if not row["peers"]:
            return self.words("question_n", n=row["n"]) if row["n"] else ""
        said = self.words("question_peers", n=row["n"], peers=row["peers"].replace("/", " · "))
        found = self._rows("reference", indicator=rule.id, peers=row["peers"])
        if found and found[0]["median"] is not None and row["unit"] == "share":
            shares = {name: self._percent(found[0][name]) for name in ("q1", "median", "q3")}
            return f"{said} {self.words('question_usual', **shares)}"
        tested = self._rows("rate_unit", indicator=rule.id, ocid=row["ocid"], id=row["id"])
        if tested:
            one = tested[0]
            return f"{said} {self.words('question_rate', hits=one['hits'], n=one['n'], base=self._percent(one['base']))}"
        return said

    def _percent(self, share: Any) -> str:
        percent = numbers.number(Decimal(str(share)) * 100, self.words, 1)
        return f"{percent}{self.words.language.card['percent']}"

    # ---- how often, and how many by chance

    def base(self) -> dict[str, dict[str, Any]]:
        if self._base is None:
            self._base = {row["indicator"]: row for row in self._rows("base")}
        return self._base

    def _base_rate(self, rule: Rule) -> str:
        row = self.base().get(rule.id)
        if not row or not row["answered"]:
            return ""
        rate = self._percent(Decimal(row["raised"]) / row["answered"])
        return self.words("question_base", rate=rate, n=numbers.number(Decimal(row["answered"]), self.words))

    def _count(self, counted: dict[str, list[Any]], rule: Rule, state: str) -> None:
        """[questions, checked, not checkable, expected] of the rule's group; aliases and lots are counted as they are asked."""
        line = counted.setdefault(rule.topic, [0, 0, 0, Decimal(0)])
        line[0] += state == "flag"
        line[1] += state in ("flag", "no_flag")
        line[2] += state in ("not_computable", "suppressed", "error")
        row = self.base().get(rule.id)
        if state in ("flag", "no_flag") and row and row["answered"]:
            line[3] += Decimal(row["raised"]) / row["answered"]

    def _profile(self, counted: dict[str, list[Any]]) -> list[list[str]]:
        rows = []
        for group, (raised, checked, unknown, expected) in sorted(counted.items()):
            if checked or unknown:
                usual = numbers.number(expected, self.words, 1) if checked else "—"
                rows.append([self.words.name("indicator_group", group), str(raised), str(checked), usual, str(unknown)])
        return rows

    def _state(self, state: str, reason: str) -> str:
        return self.words.name("flag_state", state) + (f": {self.words.name('flag_reason', reason)}" if reason else "")

    def _silent(self, silent: dict[tuple[str, str], dict[str, Link]]) -> list[Unanswered]:
        order = ("not_computable", "suppressed", "error", "no_flag", "not_applicable")
        found = []
        for state, reason in sorted(silent, key=lambda one: (order.index(one[0]), one[1])):
            name = self._state(state, reason)
            links = sorted(silent[(state, reason)].values(), key=lambda link: link.text)
            found.append(Unanswered(state, name, links))
        return found


def evidence_url(visit: Visit, indicator: str, kind: str, row: Mapping[str, Any]) -> str:
    """Where the rows of one kind that a flag rests on stand: a place on the page, or a list of purchases."""
    reads, sides = visit.purchases, {"buyer": row["buyer"], "supplier": row["supplier"]}
    if row["kind"] == "contract" and kind in ON_CONTRACT:
        return f"{reads.contract_url(row['ocid'], row['id'])}#{ON_CONTRACT[kind]}"
    if row["kind"] in ("lot", "process", "contract") and kind in ON_PROCESS | ON_CONTRACT:
        return f"{reads.process_url(row['ocid'])}#{ON_PROCESS.get(kind, 'contracts')}"
    if kind == "supplier_bids":
        return reads.participant_url(row["supplier"]) if row["supplier"] else visit.url("/contracts")
    asked = {"buyer_contracts": ("buyer",), "supplier_contracts": ("supplier",), "pair_contracts": ("buyer", "supplier")}
    if kind in asked:
        return reads.list_url(**{name: sides[name] for name in asked[kind]})
    if kind == "market_contracts":
        scheme, code = (row["id"].split("/") + ["", ""])[:2] if row["kind"] == "market" else ("", "")
        return reads.list_url(**{"class": code}) if code else visit.url("/market")
    return visit.url(f"/indicator/{indicator}") + ("#law" if kind == "law" else "#answers")
