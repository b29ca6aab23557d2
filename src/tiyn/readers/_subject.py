"""One subject: what it is called, what it is made of, what is missing about it."""

from __future__ import annotations

from typing import Any

from tiyn.readers._check import Check
from tiyn.readers._gap import read_gaps
from tiyn.readers._rows import Rows, add_labels
from tiyn.textyaml import Block, Items

COMMON = ("aliases", "region", "summary", "cautions", "missing", "see")
# kind -> key -> what its values name; a value may be one id or a list of ids.
MEMBERS: dict[str, dict[str, str]] = {
    "programme": {"envelope": "statement", "named": "statement", "candidates": "subject", "bodies": "party"},
    "quantity": {"claims": "statement", "subclaims": "statement"},
    "contract": {"buyer": "party", "supplier": "party", "value": "statement", "compare": "statement"},
    "cohort": {"money": "statement", "members": "statement", "outcomes": "statement", "known": "party"},
    "systems": {"body": "party"},
    "audit": {
        "auditor": "party", "total": "statement", "audited": "party", "related": "statement", "orders": "statement",
        "later": "statement",
    },
    "earmarked": {"received": "statement", "uses": "statement", "not_covered": "statement"},
    "series": {},
    "topic": {},
}  # fmt: skip
SAME = ("body", "period", "scope")
SPECIAL = {
    "programme": ("budget",), "contract": ("fields", "not_part_of", "budget"), "systems": ("counters",),
    "earmarked": ("purpose",), "series": ("lines",),
}  # fmt: skip


def read_subject(block: Any, check: Check, rows: Rows) -> None:
    """Append the rows of one subject file; every mistake in it is collected."""
    kind = check.code(block, "kind", "subject_kind") if isinstance(block, Block) else None
    own = (*MEMBERS.get(kind or "", {}), *SPECIAL.get(kind or "", ()))
    if not check.keys(block, ("id", "kind", "name"), (*COMMON, *own)):
        return
    identifier = check.identifier(block, "id") or "?"
    place = (check.file, block.line)
    rows["subject"].append({"id": identifier, "kind": kind, "region": check.text(block, "region"), "place": place})
    owner = f"subject/{identifier}"
    for role in ("name", "summary", "purpose"):
        add_labels(rows, owner, role, check.texts(block, role))
    for position, caution in enumerate(check.items(block, "cautions")):
        add_labels(rows, owner, f"caution:{position}", check.language_block(caution, block.line_of("cautions"), "cautions"))
    rows["alias"] += [{"owner": owner, "text": text} for text in dict.fromkeys(check.items(block, "aliases"))]
    for key, target_kind in MEMBERS.get(kind or "", {}).items():
        _members(block, key, target_kind, identifier, check, rows)
    _members(block, "see", "statement", identifier, check, rows)
    for key in SPECIAL.get(kind or "", ()):
        if key in block and key != "purpose":
            SPECIALS[key](block, identifier, check, rows)
    read_gaps(block, identifier, check, rows)


def _member(identifier: str, role: str, position: int, target_kind: str, target: Any, place: Any) -> dict[str, Any]:
    return {
        "subject": identifier, "role": role, "position": position, "target_kind": target_kind, "target": target,
        "place": place,
    }  # fmt: skip


def _members(block: Block, key: str, target_kind: str, identifier: str, check: Check, rows: Rows) -> None:
    value = block.get(key, Items(block.line))
    place = (check.file, block.line_of(key))
    for position, target in enumerate(value if isinstance(value, Items) else [value]):
        if not isinstance(target, str):
            check.wrong(block.line_of(key), f"{key}: {target!r}", f"the id of a {target_kind}", "write the id alone")
            continue
        rows["member"].append(_member(identifier, key, position, target_kind, target, place))


def _budget(block: Block, identifier: str, check: Check, rows: Rows) -> None:
    for item in check.items(block, "budget"):
        if not check.keys(item, ("region", "administrator", "judgement", "same", "certainty", "why"), ("group",)):
            continue
        row = {key: check.text(item, key) for key in ("region", "administrator")}
        row["functional_group"] = check.text(item, "group") or "any"
        row |= {key: check.code(item, key, key) for key in ("certainty", "judgement")}
        if check.keys(item["same"], SAME, ()):
            row |= {f"same_{key}": check.code(item["same"], key, "same") for key in SAME}
        rows["budget_link"].append({"subject": identifier, **row})
        role = f"budget:{row['region']}-{row['administrator']}-{row['functional_group']}:why"
        add_labels(rows, f"subject/{identifier}", role, check.texts(item, "why"))


def _fields(block: Block, identifier: str, check: Check, rows: Rows) -> None:
    fields = block["fields"]
    if not isinstance(fields, Block):
        check.wrong(block.line_of("fields"), "fields", "a block of `date: not stated`", "indent the fields")
        return
    for position, (name, target) in enumerate(fields.items()):
        kind = "text" if target == "not stated" else "statement"
        place = (check.file, fields.line_of(name))
        rows["member"].append(_member(identifier, f"field:{name}", position, kind, target, place))


def _not_part_of(block: Block, identifier: str, check: Check, rows: Rows) -> None:
    for position, item in enumerate(check.items(block, "not_part_of")):
        if check.keys(item, ("subject", "why"), ()):
            place = (check.file, item.line)
            target = check.text(item, "subject")
            rows["member"].append(_member(identifier, "not_part_of", position, "subject", target, place))
            add_labels(rows, f"subject/{identifier}", f"not_part_of:{position}:why", check.texts(item, "why"))


def _counters(block: Block, identifier: str, check: Check, rows: Rows) -> None:
    for position, item in enumerate(check.items(block, "counters")):
        if check.keys(item, ("statement", "identified"), ()):
            place = (check.file, item.line)
            statement = check.text(item, "statement")
            rows["member"].append(_member(identifier, "counters", position, "statement", statement, place))
            identified = check.text(item, "identified")
            if identified is None or not identified.isdigit():
                check.wrong(item.line, f"identified: {identified!r}", "how many are named, a whole number", "write 0 for none")
            rows["member"].append(_member(identifier, "identified", position, "text", identified, place))


def _lines(block: Block, identifier: str, check: Check, rows: Rows) -> None:
    for item in check.items(block, "lines"):
        if not check.keys(item, ("id", "name", "points", "comparable"), ("why",)):
            continue
        line = check.identifier(item, "id") or "?"
        place = (check.file, item.line)
        for position, point in enumerate(check.items(item, "points")):
            rows["member"].append(_member(identifier, f"line:{line}", position, "statement", point, place))
        comparable = check.text(item, "comparable")
        rows["member"].append(_member(identifier, f"line:{line}:comparable", 0, "text", comparable, place))
        owner = f"subject/{identifier}"
        add_labels(rows, owner, f"line:{line}:name", check.texts(item, "name"))
        add_labels(rows, owner, f"line:{line}:why", check.texts(item, "why"))


SPECIALS = {"budget": _budget, "fields": _fields, "not_part_of": _not_part_of, "counters": _counters, "lines": _lines}
