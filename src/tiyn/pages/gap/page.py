"""One thing not known: who should know it, which statement shows it, and a request ready to send."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake
from tiyn.view.figures import Gap, Link, Saying
from tiyn.view.visit import Visit

PATH = "/gap/{id}"
FOLDER = Path(__file__).parent
OFFICIAL = ("ru", "kk")


@dataclass(frozen=True)
class Letter:
    """A request in one language, ready to copy. It holds no personal data."""

    lang: str
    heading: str
    text: str


@dataclass(frozen=True)
class Context:
    """The gap, what shows it, and the letters."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    gap: Gap
    reason_note: str
    saying: Saying | None
    letters: list[Letter]
    deadline: str
    caution: str


def context(visit: Visit) -> Context:
    row = visit.row("gap", id=visit.params["id"])
    gap, words = visit.gap(row), visit.words
    law = _file("law.yml")
    return Context(
        title=gap.what,
        description=words("lead", body=gap.body.name, reason=gap.reason_name),
        breadcrumbs=(Link(words("nav_gaps"), visit.url("/gaps")), Link(gap.subject, gap.subject_url), Link(gap.what, "")),
        gap=gap,
        reason_note=words.note("reason", gap.reason),
        saying=visit.saying(row["statement"]) if row["statement"] else None,
        letters=[_letter(visit, row, lang, law) for lang in _languages(visit)],
        deadline=words("deadline", days=law["days"], law=words.block(law["name"], "gap.law.name")),
        caution=words("caution"),
    )


def _languages(visit: Visit) -> list[str]:
    """The page's own language first when it is official; otherwise the official ones, then a translation."""
    first = [lang for lang in OFFICIAL if lang == visit.lang]
    rest = [lang for lang in OFFICIAL if lang != visit.lang]
    template = _file("letter.yml")
    return first + rest + ([visit.lang] if visit.lang not in OFFICIAL and visit.lang in template["text"] else [])


def _letter(visit: Visit, row: dict[str, Any], lang: str, law: dict[str, Any]) -> Letter:
    template = _file("letter.yml")
    text = template["text"][lang].format(
        body=_label(visit, f"party/{row['body']}", "name", lang),
        ask=_label(visit, f"gap/{row['id']}", "ask", lang),
        subject=_label(visit, f"subject/{row['subject']}", "name", lang),
        law=law["name"][lang],
        days=law["days"],
        edition=visit.edition.id,
        root=visit.edition.root,
        link=f"/{lang}/gap/{row['id']}",
    )
    return Letter(lang, visit.words(f"letter_{lang}"), text)


def _label(visit: Visit, owner: str, role: str, lang: str) -> str:
    """A text of ours in the language of the letter, which need not be the page's."""
    found = visit.rows("label", owner=owner, role=role, lang=lang)
    return found[0]["text"] if found else visit.label(owner, role)


@functools.cache
def _file(name: str) -> Any:
    """One of the page's data files. Raises DossierRefused."""
    mistakes: list[Mistake] = []
    found = textyaml.load(FOLDER / name, f"pages/gap/{name}", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    return found


def examples(visit: Visit) -> list[str]:
    return [f"/gap/{row['id']}" for row in visit.query("gaps")]
