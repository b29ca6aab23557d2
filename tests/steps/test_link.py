"""The state of a figure follows from the other statements about the same thing."""

import pytest

from tiyn.dictionary import tables
from tiyn.steps.link import link


def statement(name, **values):
    row = {
        "id": name, "source_id": "s", "document_id": "d1", "locator": "x", "at_start": 0, "at_end": 1, "span_sha256": "0",
        "position": 0, "about": "t", "property": "funding", "kind": "figure", "stance": "asserts", "speaker": "x",
        "said_on": "not stated", "state": "one_source", "value": 10, "low": 10, "high": 10, "unit": "KZT",
        "stage": "paid", "period": "2023", "scope": "programme",
    }  # fmt: skip
    return row | values


CASES = [
    ("alone it is one source", [statement("a")], [], {"a": "one_source"}),
    ("an open end is a range", [statement("a", high=None)], [], {"a": "range"}),
    (
        "two documents that overlap corroborate",
        [statement("a"), statement("b", document_id="d2", speaker="y", low=9, high=11)],
        [],
        {"a": "corroborated", "b": "corroborated"},
    ),
    (
        "a copy is not a second source",
        [statement("a"), statement("b", document_id="d2")],
        [("b", "repeats", "a")],
        {"a": "one_source", "b": "one_source"},
    ),
    (
        "two copies of one origin are one source, also where neither copies the other",
        [statement("a"), statement("b", document_id="d2", speaker="y"), statement("c", document_id="d3", speaker="z")],
        [("b", "repeats", "a"), ("c", "repeats", "a")],
        {"a": "one_source", "b": "one_source", "c": "one_source"},
    ),
    (
        "one speaker in two documents is one source",
        [statement("a"), statement("b", document_id="d2")],
        [],
        {"a": "one_source", "b": "one_source"},
    ),
    (
        "an open end agrees with everything and so corroborates nothing",
        [statement("a", high=None), statement("b", document_id="d2", speaker="y", value=5000, low=5000, high=5000)],
        [],
        {"a": "range", "b": "one_source"},
    ),
    (
        "two periods that are not stated are not the same period",
        [statement("a", period="not stated"), statement("b", document_id="d2", speaker="y", period="not stated")],
        [],
        {"a": "one_source", "b": "one_source"},
    ),
    (
        "different budget levels never corroborate",
        [statement("a", level="local"), statement("b", document_id="d2", speaker="y", level="republican")],
        [],
        {"a": "one_source", "b": "one_source"},
    ),
    (
        "what was updated later keeps its mark",
        [statement("a"), statement("b", document_id="d2", speaker="y"), statement("c")],
        [("c", "supersedes", "a")],
        {"a": "stale"},
    ),
    (
        "different stages never corroborate",
        [statement("a"), statement("b", document_id="d2", stage="approved")],
        [],
        {"a": "one_source", "b": "one_source"},
    ),
    (
        "a figure that answers another disputes it, and both are disputed",
        [statement("a", value=700, low=700, high=700), statement("b", document_id="d2")],
        [("b", "answers", "a")],
        {"a": "disputed", "b": "disputed"},
    ),
    (
        "a reprint of the answer is no third side of a dispute",
        [
            statement("a", value=700, low=700, high=700),
            statement("b", document_id="d2", speaker="y"),
            statement("c", document_id="d3", speaker="z"),
        ],
        [("b", "answers", "a"), ("c", "repeats", "b")],
        {"a": "disputed", "b": "disputed"},
    ),
    (
        "4.55 to 4.65 and 11.1 per cent of 41, 4.48 to 4.63, overlap: no dispute",
        [
            statement("a", value=460, low=455, high=465),
            statement("b", document_id="d2", speaker="y", value=455, low=448, high=463),
        ],
        [],
        {"a": "corroborated", "b": "corroborated"},
    ),
    (
        "what was updated later is of an earlier date",
        [statement("a"), statement("b")],
        [("b", "supersedes", "a")],
        {"a": "stale"},
    ),
]


@pytest.mark.parametrize(("why", "statements", "ties", "expected"), CASES, ids=[case[0] for case in CASES])
def test_states(empty, why, statements, ties, expected):
    empty.load(tables()["statement"], statements)
    empty.load(tables()["statement_link"], [dict(zip(("from_id", "kind", "to_id"), tie, strict=True)) for tie in ties])
    link(empty)
    found = {row["id"]: row["state"] for row in empty.rows("select id, state from statement order by id")}
    assert {name: found[name] for name in expected} == expected
