"""What somebody typed, cut into the units that a result must have: words, figures, phrases."""

import re
from dataclasses import dataclass

from tiyn.model.spelling import skeleton, tokens, words
from tiyn.search.figures import Figure, figures

LONGEST_QUERY = 500  # characters; more is a pasted text, not a question
MOST_UNITS = 24
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»|„([^“”]*)[“”]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

# Left out beside other words: they say nothing about what is sought.
_STOP = frozenset(
    [
        "и",
        "в",
        "во",
        "на",
        "с",
        "со",
        "к",
        "ко",
        "у",
        "о",
        "об",
        "от",
        "до",
        "из",
        "за",
        "по",
        "для",
        "не",
        "что",
        "как",
        "или",
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "by",
        "with",
        "from",
        "is",
        "are",
        "was",
        "және",
        "мен",
        "бен",
        "пен",
        "үшін",
        "туралы",
        "бойынша",
        "немесе",
        "да",
        "де",
        "та",
        "те",
    ]
)
# Legal forms lift a result but never exclude one: ТОО, ЖШС and LLP are one thing in three languages.
_OPTIONAL = frozenset(
    [
        "тоо",
        "жшс",
        "llp",
        "ао",
        "ақ",
        "jsc",
        "нао",
        "кеақ",
        "ип",
        "жк",
        "го",
        "гу",
        "мм",
        "му",
        "кгу",
        "кмм",
        "ргу",
        "рмм",
        "гкп",
        "мкк",
        "ргп",
        "рмк",
        "пхв",
        "шжқ",
        "llc",
        "ltd",
        "ooo",
        "ооо",
        "тг",
        "kzt",
        "₸",
    ]
)


@dataclass(frozen=True)
class Word:
    token: str


@dataclass(frozen=True)
class Phrase:
    words: tuple[str, ...]


Unit = Word | Phrase | Figure


@dataclass(frozen=True)
class Request:
    """`units` in the order typed, each wanted; `optional` words that only lift; `key` of the whole."""

    units: tuple[Unit, ...]
    optional: tuple[Word, ...]
    key: str
    plain: str

    def without_phrases(self) -> "Request":
        """The same with each phrase taken apart into its words."""
        loose: list[Unit] = []
        for unit in self.units:
            loose.extend(map(Word, unit.words) if isinstance(unit, Phrase) else (unit,))
        return Request(tuple(loose), self.optional, self.key, self.plain)


def read_request(text: str) -> Request | None:
    """Cut up a query; None when nothing in it can be sought, or it is too long to be a question."""
    if len(text) > LONGEST_QUERY:
        return None
    clean = _CONTROL.sub(" ", text)
    found: list[Unit] = []
    position = 0
    for match in _QUOTED.finditer(clean):
        found.extend(_loose(clean[position : match.start()]))
        phrase = tuple(tokens("".join(part or "" for part in match.groups())))
        found.extend((Phrase(phrase),) if len(phrase) > 1 else map(Word, phrase))
        position = match.end()
    found.extend(_loose(clean[position:]))
    return _sorted_out(found, clean)


def _sorted_out(found: list[Unit], clean: str) -> Request | None:
    """Part the wanted from the optional; when nothing else was typed, even a stop word is wanted."""
    weighty = [unit for unit in found if not (isinstance(unit, Word) and unit.token in _STOP | _OPTIONAL)]
    optional = [unit for unit in found if isinstance(unit, Word) and unit.token in _OPTIONAL]
    wanted = list(dict.fromkeys(weighty or found))[:MOST_UNITS]
    if not wanted:
        return None
    return Request(tuple(wanted), tuple(optional) if weighty else (), skeleton(clean), " ".join(tokens(clean)))


def _loose(text: str) -> list[Unit]:
    """Words and figures outside quotation marks, in order."""
    numbers = figures(text)
    units: list[tuple[int, Unit]] = [(figure.start, figure) for figure in numbers]
    for start, end, token in words(text):
        inside = any(figure.start < end and start < figure.end for figure in numbers)
        if token and not inside:
            units.append((start, Word(token)))
    return [unit for _, unit in sorted(units, key=lambda pair: pair[0])]
