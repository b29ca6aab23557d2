"""Rows on their way into tables: table name -> list of column -> value."""

from __future__ import annotations

from typing import Any

Rows = dict[str, list[dict[str, Any]]]


def add_labels(rows: Rows, owner: str, role: str, texts: dict[str, str]) -> None:
    """One label row per language of a text block."""
    rows["label"] += [{"owner": owner, "role": role, "lang": lang, "text": text} for lang, text in texts.items()]
