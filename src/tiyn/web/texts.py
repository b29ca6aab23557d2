"""The texts of a page as files: a page that has any names them in `TEXTS` and gives them in its context's `texts`.

They stand below the page, as its charts do: /gap/some/request.kk.docx. A text has `lang`, `heading` and `text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tiyn.model.errors import NotFound
from tiyn.web import docx
from tiyn.web.shelf_pages import Page

KINDS = {"txt": "text/plain", "docx": docx.MEDIA_TYPE}


def written_by(pages: Iterable[Page], path: str) -> bool:
    """True when a path without its ending names a text of a page: no other page's address is taken for one."""
    stem, _, name = path.rpartition("/")
    page = next((one for one in pages if one.match(stem) is not None), None)
    return page is not None and name in getattr(page.module, "TEXTS", ())


def write(context: Any, name: str, ending: str, made: str) -> bytes:
    """A text in one of KINDS, the same bytes for the same page. Raises NotFound naming the texts there are."""
    found = context.texts
    if name not in found:
        raise NotFound(f"no text {name!r} on this page; it has: {', '.join(found) or 'none'}")
    one = found[name]
    if ending == "docx":
        return docx.write(one.heading, one.lang, one.text, made)
    return f"{docx.printable(one.text)}\n".encode()
