"""What people type finds what they mean: the cases of `cases.yml`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tiyn.search import Index

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case['q'][:24]!r}" for number, case in enumerate(CASES)])
def test_a_query_finds_what_is_meant(index: Index, case: dict[str, Any]) -> None:
    results = index.search(case["q"], case.get("lang", "ru"), kind=case.get("kind"))
    found = [hit.id for hit in results.hits]
    if case.get("none"):
        assert (results.count, found) == (0, [])
    if "first" in case:
        assert found[:1] == [case["first"]]
    assert set(case.get("among", ())) <= set(found)
    assert not set(case.get("not", ())) & set(found)
    assert results.count == case.get("count", results.count)
    if "why" in case:
        assert results.hits[0].why == case["why"]
    if "marks" in case:
        assert set(case["marks"]) <= {text for text, on in results.hits[0].matched if on}
    if "tried" in case:
        assert results.tried == case["tried"]
