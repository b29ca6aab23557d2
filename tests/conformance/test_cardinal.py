"""Cardinal's own fixtures and documented examples, to the digit."""

import io
import json
import os
from pathlib import Path

import pytest

from tests.conftest import shared_data
from tiyn.cardinal.report import fields, indicators
from tiyn.cardinal.settings import Settings, read_settings

FOUND = shared_data()
FOLDER = FOUND / "data" / "conformance" / "cardinal" if FOUND else None
HELD = FOLDER is not None and FOLDER.is_dir()
FIXTURES = sorted((FOLDER / "tests/fixtures/indicators").glob("*.jsonl")) if HELD else []
COVERED = sorted((FOLDER / "tests/fixtures/coverage").glob("*.jsonl")) if HELD else []
FILTERS = "no_price_comparison_procurement_methods = NPC\n[exclusions]\nprocurement_method_details = EXC\n"
# What the documentation prints for its examples; R038's page shows the buyer, whose processes are all there is.
DOCUMENTED = {
    "003": {"OCID": {"F": {"R003": 1.0}}},
    "018": {"OCID": {"F": {"R018": 1.0}}},
    "024": {"OCID": {"F": {"R024": 1.0}}, "Tenderer": {"W": {"R024": 0.0}, "L": {"R024": 0.0}}},
    "025": {"Tenderer": {"F": {"R025": 0.16666666666666666}}},
    "028": {"OCID": {"F": {"R028": 1.0}}, "Tenderer": {"D": {"R028": 1.0}, "V": {"R028": 1.0}}},
    "030": {"OCID": {"F": {"R030": 1.0}}, "Tenderer": {"W": {"R030": 1.0}}},
    "035": {"OCID": {"F": {"R035": 1.0}}, "Tenderer": {"V": {"R035": 0.0}}},
    "036": {"OCID": {"F": {"R036": 1.0}}},
    "038": {"Buyer": {"B": {"R038": 0.5}}},
    "048": {"Tenderer": {"F": {"R048": 2.0}}},
    "058": {"OCID": {"F": {"R058": 99.0}}, "Tenderer": {"W": {"R058": 0.0}}},
}


def computed(file: Path, settings: Settings, **asked: bool) -> dict:
    out = io.StringIO()
    indicators(file, settings, out, **asked)
    return json.loads(out.getvalue())


def named_settings(stem: str, folder: Path) -> Settings:
    """The settings a fixture's name tells: the code, a setting and its value, or a setting and pairs."""
    code, *rest = stem.replace("+", "|").split("-")
    lines = f"[{code}]\n"
    if len(rest) == 2:
        lines += f"{rest[0]} = {rest[1]}\n"
    elif len(rest) > 2:
        lines += f"[{code}.{rest[0]}]\n" + "".join(f"{k} = {v}\n" for k, v in zip(rest[1::2], rest[2::2], strict=True))
    path = folder / "settings.ini"
    path.write_text(FILTERS + lines, encoding="utf-8")
    return read_settings(path)


def test_the_conformance_data_are_there():
    if not HELD:
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("Cardinal's fixtures are absent and must not be skipped here")
        pytest.skip("Cardinal's fixtures are not beside this checkout; its figures are not compared")
    assert (len(FIXTURES), len(COVERED)) == (15, 35)


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_fixture_of_the_indicators(file, tmp_path):
    expected = json.loads(file.with_suffix(".expected").read_text(encoding="utf-8"))
    settings = named_settings("R038", tmp_path) if file.stem == "R038-tenderer" else named_settings(file.stem, tmp_path)
    assert computed(file, settings, meta=False) == expected


@pytest.mark.parametrize("file", COVERED, ids=lambda file: file.stem)
def test_a_fixture_of_the_coverage(file):
    counts, told = fields(file)
    assert counts == json.loads(file.with_suffix(".expected").read_text(encoding="utf-8"))
    assert bool(told) == file.stem.startswith("invalid")


@pytest.mark.parametrize("number", DOCUMENTED if HELD else [])
def test_a_documented_example(number):
    examples = FOLDER / "docs/examples"
    own = examples / "R" / f"{number}.ini"
    settings = read_settings(own if own.is_file() else examples / "settings.ini")
    assert computed(examples / "R" / f"{number}.jsonl", settings, meta=False) == DOCUMENTED[number]
