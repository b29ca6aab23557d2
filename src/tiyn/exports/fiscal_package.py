"""The budget tables as a Fiscal Data Package 1.0: a descriptor and two CSV files, amounts in tenge.

`budget-execution` holds only leaves of the functional tree, one month per budget and year (the
last one published, whose sums run from January), so that adding its rows up counts nothing
twice. `budget-lines` is the whole table, totals and subtotals included: it must not be added up.
Format: specs.frictionlessdata.io/fiscal-data-package.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from tiyn import merkle
from tiyn.cells import defuse, defused
from tiyn.dictionary import Table
from tiyn.exports import _fiscal_model as model

FOLDER = "fiscal"
FILE_NAME = f"{FOLDER}/datapackage.json"
MEDIA_TYPE = "application/vnd.datapackage+json"
LEAF_REPORTS, LEAF_KIND, LEAF_SECTION = ("republican", "regional"), "administrator", "II"

# (report, group, subgroup) -> (first month, last month, name): a code may bear several names over the years.
Names = dict[tuple[str, str, str], list[tuple[str, str, str]]]


def export(content: Iterable[tuple[Table, Iterable[tuple[Any, ...]]]], folder: Path) -> list[Path]:
    """Write `fiscal/` below `folder`; returns its files, none when the budget tables are not there.

    Each table's rows are gone through once and never held; the coverage, which comes before the
    lines, says which month is each budget's last of a year.
    """
    names: dict[str, str] = {}
    functions: Names = {}
    written: list[Path] = []
    sources: list[dict[str, str]] = []
    last: dict[tuple[str, str, int], str] = {}
    for table, rows in content:
        if table.name == "budget_class":
            _classes(table, rows, names, functions)
        elif table.name == "budget_coverage":
            last = _last_months(table, rows)
        elif table.name == "budget_line" and set(model.LINE) <= set(table.names):
            written = _lines(table, rows, folder / FOLDER, (names, functions), last)
        elif table.name == "source":
            sources = _sources(table, rows)
    if not written:
        return []
    years = sorted(year for _, _, year in last)
    path = folder / FILE_NAME
    blocks = [_measured(block, folder / FOLDER) for block in model.resources()]
    body = model.descriptor(blocks, sources, (years[0], years[-1]) if years else None)
    path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return [path, *written]


def _dicts(table: Table, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield dict(zip(table.names, row, strict=True))


def _classes(table: Table, rows: Iterable[tuple[Any, ...]], names: dict[str, str], functions: Names) -> None:
    """Names of lines by their class, and of the groups and subgroups above them by report and codes."""
    for row in _dicts(table, rows):
        names[row["id"]] = row["name"]
        if row["kind"] in ("group", "subgroup"):
            key = (row["report"], row["functional_group"] or "", row["functional_subgroup"] or "")
            functions.setdefault(key, []).append((row["first_month"], row["last_month"], row["name"]))


def _sources(table: Table, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, str]]:
    return [{"title": row["id"], "path": row["url"]} for row in _dicts(table, rows) if str(row["url"]).startswith("http")]


def _last_months(table: Table, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str, int], str]:
    """(report, region, year) -> its last month read: sums run from January, so months never add up."""
    last: dict[tuple[str, str, int], str] = {}
    for row in _dicts(table, rows):
        if row["lines"] > 0:
            key = (row["report"], row["region"], int(row["month"][:4]))
            last[key] = max(last.get(key, ""), row["month"])
    return last


def _lines(
    table: Table, rows: Iterable[tuple[Any, ...]], folder: Path, named: tuple[dict[str, str], Names], last: dict[Any, str]
) -> list[Path]:
    """Write every line, and the leaves of each budget's last month of a year apart."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "budget-execution.csv", folder / "budget-lines.csv"]
    places = [table.names.index(name) for name in model.LINE]
    numbers = {column.name for column in table.columns if column.type != "text"}
    texts = [place for place, name in enumerate(model.LINE) if name not in numbers]
    pick = itemgetter(*places)
    report, region, kind, section, month, year = map(table.names.index, ("report", "region", "kind", "section", "month", "year"))
    with paths[0].open("w", encoding="utf-8", newline="") as leaves, paths[1].open("w", encoding="utf-8", newline="") as lines:
        leaf, whole = csv.writer(leaves, lineterminator="\r\n"), csv.writer(lines, lineterminator="\r\n")
        leaf.writerow(model.LEAF)
        whole.writerow(model.LINE)
        for row in rows:
            whole.writerow(defused(pick(row), texts))
            is_leaf = row[kind] == LEAF_KIND and row[section] == LEAF_SECTION and row[report] in LEAF_REPORTS
            if is_leaf and row[month] == last.get((row[report], row[region], row[year])):
                found = dict(zip(table.names, row, strict=True))
                found |= _names(found, *named)
                leaf.writerow([_cell(found[name]) for name in model.LEAF])
    return paths


def _names(row: Mapping[str, Any], names: Mapping[str, str], functions: Names) -> dict[str, str | None]:
    """The printed names of a line's group, subgroup and administrator in its month; None where none was printed."""
    report, group, subgroup = row["report"], row["functional_group"] or "", row["functional_subgroup"] or ""

    def called(code: str) -> str | None:
        spans = functions.get((report, group, code), [])
        return next((name for first, last, name in spans if first <= row["month"] <= last), None)

    return {
        "functional_group_name": called(""),
        "functional_subgroup_name": called(subgroup) if subgroup else None,
        "administrator_name": names.get(row["class_id"]),
    }


def _measured(block: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A resource of the descriptor with the bytes and the hash of its file."""
    path = folder / block["path"]
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return block | {"bytes": path.stat().st_size, "hash": f"sha256:{sha256}"}


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return merkle.plain(value)
    return defuse(value) if isinstance(value, str) else value
