"""Synthetic rows in the portal's shape: made up, the same every time, marked in each name, adding up.

Sums are in thousand tenge, as the portal's. Money paid grows from month to month within a year;
a parent is the exact sum of its children. No figure here is anybody's.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from .reports import catalogue

MARK = "[SYNTHETIC · СИНТЕТИКА · ЖАСАНДЫ]"
MEASURES = ("utv", "utch", "plg", "plgp", "plgo", "sumrg", "obz", "obzsumrg")
TREES = ("republican", "local", "state", "regional")
Sums = dict[str, Decimal]


def rows_for(type: str, region: str, date: str) -> list[dict[str, Any]]:
    """The rows of one answer; none for a type or region the portal does not have."""
    content = catalogue()
    report = next((name for name, one in content["reports"].items() if one["type"] == type), None)
    if report is None:
        return []
    places = [content["reports"][report].get("region")] if report != "regional" else list(content["regions"].values())
    if region not in places:
        return []
    return _tree(type, region, date) if report in TREES else _flat(type, region, date)


def _flat(type: str, region: str, date: str) -> list[dict[str, Any]]:
    lines = [(str(100 + number), _sums(f"{type}|{region}|{number}", date)) for number in range(1, 7)]
    rows = [_row("1", "0", "Итого", _total([sums for _, sums in lines]), "0")]
    return rows + [_row(str(number), code, f"Строка {code}", sums, "0") for number, (code, sums) in enumerate(lines, 2)]


def _tree(type: str, region: str, date: str) -> list[dict[str, Any]]:
    """The expenditure section: two groups of a subgroup of three administrators, parents before children."""
    rows: list[dict[str, Any]] = []

    def place(code: str, level: int, parent: dict[str, Any], path: str) -> Sums:
        row = {"id": str(len(rows) + 1)}
        rows.append(row)
        below = (("8", "13"), (("3",) if code == "8" else ("9",)), ("310", "313", "755"), ())[level]
        children = [place(child, level + 1, row | {"code": code}, f"{path}|{child}") for child in below]
        sums = _total(children) if children else _sums(path, date)
        row |= _row(row["id"], code, f"Строка {path.split('|', 2)[2]}" if level else "II. ЗАТРАТЫ", sums, str(level))
        row |= {"isLeaf": not children, "loaded": True, "expanded": False}
        if parent:
            row |= {"parentCode": parent["code"], "parent_id": parent["id"]}
        return sums

    place("2", 0, {}, f"{type}|{region}|2")
    return rows


def _sums(name: str, date: str) -> Sums:
    month, year = int(date[:2]), date[3:]
    seed = int.from_bytes(hashlib.sha256(f"{name}|{year}".encode()).digest()[:6], "big")
    plan = Decimal(seed % 90_000_000_000 + 1_000_000) / 1000
    paid = (plan * month * (80 + seed % 20) / 1200).quantize(Decimal("0.001"))
    due = (paid * Decimal("1.1")).quantize(Decimal("0.001"))
    return dict(zip(MEASURES, (plan, plan, plan, due, due, paid, due, due - paid), strict=True))


def _total(sums: list[Sums]) -> Sums:
    return {name: sum((one[name] for one in sums), Decimal(0)) for name in MEASURES}


def _row(identifier: str, code: str, name: str, sums: Sums, level: str) -> dict[str, Any]:
    shares = {"plgpsumrg": sums["sumrg"] / sums["plgp"] * 100, "plgsumrg": sums["sumrg"] / sums["plg"] * 100}
    percents = {key: share.quantize(Decimal("0.0001")) for key, share in shares.items()}
    return {"id": identifier, "code": code, "name": f"{name} {MARK}", **sums, **percents, "level": level}
