"""`ocds_mapping.yml` read: the rules that turn a compiled release into rows, and the tree of the paths they know."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.dictionary import tables
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.readers._ocds_value import KINDS

FILE = Path(__file__).with_name("ocds_mapping.yml")
Keys = tuple[str, ...]
MAX_SHAPES = 2000


@dataclass(frozen=True)
class Column:
    """One column: its kind's function and the paths that may hold it, the first that does is read.

    `spelled` are the same paths taken apart: first key, second key, length, keys, in one word.
    """

    name: str
    kind: str
    take: Callable[..., Any]
    paths: tuple[Keys, ...]
    spelled: tuple[tuple[str, str, int, Keys, str], ...] = ()


@dataclass(frozen=True)
class Parties:
    """Organizations of a row: see `ocds_mapping.yml`."""

    paths: tuple[Keys, ...]
    role: str
    column: str = ""
    count: str = ""
    beyond: bool = False


class Plan(dict[Keys, tuple[Column, ...]]):
    """For objects with the same keys, the columns that can hold anything: objects of one publisher look alike."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self.columns = columns

    def of(self, keys: Keys) -> tuple[Column, ...]:
        """The columns for an object with these keys; remembered for so many kinds of objects."""
        found = tuple(one for one in self.columns if any(path[0] in keys for path in one.paths))
        if len(self) < MAX_SHAPES and len(keys) < MAX_SHAPES:
            self[keys] = found
        return found


@dataclass(frozen=True)
class Rule:
    """One rule of the mapping; `has` are the columns of its table."""

    name: str
    table: str
    within: str
    each: tuple[Keys, ...]
    key: str
    parent: str
    set: dict[str, str]
    columns: tuple[Column, ...]
    parties: tuple[Parties, ...]
    has: frozenset[str]
    plan: Plan


@dataclass
class Node:
    """A known object of the source: its known keys, and what lies below those that hold objects."""

    below: dict[str, Node] = field(default_factory=dict)
    shapes: dict[Keys, tuple[Keys, Keys, Keys]] = field(default_factory=dict)
    leaf: bool = True
    whole: bool = False


@dataclass(frozen=True)
class Mapping:
    """Everything of the file: rules in order, `inner` rules by the name they stand within, the tree, the rest."""

    rules: tuple[Rule, ...]
    inner: dict[str, tuple[Rule, ...]]
    organization: Plan
    delta: Column
    tree: Node
    personal: frozenset[str]


@functools.cache
def mapping() -> Mapping:
    """The mapping of the file. Raises DossierRefused when it is no YAML."""
    mistakes: list[Mistake] = []
    block = textyaml.load(FILE, f"readers/{FILE.name}", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    shapes = {name: tuple(column(key, text) for key, text in body.items()) for name, body in block["shapes"].items()}
    rules = tuple(_rule(one, shapes) for one in block["rules"])
    inner = {rule.name: tuple(one for one in rules if one.within == rule.name) for rule in rules}
    delta = column("value", block["delta"])
    tree = _tree(rules, shapes["organization"], delta, block)
    top = tuple(rule for rule in rules if not rule.within)
    return Mapping(top, inner, Plan(shapes["organization"]), delta, tree, frozenset(block["personal"]))


def column(name: str, text: str) -> Column:
    """A column from "kind path | path"."""
    kind, _, rest = text.partition(" ")
    found = paths(rest)
    spelled = tuple((keys[0], keys[1] if len(keys) > 1 else "", len(keys), keys, "/".join(keys)) for keys in found)
    return Column(name, kind, KINDS[kind], found, spelled)


def paths(text: str) -> tuple[Keys, ...]:
    return tuple(tuple(one.strip().split("/")) for one in text.split("|")) if text else ()


def _rule(block: textyaml.Block, shapes: dict[str, tuple[Column, ...]]) -> Rule:
    columns = [column(name, text) for name, text in block.get("columns", {}).items()]
    parties = tuple(
        Parties(paths(one["path"]), one["role"], one.get("column", ""), one.get("count", ""), one.get("beyond") == "yes")
        for one in block.get("parties", [])
    )
    whole = (*columns, *shapes.get(block.get("shape", ""), ()))
    return Rule(
        block["name"],
        block["table"],
        block.get("within", ""),
        paths(block.get("each", "")),
        block.get("key", ""),
        block.get("parent", ""),
        dict(block.get("set", {})),
        whole,
        parties,
        frozenset(tables()[block["table"]].names),
        Plan(whole),
    )


def _tree(rules: tuple[Rule, ...], organization: tuple[Column, ...], delta: Column, block: textyaml.Block) -> Node:
    top = Node(leaf=False)
    bases: dict[str, list[Keys]] = {"": [()]}
    own = [keys for one in block["organization"] for keys in paths(one)]
    own += [keys for one in organization for keys in one.paths]
    for rule in rules:
        bases[rule.name] = [(*start, *each) for start in bases[rule.within] for each in (rule.each or ((),))]
        for base in bases[rule.name]:
            _grow_rule(top, base, rule, own, delta)
    for keys in [*(keys for one in block["also"] for keys in paths(one)), *(("parties", *keys) for keys in own)]:
        _grow(top, keys)
    return top


def _grow_rule(top: Node, base: Keys, rule: Rule, own: list[Keys], delta: Column) -> None:
    _grow(top, base)
    for one in (*rule.columns, *((delta,) if rule.table == "amendment" else ())):
        for keys in one.paths:
            _grow(top, (*base, *keys), whole=one.kind in ("json", "codes", "period"))
    if rule.key:
        _grow(top, (*base, rule.key))
    for keys in (keys for party in rule.parties for keys in party.paths):
        for inner in own:
            _grow(top, (*base, *keys, *inner))


def _grow(node: Node, keys: Keys, whole: bool = False) -> None:
    for key in keys:
        node.leaf = False
        node = node.below.setdefault(key, Node())
    node.whole = node.whole or whole
