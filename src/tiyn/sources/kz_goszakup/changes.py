"""The change journal: which records changed or were removed on some days, and asking the changed ones again.

The journal's own pages are kept too: what they mark as removed (`D`) is read from them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tiyn.model.errors import NotAPeriod
from tiyn.readers._goszakup_answer import pages, rows
from tiyn.readers._goszakup_changes import object_of
from tiyn.steps.asking import ChangedShape
from tiyn.steps.collect import Options

from .objects import Thing, catalogue, thing
from .run import Run

BATCH = 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def days(options: Options) -> tuple[str, str] | None:
    """The days asked for, both included; None when none are. Raises NotAPeriod."""
    if options.first is None and options.last is None:
        return None
    first = _day("--from", options.first)
    last = first if options.last is None else _day("--to", options.last)
    if first > last:
        raise NotAPeriod(f"--from {first} --to {last}: the first day is after the last; expected them in order; swap them")
    return first, last


def _day(name: str, text: str | None) -> str:
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError as error:
        raise NotAPeriod(f"{name} {text}: not a day; expected year, month and day; write it like 2026-08-01") from error


def follow(run: Run, period: tuple[str, str]) -> None:
    """Read the journal of some days, then ask for every record it names as changed."""
    journal = Thing("journal", "rest", path=catalogue()["journal"])
    state = run.spool.state(run.number, "journal")
    run.kept += state.pages
    if not state.ended:
        run.guarded("journal", lambda: _journal(run, journal, period))
    if not state.ended:
        return
    changed, removed = _named(run)
    said = ", ".join(f"{len(ids)} {name}" for name, ids in sorted(changed.items())) or "nothing"
    run.say(f"{period[0]}..{period[1]}: {said} changed, {removed} removed")
    for name, found in sorted(changed.items()):
        done = run.spool.state(run.number, name)
        run.kept += done.pages
        if not done.ended:
            run.guarded(name, lambda name=name, found=found: _again(run, name, found))


def _journal(run: Run, one: Thing, period: tuple[str, str]) -> None:
    state = run.spool.state(run.number, "journal")
    asked = {"date_from": period[0], "date_to": period[1]}
    limit = int(catalogue()["limits"]["rest"])
    while not state.ended:
        after = state.after
        came = run.patiently("journal", lambda after=after: run.service.rest(one, after, limit, asked))
        strange = [row for row in came.rows if isinstance(row, dict) and not _within(row, period)]
        if strange:
            found = strange[0].get("date_action")
            raise ChangedShape(
                f"journal: {len(strange)} of {len(came.rows)} lines are of other days ({found}): the service ignored the dates "
                "in silence; expected only those; run again with other days",
                came.body,
            )
        run.keep("journal", "rest", came, came.after, came.after is None)


def _within(row: dict[str, Any], period: tuple[str, str]) -> bool:
    day = str(row.get("date_action", ""))[:10]
    return not _DAY.fullmatch(day) or period[0] <= day <= period[1]


def _named(run: Run) -> tuple[dict[str, dict[int, str]], int]:
    """({object: {id: address}} of what changed, how many lines tell of a removal); what nobody knows is said."""
    changed: dict[str, dict[int, str]] = {}
    unknown: dict[str, int] = {}
    removed = 0
    for path in run.spool.paths(run.number, "journal"):
        for page in pages(path, "journal"):
            for row in rows(page):
                name, identifier = object_of(row)
                if name is None or identifier is None:
                    service = str(row.get("service_name"))[:60] if isinstance(row, dict) else "no record"
                    unknown[service] = unknown.get(service, 0) + 1
                elif row.get("action") == "D":
                    removed += 1
                    changed.get(name, {}).pop(identifier, None)
                else:
                    changed.setdefault(name, {})[identifier] = str(row.get("url") or "")
    for service, count in sorted(unknown.items()):
        run.say(f"journal: {count} lines of {service!r}, which is no object this collector knows; not asked again")
    return changed, removed


def _again(run: Run, name: str, found: dict[int, str]) -> None:
    """Ask for the records of one object again: by GraphQL in batches of ids, otherwise one by one."""
    card = catalogue()["objects"][name]
    state = run.spool.state(run.number, name)
    ids = sorted(found, reverse=True)
    batched = "graphql" in card and card.get("key", "id") == "id" and run.options.way != "rest"
    size = BATCH if batched else 1
    start = int(state.after) if state.after is not None else 0
    for at in range(start, len(ids), size):
        part = tuple(ids[at : at + size])
        following = at + size if at + size < len(ids) else None
        after = None if following is None else str(following)
        if batched:
            one = thing(name, "graphql")
            came = run.patiently(name, lambda one=one, part=part: run.service.graphql(one, None, BATCH, part))
            _only_those(run, name, part, came.rows, came.body)
        else:
            one_record = run.looked_up(name, f"{card['one']}{part[0]}" if "one" in card else found[part[0]])
            if one_record is None:
                if following is None:
                    run.spool.end(run.number, name, "the last is not in the register")
                continue
            came = one_record
        run.keep(name, "graphql" if batched else "rest", came, after, following is None)


def _only_those(run: Run, name: str, part: tuple[int, ...], found: tuple[Any, ...], body: bytes) -> None:
    """The rows are those asked for, or the filter was ignored; what did not come is noted."""
    came = {row["id"] for row in found}
    if came - set(part):
        raise ChangedShape(
            f"{name}: {len(came - set(part))} rows that were not asked for: the service ignored the ids in silence; expected "
            "only those; run again with --way rest",
            body,
        )
    if missing := sorted(set(part) - came):
        text = f"{len(missing)} of {len(part)} changed records did not come: {', '.join(map(str, missing[:20]))}"
        run.spool.add({"kind": "note", "walk": run.number, "object": name, "text": text})
        run.say(f"{name}: {text}")
