"""From a request to tantivy queries: what must match, and what lifts a match."""

from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from tiyn.model.spelling import fold
from tiyn.search.figures import Figure
from tiyn.search.request import Phrase, Request, Unit, Word
from tiyn.search.terms import LONGEST_BEGINNING, keys

MISSING_ALLOWED_FROM = 3  # units; with fewer, every one is needed
_WHOLE, _HEAD, _EXACT, _COMPLETE = 30.0, 3.0, 2.0, 1000.0
SCORED = frozenset({"word", "key", "head"})  # fields that keep how often a term occurs
_SHORTEST_PREFIX, _SHORTEST_TYPO, _SHORTEST_TWO_TYPOS = 3, 4, 8  # letters


def allowed_typos(key: str) -> int:
    """How many letters of a skeleton may be wrong: none in short words, two in long ones."""
    return (len(key) >= _SHORTEST_TYPO) + (len(key) >= _SHORTEST_TWO_TYPOS)


@dataclass(frozen=True)
class Plan:
    """`match` decides and is counted, `ranked` matches the same and puts the best first."""

    match: Query
    ranked: Query
    guessed: tuple[str, ...]  # words sought by prefix and typo, because no document holds them


@dataclass
class Planner:
    """Builds queries against one index; `searcher` is asked which terms exist at all."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher

    def plan(self, request: Request, complete: bool, guess_all: bool) -> Plan:
        """Queries for a request. `complete`: every unit must match; else all but one may.

        `guess_all`: seek every word by prefix and typo too, not only the unknown ones.
        """
        guessed = tuple(unit.token for unit in request.units if isinstance(unit, Word) and (guess_all or not self.known(unit)))
        clauses = [self._unit(unit, isinstance(unit, Word) and unit.token in guessed) for unit in request.units]
        strict = _all(clauses)
        match = strict
        lifts = [query for unit in (*request.units, *request.optional) for query in self._lifts(unit)]
        if not complete and len(clauses) >= MISSING_ALLOWED_FROM:
            should = [(Occur.Should, clause) for clause in clauses]
            match = Query.boolean_query(should, minimum_number_should_match=len(clauses) - 1)
            lifts.append(Query.const_score_query(strict, _COMPLETE))
        if request.key:
            lifts.append(Query.const_score_query(self._term("full", request.key), _WHOLE))
        ranked = Query.boolean_query([(Occur.Must, match), *((Occur.Should, lift) for lift in lifts)])
        return Plan(match, ranked, guessed)

    def whole_beginning(self, request: Request) -> Query:
        """A query for titles and names that begin with all that was typed; cheap at any size."""
        if len(request.key) > LONGEST_BEGINNING:
            return Query.regex_query(self.schema, "full", f"{request.key}.*")
        return Query.const_score_query(self._term("begin", request.key), 1.0)

    def beginning(self, request: Request) -> Query | None:
        """A query for titles and names that hold the units anywhere, the last of them perhaps unfinished.

        None when too little was typed: one letter begins a word of half of all titles.
        """
        if len(request.key) < _SHORTEST_PREFIX:
            return None
        clauses = [self._unit(unit, guess=False) for unit in request.units[:-1]]
        clauses.append(self._beginning(request.units[-1]))
        lifts = [(Occur.Should, Query.boost_query(self.whole_beginning(request), _WHOLE))]
        lifts += [(Occur.Should, query) for unit in request.units for query in self._lifts(unit)]
        return Query.boolean_query([(Occur.Must, _all(clauses)), *lifts])

    def known(self, word: Word) -> bool:
        return bool(self._existing(word))

    def _existing(self, word: Word) -> list[str]:
        return [key for key in keys(word.token, "") if self.searcher.doc_freq("key", key)]

    def _unit(self, unit: Unit, guess: bool) -> Query:
        if isinstance(unit, Figure):
            return self._figure(unit)
        if isinstance(unit, Phrase):
            return Query.phrase_query(self.schema, "word", list(unit.words))
        terms = [self._term("key", key) for key in self._existing(unit)]
        if guess or not terms:
            terms = [Query.boost_query(term, 4.0) for term in terms] + self._guesses(unit)
        return _any(terms)

    def _guesses(self, word: Word) -> list[Query]:
        """Prefix and typo queries; the fewer letters differ the higher."""
        key = fold(word.token)
        found = []
        if len(key) >= _SHORTEST_PREFIX:
            found.append(Query.boost_query(Query.regex_query(self.schema, "key", f"{key}.*"), 2.0))
        for form in dict.fromkeys((key, *keys(word.token, ""))):  # a slip in the stem, under another ending
            for distance in range(1, allowed_typos(form) + 1):
                fuzzy = Query.fuzzy_term_query(self.schema, "key", form, distance=distance)
                found.append(Query.boost_query(fuzzy, 2.0 / distance))
        return found

    def _figure(self, figure: Figure) -> Query:
        """Equal figures; for a bare one also those it shortens; for a scaled one only for want of equal ones."""
        exact = [term for term in sorted(figure.exact_terms()) if self.searcher.doc_freq("number", term)]
        terms = [Query.const_score_query(self._term("number", term), 4.0) for term in exact]
        if figure.power is None or not exact:
            near = sorted(figure.near_terms())
            terms += [Query.const_score_query(self._term("number", term), 1.0) for term in near]
        return _any(terms)

    def _lifts(self, unit: Unit) -> list[Query]:
        """What puts a match higher: standing in a title or name, and standing there as typed."""
        if not isinstance(unit, Word):
            return []
        heads = [self._term("head", key) for key in self._existing(unit)]
        exact = self._term("word", unit.token)
        return [*(Query.boost_query(head, _HEAD) for head in heads), Query.boost_query(exact, _EXACT)]

    def _beginning(self, unit: Unit) -> Query:
        if isinstance(unit, Word):
            known = [self._term("head", key) for key in keys(unit.token, "")]
            return _any([*known, Query.regex_query(self.schema, "head", f"{fold(unit.token)}.*")])
        return self._unit(unit, guess=False)

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self.schema, field, term, index_option="freq" if field in SCORED else "basic")


def _all(clauses: list[Query]) -> Query:
    return clauses[0] if len(clauses) == 1 else Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def _any(terms: list[Query]) -> Query:
    if not terms:
        return Query.empty_query()
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])
