"""Releases of one process merged into one, by the rules of the Open Contracting Data Standard.

Later releases overwrite earlier ones field by field; lists of objects meet by `id`; other lists are
taken whole; a null removes. Source: standard.open-contracting.org/1.1/en/schema/merging/.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake

FILE = Path(__file__).with_name("ocds_merge.yml")
OMIT, REPLACE = "omit", "replace"
Release = Mapping[str, Any]


class Rules(dict[str, "Rules"]):
    """The rules of one object's fields; `here` is the rule of the field itself."""

    here = ""


class _List:
    """A list merged by id: objects by the text of their id; those without stand alone."""

    def __init__(self) -> None:
        self.items: dict[Any, dict[str, Any]] = {}


class _Leaf:
    """A value and, in a versioned release, every value it had."""

    def __init__(self) -> None:
        self.value: Any = None
        self.versions: list[dict[str, Any]] = []


def rules_from(omit: Iterable[str], replace: Iterable[str]) -> Rules:
    """Rules from paths such as `tender/items/additionalClassifications`."""
    top = Rules()
    for paths, rule in ((omit, OMIT), (replace, REPLACE)):
        for path in paths:
            node = top
            for key in path.split("/"):
                node = node.setdefault(key, Rules())
            node.here = rule
    return top


@functools.cache
def rules(version: str) -> Rules:
    """The rules of "1.0" or "1.1", from `ocds_merge.yml`."""
    mistakes: list[Mistake] = []
    block = textyaml.load(FILE, f"readers/{FILE.name}", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    return rules_from(block[version]["omit"], block[version]["replace"])


def compiled(releases: list[Release], using: Rules, alike: str = "merge") -> dict[str, Any]:
    """The compiled release of releases in their order; `alike` says what two objects of one id in one list do:

    `merge` (the standard), `append` or `position`.
    """
    last = releases[-1]
    body = {"tag": ["compiled"], "id": f"{last.get('ocid')}-{last.get('date')}", "date": last.get("date")}
    return body | {"ocid": last.get("ocid")} | _plain(_merged(releases, using, alike))


def versioned(releases: list[Release], using: Rules, alike: str = "merge") -> dict[str, Any]:
    """The versioned release: every field with the values it had, each with the release it came from."""
    return {"ocid": releases[-1].get("ocid")} | _versions(_merged(releases, using, alike))


def _merged(releases: list[Release], using: Rules, alike: str) -> dict[str, Any]:
    state: dict[str, Any] = {}
    alone = itertools.count()
    for release in releases:
        stamp = {"releaseID": release.get("id"), "releaseDate": release.get("date"), "releaseTag": release.get("tag")}
        fields = {key: value for key, value in release.items() if key not in ("ocid", "tag")}
        _into(state, fields, using, _Run(stamp, alone, alike))
    return state


class _Run:
    """What stays the same while one release is merged in."""

    def __init__(self, stamp: dict[str, Any], alone: itertools.count[int], alike: str) -> None:
        self.stamp, self.alone, self.alike = stamp, alone, alike


def _into(state: dict[str, Any], fields: Mapping[str, Any], using: Rules, run: _Run) -> None:
    """Lay one release's fields over what earlier ones left; a field that changes its shape is replaced."""
    for key, value in fields.items():
        rule = using.get(key, _NONE)
        if rule.here == OMIT:
            continue
        if isinstance(value, dict):
            if value:
                if not isinstance(state.get(key), dict):
                    state[key] = {}
                _into(state[key], value, rule, run)
        elif isinstance(value, list) and rule.here != REPLACE and all(isinstance(one, dict) for one in value):
            if value:
                _into_list(state, key, value, rule, run)
        else:
            leaf = state.get(key)
            if not isinstance(leaf, _Leaf):
                leaf = state[key] = _Leaf()
            if not leaf.versions or leaf.versions[-1]["value"] != value:
                leaf.versions.append(run.stamp | {"value": value})
            leaf.value = value


_NONE = Rules()


def _into_list(state: dict[str, Any], key: str, value: list[dict[str, Any]], rule: Rules, run: _Run) -> None:
    held = state.get(key)
    if not isinstance(held, _List):
        held = state[key] = _List()
    for position, one in enumerate(value):
        own = one.get("id")
        name: Any = str(own) if own is not None and not isinstance(own, (dict, list)) else None
        if run.alike == "position":
            name = ("at", position)
        elif name is None or run.alike == "append":
            name = ("alone", next(run.alone))
        fields = held.items.get(name)
        if fields is None:
            fields = held.items[name] = {} if own is None else {"id": own}
        _into(fields, {field: inner for field, inner in one.items() if field != "id"}, rule, run)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        found = {key: _plain(value) for key, value in node.items()}
        return {
            key: value for key, value in found.items() if not (value is None or (value == {} and isinstance(node[key], dict)))
        }
    if isinstance(node, _List):
        return [_plain(fields) for fields in node.items.values()]
    return node.value if isinstance(node, _Leaf) else node


def _versions(node: Any) -> Any:
    if isinstance(node, dict):
        found = {key: _versions(value) for key, value in node.items()}
        return {key: value for key, value in found.items() if not (value == {} and isinstance(node[key], dict))}
    if isinstance(node, _List):
        return [_versions(fields) for fields in node.items.values()]
    return node.versions if isinstance(node, _Leaf) else node
