"""The siblings of a page: which formats there are, their links, and a page's figures and tables in one of them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import quote

from anyascii import anyascii

from tiyn import codes, shelf
from tiyn.downloads import About, Column, Sheet
from tiyn.model.errors import NotFound
from tiyn.view.visit import Visit
from tiyn.web.render import figures

LICENCE = "CC BY 4.0"
# JSON is the whole context and not a table, so it is written by render.py; its link stands among the others.
JSON = {"ending": "json", "name": "JSON", "kind": "application/json", "order": 20}
# What proves a page: its records with their places in the sealed edition.
RECEIPT = {"ending": "receipt.json", "name": "receipt.json", "kind": "application/json", "order": 25}
# What became of a page from edition to edition; written by feed.py.
ATOM = {"ending": "atom", "name": "Atom", "kind": "application/atom+xml", "order": 90}
OURS = (JSON, RECEIPT)
DECIMALS = frozenset({"value", "low", "high"})
LONGEST_NAME = 80
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


@functools.cache
def formats() -> dict[str, ModuleType]:
    """Ending -> format, in the order of their links. Raises ValueError for an ending that two formats claim."""
    found: dict[str, ModuleType] = {}
    for module in sorted(shelf.modules("downloads"), key=lambda one: (one.ORDER, one.ENDING)):
        if module.ENDING in {*found, *(one["ending"] for one in OURS)}:
            raise ValueError(f"{module.__file__}: the ending {module.ENDING!r} is taken; give the format another")
        found[module.ENDING] = module
    return found


def split(path: str) -> tuple[str, str] | None:
    """The page and the ending a path asks for, the longest ending first; None when it asks for no sibling."""
    for ending in sorted((*formats(), *(str(one["ending"]) for one in OURS)), key=len, reverse=True):
        stem = path.removesuffix(f".{ending}")
        if stem != path and stem.rpartition("/")[2]:
            return ("/" if stem == "/home" else stem), ending
    return None


def links(stem: str, query: str, prefix: str = "") -> list[dict[str, Any]]:
    """Every form of a page but HTML: {ending, name, kind, url}, in the order of the shelf.

    `prefix` is an earlier edition's, which has no feed of its own: what is followed goes on.
    """
    listed = [{"ending": one.ENDING, "name": one.NAME, "kind": one.MEDIA_TYPE, "order": one.ORDER} for one in formats().values()]
    ordered = sorted([*listed, *OURS, ATOM], key=lambda one: (one["order"], one["ending"]))
    stems = {ATOM["ending"]: stem.removeprefix(prefix)}
    return [{**one, "url": f"{stems.get(one['ending'], stem)}.{one['ending']}{query}"} for one in ordered]


def write(ending: str, context: Any, visit: Visit, path: str, base: str) -> bytes:
    """A page in one format. `path` is without language, `base` the address of the portal.

    Raises NotFound for an ending no format has, ValueError for a page whose tables share a name.
    """
    module = formats().get(ending)
    if module is None:
        raise NotFound(f"no format {ending!r}; there are: {', '.join(formats())}")
    further = tuple(sheet.plain() for sheet in getattr(context, "sheets", ()))
    sheets = (figure_sheet(context, visit, lambda receipt: base + receipt), *further)
    names = [sheet.name for sheet in sheets]
    if len(set(names)) != len(names):
        raise ValueError(f"{path}: two sheets have one name in {names}; `figures` is taken; name each once")
    return module.write(sheets, about(context, visit, path, base))


def figure_sheet(context: Any, visit: Visit, address: Callable[[str], str]) -> Sheet:
    """Every figure of the page once, in its order, with the edition and the receipt's full address."""
    words = visit.words
    names = codes.codes("download_column")
    head = tuple(Column(name, "decimal" if name in DECIMALS else "text", words.name("download_column", name)) for name in names)
    rows, seen = [], set()
    for figure in figures(context):
        if figure.id in seen:
            continue
        seen.add(figure.id)
        badges = " ".join(badge.code for badge in figure.badges)
        rows.append(
            (
                figure.id, figure.label, figure.value, figure.low, figure.high, figure.unit, figure.state, figure.line,
                figure.said, badges, " ".join(figure.beside.addresses) if figure.beside else "", address(figure.receipt),
                visit.edition.id,
            )
        )  # fmt: skip
    return Sheet("figures", words.name("download_text", "figures"), head, tuple(rows))


def about(context: Any, visit: Visit, path: str, base: str) -> About:
    """Where a download is from, with the words its format may need."""
    words = {name: visit.words.name("download_text", name) for name in codes.codes("download_text")}
    words["verify_text"] = words["verify_text"].format(address=base + visit.url("/verify"))
    asked = base + visit.url(quote(path)) + query(visit.arguments)
    edition = visit.edition
    title = getattr(context, "title", "")
    return About(title, visit.url(path), visit.lang, edition.id, edition.root, edition.date, LICENCE, asked, words)


def query(arguments: Mapping[str, str]) -> str:
    """The arguments of a visit as they stand in an address, "" for none."""
    return "?" + "&".join(f"{quote(key)}={quote(value)}" for key, value in arguments.items()) if arguments else ""


def file_name(ending: str, visit: Visit, path: str) -> str:
    """What the file is called where it is saved: tiyn-ru-programme-smart-almaty-<edition>.xlsx, ASCII only."""
    asked = " ".join((path if path != "/" else "home", *(f"{key} {value}" for key, value in visit.arguments.items())))
    slug = _NOT_IN_A_NAME.sub("-", anyascii(asked)).strip("-").lower()[:LONGEST_NAME].strip("-")
    edition = _NOT_IN_A_NAME.sub("-", visit.edition.id).strip("-")
    return f"tiyn-{visit.lang}-{slug}-{edition}.{ending}"
