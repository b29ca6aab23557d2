"""Withdrawing a record from every edition that is kept: its body goes, its leaf and every other proof stay.

First the list that keeps it from coming back is written, then each edition is laid anew without it beside the old one
and exchanged in one step, then the log is told. A run that was killed is run again, or finished by `tiyn fsck --mend`.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tiyn import codes, edition, merkle, publishing, readback
from tiyn.dictionary import tables
from tiyn.durable import sync_folder
from tiyn.edition import Edition
from tiyn.engine import Engine
from tiyn.leaves import Leaves, places
from tiyn.model.errors import DossierRefused, EditionRefused, InputRefused, NotFound
from tiyn.pipeline import scratch
from tiyn.publishing import WITHDRAWAL, Publisher
from tiyn.settings import Settings
from tiyn.snapshot import Archive, digest_file
from tiyn.steps import withhold
from tiyn.steps.read import read, sources
from tiyn.steps.seal import ASIDE, lay, make_durable, write_manifest, writing
from tiyn.suppression import Suppression

EXCHANGE, AT_CWD = 2, -100


@dataclass
class Withdrawn:
    """What a withdrawal did: edition -> records gone; editions whose files went whole; damaged ones that nobody could read
    and that stay as they are; where its words still stand; whether what is read here has it, None where nobody looked.
    """

    editions: dict[str, int] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    known: bool | None = None


def withdraw(settings: Settings, address: str, reason: str, day: date, ahead: bool = False) -> Withdrawn:
    """Withdraw one record from every edition of a home; `ahead`: keep it out of later ones even where none here has it.

    Raises InputRefused, NotFound, EditionRefused.
    """
    if reason not in codes.codes("withdrawal_reason"):
        raise InputRefused(f"--reason {reason}: expected one of {', '.join(codes.codes('withdrawal_reason'))}")
    key, why, done = withhold.named(address), (reason, day.isoformat()), Withdrawn()
    with writing(settings.editions) as staging:
        try:
            _from_all(settings, key, why, staging, done)
        except BaseException:  # wherever it stands still, it must not come into another edition
            _list(settings, key, why)
            raise
        if done.removed or done.damaged or ahead:  # whether it was there nobody can say, but it must not come back
            _list(settings, key, why)
            done.known = bool(done.editions) or _list_as_read(settings, key, why)
        finish(settings)
        Publisher(settings).tell_withheld(len(Suppression(settings).lines()))
    for made in (settings.exports, settings.changes):  # files made from editions may hold it
        shutil.rmtree(made, ignore_errors=True)
    if not done.editions and not _listed(settings, key):
        raise NotFound(f"{address}: no edition here has it; see `tiyn list`; --ahead keeps it out of later ones all the same")
    return done


def _from_all(settings: Settings, key: withhold.Key, why: tuple[str, str], staging: Path, done: Withdrawn) -> None:
    for folder in sorted(edition.published(settings.editions), reverse=True):
        try:
            opened = edition.open_edition(folder)
        except EditionRefused:
            if _other_version(folder):  # nobody can take one record out of it, so it goes whole
                _away(folder, staging)
                done.removed.append(folder.name)
            else:  # not served, perhaps to be mended: nothing is thrown away because of one bad byte
                done.damaged.append(folder.name)
            continue
        if count := _from_edition(settings, opened, key, why, staging, done):
            done.editions[folder.name] = count


def _list(settings: Settings, key: withhold.Key, why: tuple[str, str]) -> None:
    """Put the address itself on the list."""
    suppression = Suppression(settings)
    suppression.add([(key[0], suppression.print(*key))], *why)


def _list_as_read(settings: Settings, key: withhold.Key, why: tuple[str, str]) -> bool | None:
    """Put what goes with it on the list, as the dossier and the bundled sources have it today; whether they do, None
    where they cannot be read. Its words are known by their place then, under whatever name they come back.
    """
    try:
        with scratch(settings, 2) as engine:
            read(engine, Archive(settings.archive), settings.dossier, sources(), ())
            rows = withhold.together(engine, [key])
            suppression = Suppression(settings)
            suppression.add(withhold.prints(suppression, engine, rows), *why)
            return bool(rows)
    except DossierRefused:
        return None


def _listed(settings: Settings, key: withhold.Key) -> bool:
    suppression = Suppression(settings)
    known = {one["print"] for one in suppression.lines()}
    return bool(known) and suppression.print(*key) in known


def _from_edition(
    settings: Settings, opened: Edition, key: withhold.Key, why: tuple[str, str], staging: Path, done: Withdrawn
) -> int:
    """Lay one edition anew without the record; how many records went with it."""
    with scratch(settings, 2) as engine:
        for table in tables().values():
            engine.load_parts(table, [opened.folder / "tables" / f"{table.name}.parquet"])
        rows = withhold.together(engine, [key])
        if not rows:
            return 0
        suppression = Suppression(settings)
        suppression.add(withhold.prints(suppression, engine, rows), *why)
        leaves, said = _torn(opened, engine, rows, why), withhold.texts(engine, rows)
        withhold.remove(engine, rows)
        # The seed would make the salts again; who builds from the same once more draws a new one.
        (settings.salts / f"{opened.manifest['inputs']}.json").unlink(missing_ok=True)
        done.elsewhere += [f"{opened.id}: {place}" for place in withhold.left_over(engine, said)]
        _lay_anew(engine, opened, leaves, staging)
        exchange(staging, opened.folder)
        shutil.rmtree(staging)
        return len(rows)


def _torn(opened: Edition, engine: Engine, rows: list[withhold.Key], why: tuple[str, str]) -> Leaves:
    """The edition's leaves with these rows' hashes in their places and their salts gone."""
    leaves, where = Leaves.of(opened.folder), places(opened.manifest)
    salts, withdrawn = leaves.salts, dict(leaves.withdrawn)
    for name, key in rows:
        table = tables()[name]
        first, count = where[name]
        at = first + engine.rank(table, key)
        for hole in leaves.between(first, first + count):
            at += hole <= at
        record = merkle.record(name, table.names, engine.row(table, key) or ())
        hashed = merkle.leaf_hash(record, leaves.salts.of(at)).hex()
        withdrawn[at] = {"leaf": at, "table": name, "hash": hashed, "reason": why[0], "date": why[1]}
        salts = salts.without(at)
    return Leaves(salts, withdrawn)


def _lay_anew(engine: Engine, opened: Edition, leaves: Leaves, staging: Path) -> None:
    """The same edition without the withdrawn records in a staging folder. Raises EditionRefused when its root is another."""
    content = [(table, engine.ordered(table)) for table in tables().values()]
    root = lay(engine, staging, content, leaves, lambda done, of: None)
    if root != opened.root:
        raise EditionRefused(
            f"{opened.folder}: without the record its root is {root}; expected {opened.root}; nothing was changed"
        )
    kept = ("edition", "built", "code", "inputs", "synthetic")
    body: dict[str, Any] = {name: opened.manifest[name] for name in kept if name in opened.manifest}
    write_manifest(staging, body, root, leaves, content)
    edition.open_edition(staging)
    make_durable(staging)


def resume(settings: Settings) -> list[str]:
    """Bring to its end what a withdrawal that was cut off left of editions and log; the names of those now in the log.

    Raises EditionRefused, NotFound where the log's key is elsewhere. It waits for whoever writes editions when there is anything.
    """
    entries = Publisher(settings).entries()
    told = [(folder, publishing.manifest_of(entries, folder.name)) for folder in edition.published(settings.editions)]
    left = [folder for folder, expected in told if expected not in ("", edition.marked(folder))]
    if not left and not any(settings.editions.glob(ASIDE.format("*"))):
        return []
    with writing(settings.editions):
        return finish(settings)


def finish(settings: Settings) -> list[str]:
    """Tell the log of every edition that was laid anew and not entered yet; their names. Hold the editions' lock."""
    publisher, told = Publisher(settings), []
    publisher.recover()
    for folder in edition.published(settings.editions):
        entries = publisher.entries()
        expected = publishing.manifest_of(entries, folder.name)
        if not expected or expected == digest_file(folder / edition.MANIFEST):
            continue
        opened = edition.open_edition(folder)
        leaves = Leaves.of(folder)
        sealed = next(one for one in entries if one["schema"] == publishing.EDITION and one["name"] == folder.name)
        if not leaves.withdrawn or sealed["records"]["root"] != publishing.packed(opened.root):
            raise EditionRefused(f"{folder}: not what the log sealed and no withdrawal; bring it back from a mirror")
        readback.verify_records(opened)
        body = {"schema": WITHDRAWAL, "name": folder.name, "manifest": digest_file(folder / edition.MANIFEST)}
        shown = [leaves.withdrawn[at] for at in sorted(leaves.withdrawn)]
        publisher.enter(body | {"withdrawn": _fitting(shown), "withheld": len(Suppression(settings).lines())})
        told.append(folder.name)
    return told


def _fitting(shown: list[dict[str, Any]]) -> list[dict[str, Any]] | dict[str, int]:
    """The withdrawn leaves as a log entry has room for them; else their number: the manifest names the whole list."""
    return shown if len(json.dumps(shown)) < 48_000 else {"n": len(shown)}


def exchange(new: Path, old: Path) -> None:
    """Let two folders change places in one step, where the system can; else in two, the old one aside first."""
    libc = ctypes.CDLL(None, use_errno=True)
    call = getattr(libc, "renameat2", None)
    done = call is not None and call(AT_CWD, os.fsencode(new), AT_CWD, os.fsencode(old), EXCHANGE) == 0
    if not done:
        aside = old.with_name(ASIDE.format(old.name))
        old.rename(aside)
        new.rename(old)
        aside.rename(new)
    sync_folder(old.parent)


def _other_version(folder: Path) -> bool:
    try:
        return bool(edition.of_another_version(edition.read_manifest(folder)))
    except (EditionRefused, AttributeError):
        return False


def _away(folder: Path, staging: Path) -> None:
    folder.rename(staging)
    shutil.rmtree(staging)
