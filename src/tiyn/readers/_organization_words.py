"""`organization_words.yml` read: whether a party that bears no identifier may be a person, and is then not named.

The rule was chosen by counting what it hides in published sets (docs/procurement.md): a name of two to five
words of letters, none of them a word of an organization, in a role in which a person may stand.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn import textyaml
from tiyn.model.errors import DossierRefused, Mistake

FILE = Path(__file__).with_name("organization_words.yml")
WITHHELD = "withheld"
FEWEST, MOST = 2, 5
TELLING = 4
SHORT = 2  # a legal form of two letters may be a person's initials
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ.-][^\W\d_]+)*\.?")
_PARENT = re.compile(r"\b[sdwc]/o\b", re.IGNORECASE)  # "son of", as Indian registers print it


@dataclass(frozen=True)
class Words:
    """What `organization_words.yml` says, folded: without case, and schemes without accents."""

    forms: frozenset[str]
    words: frozenset[str]
    stems: tuple[str, ...]
    roles: frozenset[str]
    particles: frozenset[str]
    person_schemes: frozenset[str]


@functools.cache
def lists() -> Words:
    """The lists of `organization_words.yml`. Raises DossierRefused for a file that does not hold."""
    mistakes: list[Mistake] = []
    block = textyaml.load(FILE, f"readers/{FILE.name}", mistakes)
    if mistakes:
        raise DossierRefused(mistakes)
    forms = {word for one in block["forms"] for word in one["words"].casefold().split()}
    words, stems, particles = (block[name].casefold().split() for name in ("words", "stems", "particles"))
    return Words(
        frozenset(forms),
        frozenset(words),
        tuple(sorted(stems)),
        frozenset(block["roles"]),
        frozenset(particles),
        frozenset(block["person_schemes"]),
    )


def is_persons_scheme(scheme: str | None) -> bool:
    """True for a scheme that numbers people, however it is written."""
    return scheme is not None and plain(scheme).strip() in lists().person_schemes


def plain(text: str) -> str:
    """Without case and accents; the marks of a broken encoding stay as they are."""
    return "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))


@functools.lru_cache(maxsize=1 << 16)
def may_be_person(name: str) -> bool:
    """Whether a name has the shape of a person's and no word of an organization."""
    parts = _PARENT.sub(" ", name).replace(",", " ").split()
    if not parts or not all(_WORD.fullmatch(part) for part in parts):
        return False
    ends = (parts[0], parts[-1])
    words = [*ends, *(part for part in parts[1:-1] if part.casefold() not in lists().particles)] if len(parts) > 1 else parts
    cased = any(letter.isupper() for letter in name)
    if not FEWEST <= len(words) <= MOST or (cased and any(word[0].islower() for word in ends)):
        return False
    if max(len(word) for word in words) <= SHORT:
        return False
    return not any(_of_organization(word, at, len(parts)) for at, word in enumerate(parts))


def _of_organization(word: str, at: int, count: int) -> bool:
    """True for a legal form or a word of trade. Two letters are a form at an end only, and with dots only Latin at the last."""
    bare = word.replace(".", "").casefold()
    if bare in lists().forms:
        last, latin = at == count - 1, bare.isascii()
        if len(bare) > SHORT or (last and (latin or "." not in word)) or (at == 0 and not latin and "." not in word):
            return True
    pieces = [bare, *re.split("[-'’ʼ]", bare)]
    return any(one in lists().words or one.startswith(lists().stems) for one in pieces)


def bears_name(identifier: str, name: str) -> bool:
    """Whether a publisher's own id says the name, or a word of it of four letters or more: three may stand in any hash."""
    return any(len(word) >= TELLING and word in plain(identifier) for word in re.split(r"[\W\d_]+", plain(name)))


def named(row: Mapping[str, Any], roles: Collection[str]) -> Mapping[str, Any]:
    """A participant's row as it may be published: without its name where nothing says that it is an organization."""
    names = [row[name] for name in ("name", "name_kk") if row.get(name)]
    if row["kind"] != "unknown" or lists().roles & set(roles) or not any(map(may_be_person, names)):
        return row
    return {**row, "name": None, "name_kk": None, "kind": WITHHELD}
