"""Merging: every published case, compiled and versioned; our rules equal the schema's; properties."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import shared_data
from tests.readers.ocds_data import data, load
from tiyn.readers._ocds_merge import compiled, rules, rules_from, versioned

CASES = "conformance/ocdsmerge"
SCHEMAS = {"1.0": "release-schema-1__0__3.json", "1.1": "release-schema-1__1__4.json", "schema": "schema.json"}
ALIKE = {"identifier-merge-duplicate-id-append": "append", "identifier-merge-no-id-append": "append"}
ALIKE |= {"identifier-merge-duplicate-id-by-position": "position"}


def cases() -> list[Path]:
    found = shared_data()
    folder = found / "data" / CASES if found else None
    if folder is None or not folder.is_dir():
        return []
    wanted = ("-compiled", "-versioned", *ALIKE)
    return [path for name in SCHEMAS for path in sorted((folder / name).glob("*.json")) if path.stem.endswith(wanted)]


def kinds(prop):
    found = prop.get("type")
    return [found] if isinstance(found, str) else found or []


def derived(schema: dict) -> tuple[set[str], set[str]]:  # noqa: C901 (one rule of the standard a branch)
    """The rules a schema file states, by the standard's own words."""
    omit, replace = set(), set()

    def whole(node):
        while "$ref" in node:
            target = schema
            for key in node["$ref"].lstrip("#/").split("/"):
                target = target[key]
            node = target | {key: value for key, value in node.items() if key != "$ref"}
        return node

    def walk(properties, path):
        for key, value in properties.items():
            value, here = whole(value), f"{path}{key}"
            if value.get("omitWhenMerged") or value.get("mergeStrategy") == "ocdsOmit":
                omit.add(here)
            elif "array" in kinds(value) and (value.get("wholeListMerge") or value.get("mergeStrategy") == "ocdsVersion"):
                replace.add(here)
            elif "object" in kinds(value) and "properties" in value:
                walk(value["properties"], f"{here}/")
            elif "array" in kinds(value) and "items" in value:
                items = whole(value["items"])
                if any(one != "object" for one in kinds(items)) or "id" not in items.get("properties", {"id": 1}):
                    replace.add(here)
                elif "properties" in items:
                    walk(items["properties"], f"{here}/")

    walk(schema["properties"], "")
    return omit, replace


def spelled(node, rule, path="") -> set[str]:
    found = {path.rstrip("/")} if node.here == rule else set()
    return found.union(*(spelled(inner, rule, f"{path}{key}/") for key, inner in node.items()))


def test_every_case_is_here():
    data(CASES)
    assert len(cases()) == 50 + len(ALIKE)


@pytest.mark.parametrize("path", cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path):
    expected = load(path)
    schema = load(data(CASES, SCHEMAS[path.parent.name]))
    using = rules_from(*derived(schema)) if path.parent.name == "schema" else rules(path.parent.name)
    stem = path.stem
    if stem in ALIKE:
        releases = load(path.with_name(stem.replace("-append", "").replace("-by-position", "") + ".json"))
        stated = rules_from(*derived(schema))
        assert _overridden(releases * 2, stated, ALIKE[stem]) == expected
        return
    releases = load(path.with_name(stem.rsplit("-", 1)[0] + ".json"))
    run = compiled if stem.endswith("-compiled") else versioned
    assert run(releases, using) == expected


def _overridden(releases, using, alike):
    """The override of these three cases holds for nested/array only; everything else merges by id."""
    plain = compiled(releases, using)
    arrays = compiled([{"ocid": "o", "array": one["nested"][0]["array"]} for one in releases], using, alike)["array"]
    plain["nested"][0]["array"] = arrays
    return plain


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_our_rules_are_the_schemas(version):
    omit, replace = derived(load(data(CASES, SCHEMAS[version])))
    assert (spelled(rules(version), "omit"), spelled(rules(version), "replace")) == (omit, replace)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["tender", "awards", "x"]), VALUES, max_size=3))
def test_one_release_merged_twice_is_merged_once(fields):
    one = {"ocid": "o", "id": "1", "date": "2020-01-01T00:00:00Z", "tag": ["tender"]} | fields
    once = compiled([one], rules("1.1"))
    again = compiled([once], rules("1.1"))
    assert {key: again.get(key) for key in once if key not in ("id", "tag")} == {
        key: value for key, value in once.items() if key not in ("id", "tag")
    }
