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

KAZAKH = frozenset("әғқңөұүһі")
# How Russian writes a Kazakh letter: ң as н or нг, ө as о, е or у (Өтеғалиев, Утегалиев), һ as х or г.
_RUSSIAN = {
    "ә": "[әаэе]", "ғ": "[ғг]", "қ": "[қкх]", "ң": "(?:ң|нг|н)", "ө": "(?:ө|о|е|у)", "ұ": "[ұуо]", "ү": "[үую]", "һ": "[һхг]",
    "і": "[іиы]",
}  # fmt: skip
_KAZAKH = {
    "а": "[аә]", "э": "[эә]", "е": "[еәө]", "г": "[гғһ]", "к": "[кқ]", "х": "[хқһ]", "о": "[оөұ]", "у": "[уұүө]", "ю": "[юү]",
    "и": "[иі]", "ы": "[ыі]",
}  # fmt: skip
# What a Latin spelling may stand for; the longest first.
_LATIN = (
    ("shch", "щ"), ("sch", "(?:щ|ш)"), ("tch", "ч"), ("dzh", "(?:дж|ж)"), ("sh", "ш"), ("ch", "(?:ч|х|к)"), ("zh", "ж"), ("kh", "[хқһ]"),
    ("gh", "[ғг]"), ("ph", "ф"), ("th", "т"), ("ts", "(?:ц|тс)"), ("tz", "ц"), ("ck", "к"), ("qu", "(?:кв|қу|құ)"), ("ng", "(?:ң|нг)"),
    ("iya", "ия"), ("iye", "ие"), ("ye", "(?:е|ие|ье|э)"), ("yo", "(?:ё|е|ио|йо)"), ("yu", "(?:ю|ью|йу)"), ("ya", "(?:я|ья|иа|йа)"), ("ia", "(?:я|иа|ья|ия)"),
    ("iu", "(?:ю|иу)"), ("ie", "(?:ие|е|ье)"), ("ay", "(?:ай|эй)"), ("iy", "(?:ий|ый|и)"), ("yi", "(?:ыи|ий|ый|и)"), ("yy", "(?:ый|ы|ий)"), ("ou", "(?:у|оу)"),
    ("oo", "(?:у|оо)"), ("ee", "(?:и|ее)"), ("ss", "(?:с|сс)"), ("kk", "(?:к|кк|ққ)"), ("tt", "(?:т|тт)"), ("ll", "(?:л|лл)"), ("nn", "(?:н|нн)"),
    ("pp", "(?:п|пп)"), ("mm", "(?:м|мм)"), ("ff", "(?:ф|фф)"), ("rr", "(?:р|рр)"), ("dd", "(?:д|дд)"), ("bb", "(?:б|бб)"),
    ("a", "[аә]"), ("b", "б"), ("c", "(?:к|с|ц)"), ("d", "д"), ("e", "[еэё]"), ("f", "ф"), ("g", "(?:г|ғ|дж)"), ("h", "[хһ]"), ("i", "(?:и|і|й|ы|ай)"),
    ("j", "(?:ж|дж|й)"), ("k", "[кқ]"), ("l", "(?:л|ль)"), ("m", "м"), ("n", "[нң]"), ("o", "[оө]"), ("p", "п"), ("q", "[қк]"), ("r", "р"), ("s", "[сш]"),
    ("t", "т"), ("u", "[уұүю]"), ("v", "в"), ("w", "[ву]"), ("x", "(?:кс|х)"), ("y", "(?:й|ы|и|у|і)"), ("z", "[зц]"),
)  # fmt: skip
_UNITS = dict(_LATIN)
# ay before a vowel is a and ya, ye … (Tokayev).
_LATIN_UNIT = re.compile("|".join(unit + ("(?![aeou])" if unit == "ay" else "") for unit, _ in _LATIN))
_MARKED = str.maketrans({
    "ä": "a", "á": "a", "ǵ": "g", "ğ": "g", "ñ": "n", "ń": "n", "ŋ": "n", "ö": "o", "ó": "o", "ø": "o", "ū": "u", "ú": "u", "ü": "u", "ý": "u", "ı": "i",
    "ï": "i", "í": "i", "ş": "sh", "š": "sh", "ś": "s", "ç": "ch", "č": "ch", "ž": "zh",
})  # fmt: skip
# Letters that look alike: (Cyrillic, Latin). A word with letters of both scripts is read in the one most of it is in.
_ALIKE = dict(zip("аеорсухіһкмтвн", "aeopcyxihkmtbh", strict=True))
_TO_LATIN = str.maketrans(_ALIKE)
_TO_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in _ALIKE.items()})
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


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
    return re.compile("".join(part if len(part) > 1 else _RUSSIAN.get(part) or _KAZAKH.get(part) or _plain(part) for part in parts))


def _plain(letter: str) -> str:
    return "(?:н|ң)" if letter == "н" else re.escape(letter)


@lru_cache(maxsize=1 << 16)
def _read(latin: str) -> re.Pattern[str]:
    """Which Cyrillic words a Latin one may spell; a soft sign may be anywhere, apostrophes stand for one."""
    plain = re.sub("['’ʼ`]", "", latin.translate(_MARKED))
    units = _LATIN_UNIT.findall(plain) if _LATIN_UNIT.sub("", plain) == "" else []
    if not units:
        return re.compile(re.escape(latin))
    return re.compile("ь?".join(_UNITS[unit] for unit in units) + "ь?")
