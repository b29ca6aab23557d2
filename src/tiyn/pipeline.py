"""build(): the six steps, in order, on one screen. Start reading here.

collect → read → link → trace → flag → seal. Nothing else happens between a publisher's bytes
and a sealed edition; each step is a function that takes what the one before it left.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tiyn import edition, publishing, shelf
from tiyn.durable import durable_folder, write_durably
from tiyn.engine import Engine
from tiyn.history import History
from tiyn.leaves import Leaves
from tiyn.model.errors import EditionRefused, InputRefused, NotFound
from tiyn.progress import Progress
from tiyn.publishing import Published
from tiyn.salts import Salts
from tiyn.settings import Settings
from tiyn.snapshot import Archive
from tiyn.steps import collect
from tiyn.steps.flag import flag
from tiyn.steps.link import link
from tiyn.steps.read import given, read, sources
from tiyn.steps.reading.job import File
from tiyn.steps.seal import Made, seal
from tiyn.steps.trace import trace
from tiyn.steps.withhold import suppress
from tiyn.suppression import LIST, Suppression
from tiyn.synth import Synthetic
from tiyn.verifier import Refused

REMEMBERED = "inputs.json"
CODE = (".py", ".sql", ".yml", ".csv")


@dataclass
class Summary:
    """What a build did: the folder, what was read, and what each step counted."""

    folder: Path
    readings: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    published: Published | None = None


def build(settings: Settings, threads: int = 2, inputs: tuple[Path, ...] = (), only_inputs: bool = False) -> Summary:
    """Build and publish an edition from the dossier, the sources on the shelf and the files given.

    `only_inputs` leaves the dossier and the sources' bundled files out.

    Raises DossierRefused with every mistake at once; nothing is published from a half-read input.
    """
    progress = Progress(6)
    archive = Archive(settings.archive)
    Suppression(settings).required(publishing.withheld(settings))  # without the list nothing is read in vain

    progress.start("collect")  # publishers' bytes into the archive; no meaning is read
    found, (outside, synthetic) = sources(), _outside(settings, inputs, only_inputs)
    made_of = inputs_hash(settings, inputs, only_inputs)  # before reading: a file changed meanwhile is built again
    progress.done(f"{len(found)} source(s) on the shelf, {len(outside)} file(s) given or collected")

    with scratch(settings, threads) as engine:
        progress.start("read")  # bytes into rows with receipts; bad records into quarantine
        readings = read(engine, archive, None if only_inputs else settings.dossier, found, outside)
        listed = len(Suppression(settings).lines())
        gone = suppress(engine, Suppression(settings), publishing.withheld(settings))
        progress.done(_reading_line(readings) + (f", {gone} withheld" if gone else ""))
        return _built(engine, settings, readings, Made(made_of, listed, synthetic, salted(settings, made_of)), progress)


def synth(settings: Settings, country: Synthetic, threads: int = 2) -> Summary:
    """Build and publish an edition of a made-up country's procurement: drawn instead of read, then as any other."""
    progress = Progress(5)
    with scratch(settings, threads) as engine:
        progress.start("draw")
        readings = [country.fill(engine, progress.rows)]
        progress.done(_reading_line(readings))
        drawn = hashlib.sha256(f"{country.name}\0{inputs_hash(settings, only_inputs=True)}".encode())
        made_of = drawn.hexdigest()
        return _built(engine, settings, readings, Made(made_of, None, True, salted(settings, made_of)), progress)


def _built(engine: Engine, settings: Settings, readings: list[dict[str, Any]], made: Made, progress: Progress) -> Summary:
    """The steps after reading: link → trace → flag → seal."""
    progress.start("link")  # what statements say of each other: disputed, updated, corroborated
    states = link(engine)
    progress.done(", ".join(f"{count} {state}" for state, count in states.items()))

    progress.start("trace")  # the arithmetic between figures, and what no arithmetic explains
    computed = trace(engine)
    progress.done(f"{computed} figures computed")

    progress.start("flag")  # questions worth asking, with their rows
    flags = flag(engine)
    progress.done(", ".join(f"{count} {state}" for state, count in flags.items() if count))

    progress.start("seal")  # files, hashes, record root, read back, then the switch
    folder, published = seal(engine, settings, made, progress.rows)
    progress.done(folder.name + compared(settings, folder.name))
    return Summary(folder, readings, {"states": states, "computed": computed, "flags": flags}, published)


def compared(settings: Settings, name: str) -> str:
    """Compare a new edition with the one before it, for the pages and feeds of what changed; a few words on it."""
    history = History(settings)
    before = history.before(name)
    if before is None:
        return ""
    try:
        counts = history.compare(before.name, name, patient=True).causes()
    except (InputRefused, NotFound) as error:
        return f", not compared with {before.name}: {error}"
    return f", {sum(counts.values())} records changed since {before.name}"


