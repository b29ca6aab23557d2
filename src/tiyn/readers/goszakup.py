"""Archived answers of the state procurement register (OWS v3): plans, announcements, lots, bids, contracts, payments.

Acts and payments name only a contract's revision, a contract's revisions only their number, and a record may
stand in several walks: so all files are read together. The first pass puts every record into an index on disk,
the second gives the rows of those that are the newest of their kind. Names of persons, personal numbers,
telephones and accounts are dropped here and counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tiyn.model.errors import InputRefused, RecordRefused
from tiyn.readers import _goszakup_answer as answer
from tiyn.readers import _goszakup_contracts as contracts
from tiyn.readers import _goszakup_rows as others
from tiyn.readers._goszakup_changes import object_of
from tiyn.readers._goszakup_fields import count_unread
from tiyn.readers._goszakup_index import Index
from tiyn.readers._goszakup_party import SOURCE, Parties, identify
from tiyn.readers._goszakup_rows import Found, Reading, Row, issue
from tiyn.readers._goszakup_values import camel, records, text, whole
from tiyn.readers._record import Extra, Given, Record, Refused

KIND = "portal_answer"
Files = Sequence[tuple[Path, Given]]
READ = {
    "subject": others.subject, "rnu": others.rnu, "plan": others.plan, "plan_spec": others.plan_spec,
    "plan_kato": others.nothing, "plan_deleted": others.nothing, "trd_buy": others.trd_buy, "lot": others.lot,
    "bid": others.bid, "contract": contracts.contract, "contract_units": contracts.contract_unit, "act": contracts.act,
    "treasury_pay": contracts.treasury_pay,
}  # fmt: skip
recognises = answer.recognises


def names(path: Path) -> str | None:
    """What a segment holds: the object, the walk and its first page."""
    first = next(answer.pages(path, path.name), None)
    return first.place if first else None


def read(path: Path, given: Given) -> Iterator[Record | Refused | Extra]:
    """One segment alone, as if there were no other."""
    for _, one in together([(path, given)], lambda number: None):
        yield one


def together(files: Files, at: Callable[[int], object]) -> Iterator[tuple[int, Record | Refused | Extra]]:
    """Every record of every file, each with the number of the file it stands in.

    A damaged file keeps the pages before the damage and says so; its rest is quarantined as one record.
    """
    if files:
        with tempfile.TemporaryDirectory(prefix="tiyn-goszakup-") as scratch:
            yield from _together(files, at, Path(scratch))


def _together(files: Files, at: Callable[[int], object], scratch: Path) -> Iterator[tuple[int, Record | Refused | Extra]]:
    index = Index(scratch)
    try:
        to = Reading(index, Parties(files[0][1].source))
        damaged: dict[int, str] = {}
        for number, (path, given) in enumerate(files):
            at(number)
            try:
                for page in answer.pages(path, given.name):
                    _scan(page, to)
            except InputRefused as error:
                damaged[number] = str(error)
        index.settle()
        for number, (path, given) in enumerate(files):
            at(number)
            yield from ((number, one) for one in _file(path, given, to, number in damaged))
            if number in damaged:
                yield number, Refused(given.name, damaged[number])
        yield len(files) - 1, Extra(tuple(_gathered(to, files[-1][1])))
    finally:
        index.close()


def _records(page: answer.Page) -> Iterator[tuple[int, str, Row | None, int | None]]:
    """(position from 0, kind, record under GraphQL's names, its id) of a page; None for what is no record."""
    kind = page.object
    for position, found in enumerate(answer.rows(page)):
        row = camel(found) if isinstance(found, dict) else None
        yield position, kind, row, None if row is None else whole(row.get("pid" if kind == "subject" else "id"))


def _scan(page: answer.Page, to: Reading) -> None:
    """Put what a page holds into the index."""
    put = to.index.put
    if page.object == "journal":
        return _scan_journal(page, to)
    for position, kind, row, identifier in _records(page):
        if row is None or identifier is None or kind not in READ:
            continue
        seq = page.page * 1_000_000 + position
        put("seen", kind=kind, id=identifier, walk=page.walk, seq=seq)
        if kind == "contract":
            put("revision_seen", **contracts.revision_seen(row, identifier, page.walk, seq))
        elif kind == "plan":
            put("plan_seen", **_planned(row, identifier), walk=page.walk, seq=seq)
        elif kind == "lot" and whole(row.get("trdBuyId")):
            put("lot_seen", lot=identifier, buy=whole(row.get("trdBuyId")))
        elif kind == "plan_kato" and whole(row.get("plnPointsId")) and text(row.get("refKatoCode")):
            put("kato_seen", plan=whole(row.get("plnPointsId")), code=text(row.get("refKatoCode")))
        elif kind == "bid":
            _winners(row, identifier, to)


def _scan_journal(page: answer.Page, to: Reading) -> None:
    for row in answer.rows(page):
        name, identifier = object_of(row)
        if name and identifier is not None:
            moment = f"{row.get('date_action', '')} {page.walk:06d}"
            to.index.put("action_seen", kind=name, id=identifier, at=moment, action=str(row.get("action")))


def _planned(row: Row, identifier: int) -> Row:
    units = row.get("RefUnits") if isinstance(row.get("RefUnits"), dict) else {}
    places = [one.get("refKatoCode") for one in records(row.get("PlansKato"))]
    return {
        "id": identifier, "root": whole(row.get("rootrecordId")) or identifier, "name": text(row.get("nameRu")),
        "name_kk": text(row.get("nameKz")), "class": text(row.get("refEnstruCode")), "has_parts": int(bool(row.get("PlansSpec"))),
        "unit": text(units.get("nameRu")) or text(row.get("refUnitsCode")), "ground": text(row.get("refJustificationId")),
        "kato": text(places[0]) if len(set(map(str, places))) == 1 else None,
    }  # fmt: skip


def _winners(row: Row, identifier: int, to: Reading) -> None:
    told = row.get("Supplier") if isinstance(row.get("Supplier"), dict) else {}
    number, pid = row.get("supplierBinIin") or told.get("bin"), row.get("supplierId") or told.get("pid")
    who = identify(number, pid, f"bid-{identifier}-supplier")
    for one in records(row.get("AppLots")):
        status = one.get("RefAppStatus") if isinstance(one.get("RefAppStatus"), dict) else {}
        if text(status.get("nameRu")) == others.WON and whole(one.get("lotId")) and whole(one.get("id")):
            to.index.put("winner_seen", lot=whole(one["lotId"]), award=whole(one["id"]), participant=who)


def _file(path: Path, given: Given, to: Reading, damaged: bool) -> Iterator[Record | Refused]:
    """Every record of one file: with rows when it is the newest of its kind and id, without when another is."""
    try:
        for page in answer.pages(path, given.name):
            for position, kind, row, identifier in _records(page):
                yield _one(page, position, kind, row, identifier, given, to)
    except InputRefused:
        if not damaged:  # it was whole a moment ago
            raise


def _one(
    page: answer.Page, position: int, kind: str, row: Row | None, identifier: int | None, given: Given, to: Reading
) -> Record | Refused:
    place = f"{page.place}, row {position + 1}"
    if row is None:
        return Refused(f"{given.name}: {place}", f"{place}: not a record; expected one with fields; ask the register")
    family = kind.split("/")[0]
    if kind not in READ:  # dictionaries and the journal itself: nothing of them is a row
        if family not in ("refs", "journal"):
            return Refused(
                f"{given.name}: {place}", f"{place}: {kind} is no object this reader knows; expected one; leave it out"
            )
        return Record(())
    if identifier is None:
        return Refused(f"{given.name}: {place}", f"{place}: no whole number as id; expected one; ask the register")
    if to.index.newest(kind, identifier) != (page.walk, page.page * 1_000_000 + position):
        return Record(())
    count_unread(kind, row, to.unread)
    try:
        found = Found(kind, identifier, row, given.source, given.document, f"{place} ({kind} {identifier})")
        return Record(tuple(READ[kind](found, to)))
    except RecordRefused as error:
        return Refused(f"{given.name}: {place}", str(error))


def _gathered(to: Reading, given: Given) -> Iterator[tuple[str, Row]]:
    """What only all files together tell: participants, processes without an announcement read, removals, unread fields."""
    for _, row in to.index.needed():
        yield "process", row
    for row in to.parties.rows():
        yield "participant", row
    for kind, identifier, at in to.index.removed():
        said = f"{kind} {identifier}: the register says it was removed ({at[:19].strip()}); its last version is kept"
        yield issue("removed", f"{SOURCE}: {kind} {identifier}", said)
    for chain, roots in to.index.disagreeing():
        said = f"{chain}: its revisions name {roots} first contracts; expected one; the smallest was taken"
        yield issue("key_disagrees", f"{SOURCE}: {chain}", said)
    for (path, reason), count in sorted(to.unread.items()):
        yield "unread_field", {"source_id": given.source, "path": path, "reason": reason, "records": count}
