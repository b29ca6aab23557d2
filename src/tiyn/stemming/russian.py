"""Russian keys: the Snowball stem of the dictionary form, and of the word as written.

Snowball alone parts закупка from закупок; the dictionary alone mistakes Kazakh surnames for
adjectives. Both keys together join the forms of either.
"""

from functools import cache, lru_cache

import pymorphy3
import Stemmer

_LIKELY = 0.1  # a reading the dictionary gives less than this share only conflates


@cache
def _dictionary() -> pymorphy3.MorphAnalyzer:
    """Loading takes about half a second and 20 MB, so it waits for the first Russian word."""
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _snowball() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("russian")


@lru_cache(maxsize=1 << 18)
def keys(word: str) -> frozenset[str]:
    """The stems one lower-case Russian word may have: of its likely dictionary forms and its own."""
    readings = _dictionary().parse(word)
    lemmas = {reading.normal_form.replace("ё", "е") for reading in readings if reading.score >= _LIKELY}
    return frozenset(_snowball().stemWords([word, *sorted(lemmas)]))
