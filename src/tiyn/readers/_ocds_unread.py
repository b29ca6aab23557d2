"""What of a source no rule reads: every such path counted, without array positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiyn.readers._ocds_mapping import Keys, Node
from tiyn.readers._personal import hide

MAX_PATHS = 5000
MAX_LENGTH = 200
OTHER = "(others)"


class Unread:
    """The unread paths of one source: (path, reason) -> in how many records."""

    def __init__(self, source: str, tree: Node, personal: frozenset[str]) -> None:
        self.source, self.tree, self.personal = source, tree, personal
        self.counts: dict[tuple[str, str], int] = {}

    def count(self, body: Mapping[str, Any]) -> None:
        """Count one record's unread paths, each once."""
        seen: set[tuple[str, str]] = set()
        self._walk(body, self.tree, "", seen)
        for one in seen:
            if one not in self.counts and len(self.counts) >= MAX_PATHS:
                one = (OTHER, "not_mapped")
            self.counts[one] = self.counts.get(one, 0) + 1

    def add(self, other: Unread) -> None:
        """Take over what another process counted of the same source."""
        for one, records in other.counts.items():
            self.counts[one] = self.counts.get(one, 0) + records

    def _walk(self, body: Mapping[str, Any], node: Node, path: str, seen: set[tuple[str, str]]) -> None:
        keys = tuple(body)
        shape = node.shapes.get(keys)
        if shape is None:
            shape = self._shape(node, keys)
            if len(node.shapes) < MAX_PATHS and len(keys) < MAX_PATHS:
                node.shapes[keys] = shape
        unknown, inner, flat = shape
        for key in unknown:
            self._unknown(path, key, body[key], seen)
        for key in flat:
            if type(body[key]) is dict:
                seen.add((path + key, "wrong_shape"))
        for key in inner:
            value = body[key]
            below = node.below[key]
            if type(value) is dict:
                self._walk(value, below, f"{path}{key}/", seen)
            elif type(value) is list:
                self._walk_list(value, below, path + key, seen)
            elif value is not None and value != "":
                seen.add((path + key, "wrong_shape"))

    def _walk_list(self, values: list[Any], node: Node, path: str, seen: set[tuple[str, str]]) -> None:
        inside = f"{path}/"
        for one in values:
            if type(one) is dict:
                self._walk(one, node, inside, seen)
            elif one is not None:
                seen.add((path, "wrong_shape"))

    def _shape(self, node: Node, keys: Keys) -> tuple[Keys, Keys, Keys]:
        below = node.below
        unknown = tuple(key for key in keys if key not in below)
        inner = tuple(key for key in keys if key in below and not below[key].leaf and not below[key].whole)
        flat = tuple(key for key in keys if key in below and below[key].leaf and not below[key].whole)
        return unknown, inner, flat

    def _unknown(self, path: str, key: str, value: Any, seen: set[tuple[str, str]]) -> None:
        """An unread path: down to its last fields, so that the list says what is lost."""
        if key in self.personal:
            seen.add((path + key, "personal"))
            return
        if value is None or value == "" or value == [] or value == {}:
            return
        whole = path + key
        if len(whole) > MAX_LENGTH or whole.count("/") > 12:
            seen.add((hide(whole[:MAX_LENGTH]), "not_mapped"))
            return
        inner = (
            [value]
            if isinstance(value, dict)
            else [one for one in value if isinstance(one, dict)]
            if isinstance(value, list)
            else []
        )
        if not inner:
            seen.add((hide(whole), "not_mapped"))
        for one in inner[:1000]:
            for name, below in one.items():
                self._unknown(f"{whole}/", name, below, seen)

    def rows(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The unread_field rows; a path with two reasons is given with the graver one: personal, wrong_shape, not_mapped."""
        best: dict[str, tuple[str, int]] = {}
        for (path, reason), records in sorted(self.counts.items(), key=lambda one: ORDER.index(one[0][1])):
            best.setdefault(path, (reason, records))
        for path, (reason, records) in sorted(best.items()):
            yield "unread_field", {"source_id": self.source, "path": path, "reason": reason, "records": records}


ORDER = ("personal", "wrong_shape", "not_mapped")
