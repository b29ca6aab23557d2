"""What two names alone allow to say: the same, for review, or different, with the reason.

`same` merges organisations only where nothing else is known to differ; of persons it says that the names are
one name, which makes nobody one person. Vetoes come first: another form, number, place, branch, patronymic or order of
initials keeps names apart however alike they look. Everything that is only likely goes to a human.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.distance import Levenshtein

from tiyn.model.identifier import is_valid
from tiyn.model.spelling import fold
from tiyn.naming.letters import agree, script
from tiyn.naming.organization import Organization, _load, organization
from tiyn.naming.person import Person, inflected, initial_of, person, sex

SAME, REVIEW, DIFFERENT = "same", "review", "different"
LEAST_ALONE = 5  # letters of a name that may stand for another without its legal form
NEAR, NEAR_PERSON = 0.74, 0.72
TRANSLATED = 0.6


@dataclass(frozen=True)
class Decision:
    """`outcome`: same, review or different; `reason`: a code of `codes/name_reason.yml`."""

    outcome: str
    reason: str


def decide(left: str, right: str, people: bool | None = None) -> Decision:
    """Compare two names; `people` says that both are persons' (True), organisations' (False) or is not known (None)."""
    if people is None:
        people = looks_like_person(left) and looks_like_person(right)
    return _people(person(left), person(right)) if people else _organizations(organization(left), organization(right))


def decide_identified(left: str, right: str, left_bin: str = "", right_bin: str = "", people: bool | None = None) -> Decision:
    """The same with BINs: two valid ones decide, whatever the names; one with a wrong check digit links nobody and is told."""
    if any(given and not is_valid(given) for given in (left_bin, right_bin)):
        found = decide(left, right, people)
        return Decision(REVIEW if found.outcome == SAME else found.outcome, "identifier_invalid")
    if left_bin and right_bin:
        return Decision(SAME, "identifier_same") if left_bin == right_bin else Decision(DIFFERENT, "identifier_different")
    return decide(left, right, people)


def looks_like_person(text: str) -> bool:
    """Two or three words that begin with capitals, or a surname with initials; no legal form, quotes, digits or institution."""
    found = organization(text)
    if found.form or found.numbers or any(sign in text for sign in '"«»“”„./&') and not _initialled(text):
        return False
    one = person(text)
    if not 1 <= len(one.words) + bool(one.patronymic) <= 3 or len(one.words) + len(one.initials) < 1:
        return False
    if any(_meaning(word) or word in _ear() for word in one.words):
        return False
    return bool(one.initials or one.patronymic) or (2 <= len(one.words) <= 3 and text == text.title().replace("’S", "’s"))


def _initialled(text: str) -> bool:
    return bool(person(text).initials)


# organisations


def _organizations(left: Organization, right: Organization) -> Decision:
    if not left.words or not right.words:
        return Decision(REVIEW, "no_words")
    vetoed = _veto(left, right)
    if vetoed:
        return vetoed
    equal = _equal_words(left, right)
    if equal:
        return _equal(left, right, equal)
    return _likely(left, right)


def _veto(left: Organization, right: Organization) -> Decision | None:
    if left.branch != right.branch:
        return Decision(DIFFERENT, "branch")
    if left.numbers != right.numbers and (left.numbers or right.numbers):
        return Decision(DIFFERENT, "number")
    if left.places != right.places and left.places and right.places:
        return Decision(DIFFERENT, "place")
    if left.form and right.form and left.form.code != right.form.code:
        if {left.form.code, right.form.code} & {"FOND"} and left.form.weak and right.form.weak:
            return None
        return Decision(DIFFERENT, "legal_form")
    return None


def _equal_words(left: Organization, right: Organization) -> str:
    """`words`: all agree in their order; `joined`: without spaces; `order`: in another order; '': they do not."""
    if len(left.words) == len(right.words) and all(map(_word, left.words, right.words)):
        return "words"
    scripts = {script(left.joined), script(right.joined)}
    if len(scripts) == 1 and left.joined == right.joined:
        return "joined"
    if len(scripts) == 2 and agree(left.joined, right.joined) and len(left.joined) > 6:
        return "joined"
    if len(left.words) == len(right.words) and _paired(list(left.words), list(right.words)):
        return "order"
    return ""


def _word(left: str, right: str) -> bool:
    if agree(left, right):
        return True
    ear = _ear()
    return left in ear and right in ear and bool(ear[left] & ear[right])


def _paired(left: list[str], right: list[str]) -> bool:
    rest = list(right)
    for word in left:
        match = next((one for one in rest if _word(word, one)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _equal(left: Organization, right: Organization, how: str) -> Decision:
    if how == "order":
        return Decision(REVIEW, "word_order")
    if (left.form and left.form.person) or (right.form and right.form.person):
        return _sole_traders(left, right)
    if left.country != right.country:
        return Decision(REVIEW, "country")
    if _loose(left, right):
        return Decision(REVIEW, "sound_alike")
    if left.form and right.form:
        return Decision(SAME, f"form_and_{how}")
    if len(left.joined) < LEAST_ALONE:
        return Decision(REVIEW, "short_name")
    return Decision(SAME, how if left.form is None and right.form is None else f"{how}_without_form")


def _loose(left: Organization, right: Organization) -> bool:
    """Short words in two scripts agree too easily to be proof."""
    pairs = [(a, b) for a, b in zip(left.words, right.words, strict=False) if a != b]
    return bool(pairs) and len(left.joined) <= 3


def _sole_traders(left: Organization, right: Organization) -> Decision:
    one, other = person(" ".join(left.words)), person(" ".join(right.words))
    if left.form != right.form:
        return Decision(REVIEW, "sole_trader")
    return Decision(SAME, "form_and_words") if one.words and other.words else Decision(REVIEW, "sole_trader")


def _likely(left: Organization, right: Organization) -> Decision:
    short, long = sorted((left.words, right.words), key=len)
    if _within(short, long):
        return Decision(REVIEW, "part_of_name")
    if _initials_of(left, right) or _initials_of(right, left):
        return Decision(REVIEW, "abbreviation")
    if _translated(left, right) >= TRANSLATED:
        return Decision(REVIEW, "translation")
    keys = ["".join(map(fold, one.words)) for one in (left, right)]
    if Levenshtein.normalized_similarity(*keys) >= NEAR:
        return Decision(REVIEW, "near_name")
    return Decision(DIFFERENT, "names")


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = list(long)
    for word in short:
        match = next((one for one in rest if _word(word, one)), None)
        if match is None:
            return False
        rest.remove(match)
    return len(short) < len(long) and sum(map(len, short)) >= 4


def _initials_of(short: Organization, long: Organization) -> bool:
    """НИТ of Национальные информационные технологии; beside it other words may stand in both."""
    rest = [word for word in short.words if not any(_word(word, one) for one in long.words)]
    spelled = [word for word in long.words if not any(_word(word, one) for one in short.words)]
    if not rest or len(rest) > 2 or not 2 <= len(spelled) <= 12:
        return False
    letters = "".join(rest)
    if not 2 <= len(letters) <= 10:
        return False
    full = "".join(word[0] for word in spelled)
    content = "".join(word[0] for word in spelled if len(word) > 3)
    return letters in (full, content) or _syllables(letters, spelled)


def _syllables(letters: str, words: list[str]) -> bool:
    """Нацинфотех of национальные информационные технологии: beginnings of all words, in order."""
    reached = {0}
    for word in words:
        reached = {at + n for at in reached for n in range(1, len(word) + 1) if letters[at : at + n] == word[:n]} | (
            reached if len(word) <= 3 else set()
        )
    return len(letters) in reached


def _translated(left: Organization, right: Organization) -> float:
    """The share of the shorter name's words that stand in the other, in its spelling or by the glossary."""
    short, long = sorted((left.words, right.words), key=len)
    rest, met = list(long), 0
    for word in short:
        match = next((one for one in rest if _word(word, one) or _meaning(word) & _meaning(one) or _same_place(word, one)), None)
        if match is not None:
            rest.remove(match)
            met += 1
    return met / len(short) if met >= 2 or len(short) == 1 and met else 0.0


