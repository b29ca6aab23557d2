"""One statement of a document: its kind, its figure as an interval, its ties to other statements."""

from __future__ import annotations

import re
from typing import Any

from tiyn.model.amount import Amount, read_count, read_money, read_percent
from tiyn.model.errors import NotAnAmount, NotAPeriod
from tiyn.model.period import NOT_STATED, last_day, read_period
from tiyn.readers._check import Check
from tiyn.readers._rows import Rows, add_labels
from tiyn.textyaml import Block

REQUIRED = ("id", "about", "what", "stance", "speaker", "at", "span")
KINDS = ("figure", "count", "percent", "link", "says")
TIES = ("part_of", "answers", "outside", "repeats", "supersedes", "of", "measures")
OF_MONEY = ("stage", "period", "scope", "level", "vat")
OPTIONAL = (
    *KINDS, *TIES, *OF_MONEY, "property", "unit", "currency", "capacity", "said_on", "partition", "deadline", "to",
    "note", "badge", "since", "until", "same_as_row", "concerns", "share",
)  # fmt: skip
_RANGE = re.compile(r"^(\d+)\.\.(\d+)$")


def read_statement(item: Any, line: int, position: int, document: dict[str, Any], check: Check, rows: Rows) -> None:
    """Append the rows of one statement; every mistake in it is collected."""
    if not check.keys(item, REQUIRED, OPTIONAL):
        return
    kind = _kind(item, check)
    row: dict[str, Any] = {
        "id": check.identifier(item, "id") or f"?{line}",
        "source_id": document["source_id"],
        "document_id": document["id"],
        "position": position,
        "about": check.text(item, "about"),
        "property": check.code(item, "property", "property") or kind,
        "kind": kind,
        "says": check.code(item, "says", "says"),
        "stance": check.code(item, "stance", "stance"),
        "speaker": check.text(item, "speaker"),
        "said_on": _date(item, "said_on", check) or NOT_STATED,
        "partition": check.text(item, "partition"),
        "deadline": _date(item, "deadline", check),
        "span_sha256": check.sha256(item, "span"),
        "state": "one_source",
        "place": (check.file, line),
    }
    row |= read_place(item, check) | _dimensions(item, kind, check) | _figure(item, kind, document, check)
    rows["statement"].append(row)
    _labels(item, row["id"], check, rows)
    _ties(item, row, document, check, rows)


def _kind(item: Block, check: Check) -> str:
    found = [kind for kind in KINDS if kind in item]
    if len(found) != 1:
        has = " and ".join(found) or "none of them"
        check.wrong(item.line, has, f"exactly one of {', '.join(KINDS)}", "split it in two statements or add the key")
    return found[0] if found else "says"


def read_place(item: Block, check: Check) -> dict[str, Any]:
    """Where in a document's text something stands: `at_start`, `at_end` and the words for it."""
    said = check.text(item, "at") or ""
    match = _RANGE.match(said)
    if not match or int(match.group(1)) >= int(match.group(2)):
        if said:
            check.wrong(
                item.line_of("at"),
                f"at: {said!r}",
                "first..last characters, e.g. 1402..1433",
                "run `tiyn check dossier --locate`",
            )
        return {"at_start": 0, "at_end": 0, "locator": "?"}
    start, end = int(match.group(1)), int(match.group(2))
    return {"at_start": start, "at_end": end, "locator": f"characters {start}..{end}"}


def _dimensions(item: Block, kind: str, check: Check) -> dict[str, Any]:
    """Stage, scope, level, VAT basis and period: asked of every sum of money, allowed on the rest."""
    if kind == "figure":
        for key in OF_MONEY:
            if key not in item:
                mend = "write `not stated` or `unknown` when the source is silent"
                check.wrong(item.line, f"money without {key!r}", f"the key {key!r}", mend)
    row: dict[str, Any] = {key: check.code(item, key, key) for key in ("stage", "scope", "level", "vat")}
    period = check.parsed(item, "period", read_period)
    if period:
        row |= {"period": period.said, "period_start": period.start, "period_end": period.end}
    return row


def _figure(item: Block, kind: str, document: dict[str, Any], check: Check) -> dict[str, Any]:
    language = document["language"] or "en"

    def parse(said: str) -> Amount:
        if kind == "figure":
            return read_money(said, language, check.text(item, "currency"))
        if kind == "percent":
            return read_percent(said, language)
        unit = check.code(item, "unit", "unit")
        if unit is None:
            raise NotAnAmount(f"{said!r} has no unit; add `unit: …` with a code of codes/unit.yml")
        return read_count(said, language, unit)

    if kind not in ("figure", "count", "percent"):
        return {}
    amount = check.parsed(item, kind, parse)
    if amount is None:
        return {}
    return {"said": amount.said, "value": amount.value, "low": amount.low, "high": amount.high, "unit": amount.unit}


def _date(item: Block, key: str, check: Check) -> str | None:
    """A partial date kept as written, or "not stated"."""

    def parse(said: str) -> str:
        if said != NOT_STATED:
            try:
                last_day(said)
            except NotAPeriod as error:
                raise NotAPeriod(f"{said!r} is not a date; write 2026, 2026-02, 2026-02-10 or: not stated") from error
        return said

    return check.parsed(item, key, parse)


def _labels(item: Block, identifier: str, check: Check, rows: Rows) -> None:
    for role in ("what", "capacity", "note"):
        add_labels(rows, f"statement/{identifier}", role, check.texts(item, role))


def _ties(item: Block, row: dict[str, Any], document: dict[str, Any], check: Check, rows: Rows) -> None:
    identifier = row["id"]
    for kind in TIES:
        target = check.text(item, kind)
        if target and target != NOT_STATED:
            rows["statement_link"].append(
                {"from_id": identifier, "kind": kind, "to_id": target, "place": (check.file, item.line_of(kind))}
            )
    badges = check.items(item, "badge") if "badge" in item else []
    for code in badges:
        rows["badge"].append({"statement": identifier, "code": code, "place": (check.file, item.line_of("badge"))})
    for key, table in (("to", "addressee"), ("concerns", "concern")):
        place = (check.file, item.line_of(key))
        for party in dict.fromkeys(check.items(item, key)):
            rows[table].append({"statement": identifier, "party": party, "place": place})
    if "link" in item:
        _relation(item, row, document, check, rows)


def _relation(item: Block, row: dict[str, Any], document: dict[str, Any], check: Check, rows: Rows) -> None:
    link = item["link"]
    if not check.keys(link, ("from", "relation", "to"), ("share", "since", "until", "certainty")):
        return
    rows["relation"].append(
        {
            "statement": row["id"],
            "source_id": document["source_id"],
            "document_id": document["id"],
            "locator": row["locator"],
            "from_party": check.text(link, "from"),
            "relation": check.code(link, "relation", "relation"),
            "to_party": check.text(link, "to"),
            "share_said": check.text(link, "share") or check.text(item, "share"),
            "since": check.text(link, "since") or check.text(item, "since") or NOT_STATED,
            "until": check.text(link, "until") or check.text(item, "until") or NOT_STATED,
            "stance": row["stance"],
            "certainty": check.code(link, "certainty", "certainty") or "single_press_source",
            "place": (check.file, link.line),
        }
    )
