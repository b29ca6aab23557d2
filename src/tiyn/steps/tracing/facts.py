"""What the tracing rules read and write: figures by id, members by role, computed figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tiyn.model.amount import Amount


@dataclass(frozen=True)
class Derived:
    """A computed figure: `inputs` are (role, receipt address) in the order of the formula."""

    id: str
    subject: str
    role: str
    amount: Amount
    formula: str
    inputs: tuple[tuple[str, str], ...]
    state: str = "derived"
    reason: str | None = None
    year: int | None = None
    position: int = 0


@dataclass
class Facts:
    """Everything of an edition the rules need, read once from the tables."""

    statements: dict[str, dict[str, Any]]
    amounts: dict[str, Amount]
    ties: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    members: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    subjects: dict[str, str] = field(default_factory=dict)
    budget: list[dict[str, Any]] = field(default_factory=list)
    budget_links: list[dict[str, Any]] = field(default_factory=list)

    def tied(self, kind: str, to_id: str) -> list[str]:
        """Statements tied to `to_id` by `kind` that carry a figure, in the order of the document."""
        found = [start for tie, start in self.ties[to_id] if tie == kind and start in self.amounts]
        return sorted(found, key=lambda start: (self.statements[start]["document_id"], self.statements[start]["position"]))

    def one(self, subject: str, role: str) -> str | None:
        """The only member of a role, None when the subject names none."""
        found = self.members.get((subject, role), [])
        return found[0] if found else None


def receipt(statement: str) -> str:
    """The address of a statement's receipt, without language."""
    return f"statement/{statement}"


def read_facts(rows: dict[str, list[dict[str, Any]]]) -> Facts:
    """Facts from the rows of statement, statement_link, member, subject, budget_line, budget_link."""
    statements = {row["id"]: row for row in rows["statement"]}
    amounts = {
        key: Amount(row["value"], row["low"], row["high"], row["unit"], row["said"])
        for key, row in statements.items()
        if row["value"] is not None
    }
    facts = Facts(statements, amounts, budget=_latest(rows["budget_line"]), budget_links=rows["budget_link"])
    for row in rows["statement_link"]:
        facts.ties[row["to_id"]].append((row["kind"], row["from_id"]))
    for row in rows["member"]:
        facts.members[row["subject"], row["role"]].append(row["target"])
    facts.subjects = {row["id"]: row["kind"] for row in rows["subject"]}
    return facts


def _latest(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each region's lines of the latest month of a year: reports run from January, so two months never add up."""
    latest: dict[tuple[str, int], str] = {}
    for line in lines:
        place = line["region"], line["year"]
        latest[place] = max(latest.get(place, ""), line["month"])
    return [line for line in lines if line["month"] == latest[line["region"], line["year"]]]


def whole_number(value: int, unit: str) -> Amount:
    """A count we made ourselves: exact."""
    number = Decimal(value)
    return Amount(number, number, number, unit)
