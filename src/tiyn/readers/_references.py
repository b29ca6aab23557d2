"""Names across files: every id that is used exists, every id exists once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tiyn.codes import codes
from tiyn.model.errors import Mistake
from tiyn.readers._rows import Rows

# table, column, kind of thing the column names
REFERENCES = (
    ("document", "publisher", "party"),
    ("statement", "about", "subject"),
    ("statement", "speaker", "party"),
    ("statement_link", "to_id", "statement"),
    ("addressee", "party", "party"),
    ("concern", "party", "party"),
    ("relation", "from_party", "party"),
    ("relation", "to_party", "party"),
    ("gap", "body", "party"),
    ("gap", "statement", "statement"),
    ("reply", "party", "party"),
    ("reply", "subject", "subject"),
    ("gap_answer", "document_id", "document"),
)
# Tables of addresses kind/id. What is computed (derived) does not exist yet: steps/tracing/addresses.py looks for it.
ADDRESSES = ("correction_affects", "reply_answers")
COMPUTED = "derived"
NO_PARTY = "unnamed"


def check_references(rows: Rows, mistakes: list[Mistake]) -> None:
    """Append a mistake for every id used twice or never declared, naming the place of use.

    Takes the helper key `place` (file, line) off every row.
    """
    known = {}
    for kind in ("statement", "party", "subject", "document", "gap", "correction", "reply"):
        known[kind] = _declared(rows[kind], kind, mistakes)
    for place, found, kind in _uses(rows):
        if found and found not in known[kind] and not (kind == "party" and found == NO_PARTY):
            near = [name for name in known[kind] if found in name or name in found][:3]
            mend = f"did you mean {' or '.join(near)}?" if near else f"declare the {kind} or mend the id"
            mistakes.append(Mistake(*place, f"the {kind} {found!r}", "an id declared in the dossier", mend))
    allowed = codes("badge")
    for row in rows["badge"]:
        if row["code"] not in allowed:
            mend = f"use one of: {', '.join(allowed)}"
            mistakes.append(Mistake(*row["place"], f"badge {row['code']!r}", "a code of codes/badge.yml", mend))
    for table in rows.values():
        for row in table:
            row.pop("place", None)


def _declared(rows: list[dict[str, Any]], kind: str, mistakes: list[Mistake]) -> set[str]:
    seen: dict[str, tuple[str, int]] = {}
    for row in rows:
        if row["id"] in seen:
            file, line = seen[row["id"]]
            mend = f"choose another id (the first is at {file}:{line})"
            mistakes.append(Mistake(*row["place"], f"the {kind} {row['id']!r} again", "each id once", mend))
        seen.setdefault(row["id"], row["place"])
    return set(seen)


def _uses(rows: Rows) -> Iterator[tuple[tuple[str, int], str, str]]:
    for table, column, kind in REFERENCES:
        for row in rows[table]:
            yield row["place"], row[column], kind
    for row in rows["member"]:
        if row["target_kind"] != "text":
            yield row["place"], row["target"], row["target_kind"]
    for table in ADDRESSES:
        for row in rows[table]:
            kind, _, identifier = row["address"].partition("/")
            if kind != COMPUTED:
                yield row["place"], identifier, kind
