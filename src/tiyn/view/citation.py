"""How a page is cited: what, from whom, in which edition, under which fingerprint."""

from __future__ import annotations

from tiyn.view.visit import Visit


def citation(visit: Visit, path: str, title: str) -> str:
    """One sentence in the page's language that names the page, its edition and its record root."""
    values = {"title": title, "date": visit.words.date(visit.edition.date), "edition": visit.edition.id}
    return visit.words("citation", root=visit.edition.root, path=visit.url(path), **values)
