"""Any page as an Atom feed: an entry for each edition in which what it says became another.

A page is read in one edition after the other; its figures, statements and links are held against each other, whatever the
page is: an entity, a gap, a search. A page may bring entries of its own (`feed(visit)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from xml.sax import saxutils

from tiyn.history import Entry, History
from tiyn.model.errors import InputRefused, NotFound, TiynError
from tiyn.view.figures import Figure, Link, Saying
from tiyn.view.visit import Visit
from tiyn.web.permalinks import Permalinks
from tiyn.web.render import _walk

KIND, ENDING = "application/atom+xml", "atom"
STEPS, SHOWN = 8, 40
Facts = dict[str, tuple[str, str, str, str]]  # what it is -> (label, value to compare, address of its receipt, as shown)


@dataclass(frozen=True)
class Item:
    """One entry: `updated` ISO, `lines` in the reader's language."""

    id: str
    title: str
    updated: str
    url: str
    lines: tuple[str, ...]


def facts(context: Any) -> Facts:
    """What a page says, apart from words of ours and the edition's own name."""
    found: Facts = {}
    for one in _walk(context):
        if isinstance(one, Figure):
            value = " ".join((one.value, one.low, one.high, one.unit))
            found[f"figure {one.id or one.receipt}"] = (one.label, value, one.receipt, one.exact or one.text)
        elif isinstance(one, Saying):
            found[f"saying {one.id}"] = (one.what, one.stance_name, one.receipt, one.stance_name)
        elif isinstance(one, Link) and one.url and "/receipt/" not in one.url and one.url.count("/") > 2:
            found[f"link {one.url}"] = (one.text, "", "", "")
        elif isinstance(getattr(one, "url", None), str) and isinstance(getattr(one, "title", None), str) and one.url:
            found[f"link {one.url}"] = (one.title, "", "", "")  # what a search found
    return found


def moved(old: Facts, new: Facts) -> list[tuple[str, str, str, str]]:
    """(label, old value, new value, address) of what came, went or changed; "" for a side that has none.

    A link has no value: it is labelled + or −.
    """
    found = []
    for key in [*new, *(one for one in old if one not in new)]:
        before, after = old.get(key), new.get(key)
        if before is None or after is None or before[1] != after[1]:
            label, _, address, shown = after or before or ("", "", "", "")
            label = label if shown else f"{'+' if after else '−'} {label}"
            found.append((label, before[3] if before else "", after[3] if after else "", address))
    return found


def items(links: Permalinks, lang: str, path: str, arguments: dict[str, str]) -> list[Item]:
    """The entries of a page over the editions that are kept, newest first."""
    history, found = links.history, []
    kept = [one for one in history.editions() if one.readable][:STEPS]
    told = [(one, _facts(links, one.name, lang, path, arguments)) for one in kept]
    for (after, new), (before, old) in zip(told, told[1:], strict=False):
        if new is None or after.name == before.name:
            continue
        visit = links.portal(after.name).visit(lang, None, {}, {})
        changed = moved(old or {}, new)
        if changed:
            causes = _causes(history, before, after, [address for *_, address in changed])
            found.append(_item(visit, after, path, changed, causes))
    return found


def _facts(links: Permalinks, name: str, lang: str, path: str, arguments: dict[str, str]) -> Facts | None:
    """What the page said in an edition; None when it was not there."""
    try:
        _, _, context = links.portal(name).context(lang, path, arguments)
    except TiynError:
        return None
    return {key.replace(f"/e/{name}/", "/"): fact for key, fact in facts(context).items()}


def _causes(history: History, before: Entry, after: Entry, addresses: Iterable[str]) -> dict[str, str]:
    """address of a receipt -> cause, as far as the two editions were compared."""
    try:
        changes = history.compare(before.name, after.name)
    except (InputRefused, NotFound):
        return {}
    found = {}
    for address in dict.fromkeys(addresses):
        row = changes.first(1, about=unquote(address.partition("/receipt/")[2])) if address else []
        if row:
            found[address] = row[0]["cause"]
    return found


def _item(visit: Visit, after: Entry, path: str, changed: list[tuple[str, str, str, str]], causes: dict[str, str]) -> Item:
    words, lines = visit.words, []
    for label, old, new, address in changed[:SHOWN]:
        cause = words.name("change_cause", causes[address]) if address in causes else ""
        said = f"{old or words('feed_none')} → {new or words('feed_none')}" if old or new else ""
        lines.append((f"{label}: {said}" if said else label) + (f" ({cause})" if cause else ""))
    if len(changed) > SHOWN:
        lines.append(words("feed_more", n=len(changed) - SHOWN))
    title = words("feed_entry", number=after.number, n=len(changed))
    return Item(f"{after.name}{path}", title, after.built, visit.url(path), tuple(lines))


def atom(title: str, at: str, base: str, found: list[Item], updated: str) -> bytes:
    """The feed (RFC 4287). `at` is the page's address without the portal's, `base` the portal's."""
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>{escape(title)}</title>\n'
    head += f'<id>{escape(base + at)}</id>\n<link href="{_attribute(base + at)}"/>\n<updated>{updated}</updated>\n'
    head += "<author><name>Tiyn</name></author>\n"
    return (head + "".join(_entry(one, base) for one in found) + "</feed>\n").encode("utf-8")


def _entry(one: Item, base: str) -> str:
    content = escape("\n".join(one.lines))
    return (
        f"<entry><title>{escape(one.title)}</title><id>{escape(base)}/e/{escape(one.id)}</id><updated>{one.updated}</updated>"
        f'<link href="{_attribute(base + one.url)}"/><content type="text">{content}</content></entry>\n'
    )


# No XML can hold these, not even escaped; a reader's query may.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str, further: dict[str, str] | None = None) -> str:
    return saxutils.escape(NOT_XML.sub("\ufffd", text), further or {})


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