def _same_place(left: str, right: str) -> bool:
    one, other = organization(left).places, organization(right).places
    return bool(one & other)


@cache
def _glossary() -> list[tuple[int, str]]:
    rows: Any = _load("glossary.yml")
    return [(number, stem) for number, row in enumerate(rows) for stem in row]


@cache
def _meaning(word: str) -> frozenset[int]:
    return frozenset(number for number, stem in _glossary() if (word.startswith(stem) if len(stem) > 3 else word == stem))


@cache
def _ear() -> dict[str, frozenset[int]]:
    words: Any = _load("words.yml")
    found: dict[str, set[int]] = {}
    for number, row in enumerate(words["by_ear"]):
        for word in row:
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


# persons


def _people(left: Person, right: Person) -> Decision:
    if not left.words or not right.words:
        return Decision(REVIEW, "no_words")
    if left.patronymic and right.patronymic and not agree(left.patronymic, right.patronymic):
        return (
            Decision(DIFFERENT, "patronymic")
            if not _near(left.patronymic, right.patronymic)
            else Decision(REVIEW, "patronymic_near")
        )
    if left.initials or right.initials:
        return _initials(left, right)
    if len(left.words) == len(right.words) and _paired_people(left.words, right.words):
        if bool(left.patronymic) != bool(right.patronymic):
            return Decision(SAME if len(left.words) == 2 else REVIEW, "patronymic_absent")
        return Decision(SAME, "words") if len(left.words) > 1 else Decision(REVIEW, "surname_alone")
    if inflected(left, right):
        return Decision(SAME, "inflected")
    return _likely_people(left, right)


