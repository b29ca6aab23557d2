"""One key for the many spellings of a word, words out of text, and alphabetical order.

Kazakh names are written in Kazakh Cyrillic, in Russian Cyrillic and in half a dozen Latin
romanisations. `skeleton` folds them all to one small ASCII alphabet, so that Досаев, Dossayev
and Dosaev are one key. It is a net for finding, never a proof that two names are the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

LONGEST_TOKEN = 64  # characters; nothing longer is a word, and indexes refuse very long terms

# A word: letters, digits and the combining marks that belong to them; an apostrophe only inside
# (Jas'lan, O'zbek), because at the edges it is a quotation mark.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+(?:['’ʼʹ`](?:[^\W_]|[\u0300-\u036f])+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼʹ`")

# Қ, к, х and kh are one key because Russian writes Kazakh қ with either (Бақыт, Бахыт; Қазақстан,
# Казахстан); the three и and the three u are one because romanisations do not keep them apart.
_CYRILLIC = {
    "а": "a",
    "ә": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "ғ": "g",
    "д": "d",
    "е": "e",
    "ё": "e",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "й": "i",
    "к": "k",
    "қ": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "ң": "ng",
    "о": "o",
    "ө": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ұ": "u",
    "ү": "u",
    "ф": "f",
    "х": "k",
    "һ": "k",
    "ц": "s",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ъ": "",
    "ы": "i",
    "і": "i",
    "ь": "",
    "э": "e",
    "ю": "iu",
    "я": "ia",
}
# Latin letters with marks that mean another letter in one of the Kazakh alphabets (2018, 2019,
# 2021); every other mark is simply dropped.
_LATIN_MARKED = {
    "ş": "sh",
    "š": "sh",
    "ś": "sh",
    "ç": "ch",
    "č": "ch",
    "ć": "ch",
    "ž": "zh",
    "ý": "u",
    "ı": "i",
    "ń": "ng",
    "ñ": "ng",
    "ŋ": "ng",
    "ø": "o",
    "æ": "a",
    "ß": "s",
    "ə": "a",
}
_TO_ASCII = str.maketrans(_CYRILLIC | _LATIN_MARKED)
_MARKS = re.compile(r"[\u0300-\u036f]")
_NOT_KEY = re.compile(r"[^a-z0-9]+")

# Applied in this order to ASCII. A lone j stands for zh (Jambyl) and h for kh (Ahmetov).
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"shch|sch(?=[aeiouy])", "sh"),
        (r"tch", "ch"),
        (r"d(?:zh|j)", "zh"),
        (r"j", "zh"),
        (r"(?<![csz])h|kh", "k"),
        (r"ph", "f"),
        (r"gk", "g"),  # gh, after h became k
        (r"w", "v"),
        (r"q|ck", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"yo", "e"),
        (r"y", "i"),
        (r"ie", "e"),
        (r"ts(?!h)", "s"),
        (r"tz", "s"),
        (r"ng", "n"),
        (r"([a-z])\1+", r"\1"),
        (r"(sh|ch|zh)\1+", r"\1"),
    )
)
_ROUNDS = 8  # a rule can make room for an earlier one; real words settle in two

_ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of `text` in order: (start, end, token); offsets are characters of `text`."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), plain(match.group())


def tokens(text: str) -> list[str]:
    """The words of `text`, each lower-cased and in one Unicode form; punctuation is dropped."""
    return [token for token in map(plain, _WORD.findall(text)) if token]


@lru_cache(maxsize=1 << 18)
def plain(word: str) -> str:
    """One word in compatibility form, lower case, ё as е, without apostrophes; at most 64 long."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return folded.translate(_APOSTROPHES).replace("ё", "е")[:LONGEST_TOKEN]


def skeleton(text: str) -> str:
    """The spelling key of `text`: its words folded to a-z and 0-9, parted by one space.

    Empty when nothing in it is a letter or digit. Inflection is left alone (Досаева differs).
    Applying it twice changes nothing.
    """
    return " ".join(key for key in map(fold, tokens(text)) if key)


@lru_cache(maxsize=1 << 18)
def fold(token: str) -> str:
    """The skeleton of one token as `tokens` gives it: the quick way, where a text is cut already."""
    ascii_word = token.replace("йо", "е").translate(_TO_ASCII)
    if not ascii_word.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", ascii_word))
        ascii_word = bare if bare.isascii() else anyascii(bare).lower()
    key = _NOT_KEY.sub("", ascii_word)
    for _ in range(_ROUNDS):
        before = key
        for pattern, replacement in _RULES:
            key = pattern.sub(replacement, key)
        if key == before:
            break
    return key[:LONGEST_TOKEN]


def collation_key(text: str, lang: str) -> tuple[tuple[int, ...], str]:
    """A sort key for `text` in the alphabet of `lang` (kk: all 42 letters; ru; en).

    Order: spaces and signs, digits, the language's own script, then the other one. ё follows е
    in Kazakh, and equals it in Russian as in Russian dictionaries. Raises KeyError for another
    language. Equal texts in different case are ordered by code point, so that the order is total.
    """
    ranks = _ranks(lang)
    folded = unicodedata.normalize("NFKC", text).casefold()
    if lang == "ru":
        folded = folded.replace("ё", "е")
    return tuple(ranks.get(char, 0 if not char.isalnum() else ord(char) + 1000) for char in folded), text


@lru_cache
def _ranks(lang: str) -> dict[str, int]:
    own = _ALPHABETS[lang]
    other = _ALPHABETS["kk"] if lang == "en" else _ALPHABETS["en"]
    return {char: rank for rank, char in enumerate("0123456789" + own + other, start=1)}
