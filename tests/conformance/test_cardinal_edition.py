"""Cardinal's indicators from the tables of an edition are those from the file the tables were read from."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.test_cardinal import FIXTURES, computed, named_settings
from tiyn.cardinal.report import of_edition
from tiyn.cardinal.series import TABLES
from tiyn.cardinal.settings import Settings
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.lines import line
from tiyn.readers import ocds
from tiyn.readers._record import Given, Refused, Written
from tiyn.synth import Synthetic


def laid(file: Path, folder: Path) -> Path:
    """A folder with the tables a file's releases fill."""
    engine, found = Engine(1), dict[str, list[str]]()
    for _, one in ocds.together([(file, Given("input-x", "d", file.name))], lambda at: None):
        assert not isinstance(one, Refused), one
        if isinstance(one, Written):
            for name, text in one.lines.items():
                found.setdefault(name, []).append(text)
            for name, part in one.parts.items():
                engine.load_parts(tables()[name], [Path(part)])
        else:
            for name, row in one.rows:
                found.setdefault(name, []).append(line(tables()[name], row))
    folder.mkdir()
    for name, lines in found.items():
        (folder / "lines").write_text("".join(lines), encoding="utf-8", newline="")
        engine.load_file(tables()[name], folder / "lines")
    for name in TABLES:
        engine.save(tables()[name], folder / f"{name}.parquet")
    engine.close()
    return folder


def from_tables(folder: Path, settings: Settings, **asked: bool) -> dict:
    out = io.StringIO()
    of_edition(folder, settings, out, **asked)
    return json.loads(out.getvalue())


def local(found: Any) -> Any:
    """An id that is a file's own bears its source in an edition; here it is left out."""
    if isinstance(found, dict):
        return {key.split(":", 1)[-1]: local(one) for key, one in found.items()}
    if isinstance(found, list):
        return sorted(map(local, found))
    return found.split(":", 1)[-1] if isinstance(found, str) else found


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_fixture(file, tmp_path):
    settings = named_settings("R038" if file.stem == "R038-tenderer" else file.stem, tmp_path)
    found = from_tables(laid(file, tmp_path / "tables"), settings, meta=False)
    assert local(found) == json.loads(file.with_suffix(".expected").read_text(encoding="utf-8"))


def test_a_made_up_country_with_its_maps_and_fences(tmp_path):
    file = tmp_path / "lines.jsonl"
    Synthetic(3000, 11).write_lines(Engine(1), file)
    lines, found = computed(file, Settings(), maps=True), from_tables(laid(file, tmp_path / "tables"), Settings(), maps=True)
    assert len(found["OCID"]) > 500 and local(found) == local(lines)
