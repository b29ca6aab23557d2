"""The records of one ocid, from wherever they stand, compiled into one process and its rows."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiyn.model.errors import RecordRefused
from tiyn.readers._ocds_merge import compiled as merged
from tiyn.readers._ocds_merge import rules
from tiyn.readers._ocds_notes import Notes
from tiyn.readers._ocds_parse import sha256_of
from tiyn.readers._ocds_party import Parties
from tiyn.readers._ocds_rows import Process, Receipt, Rows, dated, tags, usable
from tiyn.readers._ocds_value import shown
from tiyn.readers._ocds_versions import versions
from tiyn.readers._personal import hide
from tiyn.readers._record import Given

Body = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One accepted record: `compiled` when all it gives is a compiled release."""

    file: int
    place: str
    raw: bytes
    ocid: str
    releases: tuple[Body, ...]
    compiled: bool


@dataclass(frozen=True)
class Made:
    """A process ready to be kept."""

    rows: Rows
    parties: Parties
    receipt: Receipt
    body: Body


@dataclass
class _Release:
    file: int
    place: str
    body: Body
    sha256: str
    order: tuple[str, str, str, str]


def releases_of(value: Any) -> tuple[str, tuple[Body, ...], bool]:
    """The ocid of a release or record, its releases, and whether that is only a compiled one. Raises RecordRefused."""
    if not isinstance(value, dict):
        raise RecordRefused(f"{shown(value)}; expected an object with an ocid; give releases or records")
    ocid = value.get("ocid")
    if not usable(ocid):
        raise RecordRefused(f"the ocid is {shown(ocid)}; expected a text of 1 to 400 characters; ask the publisher for it")
    embedded, whole = value.get("releases"), value.get("compiledRelease")
    if not isinstance(embedded, list) and not isinstance(whole, dict):
        if "versionedRelease" in value:
            raise RecordRefused("a versioned release alone; expected releases or a compiled release; give those")
        return ocid, (value,), "compiled" in tags(value)
    found = embedded if isinstance(embedded, list) else []
    if found and all(isinstance(one, dict) and "url" not in one for one in found):
        stray = [one["ocid"] for one in found if one.get("ocid", ocid) != ocid]
        if stray:
            raise RecordRefused(f"a release of {shown(stray[0])} in the record of {ocid[:60]!r}; expected its own; split it")
        return ocid, tuple(one if "ocid" in one else one | {"ocid": ocid} for one in found), False
    if isinstance(whole, dict):
        if whole.get("ocid", ocid) != ocid:
            raise RecordRefused(f"a compiled release of {shown(whole['ocid'])}; expected {ocid[:60]!r}; mend the record")
        return ocid, (whole | {"ocid": ocid},), True
    raise RecordRefused("a record of links alone; expected releases or a compiledRelease; fetch what it links")


def compile_process(entries: Sequence[Entry], files: Sequence[Given], notes: Sequence[Notes]) -> Made:
    """Merge the releases of one ocid and map the result. Memory: the releases of this one process."""
    if len(entries) == 1 and len(entries[0].releases) == 1:
        entry = entries[0]
        return _mapped(entry.ocid, entry.releases[0], entry, files, notes)
    used = _chosen(entries, notes)
    last = used[-1]
    if len(used) == 1:
        return _mapped(entries[0].ocid, last.body, last, files, notes)
    bodies = [one.body for one in used]
    body = merged(bodies, rules(version_of(bodies)))
    dates = [date for date in (dated(one) for one in bodies) if date]
    receipt = Receipt(
        files[last.file].source, files[last.file].document, last.place, len(used), *(dates[:1] + dates[-1:] or [None] * 2)
    )
    process = Process(entries[0].ocid, body, receipt, notes[last.file])
    rows = process.map()
    rows += versions(process, bodies)
    for position, one in enumerate(used, 1):
        rows.append(("release", _release_row(one, position, files[one.file])))
    return Made(rows, process.parties, receipt, body)


def _mapped(ocid: str, body: Body, place: Any, files: Sequence[Given], notes: Sequence[Notes]) -> Made:
    given, date = files[place.file], dated(body)
    receipt = Receipt(given.source, given.document, place.place, 1, date, date)
    process = Process(ocid, body, receipt, notes[place.file])
    if date is None and body.get("date") is not None:
        process.note("date", "date", shown(body.get("date")), "a date like 2021-03-04T10:00:00+05:00")
    rows = process.map()
    if process.contracts:
        rows += versions(process, [body])
    return Made(rows, process.parties, receipt, body)


def version_of(releases: Sequence[Mapping[str, Any]]) -> str:
    """ "1.0" when no release has `parties` or says another version, "1.1" otherwise."""
    stated = {str(one.get("version")) for one in releases if one.get("version")}
    if any("parties" in one for one in releases):
        return "1.1"
    return "1.1" if stated and stated != {"1.0"} else "1.0"


def _chosen(entries: Sequence[Entry], notes: Sequence[Notes]) -> list[_Release]:
    """The releases to merge, in their order: each content once; a compiled one only where there is no other."""
    real: dict[str, _Release] = {}
    compiled: dict[str, _Release] = {}
    for entry in sorted(entries, key=lambda one: (one.file, one.place)):
        for number, body in enumerate(entry.releases):
            own = len(entry.releases) == 1 and entry.releases[0].get("releases") is None
            place = entry.place if own else f"{entry.place}.releases[{number}]"
            content = sha256_of(body)
            into = compiled if entry.compiled or "compiled" in tags(body) else real
            if content in into:
                notes[entry.file].note("copy", place, f"release {shown(body.get('id'))} stands elsewhere too", "")
                continue
            digest = hashlib.sha256(entry.raw).hexdigest() if own else content
            into[content] = _Release(entry.file, place, body, digest, _order(body, content))
    if real:
        for one in compiled.values():
            notes[one.file].note("compiled", one.place, "a compiled release beside others of its process", "")
        for one in real.values():
            if not one.order[0]:
                notes[one.file].note("undated", one.place, f"the date is {shown(one.body.get('date'))}", "a date")
        return sorted(real.values(), key=lambda one: one.order)
    return sorted(compiled.values(), key=lambda one: one.order)[-1:]


def _order(body: Body, content: str) -> tuple[str, str, str, str]:
    """Releases come by their instant; a day without time is its first moment, no zone is taken for UTC."""
    date = dated(body)
    instant = ""
    if date:
        try:
            found = datetime.datetime.fromisoformat(date)
            found = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
            instant = found.astimezone(datetime.UTC).isoformat(timespec="microseconds")
        except (ValueError, OverflowError):
            instant = date
    return instant, date or "", str(body.get("id"))[:400], content


def _release_row(one: _Release, position: int, given: Given) -> dict[str, Any]:
    own = one.body.get("id")
    return {
        "source_id": given.source,
        "document_id": given.document,
        "locator": one.place,
        "ocid": one.body["ocid"],
        "release": hide(str(own)[:400]) if isinstance(own, (str, int)) else None,
        "date": dated(one.body),
        "tag": ",".join(tags(one.body)) or None,
        "position": position,
        "sha256": one.sha256,
    }
