"""A language made by machine: the English words with a mark, in the one folder a new language needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cases import load

MARK = "ẑ"


def files(root: Path, code: str, further: dict[str, str]) -> dict[Path, str]:
    """path -> text of `locales/<code>/`: the card, the shared words, and `more.yml` for every other owner."""
    english = root / "locales" / "en"
    folder = root / "locales" / code
    card = load(english / "language.yml") | {"name": "Zz", "short": "ZZ", "order": "9"}
    more: dict[str, Any] = {}
    package = root / "src" / "tiyn"
    for path in sorted((package / "pages").glob("*/words.yml")):
        more |= {f"{path.parent.name}.{key}": _marked(block["en"]) for key, block in load(path).items()}
    for path in sorted((package / "model" / "codes").glob("*.yml")):
        for name, entry in load(path).items():
            more[f"{path.stem}.{name}"] = _marked(entry["name"]["en"])
            for role in ("note", "sentence", "denied", "short"):
                if role in entry:
                    more[f"{path.stem}.{name}.{role}"] = _marked(entry[role]["en"])
    more |= _dossier(root / "dossier") | further
    shared = {name: {key: _marked(text) for key, text in load(english / f"{name}.yml").items()} for name in ("words", "figures")}
    bodies = {"language": card, "more": more, **shared}
    # JSON is YAML: quoting and escaping are the library's.
    return {folder / f"{name}.yml": json.dumps(body, ensure_ascii=False, indent=1) for name, body in bodies.items()}


def _marked(text: Any) -> Any:
    return {form: one + MARK for form, one in text.items()} if isinstance(text, dict) else text + MARK


def _dossier(folder: Path) -> dict[str, str]:
    """The names a page asks for by owner and role."""
    found = {}
    for party in load(folder / "parties.yml"):
        found[f"party/{party['id']}.name"] = party["name"]["en"] + MARK
    for path in sorted((folder / "subjects").glob("*.yml")):
        subject = load(path)
        found[f"subject/{subject['id']}.name"] = subject["name"]["en"] + MARK
    return found
