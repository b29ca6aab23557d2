"""An archived answer of the Open Budgets portal: one report of one place and month, as it came.

The portal prints a tree as rows with `level` and `parent_id`; the path of a row is made from them.
Measures have the portal's short names (utv, utch, plg …); see `docs/collecting.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tiyn.readers import _physical
from tiyn.readers._budget_line import Lines
from tiyn.readers._open_budgets_answer import read_envelope, rows_of
from tiyn.readers._open_budgets_answer import recognises as is_envelope
from tiyn.readers._record import Extra, Given, Record, Refused

KIND = "portal_answer"
MEASURES = ("utv", "utch", "plg", "plgp", "plgo", "obz", "sumrg", "obzsumrg", "plgpsumrg", "plgsumrg")
_WHOLE = re.compile(r"(\d+)\.0")


def recognises(path: Path) -> bool:
    return is_envelope(_physical.head(path))


def names(path: Path) -> str | None:
    """What was asked: report, place and month, as the portal spells them."""
    asked = read_envelope(path.read_bytes())
    return f"{asked['type']}, {asked['region']}, {asked['month']}"


def read(path: Path, given: Given) -> Iterator[Record | Refused | Extra]:
    """Every row of every page. Raises InputRefused when the envelope or a page has another shape."""
    content = path.read_bytes()
    asked = read_envelope(content)
    lines = Lines(given)
    report = asked["report"]
    flat = ":" in report and report != "republican:priority_investments"
    paths: dict[str, str] = {}
    trail: list[str] = []
    for number, row in rows_of(content):
        code, name = _code(row.get("code", "")), row.get("name", "").strip()
        level = row.get("level", "0")
        part = f"{code} {name}".strip()
        above = paths.get(row.get("parent_id", ""), "")
        if not above and level.isdigit() and 0 < int(level) <= len(trail):
            above = " > ".join(trail[: int(level)])  # a portal that names no parent prints it above
        own = "" if flat else f"{above} > {part}" if above else part
        paths[_code(row["id"])] = own
        trail[int(level) if level.isdigit() else 0 :] = [part]
        section = "" if ":" in report else own.split(" > ")[0].partition(" ")[2] or own
        cells = (report, asked["kato"], asked["region"], asked["month"], _code(row["id"]), level, section, code, name, own)
        found = lines.read(number, [*cells, *(row.get(measure, "") for measure in MEASURES)])
        if found is not None:
            yield found
    yield from lines.rest()


def _code(text: str) -> str:
    """A code as text: some collections print 313 as 313.0."""
    text = text.strip()
    whole = _WHOLE.fullmatch(text)
    return whole.group(1) if whole else text
