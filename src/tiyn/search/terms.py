"""Text to terms: the one place where an edition and a query are cut up, so that both are alike.

Fields of the index:
  word    every word as written, in order, for phrases and to lift exact matches
  key     per word: its skeleton and the skeletons of its stems; what decides whether it matches
  head    the same keys of titles and names only, to lift them
  full    the skeleton of each whole title and name
  begin   the first letters of each `full`, so that a short beginning is one term and not a million
  number  terms of the figures (see `figures`)
"""

import re
from functools import lru_cache
from itertools import chain

import tantivy

from tiyn.model.spelling import fold, tokens
from tiyn.search.entry import Entry
from tiyn.search.figures import figures
from tiyn.stemming import stems

BARRIER = "|"  # stands between two texts, so that no phrase runs from one into the next
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CODE = re.compile(r"[^\W\d_][-/. ]?[0-9]|[0-9][-/. ]?[^\W\d_]")
_TOKENIZER = "spaces"
LONGEST_BEGINNING = 6  # letters of a skeleton that have a term of their own


@lru_cache(maxsize=1 << 18)
def stems_of(token: str, lang: str) -> frozenset[str]:
    """The stems a token may have: by its script, and where that leaves Kazakh or Russian open, by `lang`.

    An unknown language ("") tries both: nobody says in which language a query is.
    """
    if not _CYRILLIC.search(token):
        return stems(token, "en")
    if lang in ("kk", "ru"):
        return stems(token, lang)
    return stems(token, "ru") | stems(token, "kk")


@lru_cache(maxsize=1 << 18)
def keys(token: str, lang: str) -> tuple[str, ...]:
    """The terms of one word in the fields `key` and `head`: own skeleton first, then its stems'."""
    if token.isdigit():
        return ()  # digits are found as figures
    own = fold(token)
    found = {fold(stem) for stem in stems_of(token, lang)} - {own}
    return tuple(key for key in (own, *sorted(found)) if key)


@lru_cache(maxsize=1 << 18)
def key_text(token: str, lang: str) -> str:
    """The same as one text, parted by spaces."""
    return " ".join(keys(token, lang))


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name=_TOKENIZER, index_option="position")
    for name in ("key", "head"):
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field("number", tokenizer_name=_TOKENIZER, index_option="basic")
    builder.add_text_field("full", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("begin", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("weight", fast=True)
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tell an index our tokenizer; tantivy forgets it, so also after every opening."""
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, spaces)


def fields_of(entry: Entry) -> dict[str, str | list[str]]:
    """The indexed text of an entry, by field; terms are parted by spaces."""
    codes = tuple(number for number in entry.numbers if _CODE.search(number))
    heads = [*((text, lang) for lang, text in entry.titles.items()), *((name, "") for name in entry.names)]
    bodies = [*((text, lang) for lang, text in entry.texts.items()), *((code, "") for code in codes)]
    head_words = [(tokens(text), lang) for text, lang in heads]
    body_words = [(tokens(text), lang) for text, lang in bodies]
    head = " ".join(key_text(token, lang) for words, lang in head_words for token in words)
    body = " ".join(key_text(token, lang) for words, lang in body_words for token in words)
    numbered = chain(entry.numbers, (text for text, _ in heads), entry.texts.values())
    number_terms = {term for text in numbered for figure in figures(text) for term in figure.index_terms()}
    whole = sorted({" ".join(filter(None, map(fold, words))) for words, _ in head_words} - {""})
    return {
        "word": f" {BARRIER} ".join(" ".join(words) for words, _ in chain(head_words, body_words)),
        "key": f"{head} {body}",
        "head": head,
        "full": whole,
        "begin": sorted({key[:length] for key in whole for length in range(1, LONGEST_BEGINNING + 1)}),
        "number": " ".join(sorted(number_terms)),
    }
