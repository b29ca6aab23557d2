"""A stemmer for Kazakh nouns in Cyrillic: case, then possessive, then plural, checked by sound law.

Kazakh stacks suffixes in a fixed order (мектеп-тер-і-нің), and the shape of each is decided by
what stands before it: the vowel's class (harmony) and the last sound (assimilation). So шар-ты
is impossible (after р it would be шар-ды) and шарт-ы is right: the law, not a list, prevents most
over-stripping. What the law cannot decide is in `lexicon.txt` beside this file.
Stems are keys for finding, not dictionary forms: a final ы or і is dropped and a final б, г, ғ is
written п, к, қ, because possession voices it (мектеп, мектебі). Verbs are not conjugated here.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources

SHORTEST_STEM = 4  # letters; shorter stems must be in the lexicon

_BACK = frozenset("аоұыяё")
_FRONT = frozenset("әеөүіэ")
_VOWELS = _BACK | _FRONT
_LETTERS = frozenset("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")

# Classes of the sound before a suffix. у, и and й count as consonants, as in Kazakh grammar.
_SOUNDS = {
    **dict.fromkeys(_VOWELS, "V"),
    **dict.fromkeys("мнң", "N"),
    **dict.fromkeys("зж", "Z"),
    "л": "L",
    **dict.fromkeys("рйуию", "R"),
    **dict.fromkeys("пткқсшщфхһцчбвгғд", "T"),
}
_CONSONANT = "NZLRT"

# (back shape, front shape, sounds it may follow). "3": only after a third-person possessive.
_CASES = (
    ("ның", "нің", "VN3"), ("дың", "дің", "LZR"), ("тың", "тің", "T"),
    ("ға", "ге", "VNZLR"), ("қа", "ке", "T"), ("на", "не", "3"),
    ("ны", "ні", "V"), ("ды", "ді", "NZLR"), ("ты", "ті", "T"), ("н", "н", "3"),
    ("да", "де", "VNZLR"), ("та", "те", "T"), ("нда", "нде", "3"),
    ("дан", "ден", "VZLR"), ("нан", "нен", "N3"), ("тан", "тен", "T"),
    ("мен", "мен", "VNLR3"), ("бен", "бен", "Z"), ("пен", "пен", "T"),
    ("дағы", "дегі", "VNZLR"), ("тағы", "тегі", "T"), ("ндағы", "ндегі", "3"),
)  # fmt: skip
_THIRD = (("сы", "сі", "V"), ("ы", "і", _CONSONANT))
_OTHER_PERSONS = (
    ("мыз", "міз", "V"), ("ымыз", "іміз", _CONSONANT), ("ңыз", "ңіз", "V"), ("ыңыз", "іңіз", _CONSONANT),
)  # fmt: skip
_PLURALS = (("лар", "лер", "VR"), ("дар", "дер", "NZL"), ("тар", "тер", "T"))
_INVARIANT = frozenset({"н", "мен", "бен", "пен"})

# The second vowel falls out before a possessive: орын, орны.
_RESTORED = {
    "орн": "орын", "халқ": "халық", "мүлк": "мүлік", "ерк": "ерік", "көңл": "көңіл", "әрп": "әріп",
    "мойн": "мойын", "ауз": "ауыз", "қалп": "қалып", "ғұрп": "ғұрып", "көрк": "көрік",
}  # fmt: skip
_DEVOICED = str.maketrans("бгғ", "пкқ")


@cache
def _lexicon() -> frozenset[str]:
    """Words that end as if inflected, and true stems under four letters."""
    text = resources.files(__package__).joinpath("lexicon.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].split() for line in text.splitlines())
    return frozenset(word for line in lines for word in line) | frozenset(_RESTORED.values())


def stem(word: str) -> str:
    """The stem of one lower-case Kazakh word; a word that is not Kazakh Cyrillic comes back as it is."""
    if not word or not _LETTERS.issuperset(word):
        return word
    known = _lexicon()
    candidates = [_restore(candidate) for candidate in _candidates(word)][::-1]  # most stripped first
    listed = [candidate for candidate in candidates if candidate in known]
    if listed:
        return _key(max(listed, key=len))
    return _key(min((c for c in candidates if len(c) >= SHORTEST_STEM), key=len, default=word))


def stems(word: str) -> frozenset[str]:
    """The stem of a word, and the other one where the sound law admits two.

    органы is орган-ы (its organ) as well as орга-ны (the accusative of a word that is none).
    """
    found = {stem(word)}
    if word.endswith(("аны", "ені")):
        found.add(_key(word[:-1]))
    return frozenset(found)


def _key(stem_: str) -> str:
    """The stem in the one shape that all its forms share."""
    if len(stem_) > SHORTEST_STEM - 1 and stem_[-1] in "ыі" and stem_ not in _lexicon():
        stem_ = stem_[:-1]
    return stem_[:-1] + stem_[-1].translate(_DEVOICED)


def _restore(stem_: str) -> str:
    """The stem with the vowel that fell out put back, also at the end of a compound (кәсіпорн)."""
    for fallen, whole in _RESTORED.items():
        if stem_ == fallen or (stem_.endswith(fallen) and len(stem_) > len(fallen) + 2):
            return stem_[: -len(fallen)] + whole
    return stem_


def _candidates(word: str) -> Iterator[str]:
    """Every stem the sound laws allow, the word itself first; slots in the order they are stacked."""
    for without_case, needs_third in _strip_case(word):
        for without_person, third in _strip_person(without_case):
            if needs_third and not third:
                continue
            yield _voiceless(without_person, without_case)
            yield from _strip(without_person, _PLURALS)


def _voiceless(stem_: str, before: str) -> str:
    """Undo the voicing a vowel suffix caused, so that the lexicon is asked for мектеп, not мектеб."""
    if stem_ != before and stem_ and stem_[-1] in "бгғ" and before[len(stem_)] in "ыі":
        return stem_[:-1] + stem_[-1].translate(_DEVOICED)
    return stem_


def _strip_case(word: str) -> Iterator[tuple[str, bool]]:
    """(what is left, whether it must end in a third-person possessive); the word itself first."""
    yield word, False
    for back, front, after in _CASES:
        for shape in (back, front) if back != front else (back,):
            left = word.removesuffix(shape)
            if left == word or not left:
                continue
            if _SOUNDS.get(left[-1]) in tuple(after) and _harmonious(left, shape):
                yield left, False
            elif "3" in after and left[-1] in "ыі" and _harmonious(left, shape):
                yield left, True


def _strip_person(word: str) -> Iterator[tuple[str, bool]]:
    """(what is left, whether a third-person possessive went); the word itself first."""
    yield word, False
    for left in _strip(word, _THIRD):
        if not _is_noun_in_s(left, word):
            yield left, True
    for left in _strip(word, _OTHER_PERSONS):
        yield left, False


def _is_noun_in_s(left: str, word: str) -> bool:
    """құрылыс-ы, not құрылы-сы: after ы and і the с is the stem's, but for doers (-шы) and listed words."""
    ends = word[len(left) :] in ("сы", "сі") and left[-1] in "ыі"
    return ends and left[-2:-1] != "ш" and left not in _lexicon()


def _strip(word: str, slot: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    for back, front, after in slot:
        for shape in (back, front):
            left = word.removesuffix(shape)
            if left != word and left and _SOUNDS.get(_last_sound(left)) in tuple(after) and _harmonious(left, shape):
                yield left


def _last_sound(left: str) -> str:
    """The last letter that sounds: ь and ъ only colour the consonant before them."""
    return left.rstrip("ьъ")[-1:] or "т"


def _harmonious(left: str, suffix: str) -> bool:
    """Whether the suffix's vowels may follow `left`.

    Loans decide by their last consonant as often as by their vowel (банк-ке, тариф-ке, факт-і), so
    и, ю, ь and a final к, г, нкт-like cluster admit both classes.
    """
    if suffix in _INVARIANT:
        return True
    front = any(char in _FRONT for char in suffix)
    if left[-1] in "кгьф" or left.endswith(("кт", "нк")):
        return True
    for char in reversed(left):
        if char == "и":
            return True
        if char in _VOWELS:
            return (char in _FRONT) == front
        if char in "ую" and not front:
            return True
    return True
