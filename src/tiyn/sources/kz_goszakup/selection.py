"""As much of GraphQL as the stand-in needs: the root of a query and the fields it selects."""

from __future__ import annotations

import re
from typing import Any

Selected = dict[str, "Selected"]
_TOKEN = re.compile(r"[A-Za-z_]\w*|[{}]")
_ARGUMENTS = re.compile(r"\([^()]*\)")


def selected(query: str) -> tuple[str, Selected]:
    """(root, its fields) of `query … { Root(…) { … } }`. Raises ValueError for anything else."""
    tokens = _TOKEN.findall(_ARGUMENTS.sub(" ", query))
    start = tokens.index("{")
    tree, at = _block(tokens, start + 1)
    if at != len(tokens) or len(tree) != 1:
        raise ValueError("one root field is expected")
    return next(iter(tree.items()))


def _block(tokens: list[str], at: int) -> tuple[Selected, int]:
    found: Selected = {}
    while tokens[at] != "}":
        name, at = tokens[at], at + 1
        found[name] = {}
        if tokens[at] == "{":
            found[name], at = _block(tokens, at + 1)
    return found, at + 1


def only(value: Any, fields: Selected) -> Any:
    """A record with nothing but the fields selected; what it does not have is null."""
    if isinstance(value, list):
        return [only(one, fields) for one in value]
    if isinstance(value, dict) and fields:
        return {name: only(value.get(name), below) for name, below in fields.items()}
    return value
