"""What is odd inside accepted records, said in few lines: twenty of a kind in full, the others counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiyn.snapshot import digest

SHOWN = 20
KINDS = {
    "shape": ("odd_value", "another shape than the standard's"),
    "date": ("odd_value", "not a date"),
    "number": ("odd_value", "not a number"),
    "numeric_text": ("odd_value", "a number written as text; it was taken"),
    "empty": ("odd_value", "an empty text; it was taken for nothing"),
    "currency": ("unknown_currency", "a code that is not in ISO 4217; it is kept as published"),
    "again": ("repeated_id", "an id twice in one list; the further ones bear a number"),
    "copy": ("repeated_release", "a release given more than once; it counts once"),
    "compiled": ("repeated_release", "a compiled release beside others of its process; it is not merged again"),
    "hidden": ("personal_hidden", "personal numbers, e-mail addresses or phones in published texts; hidden as ▒▒▒"),
    "undated": ("odd_value", "a release without a usable date; it is merged before the dated ones"),
}


class Notes:
    """The oddities of one file. `note` is called often and keeps little."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.counts: dict[str, int] = {}
        self.shown: dict[str, list[tuple[str, str]]] = {}

    def note(self, kind: str, place: str, found: str, expected: str = "") -> None:
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        if count <= SHOWN and kind != "hidden":
            said = f"{found}; expected {expected}; ask the publisher to mend it" if expected else found
            self.shown.setdefault(kind, []).append((f"{self.name}: {place}", said))

    def add(self, other: Notes) -> None:
        """Take over what another process noted of the same file."""
        for kind, count in other.counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count
        for kind, said in other.shown.items():
            self.shown[kind] = [*self.shown.get(kind, []), *said][:SHOWN]

    def rows(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The issue rows of the file."""
        for kind, count in sorted(self.counts.items()):
            code, words = KINDS[kind]
            shown = dict.fromkeys(self.shown.get(kind, []))
            for place, message in shown:
                yield "issue", _row(code, place, f"{place}: {message}")
            rest = count - len(self.shown.get(kind, []))
            if rest:
                more = "more " if shown else ""
                yield "issue", _row(code, self.name, f"{self.name}: {rest} {more}time(s): {words}")


def _row(kind: str, place: str, message: str) -> dict[str, str]:
    key = digest(f"{place}\n{message}".encode("utf-8", "replace"))[:16]
    return {"id": key, "step": "read", "kind": kind, "place": place, "message": message}
