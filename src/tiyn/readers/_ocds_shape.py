"""What the records of a file look like, learned from its first lines: the paths SQL may read, and of what kind each is.

A path that is not in the shape, or that SQL would read otherwise than the rules do, is left out: a line
that bears it goes to the reader of single records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tiyn.readers._ocds_mapping import Column, Keys, Mapping, Node, Rule
from tiyn.readers._ocds_rows import OBJECTS

# text, scalar (number or truth), texts (list of texts), object, list (of objects);
# texts or null: such a list that is sometimes null; null: never anything else; empty: only [] so far;
# odd: of several kinds, or of none we know
LISTED = "texts or null"
LEAVES = ("text", "scalar", "texts", LISTED, "null", "empty")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
FORBIDDEN = frozenset({"releases", "records", "compiledRelease", "versionedRelease"})
MAX_PATHS, MAX_DEPTH, MAX_LENGTH = 400, 9, 190
READS = {
    "text": ("text", "scalar", "null"),
    "free": ("text", "scalar", "null"),
    "number": ("scalar", "null"),
    "integer": ("scalar", "null"),
    "date": ("text", "null"),
    "currency": ("text", "null"),
    "ids": ("texts", LISTED, "empty", "null"),
    "list": ("texts", LISTED, "empty", "null"),
}


@dataclass
class Shape:
    """One path: its kind, and what lies below an object or the objects of a list."""

    kind: str = "null"
    below: dict[str, Shape] = field(default_factory=dict)
    nullable: bool = False

    def at(self, keys: Keys) -> Shape | None:
        """What lies at a path of objects; None where nothing does."""
        found: Shape | None = self
        for number, key in enumerate(keys):
            if found is None or (number and found.kind != "object"):
                return None
            found = found.below.get(key)
        return found

    def drop(self, keys: Keys) -> None:
        """Leave a path out: lines that bear it are not for SQL."""
        holder = self.at(keys[:-1])
        if holder is not None:
            holder.below.pop(keys[-1], None)


def learned(records: Iterable[Any], known: Mapping) -> Shape:
    """The shape of records, without what SQL cannot read as the rules do."""
    top = Shape("object")
    for one in records:
        if isinstance(one, dict):
            _grow(top, one)
    _prune(top, known.tree, (), [0])
    for rule in known.rules:
        _fit(rule, top, known)
    _fit_parties(top, known)
    _fit_scopes(top, known)
    _fit_ocid(top, top=True)
    return top


def _grow(shape: Shape, value: Any) -> None:
    kind = _kind(value)
    shape.nullable = shape.nullable or kind == "null"
    if kind not in ("null", shape.kind):
        together = {kind, shape.kind}
        if shape.kind == "null" or together in ({"empty", "list"}, {"empty", "texts"}):
            shape.kind = kind if shape.kind in ("null", "empty") else shape.kind
        else:
            shape.kind = "odd"
    if shape.kind == "odd":
        return
    for one in value if kind == "list" else [value] if kind == "object" else []:
        for key, inner in one.items():
            _grow(shape.below.setdefault(key, Shape()), inner)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        if not value:
            return "empty"
        if all(isinstance(one, str) for one in value):
            return "texts"
        return "list" if all(isinstance(one, dict) for one in value) else "odd"
    return "scalar"


def _prune(shape: Shape, node: Node | None, path: Keys, count: list[int]) -> None:
    """Leave out odd keys and paths, and those whose kind the tree of known paths does not expect."""
    folded: dict[str, int] = {}
    for key in shape.below:
        folded[key.lower()] = folded.get(key.lower(), 0) + 1
    for key in list(shape.below):
        inner, own = shape.below[key], (*path, key)
        below = node.below.get(key) if node is not None else None
        count[0] += 1
        if inner.kind == "texts" and inner.nullable:
            inner.kind = LISTED
        named = _KEY.fullmatch(key) and key not in FORBIDDEN and folded[key.lower()] == 1
        small = count[0] <= MAX_PATHS and len(own) <= MAX_DEPTH and len("/".join(own)) <= MAX_LENGTH
        if not (named and small) or inner.kind == "odd" or (below is not None and not _expected(inner.kind, below)):
            del shape.below[key]
        else:
            _prune(inner, below, own, count)
            if inner.kind in ("object", "list") and not inner.below:
                del shape.below[key]


def _expected(kind: str, node: Node) -> bool:
    if node.whole:
        return False
    return kind in LEAVES if node.leaf else kind in ("object", "list", "empty")


def _fit(rule: Rule, base: Shape, known: Mapping) -> None:
    """Leave out what this rule reads in a way SQL does not: two lists for one table, a list where one object stands."""
    if not rule.each:
        _fit_row(rule, base)
        return
    for keys in rule.each[1:]:
        found = base.at(keys)
        if found is not None and not (found.kind == "object" and rule.each[0][: len(keys)] == keys):
            base.drop(keys)
    found = base.at(rule.each[0])
    if found is None:
        return
    if rule.table == "amendment" or found.kind not in ("list", "empty"):
        base.drop(rule.each[0])
        return
    _fit_row(rule, found)
    for below in known.inner[rule.name]:
        _fit(below, found, known)


def _fit_row(rule: Rule, base: Shape) -> None:
    columns = [*rule.columns, Column(rule.key, "text", str, ((rule.key,),))] if rule.key else [*rule.columns]
    for column in columns:
        for keys in column.paths:
            found = base.at(keys)
            if found is not None and found.kind not in READS.get(column.kind, ()):
                base.drop(keys)
            for length in range(1, len(keys)):
                if _is_list(base, keys[:length]):
                    base.drop(keys[:length])
    for party in rule.parties:
        several = rule.table in OBJECTS or party.beyond
        usable = [
            keys for keys in party.paths if _is_party(base, keys, several) and not (party.beyond and not _is_list(base, keys))
        ]
        for keys in party.paths:
            if keys not in usable[:1]:
                base.drop(keys)


def _is_list(base: Shape, keys: Keys) -> bool:
    found = base.at(keys)
    return found is not None and found.kind == "list"


def _is_party(base: Shape, keys: Keys, several: bool) -> bool:
    """One organization with an id of its own, or a list of such where the rule has room for several."""
    found = base.at(keys)
    if found is None or found.kind not in ("object", "list", "empty"):
        return False
    if found.kind == "empty":
        return True
    own = found.below.get("id")
    return own is not None and own.kind == "text" and (several or found.kind == "object")


def _fit_scopes(top: Shape, known: Mapping) -> None:
    """Rules that number the rows of one table together: only the first is read."""
    held: set[tuple[str, str]] = set()
    for rule in known.rules:
        found = top.at(rule.each[0]) if rule.each else None
        if found is not None and found.kind == "list":
            scope = (rule.table, rule.set.get("parent_kind", ""))
            if scope in held:
                top.drop(rule.each[0])
            held.add(scope)


def _fit_parties(top: Shape, known: Mapping) -> None:
    parties = top.below.get("parties")
    if parties is None or parties.kind != "list":
        top.drop(("parties",))
        return
    for column in known.organization.columns:
        for keys in column.paths:
            found = parties.at(keys)
            if found is not None and found.kind not in ("text", "null"):
                parties.drop(keys)
    for keys, kinds in ((("id",), ("text",)), (("roles",), ("texts",))):
        found = parties.at(keys)
        if found is None or found.kind not in kinds:
            top.drop(("parties",))
            return
    for keys in (("identifier", "id"), ("identifier", "scheme")):
        found = parties.at(keys)
        if found is not None and found.kind not in ("text", "null"):
            parties.drop(keys)


def _fit_ocid(shape: Shape, top: bool = False) -> None:
    """An ocid counts at the top alone."""
    if not top:
        shape.below.pop("ocid", None)
    for inner in shape.below.values():
        _fit_ocid(inner)


def usable(top: Shape) -> bool:
    """True for a shape worth reading by SQL: releases with an ocid and organizations that are listed."""
    ocid, parties = top.below.get("ocid"), top.below.get("parties")
    date = top.below.get("date")
    return ocid is not None and ocid.kind == "text" and parties is not None and (date is None or date.kind in ("text", "null"))
