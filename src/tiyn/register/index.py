"""Answers questions from a sealed register index."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from tiyn.register.asked import FILTERS, Asked, Found
from tiyn.register.build import register_tokenizer
from tiyn.register.fields import BETWEEN, code, schema
from tiyn.search.plan import Plan, Planner
from tiyn.search.request import Phrase, Request, read_request

MOST_VALUES = 40  # of one facet; of more, how many there are is said
EVERY_VALUE = 60_000  # what the engine counts of one facet: below it counts are exact
DEEPEST = 10_000  # results by relevance; other orders go on to the last row
KEPT = 8192  # counted answers a process remembers: an edition never changes
Facet = tuple[list[tuple[str, int]], int]  # values with their counts, and how many further values there are
Counted = tuple[int, dict[str, Facet]]
_CODE = re.compile(r"(?=.*\d)\S{5,100}")
_RANKS = {
    "-amount": ("amount_rank", False),
    "amount": ("amount_rank", True),
    "-date": ("date_rank", False),
    "date": ("date_rank", True),
}


class Register:
    """A read-only index of purchases; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._schema = schema()
        index = tantivy.Index.open(str(folder))
        register_tokenizer(index)
        self._searcher = index.searcher()
        self._planner = Planner(self._schema, self._searcher)
        self._counted: OrderedDict[tuple[Any, ...], Counted] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def ask(self, asked: Asked) -> Found:
        """One page of the purchases that fit, with the exact count of all and the facets asked for."""
        filters = self._filters(asked)
        hits: list[Any] = []

        def some(plan: Plan) -> bool:
            """The page itself, when it is by relevance, shows that a reading finds something: nothing is searched twice."""
            if asked.order == "relevance" and asked.limit > 0:
                hits[:] = self._page(asked, _both(plan.ranked, filters.values()))
            return bool(hits) or self._any(plan.match)

        match, ranked, tried, why = self._text(asked.text, some)
        if match is None:
            return Found()
        whole = _both(match, filters.values())
        count, facets = self._count(asked, match, filters, whole)
        listed, more = ({name: facet[at] for name, facet in facets.items()} for at in (0, 1))
        found = Found(count, facets=listed, more=more, tried=tried, why=why)
        if not count or asked.limit <= 0:
            return found
        if asked.order == "relevance":
            return self._by_relevance(asked, hits or self._page(asked, _both(ranked, filters.values())), found)
        return self._by_rank(asked, whole, found)

    def ranks(self, asked: Asked, page: int = 100_000) -> Iterator[list[int]]:
        """The places, in the order of sums, of all purchases that fit; in pages, each place once."""
        match, _, _, _ = self._text(asked.text, lambda plan: self._any(plan.match))
        if match is None:
            return
        whole, after = _both(match, self._filters(asked).values()), 0
        while True:
            query = _both(whole, [self._range("amount_rank", after + 1, None)]) if after else whole
            hits = self._searcher.search(query, page, count=False, order_by_field="amount_rank", order=Order.Asc).hits
            found = [int(rank) for rank, _ in hits]
            if not found:
                return
            yield found
            after = found[-1]

    # ---- what is meant

    def _text(self, text: str, some: Callable[[Plan], bool]) -> tuple[Query | None, Query, tuple[str, ...], str]:
        """(what must match, the same with lifts, spellings guessed, why) of a text; None when `some` finds nothing."""
        everything = Query.all_query()
        if not text.strip():
            return everything, everything, (), ""
        whole = self._code(text)
        if whole is not None:
            return whole, whole, (), "code"
        request = read_request(text)
        if request is None:
            return None, everything, (), ""
        loose = request.without_phrases()
        readings = [(request, True, False), (request, False, False)]
        readings += [(loose, True, False)] if loose != request else []
        for reading, complete, guess in [*readings, (loose, False, True)]:
            plan = self._planner.plan(reading, complete=complete, guess_all=guess)
            if some(plan):
                return plan.match, plan.ranked, plan.guessed, _why(reading, plan, guess)
        return None, everything, (), ""

    def _code(self, text: str) -> Query | None:
        """A text that is one identifier that stands in the index: it and nothing else is meant."""
        sought = code(text)
        if not _CODE.fullmatch(sought):
            return None
        for form in (sought, f"KZ-BIN-{sought}"):
            if self._searcher.doc_freq("code", form):
                return Query.const_score_query(self._term("code", form), 1.0)
        return None

    def _any(self, query: Query) -> bool:
        return bool(self._searcher.search(query, 1, count=False).hits)

    def _filters(self, asked: Asked) -> dict[str, Query]:
        found = {name: self._term(name, value) for name, value in asked.filters.items() if name in FILTERS and value}
        if asked.low is not None or asked.high is not None:
            found["amount"] = Query.range_query(self._schema, "amount", FieldType.Integer, asked.low, asked.high)
        return {name: Query.const_score_query(query, 0.0) for name, query in found.items()}

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value, index_option="basic")

    # ---- counting

    def _count(self, asked: Asked, match: Query, filters: dict[str, Query], whole: Query) -> Counted:
        """The exact count, and per facet the values with theirs; a chosen facet is counted as if it were not."""
        free = tuple(name for name in asked.facets if name not in filters)
        count, facets = self._kept((*self._asked(asked, ""), free), lambda: self._free(whole, free))
        facets = dict(facets)
        for name in asked.facets:
            if name in filters:  # the same for every value chosen of it
                rest = [query for other, query in filters.items() if other != name]
                within = _both(match, rest)
                facets |= self._kept(
                    (*self._asked(asked, name), name), lambda within=within, name=name: self._free(within, (name,))
                )[1]
        return count, {name: facets[name] for name in asked.facets}

    def _asked(self, asked: Asked, besides: str) -> tuple[Any, ...]:
        filters = tuple(sorted(pair for pair in asked.filters.items() if pair[0] != besides))
        return asked.text.strip(), filters, asked.low, asked.high

    def _free(self, query: Query, names: tuple[str, ...]) -> Counted:
        """The count of a query, and those facets of it."""
        if not names:
            return int(self._searcher.search(query, 1, count=True).count or 0), {}
        facets, count = self._facets(query, names)
        return count, facets

    def _kept(self, key: tuple[Any, ...], count: Callable[[], Counted]) -> Counted:
        """What was counted before, or is counted now."""
        with self._lock:
            if key in self._counted:
                self._counted.move_to_end(key)
                return self._counted[key]
        answer = count()
        with self._lock:
            self._counted[key] = answer
            if len(self._counted) > KEPT:
                self._counted.popitem(last=False)
        return answer

    def _facets(self, query: Query, names: tuple[str, ...]) -> tuple[dict[str, Facet], int]:
        """The values of each facet, most first, then by value; and the count of all."""
        wanted = {name: {"terms": {"field": name, "size": EVERY_VALUE, "segment_size": EVERY_VALUE}} for name in names}
        said = self._searcher.aggregate(query, wanted)
        found = {}
        for name in names:
            pairs = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in said[name]["buckets"]]
            pairs.sort(key=lambda pair: (-pair[1], pair[0]))
            found[name] = pairs[:MOST_VALUES], max(0, len(pairs) - MOST_VALUES)
        first = said[names[0]]  # every purchase has exactly one value of every facet
        return found, sum(int(bucket["doc_count"]) for bucket in first["buckets"]) + int(first.get("sum_other_doc_count") or 0)

    # ---- pages

    def _page(self, asked: Asked, ranked: Query) -> list[Any]:
        """The hits of a page by relevance; none beyond DEEPEST."""
        start = _start(asked)
        if start + asked.limit > DEEPEST:
            return []
        return list(self._searcher.search(ranked, asked.limit, count=False, offset=start).hits)

    def _by_relevance(self, asked: Asked, hits: list[Any], found: Found) -> Found:
        start = _start(asked)
        if start + asked.limit > DEEPEST:
            return found
        end = start + len(hits)
        following = f"o{end}" if end < found.count and end + asked.limit <= DEEPEST else ""
        preceding = f"o{max(0, start - asked.limit)}" if start else ""
        return replace(found, keys=[self._key(address) for _, address in hits], following=following, preceding=preceding)

    def _by_rank(self, asked: Asked, whole: Query, found: Found) -> Found:
        """A page in the order of a unique rank. Cursor: `a<rank>` after it, `b<rank>` before it, `z` the last page."""
        field, backwards = _RANKS[asked.order]
        move, rank = asked.cursor[:1], int(asked.cursor[1:]) if re.fullmatch(r"[ab]\d{1,18}", asked.cursor, re.ASCII) else 0
        reverse = move in ("b", "z")
        # ranks run from the largest; going backwards through a page or an order turns the direction
        descending = backwards != reverse
        query, limit = whole, asked.limit
        if move in ("a", "b") and rank:
            low, high = (None, rank - 1) if descending else (rank + 1, None)
            query = _both(whole, [self._range(field, low, high)])
        if move == "z":
            limit = found.count % asked.limit or asked.limit
        order = Order.Desc if descending else Order.Asc
        hits = list(self._searcher.search(query, limit + 1, count=False, order_by_field=field, order=order).hits)
        more, hits = len(hits) > limit, hits[:limit]
        if reverse:
            hits.reverse()
        if not hits:
            return found
        first, final = f"b{hits[0][0]}", f"a{hits[-1][0]}"
        later = more if not reverse else move == "b"
        earlier = more if reverse else move == "a"
        keys = [self._key(address) for _, address in hits]
        last = "z" if later else ""
        return replace(found, keys=keys, following=final if later else "", preceding=first if earlier else "", last=last)

    def _range(self, field: str, low: int | None, high: int | None) -> Query:
        return Query.const_score_query(Query.range_query(self._schema, field, FieldType.Integer, low, high), 0.0)

    def _key(self, address: Any) -> tuple[str, str]:
        ocid, _, contract = bytes(self._searcher.doc(address).get_first("payload")).decode().partition(BETWEEN)
        return ocid, contract


def _start(asked: Asked) -> int:
    return int(asked.cursor[1:]) if re.fullmatch(r"o\d{1,5}", asked.cursor, re.ASCII) else 0


def _both(query: Query, others: Any) -> Query:
    parts = [(Occur.Must, query), *((Occur.Must, one) for one in others)]
    return query if len(parts) == 1 else Query.boolean_query(parts)


def _why(request: Request, plan: Plan, guess: bool) -> str:
    if guess or plan.guessed:
        return "typo"
    return "phrase" if any(isinstance(unit, Phrase) for unit in request.units) else "words"
