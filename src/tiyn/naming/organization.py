"""The name of an organisation taken apart: legal form, own words, numbers, places, branch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from tiyn.model.spelling import tokens
from tiyn.naming.letters import one_script, script, visible

HERE = Path(__file__).parent
_ROMAN = re.compile(r"[ivx]{1,4}")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Form:
    """A legal form. `state`: of a state body, often left out; `weak`: of a fund, often left out; `person`: of a sole trader."""

    code: str
    state: bool
    weak: bool
    person: bool
    general: bool


@dataclass(frozen=True)
class Organization:
    """`words`: its own words, lower case, one script each, without form, fillers and country; `mixed`: words of two scripts."""

    text: str
    form: Form | None
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    places: frozenset[str]
    branch: bool
    country: bool
    mixed: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.words)


@cache
def _load(name: str) -> object:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


@cache
def _forms() -> dict[tuple[str, ...], Form]:
    """Words of a form -> the form; the words as `tokens` gives them."""
    found: dict[tuple[str, ...], Form] = {}
    for row in _load("forms.yml"):
        form = Form(row["code"], *(row.get(name) == "yes" for name in ("state", "weak", "person", "general")))
        for text in row["is"]:
            found.setdefault(tuple(tokens(text)), form)
    return found


@cache
def _form_sizes() -> dict[str, list[int]]:
    """First word of a form -> how many words forms that begin so have, the longest first."""
    return _sizes(_forms())


@cache
def _phrases(name: str) -> tuple[frozenset[tuple[str, ...]], dict[str, list[int]]]:
    found = frozenset(tuple(tokens(text)) for text in _load("words.yml")[name])
    return found, _sizes(found)


def _sizes(phrases: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], set()).add(len(phrase))
    return {word: sorted(sizes, reverse=True) for word, sizes in found.items()}


@cache
def _places() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First two letters -> (words, of which the last is a beginning, place), the longest first."""
    found = [(tuple(tokens(stem)), row["code"]) for row in _load("places.yml") for stem in row["stems"]]
    sorted_by: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, code in sorted(found, key=lambda one: (-sum(map(len, one[0])), one)):
        sorted_by.setdefault(words[0][:2], []).append((words, code))
    return sorted_by


@lru_cache(maxsize=1 << 15)
def organization(text: str) -> Organization:
    """An organisation's name taken apart. Nothing is refused: a name of signs alone has no words."""
    printed = tokens(visible(text).replace("ё", "е").replace("Ё", "Е"))
    mixed = tuple(word for word in printed if script(word) == "mixed" and one_script(word) != word)
    words = [one_script(word) for word in printed]
    words, form = _without_form(words)
    words, branch = _without(words, "branch")
    words, country = _without(words, "country")
    places = _placed(words)
    words, _ = _without(words, "fillers")
    numbers = tuple(number for word in words for number in ([word] if _ROMAN.fullmatch(word) else _DIGITS.findall(word)))
    return Organization(text, form, tuple(words), tuple(n.lstrip("0") or "0" for n in numbers), places, branch, country, mixed)


def _without_form(words: list[str]) -> tuple[list[str], Form | None]:
    """The words without every legal form in them; the first that is not a general word counts, else the first."""
    kept, found, at = [], [], 0
    while at < len(words):
        size = next((n for n in _form_sizes().get(words[at], ()) if tuple(words[at : at + n]) in _forms()), 0)
        # a short form is one only at an edge of the name: "кф" inside it may be anything
        if size and (size > 1 or len(words[at]) > 4 or at == 0 or at + size == len(words) or len(found) > 0):
            found.append(_forms()[tuple(words[at : at + size])])
            at += size
        else:
            kept.append(words[at])
            at += 1
    own = [form for form in found if not form.general] or found
    if not kept:  # all of the name is a form's word: the word is its name
        return words, None
    return kept, own[0] if own else None


def _without(words: list[str], name: str) -> tuple[list[str], bool]:
    kept, at, met, (phrases, sizes) = [], 0, False, _phrases(name)
    while at < len(words):
        size = next((n for n in sizes.get(words[at], ()) if tuple(words[at : at + n]) in phrases), 0)
        met = met or bool(size)
        if not size:
            kept.append(words[at])
        at += size or 1
    return (kept, met) if kept else (words, False)


def _placed(words: list[str]) -> frozenset[str]:
    found, at = set(), 0
    while at < len(words):
        size = 1
        for stem, code in _places().get(words[at][:2], ()):
            some = words[at : at + len(stem)]
            if len(some) == len(stem) and some[:-1] == list(stem[:-1]) and _begins(some[-1], stem[-1]):
                found.add(code)
                size = len(stem)
                break
        at += size
    return frozenset(found)


def _begins(word: str, stem: str) -> bool:
    """Short names of places must be the whole word; of longer ones endings may follow."""
    return word == stem if len(stem) <= 4 else word.startswith(stem)
