"""The law as the rules see it: relations of its dated rows and of working days (`tiyn.legal`), and the rows as published.

A row marked `recalled` was not checked in a source: an indicator that needs it answers `suppressed`, never a flag.
Without a row for its date an indicator answers `not_computable`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.legal import LAW, parameters, workdays

EPOCH, OPEN_END = datetime.date(1970, 1, 1), 2_000_000


def keys_in(sql: str) -> list[str]:
    """The legal parameters a rule's SQL names, and `workdays` when it counts working days, in order."""
    found = {path.stem for path in LAW.glob("*.yml") if f"'{path.stem}'" in sql}
    return sorted(found | ({"workdays"} if re.search(r"\bworkday\b", sql) else set()))


def lay_law(engine: Engine, other: Mapping[str, int] | None = None) -> None:
    """The relations `law` (per key, country, way, stretch of days) and `workday`; `other` stands in for the rows of its keys."""
    rows: list[dict[str, Any]] = []
    for one in parameters():
        if other and one.key in other:
            continue
        last = (one.ends - EPOCH).days if one.ends else OPEN_END
        dated = {"key": one.key, "country": one.country, "from_day": (one.begins - EPOCH).days, "to_day": last}
        rows += [dated | {"way": way, "number": one.value, "verified": int(one.state == "verified")} for way in one.ways or ("",)]
    always = {"country": "KZ", "from_day": -OPEN_END, "to_day": OPEN_END, "way": "", "verified": 1}
    rows += [{"key": key, "number": number} | always for key, number in (other or {}).items()]
    engine.keep("law", [{name: row[name] for name in sorted(row)} for row in rows])
    count, counted = 0, []
    for day, works, checked in workdays():
        count += works
        counted.append({"day": (day - EPOCH).days, "number": count, "verified": int(checked)})
    engine.keep("workday", counted)


def publish(engine: Engine) -> None:
    """Fill `legal_parameter`: the rows with their citations, as the method pages show them."""
    rows = [
        {"key": one.key, "country": one.country, "begins": one.begins.isoformat(), "ways": " ".join(one.ways), "value": one.value,
         "unit": one.unit, "ends": one.ends.isoformat() if one.ends else None, "state": one.state, "citation": one.citation}
        for one in parameters()
    ]  # fmt: skip
    engine.load(tables()["legal_parameter"], rows)
