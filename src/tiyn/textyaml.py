"""YAML in which every scalar stays text and every value knows its line.

An ordinary loader turns `bin: 040340000123` into the integer 4353687635, `no` into False and
keeps the last of two equal keys. Here 0403… stays text, `no` stays "no", two equal keys are a
mistake, and so are anchors, tags and aliases, which a hand-written fact never needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tiyn.model.errors import Mistake

MAX_BYTES = 4 << 20
MAX_DEPTH = 12


class Block(dict[str, Any]):
    """A mapping that knows on which line it starts and on which line each key stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


class Items(list[Any]):
    """A sequence that knows on which line each item starts."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def load(path: Path, name: str, mistakes: list[Mistake], may_be_empty: bool = False) -> Any:
    """The file's content as Block, Items and str; mistakes are appended, None when unreadable.

    A file without content is a mistake, or no items when it `may_be_empty`.
    """
    if path.stat().st_size > MAX_BYTES:
        mistakes.append(Mistake(name, 1, f"{path.stat().st_size} bytes", f"at most {MAX_BYTES}", "split the file in two"))
        return None
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(name, 1, f"byte {error.start} is not UTF-8", "UTF-8 text", "save the file as UTF-8"))
        return None
    return loads(text, name, mistakes, may_be_empty)


def loads(text: str, name: str, mistakes: list[Mistake], may_be_empty: bool = False) -> Any:
    """Like `load`, from text already in hand."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        mend = 'put prose with ": " or "#" in double quotes; indent with spaces'
        mistakes.append(Mistake(name, line, str(problem), "YAML", mend))
        return None
    if node is None and may_be_empty:
        return Items(1)
    if node is None:
        mistakes.append(Mistake(name, 1, "an empty file", "YAML with content", "write it or remove the file"))
        return None
    return _value(node, name, mistakes, 0)


def _value(node: yaml.Node, name: str, mistakes: list[Mistake], depth: int) -> Any:
    line = node.start_mark.line + 1
    if depth > MAX_DEPTH:
        mistakes.append(Mistake(name, line, "nesting deeper than 12", "a flat block", "flatten it"))
        return None
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        items = Items(line)
        for child in node.value:
            items.append(_value(child, name, mistakes, depth + 1))
            items.lines.append(child.start_mark.line + 1)
        return items
    return _block(node, name, mistakes, depth)


def _block(node: yaml.Node, name: str, mistakes: list[Mistake], depth: int) -> Block:
    block = Block(node.start_mark.line + 1)
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            mistakes.append(Mistake(name, line, "a key that is not text", "a plain key", "write `key: value`"))
            continue
        key = key_node.value
        if key in block:
            first = block.lines[key]
            mend = f"keep one of the two (the first is on line {first})"
            mistakes.append(Mistake(name, line, f"the key {key!r} twice", "each key once", mend))
            continue
        block[key] = _value(value_node, name, mistakes, depth + 1)
        block.lines[key] = line
    return block
