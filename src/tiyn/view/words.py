"""Words in one language: interface words, page words, code names, dates, plurals, sorting.

A language is one folder of `locales`: `language.yml` says how it writes numbers and money,
`words.yml` and `figures.yml` hold the words every page shares. Words that belong to one page stand in that
page's `words.yml`, in all languages; a language added later brings them in its own folder's
`more.yml` under `page.key`. A word that is missing raises: no text falls back to another language.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import babel.dates
from babel import Locale

from tiyn import codes, shelf, textyaml
from tiyn.model.errors import DossierRefused, Mistake, NotFound
from tiyn.model.period import NOT_STATED, read_period
from tiyn.model.spelling import collation_key

PAGES = shelf.PACKAGE / "pages"


@dataclass(frozen=True)
class Language:
    """One language: `card` is language.yml, `shared` words.yml, `more` the words of other owners."""

    code: str
    card: Mapping[str, Any]
    shared: Mapping[str, Any]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def locale(self) -> Locale:
        return _locale(self.card["locale"])


@functools.cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@functools.lru_cache(maxsize=4096)
def _spelled(skeleton: str, day: date, locale: str) -> str:
    """A day by a skeleton of its language: a page of a table writes the same few months hundreds of times."""
    return babel.dates.format_skeleton(skeleton, day, locale=_locale(locale))


@functools.cache
def languages(locales: Path) -> dict[str, Language]:
    """Every language on the shelf, in the order their cards ask for. Raises DossierRefused."""
    mistakes: list[Mistake] = []
    found = []
    for path in shelf.folders(locales, "language.yml"):
        parts = {}
        for name in ("language", "words", "figures", "more"):
            file = path / f"{name}.yml"
            parts[name] = textyaml.load(file, f"locales/{path.name}/{name}.yml", mistakes) if file.is_file() else {}
        shared = {**(parts["words"] or {}), **(parts["figures"] or {})}
        found.append(Language(path.name, parts["language"] or {}, shared, parts["more"] or {}))
    if mistakes:
        raise DossierRefused(mistakes)
    return {language.code: language for language in sorted(found, key=lambda one: one.card["order"])}


@functools.cache
def page_words(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """key -> {kk, ru, en} of one page's `words.yml`; empty when the page has none."""
    mistakes: list[Mistake] = []
    path = folder / "words.yml"
    found = textyaml.load(path, f"pages/{folder.name}/words.yml", mistakes) if path.is_file() else {}
    if mistakes:
        raise DossierRefused(mistakes)
    return found or {}


class Words:
    """The words one page sees in one language."""

    def __init__(self, language: Language, page: Path | None = None) -> None:
        self.language, self.code = language, language.code
        self.page = page

    def __call__(self, key: str, **values: Any) -> str:
        """The word for a key, with `{name}` filled in; `n` also chooses the plural form."""
        return self._fill(self._find(key), key, values)

    def forms(self, key: str) -> dict[str, str]:
        """The plural forms of a word with their slots open, for a script that counts; {"other": word} when it has none."""
        text = self._find(key)
        return dict(text) if isinstance(text, Mapping) else {"other": text}

    def block(self, texts: Mapping[str, Any], owner: str) -> str:
        """This language's text of a {kk, ru, en} block that belongs to `owner`."""
        text = texts.get(self.code) or self.language.more.get(owner)
        if not isinstance(text, str):
            raise NotFound(f"no {self.code} text for {owner}; add it to the block or to locales/{self.code}/more.yml")
        return text

    def name(self, code_list: str, code: str | None, n: int | None = None) -> str:
        """The name of a code of one list, in the plural form for `n` when it has forms."""
        if code is None:
            return ""
        entry = codes.lists()[code_list].get(code)
        if entry is None:
            raise NotFound(f"no code {code!r} in codes/{code_list}.yml; add it there")
        text = entry["name"].get(self.code) or self.language.more.get(f"{code_list}.{code}")
        if isinstance(text, Mapping):
            return text.get(self.plural(1 if n is None else n), text.get("other", ""))
        if text is None:
            raise NotFound(f"no {self.code} name of {code_list}.{code}; add it to locales/{self.code}/more.yml")
        return text

    def note(self, code_list: str, code: str) -> str:
        """The explanation of a code, "" when it has none."""
        note = codes.lists()[code_list].get(code, {}).get("note")
        return self.block(note, f"{code_list}.{code}.note") if note else ""

    def sentence(self, code_list: str, code: str, **values: Any) -> str:
        """A code's sentence pattern with its values filled in."""
        return self.pattern(code_list, code, "sentence", **values)

    def pattern(self, code_list: str, code: str, which: str, **values: Any) -> str:
        """One of a code's patterns (`sentence`, `denied`) with its values filled in."""
        text = self.block(codes.lists()[code_list][code][which], f"{code_list}.{code}.{which}")
        return self._fill(text, code, values)

    def plural(self, n: int) -> str:
        """The CLDR plural form of a whole number: one, few, many, other."""
        return self.language.locale.plural_form(n)

    def date(self, said: str) -> str:
        """A partial date in words: 10 февраля 2026 г., 2026 ж. 10 ақпан, 10 February 2026, "date not stated"."""
        if said == NOT_STATED or not said:
            return self("date_not_stated")
        period = read_period(said)
        if period.start is None or period.start == period.end:
            return self._day(period.start) if period.start else said
        skeletons = {4: "y", 7: "yMMMM"}
        skeleton = skeletons.get(len(said))
        return _spelled(skeleton, period.start, self.language.card["locale"]) if skeleton else said

    def period(self, said: str | None) -> str:
        """A period in words: 2022–2030, since 2015, two years (which is not stated)."""
        if not said or said == NOT_STATED:
            return self("period_not_stated")
        if said.startswith("P"):
            return self("period_years", n=int(said[1:-1]))
        first, dots, last = said.partition("..")
        if not dots:
            return self.date(said)
        if not last:
            return self("period_since", start=self.date(first))
        if not first:
            return self("period_until", end=self.date(last))
        if len(first) == len(last) == 4:
            return f"{first}–{last}"
        return f"{self.date(first)} – {self.date(last)}"

    def sort_key(self, text: str) -> Any:
        """The key that puts names in this language's alphabetical order."""
        return collation_key(text, self.language.card["spelling"])

    def _day(self, day: date) -> str:
        return babel.dates.format_date(day, format=self.language.card["date"], locale=self.language.locale)

    def _find(self, key: str) -> Any:
        if self.page is not None:
            own = page_words(self.page).get(key)
            if own is not None:
                text = own.get(self.code) or self.language.more.get(f"{self.page.name}.{key}")
                if text is None:
                    raise NotFound(f"no {self.code} word {key!r} of page {self.page.name}; add it to its words.yml")
                return text
        if key not in self.language.shared:
            raise NotFound(f"no word {key!r} in locales/{self.code}/words.yml; add it there")
        return self.language.shared[key]

    def _fill(self, text: Any, key: str, values: Mapping[str, Any]) -> str:
        if isinstance(text, Mapping):
            text = text.get(self.plural(int(values["n"])), text.get("other"))
        try:
            return text.format(**values) if values else text
        except (KeyError, IndexError) as error:
            raise NotFound(f"the {self.code} word {key!r} wants {error}; give it or mend the word") from error
