"""Cardinal's output: a JSON object of groups, with `Meta` and, when asked for, `Maps`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from tiyn.cardinal.coverage import coverage
from tiyn.cardinal.series import MEMORY, OUTPUT, Series
from tiyn.cardinal.settings import Settings
from tiyn.cardinal.strict import NotJson, parse
from tiyn.engine import Engine
from tiyn.model.errors import InputRefused

PARTS = ("OCID", "Buyer", "ProcuringEntity", "Tenderer")
SINGLE = {"ocid_buyer_r038": "buyers", "ocid_procuringentity_r038": "entities"}
TENDERERS = {f"ocid_tenderer_{code.lower()}": code for code in ("R024", "R028", "R030", "R035", "R058")}
PIECE = 1 << 20


@dataclass(frozen=True)
class Summary:
    """Lines that are not blank, those that are no object with an ocid, and subjects per group."""

    lines: int
    unread: int
    subjects: dict[str, int]


def indicators(file: Path, settings: Settings, out: TextIO, maps: bool = False, meta: bool = True) -> Summary:
    """Write the result of every indicator asked for to `out`. Raises InputRefused for what is no file of JSON lines."""
    with tempfile.TemporaryDirectory(prefix="tiyn-cardinal-") as folder:
        scratch = Path(folder)
        engine = Engine.bare(scratch / "spill", MEMORY)
        try:
            series = Series(engine, settings)
            _computed(series, _given(file, scratch), file)
            counted = engine.rows(OUTPUT["read"])[0]
            if not counted["objects"]:
                _refuse_other(file, scratch)
            subjects: dict[str, int] = {}
            for piece in _result(series, scratch / "text", subjects, maps, meta):
                out.write(piece)
        finally:
            engine.close()
    return Summary(counted["lines"], counted["lines"] - counted["objects"], subjects)


def of_edition(tables: Path, settings: Settings, out: TextIO, maps: bool = False, meta: bool = True) -> Summary:
    """The same over the tables of an edition (a folder of Parquet files)."""
    with tempfile.TemporaryDirectory(prefix="tiyn-cardinal-") as folder:
        engine = Engine.bare(Path(folder) / "spill", MEMORY)
        try:
            series = Series(engine, settings)
            series.compute(tables)
            counted = engine.rows(OUTPUT["read"])[0]
            subjects: dict[str, int] = {}
            for piece in _result(series, Path(folder) / "text", subjects, maps, meta):
                out.write(piece)
        finally:
            engine.close()
    return Summary(counted["lines"], 0, subjects)


def fields(file: Path) -> tuple[dict[str, int], list[str]]:
    """How often each field of a file is filled, and a message for each line that is no JSON."""
    told: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tiyn-cardinal-") as folder, _given(file, Path(folder)).open("rb") as lines:
        return coverage(lines, told.append), told


def _computed(series: Series, plain: Path, file: Path) -> None:
    try:
        series.compute(plain)
    except InputRefused as error:
        raise InputRefused(f"{file}: {error}") from None


def _given(file: Path, scratch: Path) -> Path:
    """The file under a plain name, for an engine that would read patterns into a name; `-` is standard input."""
    plain = scratch / "lines"
    if str(file) == "-":
        with plain.open("wb") as target:
            shutil.copyfileobj(sys.stdin.buffer, target)
        return plain
    if file.is_dir():
        raise InputRefused(f"{file}: a folder; expected a file of OCDS compiled releases, one JSON object a line; name the file")
    if not file.exists():
        raise InputRefused(
            f"{file}: no such file; expected a file of OCDS compiled releases, one JSON object a line; check the path"
        )
    with file.open("rb"):
        pass  # what may not be read says so here, in the system's own words
    if file.is_file():
        plain.symlink_to(file.resolve())
    else:
        with file.open("rb") as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
    return plain


def _refuse_other(file: Path, scratch: Path) -> None:
    """A file in which no line is an object with an ocid is a mistake, unless it is blank."""
    with (scratch / "lines").open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                what = f"{file}: line {number}: {_wrong(line)}; no line is an OCDS release"
                raise InputRefused(
                    f"{what}; expected one compiled release (a JSON object with an ocid) on each line; convert the file"
                )


def _wrong(line: bytes) -> str:
    try:
        value = parse(line)
    except NotJson as error:
        return f"not JSON: {error}"
    return "a JSON object without an ocid" if isinstance(value, dict) else f"a JSON {type(value).__name__}, not an object"


def _result(series: Series, text: Path, subjects: dict[str, int], maps: bool, meta: bool) -> Iterator[str]:
    before = "{"
    for part in PARTS:
        series.choose("subjects", {"part": part})
        count = series.engine.rows(OUTPUT["subject_count"])[0]["n"]
        if count:
            subjects[part] = count
            yield f'{before}"{part}":'
            before = ","
            yield from _object(series, "subject_lines", text)
    if meta:
        yield f'{before}"Meta":{json.dumps(series.meta, separators=(",", ":"))}'
        before = ","
    if maps:
        yield f'{before}"Maps":'
        yield from _maps(series, text)
        before = ","
    yield "{}\n" if before == "{" else "}\n"


def _maps(series: Series, text: Path) -> Iterator[str]:
    """Process -> organisations; every map is there, empty when its indicator is not asked for."""
    asked = {name: (query, series.on("R038"), "singles", None) for name, query in SINGLE.items()}
    asked["ocid_tenderer"] = ("tenderers", series.on("R025", "R038", "R048"), "pairs", None)
    asked |= {name: ("flagged_tenderers", series.on(code), "pairs", {"code": code}) for name, code in TENDERERS.items()}
    before = "{"
    for name, (query, wanted, shape, values) in asked.items():
        series.choose(query if wanted else "no_pairs", values if wanted else None)
        yield f'{before}"{name}":'
        before = ","
        yield from _object(series, shape, text)
    yield "}"


def _object(series: Series, shape: str, path: Path) -> Iterator[str]:
    """A JSON object whose members the engine wrote, a line each, every one after a comma."""
    series.engine.write_text(OUTPUT[shape], path)
    yield "{"
    with path.open(encoding="utf-8", newline="\n") as lines:
        lines.read(1)
        yield from _pieces(lines)
    yield "}"


def _pieces(lines: IO[str]) -> Iterator[str]:
    while piece := lines.read(PIECE):
        yield piece.replace("\n", "")
