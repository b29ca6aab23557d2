"""Named queries from `.sql` files: `-- name: claims_of` starts one, the next comment says its grain."""

from __future__ import annotations

import functools
import re
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@functools.cache
def queries(path: Path) -> dict[str, str]:
    """Query name -> SQL text of one file. Raises ValueError for a file without names or with one twice."""
    text = path.read_text(encoding="utf-8")
    pieces = _NAME.split(text)[1:]
    names, bodies = pieces[0::2], pieces[1::2]
    if not names or len(set(names)) != len(names):
        raise ValueError(f"{path}: expected unique `-- name: x` lines, found {names}; name each query once")
    return {name: body.strip().rstrip(";") for name, body in zip(names, bodies, strict=True)}