def _paired_people(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    rest = list(right)
    for word in left:
        match = next((one for one in rest if agree(word, one)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _initials(left: Person, right: Person) -> Decision:
    if left.initials and right.initials:
        if not any(agree(one, other) for one in left.words for other in right.words):
            return Decision(REVIEW if _near(left.words[0], right.words[0]) else DIFFERENT, "surname")
        pairs = list(zip(left.initials, right.initials, strict=False))
        if not all(initial_of(a, b) for a, b in pairs):
            return Decision(DIFFERENT, "initials")
        return Decision(SAME if len(left.initials) == len(right.initials) > 1 else REVIEW, "surname_and_initials")
    short, full = (left, right) if left.initials else (right, left)
    rest = [word for word in full.words if not any(agree(word, one) for one in short.words)]
    if len(rest) == len(full.words):
        return Decision(DIFFERENT, "surname")
    spelled = rest + ([full.patronymic] if full.patronymic else [])
    if all(initial_of(a, b) for a, b in zip(short.initials, spelled, strict=False)):
        return Decision(REVIEW, "initials_fit")
    return Decision(DIFFERENT, "initials")


def _likely_people(left: Person, right: Person) -> Decision:
    if sex(left) and sex(right) and sex(left) != sex(right):
        return Decision(DIFFERENT, "sex")
    short, long = sorted((left.words, right.words), key=len)
    if len(short) < len(long) and _within_people(short, long):
        return Decision(REVIEW, "part_of_name")
    keys = [sorted(map(fold, one.words)) for one in (left, right)]
    if len(keys[0]) == len(keys[1]) and all(_near(a, b) for a, b in zip(*keys, strict=True)):
        return Decision(REVIEW, "near_name")
    return Decision(DIFFERENT, "names")


def _within_people(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return all(any(agree(word, one) or fold(word) == fold(one) for one in long) for word in short)


def _near(left: str, right: str) -> bool:
    return Levenshtein.normalized_similarity(fold(left), fold(right)) >= NEAR_PERSON
