"""The request as a letter, in the official languages and, for reading, in the page's own."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.model.period import NOT_STATED
from tiyn.view.citation import permalink
from tiyn.view.figures import Link
from tiyn.view.requests import ACCESS_LAW, Term
from tiyn.view.visit import Visit

FOLDER = Path(__file__).parent
OFFICIAL = ("ru", "kk")
FORMS = {"docx": "DOCX", "txt": "TXT"}


@dataclass(frozen=True)
class Letter:
    """A request in one language, ready to copy; `files` are its downloads. It holds no personal data."""

    lang: str
    heading: str
    text: str
    files: tuple[Link, ...]


def letters(visit: Visit, row: dict[str, Any], term: Term | None, sources: Iterable[str]) -> list[Letter]:
    """The page's own language first when it is official; otherwise the official ones, then a translation for reading."""
    langs = sorted(OFFICIAL, key=lambda lang: lang != visit.lang)
    if visit.lang not in OFFICIAL and visit.lang in file("letter.yml")["text"]:
        langs.append(visit.lang)
    return [_letter(visit, row, lang, term, list(sources)) for lang in langs]


def _letter(visit: Visit, row: dict[str, Any], lang: str, term: Term | None, sources: list[str]) -> Letter:
    template = file("letter.yml")
    path = f"/gap/{row['id']}"
    text = template["text"][lang].format(
        body=_label(visit, f"party/{row['body']}", "name", lang),
        ask=_label(visit, f"gap/{row['id']}", "ask", lang),
        what=_label(visit, f"gap/{row['id']}", "what", lang).rstrip("."),
        subject=_label(visit, f"subject/{row['subject']}", "name", lang),
        period=_period(visit, row) or template["as_asked"][lang],
        sources="; ".join(_label(visit, f"source/{one}", "name", lang) or template["dossier"][lang] for one in sources),
        **_resting(row["ground"], term, lang),
        edition=visit.edition.id,
        root=visit.edition.root,
        link=permalink(visit, path, lang),  # of this edition: the page of a later one may have no letter
    )
    files = tuple(Link(name, visit.url(f"{path}/request.{lang}.{ending}")) for ending, name in FORMS.items())
    return Letter(lang, visit.words(f"letter_{lang}"), text, files if lang in OFFICIAL else ())


def _resting(ground: str, term: Term | None, lang: str) -> dict[str, str]:
    """What the request rests on, when an answer is due, and what the sender should know of both."""
    template = file("letter.yml")
    if ground != ACCESS_LAW:
        said = {"term": "in_free", "part": "part_free", "note": "free"}
        return {"ground": "", **{slot: template[name][lang] for slot, name in said.items()}}
    law = template["ground"][lang].format(law=file("law.yml")["name"][lang])
    note = template[term.state if term else "no_term"][lang]
    return {"ground": f"{law}\n\n", "term": _term(term, lang), "part": template["part"][lang], "note": note}


def _term(term: Term | None, lang: str) -> str:
    template = file("letter.yml")
    if term is None:
        return template["in_time"][lang]
    forms = template[term.unit][lang]
    days = forms.get(Locale.parse(lang).plural_form(term.days), forms["other"]).format(n=term.days)
    return template["in_term"][lang].format(days=days)


def _period(visit: Visit, row: dict[str, Any]) -> str:
    """The period of the statement that shows the gap, alike in every language; "" when it states no years or days."""
    said = visit.row("statement", id=row["statement"])["period"] if row["statement"] else None
    return said.replace("..", "–") if said and said != NOT_STATED and not said.startswith("P") else ""


def _label(visit: Visit, owner: str, role: str, lang: str) -> str:
    """A text of ours in the language of the letter, which need not be the page's."""
    found = visit.rows("label", owner=owner, role=role, lang=lang)
    return found[0]["text"] if found else visit.label(owner, role)


@functools.cache
def file(name: str) -> Any:
    """One of the page's data files. Raises DossierRefused."""
    mistakes: list[Mistake] = []
    found = textyaml.load(FOLDER / name, f"pages/gap/{name}", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    return found