def salted(settings: Settings, made_of: str) -> Leaves:
    """The salts of an edition made of this: kept, so that building again gives the same root; drawn when there are none."""
    path = settings.salts / f"{made_of}.json"
    durable_folder(settings.salts, 0o700)
    with (settings.salts / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds of the same must take the same
        if not path.is_file():
            write_durably(path, Salts.fresh().text().encode(), 0o600)
    try:
        return Leaves(Salts.read(path.read_text(encoding="utf-8")))
    except Refused as error:
        raise InputRefused(f"{path}: {error}; bring it back from a copy, or remove it: the edition gets another root") from error


@contextmanager
def scratch(settings: Settings, threads: int) -> Iterator[Engine]:
    """An engine whose tables lie in a folder of the operator's home, gone afterwards; a killed run's goes with the next."""
    durable_folder(settings.home)
    with (settings.home / ".scratch.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        for left in settings.home.glob(".scratch.*/lock"):
            if _free(left):
                shutil.rmtree(left.parent, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=".scratch.", dir=settings.home))
        own = (folder / "lock").open("w")
        fcntl.flock(own, fcntl.LOCK_EX)
    engine = Engine(threads, folder)
    try:
        yield engine
    finally:
        engine.close()
        shutil.rmtree(folder, ignore_errors=True)  # the next build takes what is left
        own.close()


def _free(path: Path) -> bool:
    """Whether no process holds this lock: its build is gone."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _outside(settings: Settings, inputs: tuple[Path, ...], only_inputs: bool) -> tuple[tuple[File, ...], bool]:
    """The files given and collected, and whether they are a stand-in's. Raises InputRefused for what must not be built."""
    kept = collect.collected(Archive(settings.archive), settings.home)
    if kept.synthetic and not only_inputs:
        mend = "add --only-input, or use another --home"
        raise InputRefused(f"{settings.home} holds a stand-in's synthetic answers, never built beside the dossier: {mend}")
    outside = (*given(inputs), *kept.files)
    if only_inputs and not outside:
        raise InputRefused("--only-input: no file in what was given; nothing was built; give files with --input PATH")
    return outside, kept.synthetic


def up_to_date(settings: Settings, inputs: tuple[Path, ...] = (), only_inputs: bool = False) -> Path | None:
    """The current edition's folder when it was made from exactly these inputs and this code, else None."""
    try:
        folder = edition.current(settings.editions)
        manifest = edition.open_edition(folder).manifest
    except (NotFound, EditionRefused):
        return None
    return folder if manifest["inputs"] == inputs_hash(settings, inputs, only_inputs) else None


def remember(settings: Settings, inputs: tuple[Path, ...], only_inputs: bool) -> None:
    """Note which files the last build was given, so that `make run` builds from them again."""
    body = {"inputs": [str(path.resolve()) for path in inputs], "only": only_inputs}
    (settings.home / REMEMBERED).write_text(json.dumps(body), encoding="utf-8")


def remembered(settings: Settings) -> tuple[tuple[Path, ...], bool]:
    """The files the last build was given. Raises InputRefused when one of them is gone: an edition would lose its money."""
    path = settings.home / REMEMBERED
    if not path.is_file():
        return (), False
    body = json.loads(path.read_text(encoding="utf-8"))
    inputs = tuple(map(Path, body["inputs"]))
    gone = [str(path) for path in inputs if not path.exists()]
    if gone:
        forget = "put it back, give files with `tiyn build --input`, or forget them with a plain `tiyn build`"
        raise InputRefused(f"{', '.join(gone)}: the last build read it, and it is gone; {forget}")
    return inputs, bool(body["only"])


def inputs_hash(settings: Settings, inputs: tuple[Path, ...] = (), only_inputs: bool = False) -> str:
    """One hash over the names and bytes of the dossier, of the files given and collected, and of the code."""
    hasher = hashlib.sha256(b"only\0" if only_inputs else b"")
    if (settings.home / LIST).is_file():  # what is withheld since is not in the edition
        hasher.update((settings.home / LIST).read_bytes())
    for file in (*given(inputs), *collect.collected(Archive(settings.archive), settings.home).files):
        hasher.update(file.name.encode() + b"\0" + file.sha256.encode())
    for folder in (settings.dossier, shelf.PACKAGE):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in CODE and "static" not in path.parts:
                hasher.update(path.relative_to(folder).as_posix().encode() + b"\0")
                hasher.update(hashlib.sha256(path.read_bytes()).digest())
    return hasher.hexdigest()


def _reading_line(readings: list[dict[str, Any]]) -> str:
    total = {name: sum(reading[name] for reading in readings) for name in ("read", "accepted", "quarantined")}
    return f"{total['read']} records read, {total['accepted']} accepted, {total['quarantined']} quarantined"
