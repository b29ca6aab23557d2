"""Seal: tables become Parquet, a serving store, a search index and a manifest; then they are read back.

Everything is written in a staging folder, verified from disk, made durable, renamed to its final name and
only then published (`publishing`). An edition with the same record root is never built twice.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tiyn import __version__, edition, findable, readback, register, search, store, tree
from tiyn.dictionary import Table, tables
from tiyn.durable import durable_folder, sync_folder
from tiyn.engine import Engine, Rows
from tiyn.leaves import Leaves, Plan, plan
from tiyn.model.errors import EditionRefused
from tiyn.publishing import Published, Publisher
from tiyn.salts import Salts
from tiyn.settings import Settings
from tiyn.snapshot import digest, digests
from tiyn.steps import export_apart
from tiyn.suppression import Suppression

ROOT_IN_NAME = 12
ASIDE = ".aside.{}"  # an edition while another takes its place
Content = list[tuple[Table, Rows]]


@dataclass(frozen=True)
class Made:
    """What an edition was made of: one hash over inputs and code, its leaves' salts, and whether any of it is synthetic.

    `withheld` is how long the list of what is withheld was when it was applied, None where nothing was read.
    """

    inputs: str
    withheld: int | None
    synthetic: bool = False
    leaves: Leaves = field(default_factory=lambda: Leaves(Salts.fresh()))


def seal(engine: Engine, settings: Settings, made: Made, progress: Callable[[int, int], None]) -> tuple[Path, Published]:
    """Write, verify and publish the edition; its folder, and who signed. Raises EditionRefused when read-back differs."""
    content = [(table, engine.ordered(table)) for table in tables().values()]
    with writing(settings.editions) as staging:
        if made.withheld not in (None, len(Suppression(settings).lines())):
            raise EditionRefused("a record was withdrawn while this was built; nothing was published; build again")
        known = {str(one.get("name")) for one in Publisher(settings).entries()}
        name = _write(engine, staging, content, made, known, progress)
        published = Publisher(settings).publish(settings.editions / name)
        Publisher(settings).tell_withheld(len(Suppression(settings).lines()))
        return settings.editions / name, published


@contextmanager
def writing(editions: Path) -> Iterator[Path]:
    """The lock of whoever writes editions, and a staging folder that is gone afterwards."""
    durable_folder(editions)
    with (editions / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds at once: the second waits and finds the first one's edition
        staging = editions / f".staging.{os.getpid()}"
        for left in editions.glob(".staging.*"):  # of builds that were killed: the lock is ours, so none is at work
            shutil.rmtree(left, ignore_errors=True)
        for aside in editions.glob(ASIDE.format("*")):
            old = editions / aside.name.removeprefix(ASIDE.format(""))
            if old.exists():
                shutil.rmtree(aside)
            else:
                aside.rename(old)
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _kept(editions: Path, root: str, inputs: str) -> Path | None:
    """A whole edition of the same records and inputs; a damaged one is left where it is and built again."""
    for folder in edition.published(editions):
        if not folder.name[len("2026-01-01-") :].startswith(root[:ROOT_IN_NAME]):
            continue  # nothing is verified, however large, that could not be the one
        try:
            manifest = edition.open_edition(folder).manifest
        except EditionRefused:
            continue
        if manifest["records"]["root"] == root and manifest["inputs"] == inputs:
            return folder
    return None


def _free_name(editions: Path, known: Collection[str], name: str) -> str:
    """A name no folder has and the log does not know: what was published once is never written over, nor its name used again."""
    number, free = 1, name
    while (editions / free).exists() or free in known:
        number += 1
        free = f"{name}.{number}"
    return free


def _write(
    engine: Engine, staging: Path, content: Content, made: Made, known: Collection[str], progress: Callable[[int, int], None]
) -> str:
    """Everything in a staging folder, verified from disk, then renamed to a name of its own; returns the name."""
    root = lay(engine, staging, content, made.leaves, progress)
    editions = staging.parent
    kept = _kept(editions, root, made.inputs)
    if kept is not None:
        return kept.name
    built = _built()
    name = _free_name(editions, known, f"{built[:10]}-{root[:ROOT_IN_NAME]}")
    body: dict[str, Any] = {"edition": name, "built": built, "inputs": made.inputs}
    body["code"] = {"version": __version__, "commit": _commit()}
    write_manifest(staging, body | ({"synthetic": True} if made.synthetic else {}), root, made.leaves, content)
    edition.open_edition(staging)
    make_durable(staging)
    staging.rename(editions / name)
    sync_folder(editions)
    return name


def lay(engine: Engine, staging: Path, content: Content, leaves: Leaves, progress: Callable[[int, int], None]) -> str:
    """Write everything but the manifest and read it back; returns the record root. Raises EditionRefused.

    Other processes write the bulk files of the store from the published tables, read everything back and
    export while the rest is written.
    """
    _tables(engine, staging, content, leaves, progress)
    where = plan({table.name: len(rows) for table, rows in content}, leaves.counts())
    many = sum(len(rows) for table, rows in content if table.bulk)
    bulk, indexing = _bulk(staging, where, many), _register(engine, staging, many)
    apart = {"tables": readback.start("tables", staging / "tables", where)} | bulk
    exports: dict[str, readback.Process] = {}
    try:
        store.write(staging / edition.STORE, [(table, rows) for table, rows in content if not table.bulk])
        exports = export_apart.start_exports(staging / edition.STORE, staging / "exports", where)
        search.build(findable.entries(engine), staging / "search")
        apart["records"] = exports.pop("records")
        root = _agreed(staging, {name: readback.finish(process) for name, process in apart.items()}, where)
        _done(staging, exports)
        if indexing is not None and indexing.wait():
            raise EditionRefused(f"{staging}: the register's index was not written, see above; nothing was published")
    finally:
        for process in (*apart.values(), *exports.values(), *([indexing] if indexing else ())):
            process.kill()
            process.wait()
    return root


def make_durable(folder: Path) -> None:
    """Have every file and folder on disk before anything points at them: after a power cut they are whole."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def _tables(engine: Engine, staging: Path, content: Content, leaves: Leaves, progress: Callable[[int, int], None]) -> None:
    """The salts of the leaves, and every table as Parquet."""
    (staging / "tables").mkdir(parents=True)
    leaves.write(staging)
    for position, (table, _) in enumerate(content):
        engine.save(table, staging / "tables" / f"{table.name}.parquet")
        progress(position + 1, len(content))


