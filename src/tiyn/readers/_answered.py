"""Corrections and replies: what was wrong and is right, and what those concerned answer (docs/corrections.md)."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from tiyn.model.errors import NotAPeriod
from tiyn.readers._check import LANGUAGES, Check
from tiyn.readers._personal import scan
from tiyn.readers._rows import Rows, add_labels
from tiyn.textyaml import Block, Items

LONGEST = 2_000  # characters of a reply, spaces and line ends included
KINDS = ("statement", "derived", "gap", "party", "subject")
CORRECTION = ("id", "outcome", "affected", "wrong", "right", "reason", "times", "decided_by")
TIMES = ("reported", "acknowledged", "decided", "published")
REPLY = ("id", "answers", "received", "published", "signed_off_by", "language", "text")
ASKED = ("asked", "received", "published")
# Marks that turn the reading direction can make a text say another thing than its letters do.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_corrections(block: Any, check: Check, rows: Rows) -> None:
    """Append the rows of dossier/corrections.yml, a list."""
    if not isinstance(block, Items):
        check.wrong(getattr(block, "line", 1), type(block).__name__, "a list of corrections", "start each with `- id: …`")
        return
    for item in block:
        if check.keys(item, CORRECTION, ()):
            _correction(item, check, rows)


def _correction(item: Block, check: Check, rows: Rows) -> None:
    identifier = check.identifier(item, "id") or "?"
    row = {"id": identifier, "outcome": check.code(item, "outcome", "outcome"), "place": (check.file, item.line)}
    for key in ("wrong", "right", "reason"):
        if key != "reason" and isinstance(item.get(key), str):
            row[f"{key}_value"] = check.text(item, key)
        else:
            add_labels(rows, f"correction/{identifier}", key, check.texts(item, key))
        for text in item[key].values() if isinstance(item.get(key), Block) else [item.get(key)]:
            _impersonal(text, item.line_of(key), key, check)
    times = item.get("times", Block(item.line))
    if check.keys(times, TIMES[1:], TIMES[:1]):
        row |= _dates(times, TIMES, check)
    row |= {"decided_by": check.code(item, "decided_by", "role"), "position": len(rows["correction"])}
    rows["correction"].append(row)
    _addresses(item, "affected", "correction_affects", {"correction": identifier}, check, rows)


def read_reply(block: Any, check: Check, rows: Rows) -> None:
    """Append the rows of one file of dossier/replies."""
    if not check.keys(block, REPLY, ("party", "subject", "asked", "sha256")):
        return
    identifier = check.identifier(block, "id") or "?"
    if identifier not in ("?", PurePosixPath(check.file).stem):
        check.wrong(block.line_of("id"), f"id: {identifier!r}", "the name of its file", f"call the file {identifier}.yml")
    if ("party" in block) == ("subject" in block):
        found = "both `party` and `subject`" if "party" in block else "neither `party` nor `subject`"
        check.wrong(block.line, found, "exactly one of the two", "say who replies: a party, or a subject no party stands for")
    row = {"id": identifier, "place": (check.file, block.line)}
    row |= {key: check.text(block, key) for key in ("party", "subject")}
    row |= {"language": _language(block, check), "text": _verbatim(block, check), "sha256": check.sha256(block, "sha256")}
    rows["reply"].append(row | {"signed_off_by": check.code(block, "signed_off_by", "role")} | _dates(block, ASKED, check))
    _addresses(block, "answers", "reply_answers", {"reply": identifier}, check, rows)


def _addresses(block: Block, key: str, table: str, owner: dict[str, str], check: Check, rows: Rows) -> None:
    """One row per address; one may stand alone, twice the same is a mistake."""
    value = block.get(key, Items(block.line))
    line = block.line_of(key)
    seen: set[str] = set()
    if key in block and not value:
        check.wrong(line, f"{key} without an address", "one address or a list", f"write `{key}: statement/…`")
    for address in value if isinstance(value, Items) else [value]:
        kind, _, identifier = address.partition("/") if isinstance(address, str) else ("", "", "")
        if kind not in KINDS or not identifier:
            expected = ", ".join(f"{one}/ID" for one in KINDS)
            check.wrong(line, f"{key}: {address!r}", f"one of {expected}", "take it from the address of its receipt or page")
        elif address in seen:
            check.wrong(line, f"{key}: {address!r} twice", "each address once", "take one of them out")
        else:
            rows[table].append(owner | {"address": address, "position": len(seen), "place": (check.file, line)})
            seen.add(address)


def _dates(block: Block, keys: tuple[str, ...], check: Check) -> dict[str, str | None]:
    """The days of these keys as ISO text; they may not go backwards."""
    days = {key: check.parsed(block, key, _day) for key in keys}
    known = [(key, day) for key, day in days.items() if day is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            found = f"{later} {second} before {earlier} {first}"
            check.wrong(block.line_of(later), found, f"{earlier}, then {later}", "mend the date that is wrong")
    return {key: day.isoformat() if day else None for key, day in days.items()}


def _day(said: str) -> date:
    """A whole day. Raises NotAPeriod."""
    try:
        if len(said) != len("2026-11-23"):
            raise ValueError(said)
        return date.fromisoformat(said)
    except ValueError as error:
        raise NotAPeriod(f"{said!r} is no day; write a whole date of the calendar, 2026-11-23") from error


def _language(block: Block, check: Check) -> str | None:
    said = check.text(block, "language")
    if said is not None and said not in LANGUAGES:
        check.wrong(block.line_of("language"), f"language: {said!r}", "kk, ru or en", "name the language it was written in")
        return None
    return said


def _verbatim(block: Block, check: Check) -> str | None:
    """The reply as it was given; too long, personal or unreadable text is refused, never cut or altered."""
    text, line = check.text(block, "text"), block.line_of("text")
    if text is None:
        return None
    if len(text) > LONGEST:
        check.wrong(
            line, f"a text of {len(text)} characters", f"at most {LONGEST}", "ask its author for a shorter one; never cut it"
        )
    odd = sorted({one for one in text if one in TURNING or (unicodedata.category(one) == "Cc" and one != "\n")})
    if odd:
        named = ", ".join(f"U+{ord(one):04X}" for one in odd)
        check.wrong(line, f"invisible control characters: {named}", "letters, marks and line ends", "take them out")
    _impersonal(text, line, "text", check)
    return text


def _impersonal(text: Any, line: int, key: str, check: Check) -> None:
    """A personal number, e-mail address or phone is a mistake; the message does not repeat it."""
    found = scan(text) if isinstance(text, str) else []
    if found:
        told = f"{len(found)} personal number(s), e-mail address(es) or phone(s) in {key}"
        check.wrong(line, told, "none: it will be public", "ask its author for a text without them")
