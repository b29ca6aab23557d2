"""What search can find in an edition: one entry per page, with the figures it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tiyn import merkle
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.search import Entry

SQL = Path(__file__).with_suffix(".sql")
WEIGHTS = {"quantity": 6, "programme": 6, "contract": 5, "audit": 5, "cohort": 4, "systems": 4, "earmarked": 4}


def entries(engine: Engine) -> Iterator[Entry]:
    """Entries for subjects, parties, documents and statements, in order of id."""
    named = queries(SQL)
    texts = _texts(engine.rows(named["labels"]))
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in engine.rows(named["aliases"]):
        aliases[row["owner"]].append(row["text"])
    numbers: dict[str, list[str]] = defaultdict(list)
    said: dict[str, list[str]] = defaultdict(list)
    for row in engine.rows(named["statements"]):
        if row["value"] is not None:
            numbers[row["about"]] += [row["said"], merkle.plain(row["value"])]
        said[row["about"]].append(f"statement/{row['id']}")
    for row in engine.rows(named["things"]):
        owner = f"{row['thing']}/{row['id']}"
        yield _entry(row, texts, aliases[owner], numbers[row["id"]], said[row["id"]])
    for row in engine.rows(named["documents"]):
        owner = f"document/{row['id']}"
        title = dict.fromkeys(("kk", "ru", "en"), row["title"])
        yield Entry(owner, "source", f"/source/{row['id']}", title, (), texts[owner]["reliability"], ())
    for row in engine.rows(named["packages"]):
        title = dict.fromkeys(("kk", "ru", "en"), row["title"])
        yield Entry(f"package/{row['id']}", "package", f"/package/{row['id']}", title, (row["name"],), {}, ())


def _texts(rows: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """owner -> role -> language -> text."""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[row["owner"]][row["role"]][row["lang"]] = row["text"]
    return found


def _entry(row: dict[str, Any], texts: Any, aliases: list[str], numbers: list[str], statements: list[str]) -> Entry:
    owner = f"{row['thing']}/{row['id']}"
    bodies: dict[str, list[str]] = defaultdict(list)
    for source in (owner, *statements):
        for role in ("summary", "what", "note"):
            for lang, text in texts[source][role].items():
                bodies[lang].append(text)
    joined = {lang: "\n".join(parts) for lang, parts in bodies.items()}
    unique = tuple(dict.fromkeys(numbers))
    weight = WEIGHTS.get(row["kind"], 1)
    return Entry(owner, row["kind"], row["url"], dict(texts[owner]["name"]), tuple(aliases), joined, unique, weight)
