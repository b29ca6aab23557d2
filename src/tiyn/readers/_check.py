"""Checks on hand-written blocks: each collects its mistake and goes on, so that all are told at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

from tiyn import codes
from tiyn.model.errors import Mistake, TiynError
from tiyn.textyaml import Block, Items

LANGUAGES = ("kk", "ru", "en")
_ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$")
_HASH = re.compile(r"^[0-9a-f]{64}$")


class Check:
    """The checks of one file; `mistakes` is shared by all files of a dossier."""

    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.file, self.mistakes = file, mistakes

    def wrong(self, line: int, found: str, expected: str, mend: str) -> None:
        self.mistakes.append(Mistake(self.file, line, found, expected, mend))

    def keys(self, block: Any, required: Iterable[str], optional: Iterable[str]) -> bool:
        """True when `block` is a mapping; unknown and missing keys are mistakes."""
        if not isinstance(block, Block):
            self.wrong(getattr(block, "line", 1), f"{type(block).__name__}", "a block of `key: value`", "indent the keys")
            return False
        allowed = [*required, *optional]
        for key in block:
            if key not in allowed:
                near = _nearest(key, allowed)
                mend = f"write {near!r}" if near else f"use one of: {', '.join(allowed)}"
                self.wrong(block.line_of(key), f"the unknown key {key!r}", "a key of docs/dossier.md", mend)
        for key in required:
            if key not in block:
                self.wrong(block.line, f"no {key!r}", f"the key {key!r}", f"add `{key}: …`")
        return True

    def text(self, block: Block, key: str) -> str | None:
        """The text of a key, None when the key is absent or not text."""
        if key not in block:
            return None
        value = block[key]
        if not isinstance(value, str) or not value.strip():
            self.wrong(block.line_of(key), f"{key}: {_short(value)}", "text", "write it on one line, in quotes")
            return None
        return value.strip()

    def identifier(self, block: Block, key: str) -> str | None:
        value = self.text(block, key)
        if value is not None and not _ID.match(value):
            self.wrong(block.line_of(key), f"{key}: {value!r}", "a-z, 0-9 and hyphens, at most 80", "it stands in addresses")
            return None
        return value

    def sha256(self, block: Block, key: str) -> str | None:
        value = self.text(block, key)
        if value is not None and not _HASH.match(value):
            self.wrong(block.line_of(key), f"{key}: {value!r}", "64 hex digits", "run `tiyn check dossier --locate`")
            return None
        return value

    def code(self, block: Block, key: str, name: str) -> str | None:
        """A code of one list; a code that is not on it is a mistake that names the nearest."""
        value = self.text(block, key)
        allowed = codes.codes(name)
        if value is not None and value not in allowed:
            near = _nearest(value, allowed)
            mend = f"write {near!r}" if near else f"use one of: {', '.join(allowed)}"
            self.wrong(block.line_of(key), f"{key}: {value!r}", f"a code of codes/{name}.yml", mend)
            return None
        return value

    def texts(self, block: Block, key: str) -> dict[str, str]:
        """A {kk, ru, en} block; a missing language is a mistake, never filled from another."""
        if key not in block:
            return {}
        return self.language_block(block[key], block.line_of(key), key)

    def language_block(self, value: Any, line: int, key: str) -> dict[str, str]:
        if not isinstance(value, Block):
            self.wrong(line, f"{key}: {_short(value)}", "{kk: …, ru: …, en: …}", "write all three languages")
            return {}
        for language in LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                self.wrong(line, f"{key} without {language}", "kk, ru and en", f"add `{language}: …`")
        for language in value:
            if language not in LANGUAGES:
                mend = 'put text with ", " in double quotes'
                self.wrong(line, f"{key} with the key {language!r}", "only kk, ru and en", mend)
        return {language: text.strip() for language, text in value.items() if isinstance(text, str)}

    def items(self, block: Block, key: str) -> Items:
        value = block.get(key, Items(block.line))
        if not isinstance(value, Items):
            self.wrong(block.line_of(key), f"{key}: {_short(value)}", "a list", f"write `{key}: [a, b]` or lines with `- `")
            return Items(block.line_of(key))
        return value

    def parsed(self, block: Block, key: str, parse: Callable[[str], Any]) -> Any:
        """The key's text read by a function of the model; its error becomes a mistake."""
        value = self.text(block, key)
        if value is None:
            return None
        try:
            return parse(value)
        except TiynError as error:
            found, _, mend = str(error).partition("; ")
            self.wrong(block.line_of(key), f"{key}: {found}", f"a readable {key}", mend or "see docs/dossier.md")
            return None


def _nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like this one, look-alike letters of another script included; None when none is."""
    found = difflib.get_close_matches(word, list(allowed), 1, 0.7)
    return found[0] if found else None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
