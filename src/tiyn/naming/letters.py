"""Whether two words are one word in two spellings: Russian, Kazakh and Latin letters, letter by letter.

A key that folds all spellings to one (`model.spelling.skeleton`) finds candidates, but it also makes Кан and Хан one.
Here a letter may only stand for what it is written as in the other script: within one alphabet words agree when
they are equal, Kazakh against Russian only Kazakh letters may differ, and Latin letters are read as the romanisations
in use (Law on transliteration, passports, 2018-2021 Kazakh Latin, English).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

KAZAKH = frozenset("әғқңөұүһі")
TABLES = yaml.safe_load((Path(__file__).with_suffix(".yml")).read_text(encoding="utf-8"))
_RUSSIAN, _KAZAKH, _UNITS = TABLES["russian"], TABLES["kazakh"], TABLES["latin"]
# ay before a vowel is a and ya, ye … (Tokayev).
_BY_LENGTH = sorted(TABLES["latin"], key=len, reverse=True)
_LATIN_UNIT = re.compile("|".join(unit + ("(?![aeou])" if unit == "ay" else "") for unit in _BY_LENGTH))
_MARKED = str.maketrans(TABLES["marked"])
# Letters that look alike: (Cyrillic, Latin). A word with letters of both scripts is read in the one most of it is in.
_ALIKE = dict(zip("аеорсухіһкмтвн", "aeopcyxihkmtbh", strict=True))
_TO_LATIN = str.maketrans(_ALIKE)
_TO_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in _ALIKE.items()})
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


@lru_cache(maxsize=1 << 16)
def script(word: str) -> str:
    """`cyrillic`, `latin`, `mixed` (letters of both), `other` (neither, or digits alone)."""
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in word)
    latin = any(letter.isascii() and letter.isalpha() or "\u00c0" <= letter <= "\u024f" for letter in word)
    return "mixed" if cyrillic and latin else "cyrillic" if cyrillic else "latin" if latin else "other"


def one_script(word: str) -> str:
    """A word of lower-case letters whose few letters of the other script look like its own, in its own; else as it is."""
    if script(word) != "mixed":
        return word
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in word)
    latin = sum(letter.isascii() and letter.isalpha() for letter in word)
    changed = word.translate(_TO_CYRILLIC if cyrillic > latin else _TO_LATIN)
    return changed if script(changed) != "mixed" else word


def visible(text: str) -> str:
    """The text in compatibility form without zero-width and direction marks."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=1 << 16)
def agree(left: str, right: str) -> bool:
    """True when two lower-case words are one word in two spellings; equal words agree. Symmetric."""
    if left == right:
        return True
    scripts = {script(left), script(right)}
    if scripts == {"cyrillic"}:
        return _kazakh(left, right)
    if scripts == {"latin", "cyrillic"}:
        latin, cyrillic = (left, right) if script(left) == "latin" else (right, left)
        return _read(latin).fullmatch(cyrillic.replace("ъ", "").replace("ё", "е")) is not None
    return False


def _kazakh(left: str, right: str) -> bool:
    """Letter by letter, only a Kazakh letter on one side may be another on the other."""
    if not KAZAKH & set(left + right):
        return False
    return _classes(left).fullmatch(right) is not None and _classes(right).fullmatch(left) is not None


@lru_cache(maxsize=1 << 16)
def _classes(word: str) -> re.Pattern[str]:
    text = re.sub("нг", "(?:нг|ң)", word) if "нг" in word else word
    parts = re.findall(r"\(\?:нг\|ң\)|.", text)
    return re.compile("".join(part if len(part) > 1 else _class(part) for part in parts))


def _class(letter: str) -> str:
    return _RUSSIAN.get(letter) or _KAZAKH.get(letter) or ("(?:н|ң)" if letter == "н" else re.escape(letter))


@lru_cache(maxsize=1 << 16)
def _read(latin: str) -> re.Pattern[str]:
    """Which Cyrillic words a Latin one may spell; a soft sign may be anywhere, apostrophes stand for one."""
    plain = re.sub("['’ʼ`]", "", latin.translate(_MARKED))
    units = _LATIN_UNIT.findall(plain) if _LATIN_UNIT.sub("", plain) == "" else []
    if not units:
        return re.compile(re.escape(latin))
    return re.compile("ь?".join(_UNITS[unit] for unit in units) + "ь?")
