"""Evidence paths against plain enumeration on small graphs, and what a search must never do."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiyn import evidence, neighbourhood
from tiyn.dictionary import tables
from tiyn.evidence import Asked
from tiyn.model.errors import NotFound
from tiyn.store import create

NODES = 7
# (from, to, link, certainty, since, until)
TIE = st.tuples(
    st.integers(0, NODES - 1),
    st.integers(0, NODES - 1),
    st.sampled_from(["connection", "connection", "institutional", "award"]),
    st.sampled_from(["record", "single_press_source", "candidate"]),
    st.sampled_from(["", "2019-01-01", "2023-05-01"]),
    st.sampled_from(["", "2020-12-31", "2024-12-31"]),
)


def graph(ties) -> sqlite3.Connection:
    """The tables `node` and `tie` of these ties, in whatever order they come."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for name in ("node", "tie"):
        connection.execute(create(tables()[name]))
    degree = [sum(n in one[:2] for one in ties) for n in range(NODES)]
    connection.executemany("insert into node values (?, ?, ?)", [(n, f"entity/{n}", degree[n]) for n in range(NODES)])
    for number, (a, b, link, certainty, since, until) in ties if ties and isinstance(ties[0][1], tuple) else enumerate(ties):
        for here, there, forward in {(a, b, "yes"), (b, a, "no")} if a != b else {(a, a, "yes")}:
            row = (here, there, f"relationship/{number}", forward, "shareholding", link, certainty, since or None, until or None)
            connection.execute("insert into tie values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    return connection


def naive(ties, start, goal, at=None, institutional=True, most=evidence.MOST_EDGES, hub=None):
    """Every simple path by walking everywhere, not through `hub`: tuples of nodes."""
    joined = set()
    for a, b, link, _, since, until in ties:
        over = at and ((until and until < at) or (since and since > at))
        if not over and (institutional or link == "connection"):
            joined |= {(a, b), (b, a)}
    found, stack = [], [(start,)]
    while stack:
        trail = stack.pop()
        for here, there in joined:
            if here == trail[-1] and there == goal:
                found.append((*trail, goal))
            elif here == trail[-1] and there not in (*trail, hub) and len(trail) < most:
                stack.append((*trail, there))
    return sorted(found, key=lambda one: (len(one), one))


def found(connection, **asked):
    answer = evidence.paths(connection, Asked("entity/0", "entity/1", most_paths=10_000, **asked))
    trails = [tuple(int(one.rsplit("/", 1)[1]) for one in (steps[0].start, *(s.goal for s in steps))) for steps in answer.paths]
    return answer, trails


@settings(max_examples=200, deadline=None)
@given(st.lists(TIE, max_size=14), st.booleans(), st.sampled_from([None, "2022-01-01"]))
def test_all_paths_as_plain_walking_finds_them(ties, institutional, at):
    answer, trails = found(graph(ties), institutional=institutional, at=at)
    expected = naive(ties, 0, 1, at, institutional)
    assert sorted(trails) == sorted(expected) and answer.count == len(expected) and answer.whole
    lengths = [len(steps) for steps in answer.paths]
    assert lengths == sorted(lengths)


@settings(max_examples=100, deadline=None)
@given(st.lists(TIE, max_size=20))
def test_the_shortest_alone(ties):
    answer, trails = found(graph(ties), longer=False)
    expected = naive(ties, 0, 1)
    assert sorted(trails) == [one for one in expected if len(one) == len(expected[0])]


@settings(max_examples=60, deadline=None)
@given(st.lists(TIE, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(ties, chance):
    numbered = list(enumerate(ties))
    mixed = numbered.copy()
    chance.shuffle(mixed)
    assert found(graph(ties))[0] == found(graph(mixed) if mixed else graph(ties))[0]


PLAIN = ("connection", "record", "", "")
RING = [(n, (n + 1) % NODES, *PLAIN) for n in range(NODES)]


@pytest.mark.parametrize(
    "ties, expected",
    [
        ([(0, 0, *PLAIN)], []),  # it owns itself
        ([(0, 2, *PLAIN), (2, 0, *PLAIN), (2, 1, *PLAIN)], [(0, 2, 1)]),  # they own one another
        (RING, [(0, 1), (0, 6, 5, 4, 3, 2, 1)]),
        ([(0, 1, *PLAIN), (0, 1, "connection", "candidate", "", "")], [(0, 1)]),  # two documents, one step
        ([], []),
    ],
    ids=["self-ownership", "a cycle", "a ring", "parallel ties", "no tie at all"],
)
def test_odd_ownership(ties, expected):
    assert found(graph(ties))[1] == expected


def test_of_two_documents_the_surer_stands_first_and_both_are_kept():
    ties = [(0, 1, "connection", "candidate", "", ""), (0, 1, "connection", "record", "", "")]
    step = found(graph(ties))[0].paths[0][0]
    assert [edge.certainty for edge in step.edges] == ["record", "candidate"]


def test_of_two_paths_of_one_length_the_surer_comes_first():
    weak, sure = ("connection", "single_press_source", "", ""), PLAIN
    ties = [(0, 2, *sure), (2, 1, *weak), (0, 3, *sure), (3, 1, *sure)]
    assert found(graph(ties))[1] == [(0, 3, 1), (0, 2, 1)]


def test_a_hub_is_not_walked_through_and_is_named():
    connection = graph([(0, 2, *PLAIN), (2, 1, *PLAIN)])
    connection.execute("update node set degree = 201 where number = 2")
    answer, trails = found(connection)
    assert trails == [] and answer.hubs == {"entity/2": 201}
    connection.execute("update node set degree = 999 where number in (0, 1)")  # an end may be one
    connection.execute("update node set degree = 2 where number = 2")
    assert found(connection)[1] == [(0, 2, 1)]


@settings(max_examples=200, deadline=None)
@given(st.lists(TIE, max_size=14), st.booleans())
def test_a_hub_is_walked_through_from_neither_end(ties, longer):
    connection = graph(ties)
    connection.execute("update node set degree = 201 where number = 2")
    answer, trails = found(connection, longer=longer)
    expected = naive(ties, 0, 1, hub=2)
    shortest = [one for one in expected if len(one) == len(expected[0])]
    assert sorted(trails) == sorted(expected if longer else shortest)


def test_none_found_is_whole_however_many_subjects_stand_around():
    star = [(0, 2 + n % 5, *PLAIN) for n in range(10)]
    connection = graph(star)
    rows = [(1, n, f"relationship/far-{n}", "yes", "shareholding", "connection", "record", None, None) for n in range(100, 450)]
    connection.executemany("insert into node values (?, ?, 1)", [(n, f"entity/{n}") for n in range(100, 450)])
    connection.executemany("insert into tie values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    assert evidence.paths(connection, Asked("entity/0", "entity/1")).whole


def test_longer_paths_not_looked_for_are_not_said_to_be_counted():
    wide = [(0, n, *PLAIN) for n in range(2, NODES)] + [(n, 1, *PLAIN) for n in range(2, NODES)]
    assert not evidence.paths(graph(wide), Asked("entity/0", "entity/1", most_paths=2)).whole


def test_what_was_left_out_is_not_walked():
    ties = [(0, 1, *PLAIN), (0, 2, *PLAIN), (2, 1, *PLAIN)]
    assert found(graph(ties), without=frozenset({"relationship/0"}))[1] == [(0, 2, 1)]


def test_a_subject_without_ties_is_no_subject_of_a_path():
    with pytest.raises(NotFound, match="no tie"):
        evidence.paths(graph([]), Asked("entity/0", "entity/nobody"))


def test_more_paths_than_are_ranked_are_counted():
    wide = [(0, n, *PLAIN) for n in range(2, NODES)] + [(n, 1, *PLAIN) for n in range(2, NODES)]
    answer = evidence.paths(graph(wide), Asked("entity/0", "entity/1", longer=False, most_paths=2))
    assert (answer.count, len(answer.paths)) == (5, 2)


def test_the_neighbourhood_says_what_it_leaves_out():
    star = [(0, n, *PLAIN) for n in range(1, NODES)]
    around = neighbourhood.around(graph(star), "entity/0", most=4)
    assert len(around.nodes) == 4 and around.reached == NODES and around.ties == NODES - 1
    assert {edge.start for edge in around.edges} == {"entity/0"}
    two = neighbourhood.around(graph(RING), "entity/0", hops=2)
    assert two.nodes == {"entity/0": 0, "entity/1": 1, "entity/6": 1, "entity/2": 2, "entity/5": 2} and len(two.edges) == 4


def test_ties_among_the_outermost_are_listed_and_what_is_not_is_counted(monkeypatch):
    ties = [(0, 1, *PLAIN), (0, 2, *PLAIN), (1, 2, *PLAIN)]
    around = neighbourhood.around(graph(ties), "entity/0")
    assert len(around.edges) == 3 and around.left_out == 0
    monkeypatch.setattr(neighbourhood, "MOST_TIES", 2)
    around = neighbourhood.around(graph(ties), "entity/0")
    assert len(around.edges) == 2 and around.left_out == 1
