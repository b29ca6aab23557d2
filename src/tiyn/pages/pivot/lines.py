"""The lines of a pivot, taken together by the axes when they are read, and found by place, time, group and administrator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiyn.model.amount import Amount
from tiyn.pages.pivot.asked import Asked
from tiyn.view.budgets import REGIONS, REPUBLIC
from tiyn.view.figures import Figure
from tiyn.view.visit import Visit

Spot = dict[str, str]  # axis -> key; an axis that is absent is taken whole
Place = tuple[str, str, str, str]  # place, when, group, administrator; "" for what is taken whole


@dataclass(frozen=True)
class Heap:
    """Lines that fall into one cell: `value` is their exact sum, `id` that of the line when there is but one."""

    region: str
    time: str
    group: str
    administrator: str
    lines: int
    id: str
    document: str
    months: tuple[str, str]
    name: str
    value: Decimal


@dataclass(frozen=True)
class Lines:
    """`index`: where a heap counts; `coverage`: (place, when) -> how many places were read; `every`: the heaps of the cells."""

    index: dict[Place, list[Heap]]
    coverage: dict[tuple[str, str], int]
    every: list[Heap]

    def at(self, asked: Asked, spot: Spot) -> list[Heap]:
        place, when = place_of(asked, spot), when_of(asked, spot)
        return self.index.get((place, when, spot.get("group", ""), spot.get("administrator", "")), [])

    def read(self, asked: Asked, spot: Spot) -> bool:
        """Whether the report of that place and time was read at all."""
        return (place_of(asked, spot), when_of(asked, spot)) in self.coverage


def place_of(asked: Asked, spot: Spot) -> str:
    return spot.get("region", asked.region)


def when_of(asked: Asked, spot: Spot) -> str:
    year = spot.get("year", asked.year)
    return f"{year}-{spot['month']}" if "month" in spot else year


def what_of(spot: Spot) -> str:
    """The last part of the receipt of a cell."""
    group, administrator = spot.get("group", ""), spot.get("administrator", "")
    if administrator:
        return f"administrator-{group}.{administrator}" if group else f"administrator-{administrator}"
    return f"group-{group}" if group else "expenditure"


def read_lines(visit: Visit, asked: Asked) -> Lines:
    """Every heap the cells and their sums are made of."""
    coverage = {(row["region"], row["time"]): row["places"] for row in visit.query("coverage")}
    kinds = {"section", asked.kind} | ({"group"} if "group" in asked.axes else set())
    index: dict[Place, list[Heap]] = defaultdict(list)
    every: list[Heap] = []
    for kind in sorted(kinds) if asked.year else ():
        heaps = [_heap(row) for row in visit.query("cells", **_values(asked, kind))]
        every += heaps if kind == asked.kind else []
        for heap in heaps:
            for place in _places(heap, kind):
                index[place].append(heap)
    return Lines(dict(index), coverage, every)


def figure(visit: Visit, asked: Asked, spot: Spot, heaps: Sequence[Heap]) -> Figure:
    """The sum of a cell with its receipt; one line has a receipt of its own."""
    value = sum((heap.value for heap in heaps), Decimal(0))
    lines, words = sum(heap.lines for heap in heaps), visit.words
    place, when, measure = place_of(asked, spot), when_of(asked, spot), asked.measure
    address = f"budget/{heaps[0].id}/{measure}" if lines == 1 else f"sum/{measure}/{place}/{when}/{what_of(spot)}"
    months = sorted({month for heap in heaps for month in heap.months})
    until = words.period(months[-1]) if len(months) == 1 else f"{words.period(months[0])} – {words.period(months[-1])}"
    said = f"{words('lines_count', n=lines)}; {until}"
    state = "register" if value else "zero"
    return visit.make(address, Amount(value, value, value, "KZT"), state, words.name("measure", measure), said, False)


def _values(asked: Asked, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "measure": asked.measure,
        "region": asked.region,
        "year": None if "year" in asked.axes else asked.year,
        "monthly": int("month" in asked.axes),
        "by_region": int("region" in asked.axes),
        "by_group": int("group" in asked.axes and kind != "section"),
        "by_administrator": int(kind == "administrator"),
    }


def _heap(row: dict[str, Any]) -> Heap:
    value = sum((Decimal(text) for text in row["said"].split(" ")), Decimal(0))
    return Heap(
        row["region"], row["time"], row["functional_group"], row["administrator"], row["n"], row["id"], row["document_id"],
        (row["first_month"], row["last_month"]), row["name"], value,
    )  # fmt: skip


def _places(heap: Heap, kind: str) -> list[Place]:
    """A heap counts at its place and among all regions, an administrator's in its group and over all groups."""
    wholes = [heap.region] if heap.region in (REPUBLIC, REGIONS) else [heap.region, REGIONS]
    groups = {heap.group, ""} if kind == "administrator" else {heap.group}
    return [(place, heap.time, group, heap.administrator) for place in wholes for group in sorted(groups)]
