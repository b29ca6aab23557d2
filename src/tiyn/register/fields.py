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
from tiyn.register.asked import FILTERS, UNKNOWN
from tiyn.search.figures import Figure, figures
from tiyn.search.terms import BARRIER, key_text

TOKENIZER = "spaces"
NUMBERS = ("amount", "amount_rank", "date_rank")
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
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name != "class")
    for name in NUMBERS:
        builder.add_integer_field(name, fast=True, indexed=name == "amount")
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def code(text: str) -> str:
    """An identifier as it is sought: capital letters, no spaces, no № sign."""
    return _LOOSE.sub("", text).upper()


def document(row: Mapping[str, Any]) -> dict[str, Any]:
    """The document of one purchase (a row of `purchases` in build.sql)."""
    texts = [(row[name], lang) for name, lang in (("title", row["lang"]), ("title_kk", "kk"), ("supplier_name", "")) if row[name]]
    words = [(tokens(text), lang) for text, lang in texts]
    found: dict[str, Any] = {
        "word": f" {BARRIER} ".join(" ".join(part) for part, _ in words),
        "key": " ".join(key_text(token, lang) for part, lang in words for token in part),
        "number": " ".join(sorted(_numbers(row, texts))),
        "code": list(dict.fromkeys(code(one) for one in row["codes"] if one)),
        "class": row["classes"] or [],
        "payload": f"{row['ocid']}\n{row['contract']}".encode(),
        "amount_rank": row["amount_rank"],
        "date_rank": row["date_rank"],
    }
    if row["amount"] is not None and abs(row["amount"]) < LARGEST:
        found["amount"] = int(row["amount"])
    for name in FILTERS:
        if name != "class":
            found[name] = str(row[name]) if row[name] not in (None, "") else UNKNOWN
    return found


def _numbers(row: Mapping[str, Any], texts: list[tuple[str, str]]) -> set[str]:
    """Terms of the figures in the texts, and of the sum itself."""
    terms = {term for text, _ in texts for figure in figures(text) for term in figure.index_terms()}
    return terms | _amount_terms(row["amount"]) if row["amount"] is not None else terms


@lru_cache(maxsize=1 << 14)
def _amount_terms(value: Decimal) -> frozenset[str]:
    value = Decimal(value).normalize()
    return Figure(0, 0, (value,), (value,), None, "").index_terms()
