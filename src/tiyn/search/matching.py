"""Why a result matched, and which of its words to mark. Looks only at the results of one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from tiyn.model.spelling import fold, skeleton, tokens, words
from tiyn.search.entry import Entry, Hit, Marked
from tiyn.search.figures import Figure, figures
from tiyn.search.plan import allowed_typos
from tiyn.search.request import Phrase, Request, Unit, Word
from tiyn.search.terms import keys, stems_of

TIES = ("exact", "alias", "stem", "spelling", "prefix", "typo", "number")  # weakest last
_LONGEST_TEXT = 4_000  # characters looked at per text of a result
_TEXTS_SHOWN = 2
_ALIKE = 2  # first letters that forms and spellings of a word have in common
_BEFORE, _SNIPPET = 60, 220  # characters before the first match, and in all


@dataclass
class Matcher:
    """Explains results of one request, read in the language of the page."""

    request: Request
    lang: str

    @cached_property
    def _marks(self) -> "_Marks":
        return _Marks(self.request)

    def hit(self, entry: Entry) -> Hit:
        title = entry.titles.get(self.lang) or next(iter(entry.titles.values()), entry.id)
        return Hit(entry.id, entry.kind, entry.url, title, self._snippet(entry, title), self._why(entry))

    def _why(self, entry: Entry) -> str:
        titles = {skeleton(title) for title in entry.titles.values()}
        if self.request.key not in titles and self.request.key in map(skeleton, entry.names):
            return "alias"
        shown = _vocabulary((*entry.titles.values(), *entry.texts.values(), *entry.numbers))
        named = _vocabulary(entry.names)
        ties = []
        for word in self._marks.words:
            tie, through_name = _best(word, shown), _best(word, named)
            if through_name is not None and (tie is None or TIES.index(through_name) < TIES.index(tie)):
                tie = "alias" if through_name == "exact" else through_name
            if tie is not None:
                ties.append(tie)
        # A suppletive form (люди, человек) is seen by the index but not by the quick look here.
        return max(ties, key=TIES.index, default="stem" if self._marks.words else "number")

    def _snippet(self, entry: Entry, title: str) -> Marked:
        """The text with most of what was sought, only in the page's language: no page mixes two.

        Where that text lacks something, the text that has most of the rest follows it.
        """
        own = entry.texts.get(self.lang, "")
        texts = [own, " · ".join(entry.numbers), " · ".join(entry.names), title]
        seen = [(self._marks.spans(text[:_LONGEST_TEXT]), text) for text in texts if text]
        shown: Marked = []
        missing = {unit for spans, _ in seen for _, _, unit in spans}
        for _ in range(_TEXTS_SHOWN):
            spans, text = max(seen, key=lambda pair: len(missing & {unit for _, _, unit in pair[0]}), default=([], ""))
            shown += [(" · ", False)] if shown else []
            shown += _cut(text, [(start, end) for start, end, _ in spans])
            missing -= {unit for _, _, unit in spans}
            if not missing:
                break
        return shown


class _Marks:
    """Finds the words and figures of a request in texts."""

    def __init__(self, request: Request) -> None:
        units: tuple[Unit, ...] = (*request.units, *request.optional)
        self.words = [
            token
            for unit in units
            for token in (unit.words if isinstance(unit, Phrase) else (unit.token,) if isinstance(unit, Word) else ())
        ]
        self._figures = [unit for unit in units if isinstance(unit, Figure)]
        self._number_terms = [figure.exact_terms() | figure.near_terms() for figure in self._figures]

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, what of the request) of every match, in order."""
        found: list[tuple[int, int, str]] = []
        for figure in figures(text):
            terms = figure.index_terms()
            found += [
                (figure.start, figure.end, str(number)) for number, sought in enumerate(self._number_terms) if terms & sought
            ]
        taken = [(start, end) for start, end, _ in found]
        for start, end, token in words(text):
            if any(start < last and first < end for first, last in taken):
                continue
            best = min(((_rank(_tie(word, token)), word) for word in self.words), default=(len(TIES), ""))
            if best[0] < len(TIES):
                found.append((start, end, best[1]))
        return sorted(found)


@lru_cache(maxsize=1 << 16)
def _tie(word: str, token: str) -> str | None:
    """How a word sought and a word found are one, if they are."""
    if word == token:
        return "exact"
    sought, found = fold(word), fold(token)
    if sought[:_ALIKE] == found[:_ALIKE]:  # else stemming every word of a page would take longer than the search
        if stems_of(word, "") & stems_of(token, ""):
            return "stem"
        if not set(keys(word, "")).isdisjoint(keys(token, "")):
            return "spelling"
    if len(sought) > _ALIKE and found.startswith(sought):
        return "prefix"
    allowed = allowed_typos(sought)
    return "typo" if allowed and OSA.distance(sought, found, score_cutoff=allowed) <= allowed else None


def _vocabulary(texts: Iterable[str]) -> set[str]:
    return {token for text in texts for token in tokens(text[:_LONGEST_TEXT])}


def _best(word: str, vocabulary: set[str]) -> str | None:
    """The strongest tie of a word sought to any word found."""
    return "exact" if word in vocabulary else min((_tie(word, token) for token in vocabulary), key=_rank, default=None)


def _rank(tie: str | None) -> int:
    return len(TIES) if tie is None else TIES.index(tie)


def _cut(text: str, spans: list[tuple[int, int]]) -> Marked:
    """The neighbourhood of the first match, in pieces; an ellipsis where text was left out."""
    start = max(0, spans[0][0] - _BEFORE) if spans else 0
    if start:
        start = text.find(" ", start, spans[0][0]) + 1 or spans[0][0]
    end = min(len(text), start + _SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", start, end), spans[0][1] if spans else start + 1)
    pieces: Marked = [("… ", False)] if start else []
    position = start
    for first, last in spans:
        if first < position or last > end:
            continue
        pieces += [(text[position:first], False), (text[first:last], True)]
        position = last
    pieces += [(text[position:end], False), (" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]