def _register(engine: Engine, staging: Path, rows: int) -> subprocess.Popen[bytes] | None:
    """Index the purchases: here when there are hardly any, else by a process beside this one, from the published tables."""
    if rows > readback.FEW:
        return register.start(staging / "tables", staging / "register")
    register.build(engine, staging / "register")
    return None


def _bulk(staging: Path, where: Plan, rows: int) -> dict[str, readback.Process]:
    """Write the bulk files of the store: here when there is hardly anything, else each by a process that reads it back."""
    if rows > readback.FEW:
        return {name: readback.start("bulk", staging / "tables", staging / name, where) for name in store.BULK}
    for name in store.BULK:
        readback.write_bulk(staging / "tables", staging / name)
    return {}


def _agreed(staging: Path, spans: dict[str, readback.Spans], where: Plan) -> str:
    """The record root, when tables and store hold the very same records; EditionRefused when they do not.

    Writes what proofs are made from, from what was read back.
    """
    root, read = readback.root(spans["tables"]), dict(spans["records"])
    for name in store.BULK:
        read |= spans[name] if name in spans else readback.of_store(staging / name, where)
    try:
        whole = readback.joined(read)
        read_back = whole.root().hex()
    except ValueError as error:
        read_back = f"not the tables' number of rows ({error})"
    if read_back != root:
        raise EditionRefused(
            f"{staging}: the store read back has the root {read_back}, the tables {root}; expected one; not published"
        )
    tree.write(staging, whole, read, edition.attached(staging))
    return root


def _done(staging: Path, exports: dict[str, readback.Process]) -> None:
    """Wait for the exports. Raises EditionRefused when one failed."""
    failed = [name for name, process in exports.items() if process.communicate() and process.returncode]
    if failed:
        raise EditionRefused(f"{staging}: writing {', '.join(failed)} failed, see above; nothing was published")


def _built() -> str:
    """The time of the edition: SOURCE_DATE_EPOCH when set, so that a rebuild can bear the same date."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def write_manifest(staging: Path, body: dict[str, Any], root: str, leaves: Leaves, content: Content) -> None:
    """The list of everything in the folder with its hash; `body` says which edition it is."""
    paths = [path for path in sorted(staging.rglob("*")) if path.is_file() and not path.name.endswith(".lock")]
    files = {
        path.relative_to(staging).as_posix(): {"sha256": sha256, "bytes": path.stat().st_size}
        for path, sha256 in zip(paths, digests(paths), strict=True)
    }
    for lock in staging.rglob("*.lock"):
        lock.unlink()
    withdrawn = leaves.counts()
    counted: dict[str, dict[str, Any]] = {
        table.name: {"rows": len(rows), "layout": store.layout(table)} for table, rows in content
    }
    for name, gone in withdrawn.items():
        counted[name]["withdrawn"] = gone
    count = sum(len(rows) for _, rows in content) + len(leaves.withdrawn)
    whole = {"schema": "tiyn/edition/v2", **body, "records": {"count": count, "root": root}, "tables": counted, "files": files}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (staging / edition.MANIFEST).write_text(text, encoding="utf-8")
    (staging / "manifest.sha256").write_text(digest(text.encode()) + "\n")


def _commit() -> str:
    """The code's commit when it runs from a checkout; "not stated" otherwise."""
    here = Path(__file__).resolve().parent
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return "not stated"
    return done.stdout.strip()
