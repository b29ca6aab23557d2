"""The keys under which the inflected forms of a word meet, for Kazakh, Russian and English."""

from functools import cache, lru_cache

import Stemmer

from tiyn.stemming import kazakh, russian

LANGUAGES = ("kk", "ru", "en")


@lru_cache(maxsize=1 << 18)
def stems(token: str, lang: str) -> frozenset[str]:
    """The stems of one lower-case token read as `lang` (kk, ru, en); at least one.

    Two words are forms of one when they share a stem. Raises ValueError for another language.
    """
    if lang == "kk":
        return kazakh.stems(token)
    if lang == "ru":
        return russian.keys(token)
    if lang == "en":
        return frozenset({_english().stemWord(token)})
    raise ValueError(f"no stemmer for {lang!r}; expected one of {', '.join(LANGUAGES)}")


@cache
def _english() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
