"""The graph of evidence paths: numbered nodes with their degrees, and each tie from both its ends (tables `node`, `tie`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiyn.engine import Engine
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")


@cache
def kinds() -> list[dict[str, str]]:
    """Kinds of ties that connect nobody: {kind, link}."""
    rules: Any = yaml.safe_load(SQL.with_suffix(".yml").read_text(encoding="utf-8"))
    return [{"kind": kind, "link": link} for link, listed in rules.items() for kind in listed]


def tie_up(engine: Engine) -> None:
    """Fill `node` and `tie` from the dossier's relations and the registers' relationships."""
    named = queries(SQL)
    engine.keep("tie_link", kinds())
    for name in ("joined", "nodes", "ties"):
        engine.run(named[name])
    engine.drop("tie_link", "joined")
