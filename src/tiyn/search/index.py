"""Answers queries from a sealed index."""

from json import loads
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from tiyn.search.entry import Entry, Hit, Results
from tiyn.search.matching import Matcher
from tiyn.search.plan import Plan, Planner
from tiyn.search.request import Phrase, Request, read_request
from tiyn.search.terms import register, schema

_ENOUGH = 20  # complete results from which those that lack a word are left out
_MOST_KINDS = 1_000
_DEEPEST = 10_000  # results; nobody reads further, and each page costs all before it


class Index:
    """A read-only index; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open what `build` wrote; raises ValueError when `folder` holds no index."""
        self._schema = schema()
        index = tantivy.Index.open(str(folder))
        register(index)
        self._searcher = index.searcher()
        self._planner = Planner(self._schema, self._searcher)

    def search(self, text: str, lang: str, kind: str | None = None, limit: int = 20, offset: int = 0) -> Results:
        """Find `text`; titles and snippets come in `lang`. No text makes it raise: it finds nothing.

        `count` and `hits` are of `kind` if given, `kinds` always of all. Every word must match; of
        three or more one may be missing when fewer than 20 results have them all. Results deeper
        than 10,000 are counted but not given.
        """
        request = read_request(text)
        if request is None:
            return Results()
        request, plan, kinds = self._best_plan(request)
        count = sum(kinds.values()) if kind is None else kinds.get(kind, 0)
        if not count or limit <= 0 or offset < 0 or offset + limit > _DEEPEST:
            return Results(count, kinds)
        ranked = plan.ranked if kind is None else self._only(plan.ranked, kind)
        hits = self._hits(ranked, Matcher(request, lang), limit, offset)
        return Results(count, kinds, hits, _tried(plan, hits))

    def suggest(self, prefix: str, lang: str, limit: int = 8) -> list[Hit]:
        """Things whose title or name holds the words typed so far, the last perhaps unfinished.

        Those that begin with them come first; one or two letters find only such.
        """
        request = read_request(prefix)
        if request is None or limit <= 0 or not request.key:
            return []
        request = request.without_phrases()
        matcher, most = Matcher(request, lang), min(limit, _DEEPEST)
        hits = self._hits(self._planner.whole_beginning(request), matcher, most, 0)
        wider = self._planner.beginning(request)
        return hits if len(hits) >= most or wider is None else self._hits(wider, matcher, most, 0)

    def _best_plan(self, request: Request) -> tuple[Request, Plan, dict[str, int]]:
        """The strictest reading of a request that finds something, with its counts by kind."""
        plan = self._planner.plan(request, complete=True, guess_all=False)
        kinds = self._kinds(plan.match)
        if sum(kinds.values()) >= _ENOUGH:
            return request, plan, kinds
        loose = request.without_phrases()
        readings = [(request, False), (loose, False)] if _has_phrase(request) else [(request, False)]
        for reading, guess_all in [*readings, (loose, True)]:
            plan = self._planner.plan(reading, complete=False, guess_all=guess_all)
            kinds = self._kinds(plan.match)
            if kinds:
                return reading, plan, kinds
        return loose, plan, {}

    def _kinds(self, query: Query) -> dict[str, int]:
        """Exact numbers of matches by kind, most first."""
        wanted = {"kinds": {"terms": {"field": "kind", "size": _MOST_KINDS, "segment_size": _MOST_KINDS}}}
        answer: dict[str, Any] = self._searcher.aggregate(query, wanted)
        return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["kinds"]["buckets"]}

    def _only(self, query: Query, kind: str) -> Query:
        kind_query = Query.const_score_query(Query.term_query(self._schema, "kind", kind, index_option="basic"), 0.0)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, kind_query)])

    def _hits(self, query: Query, matcher: Matcher, limit: int, offset: int) -> list[Hit]:
        found = self._searcher.search(query, limit, count=False, offset=offset, weight_by_field="weight")
        scored = [(score, _entry(self._searcher.doc(address))) for score, address in found.hits]
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        return [matcher.hit(entry) for _, entry in scored]


def _has_phrase(request: Request) -> bool:
    return any(isinstance(unit, Phrase) for unit in request.units)


def _entry(document: tantivy.Document) -> Entry:
    return Entry(**loads(document.get_first("payload")))


def _tried(plan: Plan, hits: list[Hit]) -> list[str]:
    """The spellings that results hold in place of guessed words, in order of the results."""
    if not plan.guessed:
        return []
    marked = [text.casefold() for hit in hits if hit.why in ("prefix", "typo") for text, on in hit.matched if on]
    return [text for text in dict.fromkeys(marked) if text not in plan.guessed]
