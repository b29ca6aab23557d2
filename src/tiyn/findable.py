"""What search can find in an edition: one entry per page, with the figures it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tiyn import codes, merkle
from tiyn.engine import Engine
from tiyn.queries import queries
from tiyn.search import Entry
from tiyn.view.purchases import segment

SQL = Path(__file__).with_suffix(".sql")
WEIGHTS = {"quantity": 6, "programme": 6, "contract": 5, "audit": 5, "cohort": 4, "systems": 4, "earmarked": 4}


def entries(engine: Engine) -> Iterator[Entry]:
    """Entries for subjects, parties, documents, regions and budget administrators, each kind in order of id."""
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
    yield from _regions()
    yield from _administrators(engine.rows(named["administrators"]))
    for row in engine.stream(named["participants"]):
        yield _participant(row)
    for row in engine.stream(named["entities"]):
        titles = {"ru": row["name"], "kk": row["name_kk"] or row["name"], "en": row["name_en"] or row["name"]}
        numbers = (row["identifier"],) if row["identifier"] else ()
        yield Entry(f"entity/{row['id']}", "entity", f"/entity/{segment(row['id'])}", titles, (), {}, numbers, 0)


def _regions() -> Iterator[Entry]:
    """Every region of the code list and the republic: each has a page, whatever the edition holds."""
    lists = codes.lists()
    for code, entry in lists["region"].items():
        short = tuple(dict.fromkeys(entry.get("short", {}).values()))
        note = dict(lists["thing_kind"]["region"]["note"])
        yield Entry(f"region/{code}", "region", f"/region/{code}", dict(entry["name"]), short, note, (code,), 2)


def _administrators(rows: list[dict[str, Any]]) -> Iterator[Entry]:
    """Budget administrators by place and code; a name on no list of ours stands as printed in every language."""
    lists = codes.lists()
    for row in rows:
        code, place = row["administrator"], lists["region"][row["region"]]["name"]
        known = lists["administrator"].get(code, {}).get("name", {})
        printed = row["latest"][len("2023-12") :]
        titles = {lang: f"{code} {known.get(lang, printed)}, {place[lang]}" for lang in place}
        path = f"administrator/{row['region']}/{code}"
        note = dict(lists["thing_kind"]["administrator"]["note"])
        weight = 2 if row["digital"] or row["region"] == "KZ" else 0
        yield Entry(path, "administrator", f"/{path}", titles, (printed,), note, (code,), weight)


def _participant(row: dict[str, Any]) -> Entry:
    """An organization as a register names it: its names in both languages, its number, weighed by its contracts."""
    titles = {"ru": row["name"], "kk": row["name_kk"] or row["name"], "en": row["name"]}
    numbers = (row["identifier"],) if row["identifier"] else ()
    weight = min(3, len(str(int(row["contracts"]))) - 1)
    return Entry(f"participant/{row['id']}", "participant", f"/participant/{segment(row['id'])}", titles, (), {}, numbers, weight)


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
