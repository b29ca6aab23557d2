"""The name of a person taken apart: words and ordered initials; sameness here is of names, never of persons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tiyn.model.spelling import tokens
from tiyn.naming.letters import TABLES, agree, one_script, script, visible

_PATRONYMIC = re.compile(
    r".{2,}(?:ович|евич|ич|овна|евна|ична|инична|ұлы|улы|қызы|кызы|оглы|ovich|evich|ovna|evna|uly|uli|kyzy|qyzy|kizi)"
)
_INITIAL = re.compile(r"[^\W\d_]|ю|я")
# Endings of a man's or a woman's surname of the Russian pattern in the cases of Russian: (ending, nominative).
_SURNAME = TABLES["surnames"]
_GIVEN = ("ом", "ем", "а", "у", "е", "я", "ю", "ой", "ей", "ы", "и")
_WOMAN = re.compile(r"(?:ова|ева|ина|ына|кая|ova|eva|yeva|ina|kaya)$")
_MAN = re.compile(r"(?:ов|ев|ин|ын|кий|ov|ev|yev|in|kiy)$")


@dataclass(frozen=True)
class Person:
    """`words`: the full words but the patronymic, lower case; `initials`: in their order; `patronymic`: or ''."""

    text: str
    words: tuple[str, ...]
    initials: tuple[str, ...]
    patronymic: str
    mixed: tuple[str, ...]


@lru_cache(maxsize=1 << 15)
def person(text: str) -> Person:
    """A person's name taken apart. Kazakh patronymics in two words (Асқар ұлы) count as one."""
    printed = tokens(re.sub(r"(?<=\w)-(?=\w)", "", visible(text)).replace("ё", "е").replace("Ё", "Е"))
    mixed = tuple(word for word in printed if script(word) == "mixed" and one_script(word) != word)
    words, initials, patronymic = [], [], ""
    for word in map(one_script, printed):
        if len(word) == 1:
            initials.append(word)
        elif word in ("ұлы", "улы", "қызы", "кызы", "uly", "qyzy", "kyzy", "оглы") and words:
            patronymic = words.pop() + word
        elif len(printed) > 2 and not patronymic and _PATRONYMIC.fullmatch(word) and words:
            patronymic = word
        else:
            words.append(word)
    return Person(text, tuple(words), tuple(initials), patronymic, mixed)


def sex(found: Person) -> str:
    """`f`, `m` or '' as the surname and the patronymic tell."""
    if found.patronymic:
        return "f" if re.search(r"(?:вна|чна|қызы|кызы|vna|qyzy|kyzy|kizi)$", found.patronymic) else "m"
    if any(_WOMAN.search(word) for word in found.words):
        return "f"
    return "m" if any(_MAN.search(word) for word in found.words) else ""


def initial_of(letter: str, word: str) -> bool:
    """True when a word may begin with this initial, in either script."""
    if word.startswith(letter) or agree(letter, word[0]):
        return True
    return any(agree(letter, word[:n]) or agree(word[:n], letter) for n in (1, 2, 3))


def inflected(left: Person, right: Person) -> bool:
    """One name in two cases of Russian: every word either the same or in an oblique case, a surname among them."""
    if len(left.words) != len(right.words) or len(left.words) < 2 or left.initials or right.initials:
        return False
    for one, other in ((left, right), (right, left)):
        if all(any(_case_of(word, base) for word in one.words) for base in other.words) and all(
            any(_case_of(word, base) for base in other.words) for word in one.words
        ):
            return _consistent(one, other)
    return False


def _case_of(word: str, base: str) -> bool:
    return agree(word, base) or _surname_case(word, base) or _given_case(word, base)


def _surname_case(word: str, base: str) -> bool:
    return any(word.endswith(end) and base.endswith(to) and agree(word[: -len(end)] + to, base) for end, to in _SURNAME)


def _given_case(word: str, base: str) -> bool:
    """A given name in an oblique case: an ending added, or in place of -а, -я."""
    for end in _GIVEN:
        if word.endswith(end) and len(word) - len(end) >= 3:
            stem = word[: -len(end)]
            if stem == base or (base[-1] in "ая" and end not in ("а", "я") and stem == base[:-1]):
                return True
    return False


def _consistent(oblique: Person, base: Person) -> bool:
    """A man's name is declined in all its words (Мадиева Жаслана), a woman's may keep its own (Айгерим Сейткалиевой)."""
    changed = [word for word in oblique.words if not any(agree(word, one) for one in base.words)]
    if len(changed) == len(oblique.words):
        return True
    kept = [word for word in oblique.words if word not in changed]
    woman = any(word.endswith(("ой", "ей")) for word in changed) and any(_WOMAN.search(word) for word in base.words)
    return woman and all(word[-1] not in "ая" for word in kept)
