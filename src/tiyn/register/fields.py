"""The fields of the register's index, and how a purchase's row becomes them.

The text fields are those of `search.terms`, so that a query is cut up in one place; `code` holds
every identifier whole; the others are columns to filter, count and sort by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import tantivy

from tiyn.model.spelling import tokens
from tiyn.register.asked import FILTERS, MANY, UNKNOWN
from tiyn.search.figures import Figure, figures
from tiyn.search.terms import BARRIER, key_text

TOKENIZER = "spaces"
NUMBERS = ("amount", "amount_rank", "date_rank")
# Between the two ids of a key: the one character no record may hold.
BETWEEN = "\0"
LARGEST = 9 * 10**18  # a whole number the index can hold
_LOOSE = re.compile(r"[\s№#]+")


def schema() -> tantivy.Schema:
    """Text fields, whole identifiers, filters as columns, and the stored key."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name=TOKENIZER, index_option="position")
    for name in ("key", "head"):
        builder.add_text_field(name, tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field("number", tokenizer_name=TOKENIZER, index_option="basic")
    for name in ("full", "begin", "code"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name not in MANY)
    for name in NUMBERS:
        builder.add_integer_field(name, fast=True, indexed=name == "amount")
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def code(text: str) -> str:
    """An identifier as it is sought: capital letters, no spaces, no № sign."""
    return _LOOSE.sub("", text).upper()


def document(row: Mapping[str, Any]) -> dict[str, Any]:
    """The document of one purchase (a row of `purchases` in build.sql)."""
    texts = [_cut(row[name], lang, name != "supplier_name") for name, lang in _texts(row) if row[name]]
    found: dict[str, Any] = {
        "word": f" {BARRIER} ".join(text[0] for text in texts),
        "key": " ".join(text[1] for text in texts),
        "number": " ".join([*(text[2] for text in texts), *(_amount_terms(row["amount"]) if row["amount"] is not None else ())]),
        "code": list(dict.fromkeys(code(one) for one in row["codes"] if one)),
        "class": row["classes"] or [],
        "question": row["questions"] or [],
        "payload": BETWEEN.join((row["ocid"], row["contract"])).encode(),
        "amount_rank": row["amount_rank"],
        "date_rank": row["date_rank"],
    }
    if row["amount"] is not None and abs(row["amount"]) < LARGEST:
        found["amount"] = int(row["amount"])
    for name in FILTERS:
        if name not in MANY:
            found[name] = str(row[name]) if row[name] not in (None, "") else UNKNOWN
    return found


def _texts(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return ("title", row["lang"]), ("title_kk", "kk"), ("supplier_name", "")


@lru_cache(maxsize=1 << 17)
def _cut(text: str, lang: str, with_figures: bool) -> tuple[str, str, str]:
    """(words, keys, terms of figures) of one text; names of goods and suppliers come again and again."""
    words = tokens(text)
    terms = {term for figure in figures(text) for term in figure.index_terms()} if with_figures else ()
    return " ".join(words), " ".join(key_text(token, lang) for token in words), " ".join(sorted(terms))


@lru_cache(maxsize=1 << 14)
def _amount_terms(value: Decimal) -> tuple[str, ...]:
    value = Decimal(value).normalize()
    return tuple(sorted(Figure(0, 0, (value,), (value,), None, "").index_terms()))
