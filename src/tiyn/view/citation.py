"""How a page is cited: what, from whom, in which edition, under which fingerprint, at which address for good."""

from __future__ import annotations

import re

from anyascii import anyascii

from tiyn.view.visit import Visit


def citation(visit: Visit, path: str, title: str, leaf: int | None = None) -> str:
    """One sentence in the page's language that names the page, its edition and its record root, and the record's leaf."""
    values = {"title": title, "date": visit.words.date(visit.edition.date), "edition": visit.edition.id}
    text = visit.words("citation", root=visit.edition.root, path=permalink(visit, path), **values)
    return text if leaf is None else f"{text} {visit.words('citation_leaf', leaf=leaf)}"


def permalink(visit: Visit, path: str, lang: str = "") -> str:
    """The page's address in this edition, the same for good; the plain one for an edition outside a log.

    `lang` when it is not the visit's.
    """
    plain = f"/{lang}{path}" if lang else visit.url(path).removeprefix(visit.prefix)
    return f"{visit.base}/e/{visit.edition.id}{plain}" if visit.seal else f"{visit.base}{plain}"


def bibtex(visit: Visit, path: str, title: str, leaf: int | None = None) -> str:
    """The same as a BibTeX entry; braces in titles are left out, for they would end the field."""
    key = re.sub(r"[^a-z0-9]+", "-", anyascii(path).lower()).strip("-") or "edition"
    note = f"edition {visit.edition.id}, record root {visit.edition.root}" + (f", leaf {leaf}" if leaf is not None else "")
    fields = {
        "title": re.sub(r"[{}\\\\]", "", title),
        "author": "{Tiyn}",
        "year": visit.edition.date[:4],
        "howpublished": f"\\url{{{permalink(visit, path)}}}",
        "note": note,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{tiyn-{key[:60]}-{visit.edition.date},\n{lines}}}"
