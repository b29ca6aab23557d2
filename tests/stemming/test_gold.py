"""Forms of one word share a key, and different words do not: measured on hand-written lists."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from tiyn.model.spelling import plain
from tiyn.stemming import kazakh, stems

Lemmas = dict[str, list[str]]
HERE = Path(__file__).parent


def lemmas(name: str, part: str) -> Lemmas:
    listed = yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return {lemma: [plain(form) for form in forms.split()] for lemma, forms in listed[part].items()}


def commonest_key(forms: list[str], lang: str) -> tuple[str, list[str]]:
    """The key most forms share, and the forms that lack it."""
    key, _ = Counter(key for form in forms for key in sorted(stems(form, lang))).most_common(1)[0]
    return key, [form for form in forms if key not in stems(form, lang)]


def keys_of(forms: list[str], lang: str) -> set[str]:
    return {key for form in forms for key in stems(form, lang)}


@pytest.mark.parametrize("part", ["seen", "unseen", "blind", "purchases"])
@pytest.mark.parametrize(("name", "lang"), [("kazakh", "kk"), ("russian", "ru")])
def test_at_least_95_in_100_forms_share_the_key_of_their_word(name: str, lang: str, part: str) -> None:
    listed = lemmas(name, part)
    astray = {lemma: commonest_key(forms, lang)[1] for lemma, forms in listed.items()}
    total = sum(map(len, listed.values()))
    share = 1 - sum(map(len, astray.values())) / total
    print(f"{name} {part}: {len(listed)} words, {total} forms, {share:.1%} on one key")
    assert share >= 0.95, {lemma: forms for lemma, forms in astray.items() if forms}


@pytest.mark.parametrize(("name", "lang"), [("kazakh", "kk"), ("russian", "ru")])
def test_fewer_than_1_in_100_pairs_of_different_words_share_a_key(name: str, lang: str) -> None:
    listed = lemmas(name, "seen") | lemmas(name, "unseen") | lemmas(name, "blind") | lemmas(name, "purchases")
    keys = {lemma: keys_of(forms, lang) for lemma, forms in listed.items()}
    pairs = list(combinations(listed, 2))
    joined = [(left, right) for left, right in pairs if keys[left] & keys[right]]
    words = {word for pair in joined for word in pair}
    print(f"{name}: {len(joined)} of {len(pairs)} pairs joined, {len(words)} of {len(listed)} words: {joined}")
    assert len(joined) / len(pairs) < 0.01, joined


def test_english_forms_share_a_key() -> None:
    for forms in ("contract contracts contracting", "system systems", "company companies", "tender tenders"):
        assert len({frozenset(stems(form, "en")) for form in forms.split()}) == 1, forms


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'de'"):
        stems("haus", "de")


def test_every_listed_kazakh_word_needs_to_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long word is listed only where it, or its possessive, would lose a part of its stem."""
    listed = {word for word in kazakh._lexicon() if len(word) >= kazakh.SHORTEST_STEM}
    words = listed - set(kazakh._RESTORED.values())
    right = {form: kazakh.stem(form) for word in words for form in (word, *_possessives(word))}
    rest = kazakh._lexicon() - words
    monkeypatch.setattr(kazakh, "_lexicon", lambda: rest)
    idle = {word for word in words if all(kazakh.stem(form) == right[form] for form in (word, *_possessives(word)))}
    assert not idle, f"the stemmer gets these right by itself; take them out of lexicon.txt: {sorted(idle)}"


def _possessives(word: str) -> tuple[str, ...]:
    return tuple(word + suffix for suffix in ("ы", "і", "сы", "сі"))
