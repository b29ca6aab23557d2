"""The pages on the shelf: one folder each, found by listing, matched by path.

A page module has `PATH` ("/programme/{id}"), `context(visit)` giving one typed context, and
`examples(visit)` listing the paths it serves in this edition (for the site map and the tests). `RECORDS` may name the
records the page is of ("record/party/{id}"), which its receipt file proves beside what the page shows; `feed(visit)`
may give entries for its Atom feed in place of those found by comparing editions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

from tiyn import shelf

_SLOT = re.compile(r"(/?)\{(\w+)([*?]?)\}")


@dataclass(frozen=True)
class Page:
    """One page of the shelf."""

    name: str
    folder: Path
    module: ModuleType
    pattern: re.Pattern[str]

    @property
    def path(self) -> str:
        return self.module.PATH

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters of a path this page serves, None for another's."""
        found = self.pattern.fullmatch(path)
        return {name: unquote(value or "") for name, value in found.groupdict().items()} if found else None


def pages() -> list[Page]:
    """Every page, those with fewer open slots first, so that /x/list wins over /x/{id}."""
    found = []
    for module in shelf.modules("pages"):
        folder = Path(str(module.__file__)).parent
        found.append(Page(folder.name, folder, module, _compile(module.PATH)))
    return sorted(found, key=lambda page: (page.path.count("{"), page.path))


def _compile(path: str) -> re.Pattern[str]:
    """A path with {slots} as a pattern; {slot*} also takes slashes, and /{slot?} may be left out with its slash as well."""
    pieces, position = [], 0
    for slot in _SLOT.finditer(path):
        slash, name, mark = slot.groups()
        pieces.append(re.escape(path[position : slot.start()]))
        taken = f"{slash}(?P<{name}>{'.+' if mark else '[^/]+'})"
        pieces.append(f"(?:{taken})?" if mark == "?" else taken)
        position = slot.end()
    pieces.append(re.escape(path[position:]))
    return re.compile("".join(pieces))
