"""What happened to a contract, day by day: its versions, acts and payments on one line of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tiyn.charts.timeline import Moment
from tiyn.view.charted import Charted
from tiyn.view.drawings import timeline
from tiyn.view.purchase_rows import day
from tiyn.view.visit import Visit

MOST = 24  # more would no longer be read as a picture; the tables below hold all
KINDS = (("versions", "contract_version"), ("acts", "act"), ("payments", "payment"))
Row = Mapping[str, Any]


def moments(visit: Visit, row: Row) -> dict[str, Charted]:
    """The chart by its name; none where fewer than two things have happened: a point alone says nothing."""
    words, reads = visit.words, visit.purchases
    found: list[Moment] = []
    for query, table in KINDS:
        for one in reads.rows(query, ocid=row["ocid"], contract=row["id"]):
            figure = reads.figure(table, one, "value")
            if figure is not None:
                found.append(
                    Moment(_label(visit, table, one), figure.text, _day(one["date"]), day(words, one["date"]), figure.receipt)
                )
    if len(found) < 2:
        return {}
    found.sort(key=lambda moment: (moment.day is None, moment.day or date.min))
    note = words("moments_more", n=len(found) - MOST) if len(found) > MOST else ""
    path = reads.contract_url(row["ocid"], row["id"]).removeprefix(f"/{visit.lang}")
    drawn = timeline(visit, path, "moments", found[:MOST], words("g_moments"), words("moments_sub"))
    return {"moments": replace(drawn, note=note)}


def _label(visit: Visit, table: str, row: Row) -> str:
    if table == "contract_version":
        return visit.words.name("version_kind", row["kind"])
    if table == "act" and row["revoked"]:
        return visit.words("m_act_revoked")
    return visit.words(f"m_{table}")


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "")[:10])
    except ValueError:
        return None
